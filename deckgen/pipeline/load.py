"""From a folder to a deck: each card file compiles to a part, and the parts join."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from deckgen.anki.guard.deck_texts import check_description
from deckgen.anki.tags import clean_tag, own_tags
from deckgen.kinds import load_kinds
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic, Span, has_errors, ordered, warning
from deckgen.pipeline import Environment, KeptParts, Part, compile_part, join
from deckgen.rules import apply_severity, check_source
from deckgen.sources.card_files import find_card_files, find_misnamed_files
from deckgen.sources.config import config_path, read_config
from deckgen.sources.media import MediaFolder
from deckgen.sources.places import SourceFiles
from deckgen.sources.released import released_shapes
from deckgen.sources.text import read_data, read_text
from deckgen.system.files import display_path

_KILOBYTE = 1_000


def load(
    cards: Path,
    *,
    lint: bool = False,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
    kept: KeptParts | None = None,
) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Compile a cards folder in memory.

    Args:
        cards: The folder that holds `deck.yaml` and the card files.
        lint: Whether to compare cards with each other, too, as `deckgen check` does.
        progress: Called now and then with a stage's name, the work done, and all of its work.
        kept: The parts of the previous build, to recompile only what changed.

    Returns:
        The deck, without the cards that have errors, and all diagnostics in the order of their places.

    Raises:
        DeckgenError: There is no such folder.
    """
    files = card_files(cards)
    environment, style, diagnostics = read_environment(cards)
    if not files:
        span = Span(display_path(cards))
        diagnostics.append(
            warning(
                "no-cards",
                "there is no card file here",
                "write a card file, for example 01-first.yaml, next to deck.yaml",
            ).at(span)
        )
    diagnostics += _misnamed(cards)
    deck, between = join(tuple(_parts(cards, files, environment, progress, kept)), environment, style, lint=lint)
    unsafe = tuple(check_description(deck.description, _place(cards, "description"))) if deck.description else ()
    if unsafe:
        deck = replace(deck, description="")
    found = (*diagnostics, *between, *unsafe)
    return deck, ordered((*found, *(() if has_errors(found) else _unused_settings(cards, deck))))


def _misnamed(cards: Path) -> Iterator[Diagnostic]:
    for path in find_misnamed_files(cards):
        stem, _, ending = path.name.partition(".")
        yield warning(
            "misnamed-file",
            "this is not a card file: its name ends in '{ending}'",
            "call it '{name}'",
            ending=f".{ending}",
            name=f"{stem}.yaml",
        ).at(Span(display_path(path)))


def _unused_settings(cards: Path, deck: Deck) -> Iterator[Diagnostic]:
    """The deck's slices and introductions that none of its cards is in."""
    config = deck.config
    categories = {note.category for note in deck.notes} if config.introductions else set()
    for category, _ in config.introductions:
        if category not in categories:
            places = SourceFiles().places(display_path(config_path(cards)))
            yield warning(
                "unused-introduction",
                "no card is in the category '{category}'",
                "write a category that cards have, or take it out of 'introductions'",
                category=category,
            ).at(places.below(places.of_key("introductions"), category))
    used = {tag for note in deck.notes for tag in own_tags(note.tags, config.tag)} if config.slices else set()
    for tag in config.slices:
        if clean_tag(tag) not in used:
            places = SourceFiles().places(display_path(config_path(cards)))
            yield warning(
                "unused-slice",
                "no card has the tag '{tag}'",
                "write a tag that cards have, or take it out of 'slices'",
                tag=tag,
            ).at(places.below(places.of_key("slices"), tag))


def read_environment(cards: Path) -> tuple[Environment, str, list[Diagnostic]]:
    """What a deck's card files are compiled with.

    Args:
        cards: The cards folder.

    Returns:
        The environment, the deck's own CSS, and diagnostics about `deck.yaml`, kinds and the style.
    """
    config, diagnostics, source, places = read_config(cards)
    kinds, broken = load_kinds(cards)
    path = cards / "style.css"
    style = read_text(path, display_path(path), cards) if path.exists() or path.is_symlink() else ""
    problems = [
        *diagnostics,
        *check_source(source, places),
        *broken,
    ]
    if isinstance(style, Diagnostic):
        problems.append(style)
        style = ""
    if style:
        from deckgen.anki.guard.style import check_style  # most decks have no style of their own

        unread = tuple(check_style(style, display_path(path)))
        style = "" if has_errors(unread) else style
        problems += unread
    own = any(kind.own for kind in kinds)
    if own:
        from deckgen.kinds.checks import check_note_types  # nor kinds

        problems += check_note_types(kinds, config, display_path(cards / "kinds"))
    shapes = released_shapes(cards) if any(kind.shape > 1 for kind in kinds) else {}
    environment = Environment(config, kinds, MediaFolder(cards), shapes)
    settings = environment.settings
    found = [left for each in problems if (left := apply_severity(each, settings))]
    if style or own:
        from deckgen.rules.own_files import check_own_files

        found += check_own_files(kinds, style, display_path(cards), settings)
    return environment, style, found


def _place(cards: Path, key: str) -> Span:
    """The place of a key's value in `deck.yaml`."""
    return SourceFiles().places(display_path(config_path(cards))).of_key(key)


def card_files(cards: Path) -> list[tuple[Path, str]]:
    """The card files of a deck in study order, each with its name in diagnostics.

    Raises:
        DeckgenError: As `find_card_files`.
    """
    return [(path, unicodedata.normalize("NFC", display_path(path))) for path in find_card_files(cards)]


def _parts(
    cards: Path,
    files: list[tuple[Path, str]],
    environment: Environment,
    progress: Callable[[str, int, int], None],
    kept: KeptParts | None,
) -> Iterator[Part]:
    total, done = sum(path.stat().st_size for path, _ in files if path.is_file()) // _KILOBYTE, 0
    digest = environment.digest if kept else ""
    for path, name in files:
        progress("compile", min(done // _KILOBYTE, total), total)
        data = read_data(path, name, cards)
        if isinstance(data, Diagnostic):
            yield Part(name, diagnostics=(data,), broken=True)
            continue
        done += len(data)
        yield kept.part(data, name, environment, digest) if kept else compile_part(data, name, environment)

"""The stages in their order, from a folder to a deck."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TypeVar

from deckgen import rules
from deckgen.diagnostics import Diagnostic, Severity, Span, ordered
from deckgen.files import display_path
from deckgen.kinds import load_kinds, note_type_of
from deckgen.model import Deck
from deckgen.rendering.markdown import to_html
from deckgen.rendering.note import Renderer
from deckgen.sources.card_files import find_card_files
from deckgen.sources.config import read_config
from deckgen.sources.media import MediaFolder
from deckgen.sources.nodes import read_source
from deckgen.sources.order import study_order
from deckgen.sources.schema import check_files
from deckgen.sources.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from deckgen.model import SourceFile

T = TypeVar("T")


def load(
    cards: Path,
    *,
    quality: bool = False,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Compile a cards folder in memory.

    Args:
        cards: The folder that holds `deck.yaml` and the card files.
        quality: Whether to judge the writing too, as `deckgen check` does.
        progress: Called now and then with a stage's name, the items done, and their number.

    Returns:
        The deck, without the cards that have errors, and all diagnostics in the order of their places.

    Raises:
        DeckgenError: There is no such folder.
    """
    files = find_card_files(cards)
    config, found = read_config(cards)
    diagnostics = list(found)
    base = display_path(cards)
    below = "" if base == "." else f"{base}/"
    named = [(path, unicodedata.normalize("NFC", f"{below}{path.relative_to(cards).as_posix()}")) for path in files]
    kinds, found = load_kinds(cards)
    diagnostics.extend(found)
    reader = _Reader()
    checked, ids, found = check_files(reader.sources(_counted(named, "read", progress)), kinds)
    diagnostics.extend((*reader.diagnostics, *found))
    if not files:
        hint = "write a card file, for example 01-first.yaml, beside deck.yaml"
        diagnostics.append(Diagnostic(Span(base), "no-cards", "there is no card file here", hint, Severity.WARNING))
    studied, found = study_order(checked, None if reader.broken else ids)
    diagnostics.extend(found)
    renderer = Renderer(config, MediaFolder(cards))
    notes = tuple([renderer.note(card, due) for due, card in enumerate(_counted(studied, "render", progress), start=1)])
    diagnostics.extend(renderer.diagnostics)
    diagnostics.extend(rules.run(tuple(zip(studied, notes, strict=True)), quality=quality))
    used = {note.kind for note in notes}
    style, found = _style(cards)
    diagnostics.extend(found)
    deck = Deck(
        config=config,
        note_types=tuple(note_type_of(kind, config, style) for kind in kinds if kind.name in used),
        notes=notes,
        media=tuple(renderer.media[name] for name in sorted(renderer.media)),
        kinds=tuple(kind for kind in kinds if kind.name in used),
        description=to_html(config.description, str),
    )
    return deck, ordered(diagnostics)


class _Reader:
    """Reads files one at a time, so that each one's nodes can go before the next one's come."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.broken = False

    def sources(self, named: Iterable[tuple[Path, str]]) -> Iterator[SourceFile]:
        for path, name in named:
            source, found = read_source(path, name)
            self.diagnostics.extend(found)
            self.broken = self.broken or source.broken
            yield source


def _style(cards: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    path = cards / "style.css"
    text = read_text(path, display_path(path)) if path.exists() or path.is_symlink() else ""
    return ("", (text,)) if isinstance(text, Diagnostic) else (text, ())


def _counted(items: list[T] | tuple[T, ...], stage: str, progress: Callable[[str, int, int], None]) -> Iterator[T]:
    for done, item in enumerate(items):
        if done % 500 == 0:
            progress(stage, done, len(items))
        yield item

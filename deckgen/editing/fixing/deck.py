"""The files of a deck, mended: what would be written, and writing it."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from deckgen.editing.fixing.syntax import mend_syntax
from deckgen.editing.fixing.values import Deck, mend_values
from deckgen.editing.fixing.vocabulary import DECK, card_vocabulary
from deckgen.messages.catalogue import is_mended
from deckgen.pipeline.load import card_files
from deckgen.sources.config import config_of, config_path
from deckgen.sources.nodes import parse
from deckgen.sources.released import released_shapes
from deckgen.sources.schema import check_file
from deckgen.system.files import display_path, write_atomically
from deckgen.system.reading import NotReadError, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from deckgen.editing.fixing.syntax import Mended
    from deckgen.model import Kind, SourceFile
    from deckgen.model.diagnostics import Diagnostic

_WRITTEN_ID = re.compile(r"""\bid['"]?\s*:\s*['"]?([^\s'",}\]]+)""")
"""An id as a file has it that YAML cannot read."""


class FixedFile(NamedTuple):
    """A file that can be mended."""

    path: Path
    name: str
    """As diagnostics call it."""
    before: str
    after: str
    answered: tuple[Diagnostic, ...]
    """What is not wrong with it any more."""


def fix_deck(cards: Path, kinds: tuple[Kind, ...], diagnostics: Iterable[Diagnostic]) -> tuple[FixedFile, ...]:
    """Mend what of a deck's problems can be read in one way only; nothing is written.

    Args:
        cards: The cards folder.
        kinds: The kinds that the deck can use.
        diagnostics: What is wrong with it. Files in which no rule is broken that can be mended are not looked at.
    """
    wanted = {diagnostic.span.path for diagnostic in diagnostics if is_mended(diagnostic.rule)}
    if not wanted:
        return ()
    files = card_files(cards)
    taken = set(released_shapes(cards)) | set(_ids(cards, files, kinds))
    vocabulary = card_vocabulary(kinds)
    keys = frozenset(kind.key for kind in kinds)
    fixed: list[FixedFile] = []
    deck_file = config_path(cards)
    for path, name in ((deck_file, display_path(deck_file)), *files):
        text = _text(path, cards) if name in wanted else None
        if text is None:
            continue
        if path == deck_file:
            done = mended(text, Deck(name, DECK, frozenset(), taken, _check_deck))
        else:
            done = mended(text, Deck(name, vocabulary, keys, taken, partial(_check, kinds)))
        if done.text != text:
            fixed.append(FixedFile(path, name, text, done.text, done.answered))
    return tuple(fixed)


def answered_by(files: Iterable[FixedFile], diagnostics: Iterable[Diagnostic]) -> frozenset[Diagnostic]:
    """Which of a deck's problems some mended files answer; a slip on the same line may have moved the column."""
    places = {(d.span.path, d.span.line, d.rule) for file in files for d in file.answered}
    return frozenset(d for d in diagnostics if (d.span.path, d.span.line, d.rule) in places)


def write_fixes(files: Iterable[FixedFile]) -> None:
    """Write mended files, each whole or not at all; a link's file is written where it leads.

    Raises:
        DeckgenError: The disk refuses a file.
    """
    for file in files:
        write_atomically(file.path.resolve(), file.after.encode())


def mended(text: str, deck: Deck) -> Mended:
    """One file, mended as far as it is certain."""
    readable = mend_syntax(text, deck.name, deck.vocabulary, deck.check)
    if parse(readable.text, deck.name)[0].broken:
        return readable
    fitting = mend_values(readable.text, deck)
    return fitting._replace(answered=(*readable.answered, *fitting.answered))


def _check(kinds: tuple[Kind, ...], source: SourceFile) -> tuple[Diagnostic, ...]:
    return check_file(source, kinds).diagnostics


def _check_deck(source: SourceFile) -> tuple[Diagnostic, ...]:
    return config_of(source, "deck")[1]


def _text(path: Path, cards: Path) -> str | None:
    """A file as it is, byte-order mark and line ends included; None where it is no text."""
    try:
        return read_file(path, cards).decode("utf-8")
    except (NotReadError, UnicodeError):
        return None


def _ids(cards: Path, files: Iterable[tuple[Path, str]], kinds: tuple[Kind, ...]) -> Iterator[str]:
    """Every id that the deck's files hold; of a file that YAML cannot read, whatever may be one."""
    for path, name in files:
        text = _text(path, cards) or ""
        source, _ = parse(text, name)
        if source.broken:
            yield from _WRITTEN_ID.findall(text)
        yield from (claim.id for claim in check_file(source, kinds).claims)

"""The files of a deck, fixed: what would be written, and writing it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from deckgen.editing.fixing.regions import DECK, card_vocabulary
from deckgen.editing.fixing.syntax import Fixed, fix_syntax
from deckgen.editing.fixing.values import FileContext, fix_values
from deckgen.editing.ids import Ids
from deckgen.model import Kind, SourceFile
from deckgen.model.diagnostics import Diagnostic
from deckgen.pipeline.load import card_files
from deckgen.sources.config import config_of, config_path
from deckgen.sources.nodes import parse
from deckgen.sources.released import released_shapes
from deckgen.sources.schema import check_file
from deckgen.system.files import display_path, write_atomically
from deckgen.system.reading import NotReadError, read_file

_WRITTEN_ID = re.compile(r"""\bid['"]?\s*:\s*['"]?([^\s'",}\]]+)""")
"""An id in a file that YAML cannot read."""

FIXABLE = frozenset(
    {"bad-id", "control-character", "missing-id", "tab", "wrong-type", "yaml-alias", "yaml-syntax", "yaml-tag"}
)
"""What `check --fix` can fix some cases of."""


class FixedFile(NamedTuple):
    """A file that can be fixed."""

    path: Path
    name: str
    """As diagnostics call it."""
    before: str
    after: str
    fixed: tuple[Diagnostic, ...]
    """What is no longer wrong with it."""


def fix_deck(cards: Path, kinds: tuple[Kind, ...], diagnostics: Iterable[Diagnostic]) -> tuple[FixedFile, ...]:
    """Fix what of a deck's problems can be read in one way only; nothing is written.

    Files without a diagnostic of a rule that can be fixed are not read.
    """
    wanted = {diagnostic.span.path for diagnostic in diagnostics if diagnostic.rule in FIXABLE}
    if not wanted:
        return ()
    files = card_files(cards)
    taken = Ids({*released_shapes(cards), *_ids(cards, files, kinds)})
    vocabulary = card_vocabulary(kinds)
    keys = frozenset(kind.key for kind in kinds)
    done: list[FixedFile] = []
    deck_file = config_path(cards)
    for path, name in ((deck_file, display_path(deck_file)), *files):
        text = _text(path, cards) if name in wanted else None
        if text is None:
            continue
        if path == deck_file:
            fixed = fix_file(text, FileContext(name, DECK, frozenset(), taken, _check_deck))
        else:
            fixed = fix_file(text, FileContext(name, vocabulary, keys, taken, partial(_check, kinds)))
        if fixed.text != text:
            done.append(FixedFile(path, name, text, fixed.text, fixed.diagnostics))
    return tuple(done)


def fixed_by(files: Iterable[FixedFile], diagnostics: Iterable[Diagnostic]) -> frozenset[Diagnostic]:
    """Which of a deck's problems are fixed; another fix on the same line may have moved the column."""
    places = {(d.span.path, d.span.line, d.rule) for file in files for d in file.fixed}
    return frozenset(d for d in diagnostics if (d.span.path, d.span.line, d.rule) in places)


def write_fixes(files: Iterable[FixedFile]) -> None:
    """Write fixed files, each whole or not at all; a link's file is written where it leads.

    Raises:
        DeckgenError: The disk refuses a file.
    """
    for file in files:
        write_atomically(file.path.resolve(), file.after.encode())


def fix_file(text: str, context: FileContext) -> Fixed:
    """Fix one file as far as it is certain."""
    readable = fix_syntax(text, context.name, context.vocabulary)
    if parse(readable.text, context.name)[0].broken:
        return readable
    fixed = fix_values(readable.text, context)
    return fixed._replace(diagnostics=(*readable.diagnostics, *fixed.diagnostics))


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
    """Every id in the deck's files; of a file that YAML cannot read, whatever may be one."""
    for path, name in files:
        text = _text(path, cards) or ""
        source, _ = parse(text, name)
        if source.broken:
            yield from _WRITTEN_ID.findall(text)
        yield from (claim.id for claim in check_file(source, kinds).claims)

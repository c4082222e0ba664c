"""Files that YAML cannot read: indentation by tabs, and texts that need quotes, mended as long as it is certain."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from deckgen.editing.fixing.pieces import ABOVE, Piece, Start, is_among, lines_with_ends, names_behind, starts
from deckgen.editing.fixing.quoting import quoted
from deckgen.editing.fixing.regions import lines_of
from deckgen.editing.fixing.tabs import WIDTHS, without_tabs
from deckgen.editing.outline import outline
from deckgen.model.diagnostics import Diagnostic
from deckgen.sources.nodes import parse
from deckgen.sources.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from deckgen.editing.fixing.vocabulary import Vocabulary
    from deckgen.editing.outline import Outline
    from deckgen.model import SourceFile

Check: TypeAlias = "Callable[[SourceFile], tuple[Diagnostic, ...]]"
"""What is wrong with a file that YAML can read."""
_COLONS = frozenset(":：﹕︓")
_ITEM = re.compile(r" *\t[ \t]*-[ \t]")
"""A list's item that a tab indents."""
_FEW = 64
"""Lines in which a slip is looked for first; twice as many where it is in none of them."""
_QUOTABLE = frozenset(
    {
        "second-colon",
        "smart-quote",
        "first-character",
        "alias",
        "tag",
        "braces",
        "bracket-list",
        "open-bracket",
        "after-quote",
        "unfit-line",
        "list-breaks-off",
        "too-deep",
        "key-without-colon",
        "escape",
    }
)
"""Cases of `yaml-syntax` in which a text may lack its quotes."""


class Mended(NamedTuple):
    """A file, and what was wrong with it and is not any more."""

    text: str
    answered: tuple[Diagnostic, ...]


def mend_syntax(text: str, name: str, vocabulary: Vocabulary, check: Check) -> Mended:
    """Mend a file until YAML can read it, or until something in it is not certain.

    Where tabs indent, any width is tried; two widths that read differently leave the file as it is, unless only one of
    them fits: the items of `tags:` would be no cards.

    Args:
        text: The file as it is.
        name: What diagnostics call it.
        vocabulary: The keys that the file can have.
        check: What is wrong with a file that YAML can read.
    """
    answered: list[Diagnostic] = []
    if isinstance(clean_text(text, name), Diagnostic):
        return Mended(text, ())
    while parse(text, name)[0].broken:
        mended = _furthest(text, name, vocabulary, check)
        if mended.text == text:
            break
        text = mended.text
        answered += mended.answered
    return Mended(text, tuple(answered))


def _furthest(text: str, name: str, vocabulary: Vocabulary, check: Check) -> Mended:
    """What can be read furthest, with tabs of one width or another; the file as it is where two read differently."""
    problem = parse(text, name)[1][-1]
    if problem.rule != "tab":
        return _mended(text, name, vocabulary)
    found: dict[tuple[str, ...], Mended] = {}
    for width in WIDTHS:
        changed = _if_further(text, without_tabs(text, width), problem.span.line)
        if changed is not None:
            found.setdefault(outline(changed).signs, Mended(changed, (problem,)))
    if not found:
        return Mended(text, ())
    furthest = max(_reach(outline(mended.text)) for mended in found.values())
    best = [mended for mended in found.values() if _reach(outline(mended.text)) == furthest]
    if len(best) > 1:
        best = _sensible(text, (mended for mended in best if not outline(mended.text).broken), name, check)
    return best[0] if len(best) == 1 else Mended(text, ())


def _sensible(text: str, readings: Iterable[Mended], name: str, check: Check) -> list[Mended]:
    """The readings in which each line that begins with a tab and a dash is an item, and one that fits where it is."""
    items = {number for number, line in enumerate(lines_of(text), start=1) if _ITEM.match(line.text)}
    return [
        reading
        for reading in readings
        if items <= {token.line for token in outline(reading.text).tokens}
        and items.isdisjoint(problem.span.line for problem in check(parse(reading.text, name)[0]))
    ]


def _reach(seen: Outline) -> tuple[int, int]:
    """How far a file can be read: to which line, or to its end."""
    return (0, seen.broken[0]) if seen.broken else (1, 0)


def _mended(text: str, name: str, vocabulary: Vocabulary) -> Mended:
    """A file with one slip after the other mended; a line that stays broken stays as it is."""
    lines = list(lines_with_ends(text))
    answered: list[Diagnostic] = []
    doubtful: dict[int, str] = {}
    """What the lines were that were changed since all above the slip could be read."""
    anchors = names_behind(text, "&")
    start, line, sound = Start(), 0, 0
    while True:
        piece, problem, changed = _next(lines, start, name, partial(_one, anchors=anchors, vocabulary=vocabulary))
        number = problem.span.line + piece.shift if problem else 0
        if problem is None or number > line:
            doubtful.clear()
            sound = len(answered)
        if problem is None or changed is None:
            break
        if number != line:
            answered.append(_in_file(problem, piece))
        line = number
        for at, (old, new) in enumerate(zip(piece.lines, changed.lines, strict=True), piece.start.line):
            if old != new:
                doubtful.setdefault(at, old)
                lines[at] = new
        start = _before(changed, problem.span.line)
    for at, old in doubtful.items():
        lines[at] = old
    return Mended("".join(lines), tuple(answered[:sound]))


def _next(
    lines: list[str], start: Start, name: str, mend: Callable[[Piece, Diagnostic], Piece | None]
) -> tuple[Piece, Diagnostic | None, Piece | None]:
    """The next slip from a line on, in a piece that holds all that it hangs on, and the piece without it."""
    size = _FEW
    while True:
        piece = Piece(start, tuple(lines[start.line : start.line + size]))
        source, problems = parse(piece.text, name)
        problem = problems[-1] if source.broken else None
        whole = piece.behind >= len(lines)
        if problem and problem.span.line <= len(start.head):  # what it hangs on began above the piece
            start = Start()
            continue
        if problem and (whole or piece.is_settled(_last_line(piece.text, problem))):
            changed = mend(piece, problem)
            if changed or whole:
                return piece, problem, changed
        if whole:
            return piece, problem, None
        size *= 2


def _last_line(text: str, problem: Diagnostic) -> int:
    """Up to which line YAML read to find a problem."""
    broken = None if problem.rule == "yaml-alias" else outline(text).broken
    return max(problem.span.line, broken[0] if broken else 0)


def _before(piece: Piece, line: int) -> Start:
    """Where to begin for what comes behind a mended line: an entry above the one above it, for slips are told by it."""
    above = [start for start in starts(piece.text) if len(piece.start.head) <= start.line < line - 1][-ABOVE:]
    return above[0]._replace(line=above[0].line + piece.shift) if len(above) == ABOVE else piece.start


def _in_file(problem: Diagnostic, piece: Piece) -> Diagnostic:
    return problem._replace(span=problem.span._replace(line=problem.span.line + piece.shift))


def _one(piece: Piece, problem: Diagnostic, anchors: Sequence[str], vocabulary: Vocabulary) -> Piece | None:
    """A piece with one slip mended; None where it is none that can be."""
    line, text, changed = problem.span.line, piece.text, None
    if problem.rule == "yaml-alias":
        known = is_among(str(dict(problem.values)["name"]), anchors)
        changed = None if known else quoted(text, line, vocabulary, stops=False)
    elif problem.case in {"wide-colon", "tight-colon"}:
        changed = _with_colon(text, problem, vocabulary)
    elif problem.rule == "yaml-syntax" and problem.case in _QUOTABLE:
        changed = quoted(text, line, vocabulary)
    return None if changed in {None, text} else piece.changed(changed)


def _with_colon(text: str, problem: Diagnostic, vocabulary: Vocabulary) -> str | None:
    """A file in which a known key has the colon and the space that YAML wants."""
    key = dict(problem.values)["key"]
    found = lines_of(text)[problem.span.line - 1]
    at = found.text.find(str(key)) + len(str(key))
    at += len(found.text[at:]) - len(found.text[at:].lstrip())
    if key not in vocabulary.known or found.text[at : at + 1] not in _COLONS:
        return None
    rest = found.text[at + 1 :]
    at += found.start
    space = "" if not rest or rest[0].isspace() else " "
    return _if_further(text, f"{text[:at]}:{space}{text[at + 1 :]}", problem.span.line)


def _if_further(text: str, changed: str, line: int) -> str | None:
    """A changed file, where YAML reads it further, and what stands above the line as before."""
    before, after = outline(text), outline(changed)
    if before.broken and after.broken and after.broken <= before.broken:
        return None
    above = [token.sign for token in before.tokens if token.line < line]
    return changed if list(after.signs[: len(above)]) == above else None

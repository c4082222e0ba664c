"""Files that YAML cannot read: indentation by tabs, and texts that need quotes, mended as long as it is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.editing.outline import outline
from deckgen.fixing.quoting import quoted
from deckgen.fixing.regions import lines_of
from deckgen.fixing.tabs import WIDTHS, without_tabs
from deckgen.sources.nodes import parse

if TYPE_CHECKING:
    from deckgen.diagnostics import Diagnostic
    from deckgen.editing.outline import Outline
    from deckgen.fixing.vocabulary import Vocabulary

_COLONS = frozenset(":：﹕︓")
_MOST = 1_000
"""Slips of one file that are looked at: each takes a reading of the file."""
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


def mend_syntax(text: str, name: str, vocabulary: Vocabulary) -> Mended:
    """Mend a file until YAML can read it, or until something in it is not certain.

    Where tabs indent, any width is tried; two widths that read differently leave the file as it is.

    Args:
        text: The file as it is.
        name: What diagnostics call it.
        vocabulary: The keys that the file can have.
    """
    answered: list[Diagnostic] = []
    while parse(text, name)[0].broken:
        mended = _furthest(text, name, vocabulary)
        if mended.text == text:
            break
        text = mended.text
        answered += mended.answered
    return Mended(text, tuple(answered))


def _furthest(text: str, name: str, vocabulary: Vocabulary) -> Mended:
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
    return best[0] if len(best) == 1 else Mended(text, ())


def _reach(seen: Outline) -> tuple[int, int]:
    """How far a file can be read: to which line, or to its end."""
    return (0, seen.broken[0]) if seen.broken else (1, 0)


def _mended(text: str, name: str, vocabulary: Vocabulary) -> Mended:
    """A file with one slip after the other mended; a line that stays broken stays as it is."""
    answered: list[Diagnostic] = []
    sound, line = Mended(text, ()), 0
    for _ in range(_MOST):
        source, problems = parse(text, name)
        problem = problems[-1] if source.broken else None
        if problem is None or problem.span.line > line:
            sound = Mended(text, tuple(answered))
        changed = _one(text, problem, vocabulary) if problem else None
        if problem is None or changed is None or changed == text:
            break
        if problem.span.line != line:
            answered.append(problem)
        text, line = changed, problem.span.line
    return sound


def _one(text: str, problem: Diagnostic, vocabulary: Vocabulary) -> str | None:
    """A file with one slip mended; None where it is none that can be."""
    line = problem.span.line
    if problem.rule == "yaml-alias":
        return None if f"&{dict(problem.values)['name']}" in text else quoted(text, line, vocabulary)
    if problem.case in {"wide-colon", "tight-colon"}:
        return _with_colon(text, problem, vocabulary)
    if problem.rule == "yaml-syntax" and problem.case in _QUOTABLE:
        return quoted(text, line, vocabulary)
    return None


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

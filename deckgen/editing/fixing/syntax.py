"""Files that YAML cannot read: indentation by tabs, colons of another script, and texts that need quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from deckgen.editing.fixing.quoting import quote_text
from deckgen.editing.fixing.regions import Vocabulary, lines_of
from deckgen.editing.replace import Edit, apply
from deckgen.editing.tree import read_tree
from deckgen.model.diagnostics import Diagnostic
from deckgen.sources.nodes import parse
from deckgen.sources.text import clean_text

MOST_FIXES = 100
"""Slips that one run fixes in a file: it is read anew after each."""
_TAB_WIDTHS = (2, 4, 6, 8)
_LEAD = re.compile(r"[ \t]*(?:-[ \t]+)*")
_BLOCK = re.compile(r"(?:^|[:\-] *)[|>][-+0-9]*[ \t]*(?:#.*)?$")
_COLONS = frozenset(":：﹕︓")
_QUOTABLE = re.compile(
    "second-colon|smart-quote|first-character|alias|tag|braces|bracket-list|open-bracket|after-quote|unfit-line"
    "|list-breaks-off|too-deep|key-without-colon|escape"
)
"""Cases of `yaml-syntax` in which a text may lack its quotes."""


class Fixed(NamedTuple):
    """A file, and what was wrong with it and is no longer."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def fix_syntax(text: str, name: str, vocabulary: Vocabulary) -> Fixed:
    """Fix one slip after another until YAML can read the file, or until something in it is not certain.

    A line in which a second slip cannot be fixed stays as it was.
    """
    sound = Fixed(text)  # with all lines above the slip read
    if isinstance(clean_text(text, name), Diagnostic):
        return sound
    fixed: list[Diagnostic] = []
    line = 0
    while True:
        source, problems = parse(text, name)
        problem = problems[-1] if source.broken else None
        if problem is None or problem.span.line > line:
            sound = Fixed(text, tuple(fixed))
        if problem is None or len(sound.diagnostics) == MOST_FIXES:
            return sound
        is_tab = problem.rule == "tab"
        changed = _fix_tabs(text, problem.span.line) if is_tab else _fix_slip(text, problem, vocabulary)
        if changed is None or changed == text:
            return sound
        if problem.span.line != line:
            fixed.append(problem)
        line = 0 if is_tab else problem.span.line
        text = changed


def _fix_slip(text: str, problem: Diagnostic, vocabulary: Vocabulary) -> str | None:
    if problem.rule == "yaml-alias":
        known = is_used(text, "&", str(dict(problem.values)["name"]))
        return None if known else quote_text(text, problem.span.line, vocabulary, stops=False)
    if problem.case in {"wide-colon", "tight-colon"}:
        return _fix_colon(text, problem, vocabulary)
    quotable = problem.rule == "yaml-syntax" and _QUOTABLE.fullmatch(problem.case)
    return quote_text(text, problem.span.line, vocabulary) if quotable else None


def is_used(text: str, indicator: str, name: str) -> bool:
    """Whether a file may use a name as an anchor (`&`) or an alias (`*`)."""
    return any(found.startswith(name) for found in re.findall(rf"{re.escape(indicator)}([\w-]*)", text))


def _fix_colon(text: str, problem: Diagnostic, vocabulary: Vocabulary) -> str | None:
    """Give a known key the colon and the space that YAML wants."""
    key = str(dict(problem.values)["key"])
    found = lines_of(text)[problem.span.line - 1]
    at = found.text.find(key) + len(key)
    at += len(found.text[at:]) - len(found.text[at:].lstrip())
    if key not in vocabulary.known or found.text[at : at + 1] not in _COLONS:
        return None
    rest = found.text[at + 1 :]
    at += found.start
    space = "" if not rest or rest[0].isspace() else " "
    return _if_further(text, f"{text[:at]}:{space}{text[at + 1 :]}", problem.span.line)


def _if_further(text: str, changed: str, line: int) -> str | None:
    """A changed file, where YAML reads further than before, and reads the same above the line."""
    before, after = read_tree(text), read_tree(changed)
    if before.broken and after.broken and after.broken <= before.broken:
        return None
    above = before.reading(until=line)
    return changed if after.reading()[: len(above)] == above else None


def _fix_tabs(text: str, line: int) -> str | None:
    """Indent by spaces; None where two widths of a tab read differently."""
    readings: dict[tuple[tuple[object, ...], ...], str] = {}
    for width in _TAB_WIDTHS:
        changed = _if_further(text, apply(text, _untabbed(text, width)), line)
        if changed is not None:
            readings.setdefault(read_tree(changed).reading(), changed)
    reached = {changed: read_tree(changed).broken or (len(text), 0) for changed in readings.values()}
    best = [changed for changed, place in reached.items() if place[0] == max(reached.values())[0]]
    return best[0] if len(best) == 1 else None


def _untabbed(text: str, width: int) -> Iterator[Edit]:
    """The edits that write indentation in spaces; a tab inside a text stays one."""
    parent, inside = -1, 0  # the column of the key whose block this is, and where its text begins; 0 for not yet
    for line in lines_of(text):
        blank = not line.text.strip()
        lead = _indent(line.text).expandtabs(width)
        if parent >= 0 and not blank and len(lead) <= parent:
            parent = -1
        if parent >= 0:
            inside = inside or (0 if blank else len(lead))
            old = _up_to(line.text, inside, width)
        else:
            found = _LEAD.match(line.text)
            old = found.group() if found else ""
            if _BLOCK.search(line.text):
                parent, inside = len(old.expandtabs(width)) - (0 if ":" in line.text else 2), 0
        if "\t" in old:
            yield Edit(line.start, line.start + len(old), old.expandtabs(width))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _up_to(line: str, column: int, width: int) -> str:
    """What of a line's indentation comes before the column where its block's text begins."""
    indent = _indent(line)
    starts = (indent[:at] for at in range(len(indent) + 1))
    return next((start for start in starts if len(start.expandtabs(width)) >= column), indent)

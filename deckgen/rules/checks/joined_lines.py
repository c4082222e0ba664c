"""A list is a list: its lines are not joined to one text."""

import re
from collections.abc import Iterator, Sequence

from deckgen.model import Format
from deckgen.model.diagnostics import warning
from deckgen.model.nodes import Scalar
from deckgen.rules.rule import CardRule, Problem, Subject

_MARK = re.compile(r" [-*•2|](?:(?<=[-*•]) |(?<=2)[.)] |(?<=\| \|))")
"""`-`, `*`, `•`, `2.` or `2)` between spaces, or `| |`: without one, no lines of a list or table were joined."""
_NUMBERED = (
    r"(?s)(?:^|\s)1[.)] .{0,999}?\s2[.)] |①.{1,999}②|(?:^|\s)\(1\) .{0,999}?\s\(2\) "
    r"|(?:^|\s)가[.)] .{0,999}?\s나[.)] "
)
_MARKER = r"(?:[-*•]|\d{1,2}[.)]) |\|.*\|$"
_ENDED = r"(?:[.?!。다요음임함]|→)$"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield lists that became one item, and lines that YAML folded into one."""
    kind, values = subject.card.kind, subject.card.values
    for column in kind.lists.intersection(values):
        first = values[column][0]
        if len(values[column]) == 1 and (re.search(_NUMBERED, first.text) or _is_lines(first, subject)):
            message = "'{name}' has one item: its lines have no dashes"
            hint = "begin each of them with '- ', on a line of its own"
            yield Problem(warning("joined-lines.items", message, hint, name=column), first)
    if _MARK.search(subject.written):
        for column, (first, *_) in values.items():
            spec = kind.field(column)
            if (spec is None or spec.format is Format.MARKDOWN) and _was_list(first, subject):
                message = "this list or table becomes one line: YAML joins its lines"
                hint = "write '|' after the key, and the lines below it"
                yield Problem(warning("joined-lines.folded", message, hint), first)


def _is_lines(scalar: Scalar, subject: Subject) -> bool:
    """Whether one item was written as several lines, each of which could be one."""
    if scalar.style == ">":
        return False
    lines = scalar.text.strip().split("\n") if scalar.style == "|" else subject.places.written(scalar).lines
    return len(lines) > 1 and (_count_items(lines) > 1 or all(re.search(_ENDED, line) for line in lines))


def _was_list(scalar: Scalar, subject: Subject) -> bool:
    if scalar.style == "|" or not _MARK.search(scalar.text):
        return False
    shown = scalar.text.split("\n")
    lines = subject.places.written(scalar).lines
    return _count_items(lines) > max(1, _count_items(shown))


def _count_items(lines: Sequence[str]) -> int:
    return sum(bool(re.match(_MARKER, line)) for line in lines)


RULE = CardRule("joined-lines", check)

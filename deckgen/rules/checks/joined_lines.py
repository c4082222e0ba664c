"""A list is a list: its lines are not joined to one text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Format, Scalar
from deckgen.rules.rule import CardRule, Problem, Subject, problem

_SIGNS = (" - ", " * ", " • ", " 2. ", " 2) ", "| |")
"""Without one of these, no text is a list or a table whose lines were joined."""
_STEPS, _ITEMS = 'class="steps"', "<ul><li>"
"""What the fields that hold lists become."""
_LISTS = frozenset({Format.STEPS, Format.BULLETS})
_NUMBERED = re.compile(
    r"(?:^|\s)1[.)] .{0,999}?\s2[.)] |①.{1,999}②|(?:^|\s)\(1\) .{0,999}?\s\(2\) |(?:^|\s)가[.)] .{0,999}?\s나[.)] ",
    re.DOTALL,
)
_MARKER = re.compile(r"(?:[-*•]|\d{1,2}[.)]) |\|.*\|$")
_ENDED = re.compile(r"(?:[.?!。다요음임함]|→)$")


def check(subject: Subject) -> Iterator[Problem]:
    """Yield lists that became one item, and lines that YAML folded into one."""
    rendered, card = subject.rendered, subject.card
    if _STEPS in rendered or _ITEMS in rendered:
        for spec in card.kind.fields:
            texts = card.values.get(spec.name, ()) if spec.format in _LISTS else ()
            if len(texts) == 1 and (_NUMBERED.search(texts[0].text) or _is_lines(texts[0], subject)):
                yield problem(texts[0], "", "items", name=spec.name)
    if any(map(rendered.__contains__, _SIGNS)):
        for column, texts in card.values.items():
            text = texts[0].text
            if texts[0].style != "|" and any(map(text.__contains__, _SIGNS)) and _was_list(texts[0], subject):
                field = card.kind.field(column)
                if field is None or field.format is Format.MARKDOWN:
                    yield problem(texts[0], "", "folded")


def _is_lines(scalar: Scalar, subject: Subject) -> bool:
    """Whether one item was written as several lines, each of which could be one."""
    if scalar.style == ">":
        return False
    lines = scalar.text.strip().split("\n") if scalar.style == "|" else subject.places.written(scalar).lines
    return len(lines) > 1 and (
        sum(bool(_MARKER.match(line)) for line in lines) > 1 or all(_ENDED.search(line) for line in lines)
    )


def _was_list(scalar: Scalar, subject: Subject) -> bool:
    shown = scalar.text.split("\n")
    lines = subject.places.written(scalar).lines
    return sum(bool(_MARKER.match(line)) for line in lines) > max(1, sum(bool(_MARKER.match(line)) for line in shown))


MESSAGES = {
    "": ("several lines became one", "keep the lines: write '|' after the key and the lines below it"),
    "items": ("'{name}' has one item: its lines have no dashes", "begin each of them with '- ', on a line of its own"),
    "folded": (
        "this list or table becomes one line: YAML joins its lines",
        "write '|' after the key, and the lines below it",
    ),
}
RULE = CardRule("joined-lines", check, MESSAGES, judges=False)

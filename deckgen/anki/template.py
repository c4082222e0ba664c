"""Anki's card templates: parse them, tell which cards exist, render them.

Follows Anki's engine (`rslib/src/template.rs`), in our own words: a card exists where its front reaches at least one
filled field of the note; static text, and before 26.9 what Anki fills itself, make no card.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from deckgen.anki.cloze import parse_cloze, reveal, reveal_only, without_tags
from deckgen.html.tokens import pairs

_BLANK = re.compile(r"(?:[ \t\n\r\f\v]|</?(?:br|div) ?/?>)*", re.IGNORECASE)  # ASCII blanks: Anki counts others as text
_RUBY = re.compile(r" ?([^ >]+?)\[(?!sound:)(.+?)\]")
_RUBY_SHOWN = {"furigana": r"<ruby><rb>\1</rb><rt>\2</rt></ruby>", "kana": r"\2", "kanji": r"\1"}
RUBY_FILTERS = frozenset(_RUBY_SHOWN)
"""The filters that read `漢字[かんじ]`."""
_BLANK_BEGINS = frozenset(["", *" \t\n\r\f\v<"])
_TAG = r"<[^<>]*+>"
_FIELD_NAME = r"\{\{(?:[^{}:]*:)*([^{}:]+)\}\}"
_MAX_DEPTH = 50
SPECIAL_FIELDS = frozenset({"Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID", "FrontSide"})
"""Names that Anki fills itself."""
FILTERS = frozenset({"text", "hint", "cloze", "cloze-only", "type", "furigana", "kana", "kanji", "nc"})
"""Anki's filters; `tts …` next to them."""


class TemplateText(Struct, frozen=True):
    """Literal HTML."""

    text: str


class Replacement(Struct, frozen=True):
    """`{{filter:…:Field}}`; the filters in the order in which they apply."""

    field: str
    filters: tuple[str, ...]
    offset: int


class Section(Struct, frozen=True):
    """`{{#Field}}…{{/Field}}`, or with `^` its negation."""

    field: str
    negated: bool
    children: tuple[TemplateNode, ...]
    offset: int


TemplateNode: TypeAlias = TemplateText | Replacement | Section


class TemplateError(ValueError):
    """A template that Anki would refuse, and where, in characters from the start."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@lru_cache(maxsize=256)
def parse_template(source: str) -> tuple[TemplateNode, ...]:
    """Parse a template.

    Raises:
        TemplateError: A section or a pair of braces is not closed, a section is closed by another's name, or they
            are nested too deeply.
    """
    stack: list[tuple[str, bool, int, list[TemplateNode]]] = []
    nodes: list[TemplateNode] = []
    position = 0
    comments = list(pairs(source, "<!--", "-->"))
    for start, end in pairs(source, "{{", "}}"):
        if _is_within(start, comments):
            continue
        if start > position:
            nodes.append(TemplateText(source[position:start]))
        position = end
        inner = source[start + 2 : end - 2].lstrip("{").strip()
        mark, name = inner[:1], inner[1:].strip()
        if mark in {"#", "^"}:
            if len(stack) >= _MAX_DEPTH:
                raise TemplateError(start)
            stack.append((name, mark == "^", start, nodes))
            nodes = []
        elif mark == "/":
            if not stack or stack[-1][0] != name:
                raise TemplateError(start)
            field, negated, offset, outer = stack.pop()
            outer.append(Section(field, negated, tuple(nodes), offset))
            nodes = outer
        else:
            *filters, field = inner.split(":")
            nodes.append(Replacement(field.strip(), tuple(reversed(filters)), start))
    lone = source.find("{{", position)
    if stack or (lone >= 0 and not _is_within(lone, comments)):
        raise TemplateError(stack[-1][2] if stack else lone)
    if position < len(source):
        nodes.append(TemplateText(source[position:]))
    return tuple(nodes)


def _is_within(offset: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of some ranges, which are in order."""
    number = bisect_right(ranges, offset, key=lambda each: each[0]) - 1
    return number >= 0 and offset < ranges[number][1]


def references(nodes: tuple[TemplateNode, ...]) -> tuple[Replacement | Section, ...]:
    """Every place where a template names a field, in source order."""
    found: list[Replacement | Section] = []
    for node in nodes:
        if isinstance(node, Section):
            found.append(node)
            found.extend(references(node.children))
        elif isinstance(node, Replacement):
            found.append(node)
    return tuple(found)


def fields_in_tags(templates: str) -> frozenset[str]:
    """The fields that templates put into tags, by the names that they use."""
    return frozenset(field.strip() for tag in re.findall(_TAG, templates) for field in re.findall(_FIELD_NAME, tag))


def without(nodes: tuple[TemplateNode, ...], absent: Collection[str]) -> tuple[TemplateNode, ...]:
    """The template for a note type that lacks some fields: as if they were empty, and without their names."""
    kept: list[TemplateNode] = []
    for node in nodes:
        if isinstance(node, Section) and node.field not in absent:
            kept.append(replace(node, children=without(node.children, absent)))
        elif isinstance(node, Section) and node.negated:
            kept.extend(without(node.children, absent))
        elif isinstance(node, TemplateText) or (isinstance(node, Replacement) and node.field not in absent):
            kept.append(node)
    return tuple(kept)


def rename_fields(nodes: tuple[TemplateNode, ...], names: Mapping[str, str]) -> str:
    """The template's text, with fields renamed; names that the mapping lacks stay."""
    pieces: list[str] = []
    for node in nodes:
        if isinstance(node, TemplateText):
            pieces.append(node.text)
        elif isinstance(node, Replacement):
            filters = "".join(f"{name}:" for name in reversed(node.filters))
            pieces.append(f"{{{{{filters}{names.get(node.field, node.field)}}}}}")
        else:
            name = names.get(node.field, node.field)
            mark = "^" if node.negated else "#"
            pieces.append(f"{{{{{mark}{name}}}}}{rename_fields(node.children, names)}{{{{/{name}}}}}")
    return "".join(pieces)


def is_filled(value: str) -> bool:
    """Whether Anki counts a field as filled: blanks, `<br>` and `<div>` alone do not."""
    first = value[:1]
    return first not in _BLANK_BEGINS or _BLANK.fullmatch(value) is None


def front_exists(nodes: tuple[TemplateNode, ...], filled: Collection[str]) -> bool:
    """Whether a front with these filled fields makes a card."""
    return next(shown_fields(nodes, filled), None) is not None


def shown_fields(nodes: tuple[TemplateNode, ...], filled: Collection[str]) -> Iterator[str]:
    """The fields that a side shows where these are filled, in its order."""
    for node in nodes:
        if isinstance(node, Replacement):
            if node.field in filled:
                yield node.field
        elif isinstance(node, Section) and (node.field in filled) is not node.negated:
            yield from shown_fields(node.children, filled)


def requirements(front: str, fields: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    """The `req` entry that old clients read: ("any" | "all" | "none", field ordinals)."""
    nodes = parse_template(front)
    alone = tuple(n for n, name in enumerate(fields) if front_exists(nodes, {name}))
    if alone:
        return "any", alone
    everything = set(fields)
    if not front_exists(nodes, everything):
        return "none", ()
    return "all", tuple(n for n, name in enumerate(fields) if not front_exists(nodes, everything - {name}))


class Side(Struct, frozen=True):
    """What one side of one card is rendered from."""

    fields: Mapping[str, str]
    number: int = 1
    """The card's number, for clozes: its ordinal + 1."""
    question: bool = True


def render_card(front: str, back: str, side: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The front's and the back's HTML as Anki's reviewer shows them; `Tags` and the like are fields of the side, too.

    Each is what the template writes and what fields give, in turn: the template begins and ends. Speech and typed
    answers, which a page cannot offer, leave no trace.
    """
    question = _pieces(parse_template(front), side)
    fields = {**side.fields, "FrontSide": "".join(question)}
    return question, _pieces(parse_template(back), replace(side, fields=fields, question=False))


def render_side(nodes: tuple[TemplateNode, ...], side: Side) -> str:
    """One side of a card."""
    return "".join(_pieces(nodes, side))


def _pieces(nodes: tuple[TemplateNode, ...], side: Side) -> tuple[str, ...]:
    pieces = [""]
    for node in nodes:
        if isinstance(node, TemplateText):
            pieces[-1] += node.text
        elif isinstance(node, Replacement):
            pieces += (_filtered(node, side), "")
        elif is_filled(side.fields.get(node.field, "")) is not node.negated:
            first, *others = _pieces(node.children, side)
            pieces[-1] += first
            pieces += others
    return tuple(pieces)


def _filtered(node: Replacement, side: Side) -> str:
    value = side.fields.get(node.field, "")
    for name in node.filters:
        if name == "text":
            # Anki leaves the entities decoded, so that escaped markup comes alive again; here text stays text.
            value = html.escape(html.unescape(without_tags(value)), quote=False)
        elif name == "cloze":
            value = reveal(parse_cloze(value), side.number, question=side.question)
        elif name == "cloze-only":
            value = reveal_only(parse_cloze(value), side.number, question=side.question)
        elif name in _RUBY_SHOWN:
            value = _RUBY.sub(_RUBY_SHOWN[name], value.replace("&nbsp;", " "))
        elif name == "hint" and value.strip():
            label = html.escape(node.field)  # a browser's own disclosure: no script
            value = f'<details class="hint"><summary>{label}</summary><div>{value}</div></details>'
        elif name == "type" or name.startswith("tts "):
            return ""
    return value

"""Cloze deletions, read as Anki reads them: nested ones, several numbers in one, hints.

Follows what Anki's importer and renderer do (`rslib/src/cloze.rs`), in our own words: `{{c1::`, `{{c1,2::` open, `}}`
closes the innermost open one, the first `::` inside begins the hint. Of an opening that never closes nothing is shown.
"""

from __future__ import annotations

import html
import re
from typing import TypeAlias

from msgspec import Struct

_ANKI_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r"\{\{c([0-9,]+)::|\}\}")
_MAX_NUMBER = 65_535
_MAX_OPEN = 10
"""Anki reads no opening inside ten others."""
_MATHJAX = re.compile(r"(\\[(\[])(.*?)(\\[\])]|\Z)", re.DOTALL)
"""A formula as Anki sees one; where nothing closes it, all that follows, so that nothing looks for its end again."""


class Cloze(Struct, frozen=True):
    """One deletion: the numbers of the cards that hide it, its content, its hint."""

    numbers: tuple[int, ...]
    content: tuple[ClozeNode, ...]
    hint: str | None = None


ClozeNode: TypeAlias = str | Cloze


class ClozeText(Struct, frozen=True):
    """A field, split at its deletions."""

    nodes: tuple[ClozeNode, ...]
    unclosed: tuple[int, ...] = ()
    """Offsets of openings that never close, or that are too deep for Anki to see."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every card number that some deletion has, ascending; 0 makes no card."""
        found: set[int] = set()
        pending = list(self.nodes)
        while pending:
            node = pending.pop()
            if isinstance(node, Cloze):
                found.update(node.numbers)
                pending.extend(node.content)
        return tuple(sorted(n for n in found if n > 0))


class _Open:
    __slots__ = ("hint", "nodes", "numbers", "offset")

    def __init__(self, numbers: tuple[int, ...], offset: int) -> None:
        self.numbers = numbers
        self.offset = offset
        self.nodes: list[ClozeNode] = []
        self.hint: str | None = None


def parse_cloze(text: str) -> ClozeText:
    """Split a field's text at its deletions."""
    top: list[ClozeNode] = []
    stack: list[_Open] = []
    unseen: list[int] = []
    position = 0

    def add_text(piece: str) -> None:
        if not piece:
            return
        if not stack:
            top.append(piece)
            return
        head, separator, tail = piece.partition("::")
        stack[-1].nodes.append(head)
        if separator:
            stack[-1].hint = tail

    for token in _TOKEN.finditer(text):
        add_text(text[position : token.start()])
        position = token.end()
        if token.group(1) is not None:
            if len(stack) < _MAX_OPEN:
                stack.append(_Open(_numbers(token.group(1)), token.start()))
            else:
                unseen.append(token.start())
        elif stack:
            done = stack.pop()
            (stack[-1].nodes if stack else top).append(Cloze(done.numbers, tuple(done.nodes), done.hint))
        else:
            top.append(token.group())
    add_text(text[position:])
    return ClozeText(tuple(top), tuple(sorted([*unseen, *(left.offset for left in stack)])))


def _numbers(written: str) -> tuple[int, ...]:
    texts = [text.lstrip("0") or text[:1] for text in written.split(",")]
    return tuple(
        int(text) for text in texts if text and len(text) <= len(str(_MAX_NUMBER)) and int(text) <= _MAX_NUMBER
    )


def reveal(text: ClozeText, number: int, *, question: bool) -> str:
    """The field as card `number`, from 1, shows it on its front or back; empty where it hides nothing."""
    if number not in text.numbers:
        return ""
    shown = "".join(_reveal(node, number, question=question) for node in text.nodes)
    if "\\" not in shown:
        return shown
    # MathJax cannot read tags, so Anki takes them out of formulas, and with them the deletion's colour.
    return _MATHJAX.sub(lambda match: f"{match[1]}{without_tags(match[2])}{match[3]}" if match[3] else match[0], shown)


def reveal_only(text: ClozeText, number: int, *, question: bool) -> str:
    """The hints or the texts that card `number` hides, and nothing else, as Anki's `cloze-only` filter shows it."""
    found: list[str] = []
    pending = list(reversed(text.nodes))
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            continue
        if number in node.numbers:
            found.append(_hint(node) if question else plain(ClozeText(node.content)))
        pending.extend(reversed(node.content))
    return ", ".join(found)


def _hint(node: Cloze) -> str:
    return "..." if node.hint is None else node.hint


def _reveal(node: ClozeNode, number: int, *, question: bool) -> str:
    if isinstance(node, str):
        return node
    inner = "".join(_reveal(child, number, question=question) for child in node.content)
    ordinal = ",".join(str(n) for n in node.numbers)
    if number not in node.numbers:
        return f'<span class="cloze-inactive" data-ordinal="{ordinal}">{inner}</span>'
    if not question:
        return f'<span class="cloze" data-ordinal="{ordinal}">{inner}</span>'
    hidden = html.escape(inner, quote=True)
    return f'<span class="cloze" data-cloze="{hidden}" data-ordinal="{ordinal}">[{_hint(node)}]</span>'


def plain(text: ClozeText) -> str:
    """The field with every deletion filled in, hints left out."""

    def fill(node: ClozeNode) -> str:
        return node if isinstance(node, str) else "".join(fill(child) for child in node.content)

    return "".join(fill(node) for node in text.nodes)


def without_tags(text: str) -> str:
    """HTML without what Anki's filters take for tags: in `3 < 5 > 2` they see one."""
    last = text.rfind(">") + 1
    return _ANKI_TAG.sub("", text[:last]) + text[last:]

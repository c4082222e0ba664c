"""A YAML file changed in a few places, byte for byte the same in all others."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from deckgen.editing.scalars import WIDTH, Folds, Spot, Style, broken, columns, first_that_holds, in_style, tidy
from deckgen.editing.tree import Tree, TreeNode, read_tree

_BLOCKS = frozenset({Style.LITERAL, Style.FOLDED})
_GROWTH = 20
"""Columns that a line may grow beyond the author's widest before it breaks: a corrected word should not move others."""
_ONE_LINE = (Style.PLAIN, Style.SINGLE, Style.DOUBLE)
_HEADER = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#[^\r\n]*)?")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Edit(NamedTuple):
    """A piece of a file's text and what replaces it."""

    start: int
    end: int
    text: str


class Rewrite(NamedTuple):
    """A new text for a scalar, exactly as YAML shall read it."""

    node: TreeNode
    text: str


class Addition(NamedTuple):
    """A new key with a text, after another key of its mapping."""

    node: TreeNode
    """The other key, or the text that is its value."""
    key: str
    """Letters, digits, `-` and `_`."""
    text: str


class Items(NamedTuple):
    """Texts for the end of a list, which need not be there yet."""

    node: TreeNode
    """A text that is another value of the list's mapping: a new list comes after it."""
    key: str
    """The list's: letters, digits, `-` and `_`."""
    texts: tuple[str, ...]


class EditError(ValueError):
    """A file that cannot be changed so; the message says why."""


Change: TypeAlias = "Rewrite | Addition | Items"


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Replace some pieces of a text; edits at one offset keep their order.

    Raises:
        ValueError: Two edits overlap.
    """
    out: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        if edit.start < done or edit.end < edit.start:
            raise ValueError("edits overlap")
        out += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join(out) + text[done:]


def changed_file(tree: Tree, changes: Iterable[Change]) -> str:
    """A file's text with other scalars, each in its own style where that can hold the new text, and with new keys.

    A text that is as it was stays as it is written. Where the old text of a block scalar ends in a line break, a new
    one without changes the block's header.

    Raises:
        EditError: The file is not YAML, an anchor or a tag is on the scalar, or YAML cannot hold the text there.
    """
    if tree.broken is not None:
        raise EditError("the file is not YAML")
    expected = {node.number: [node.text] for node in tree.scalars}
    try:
        edits = [edit for change in changes for edit in _edits(tree, change, expected)]
        changed = read_tree(apply(tree.text, edits))
    except ValueError as error:
        raise EditError(str(error)) from error
    wanted = [_composed(text) for texts in expected.values() for text in texts]
    if changed.broken is not None or [_composed(node.text) for node in changed.scalars] != wanted:
        raise EditError("YAML would read the changed file otherwise")
    return changed.text


def _edits(tree: Tree, change: Change, expected: dict[int, list[str]]) -> Iterator[Edit]:
    """The edits of a change; `expected` is what the changed file shall read, by the numbers of the scalars before."""
    if isinstance(change, Addition):
        yield _added(tree, change, expected)
    elif isinstance(change, Items):
        yield _lengthened(tree, change, expected)
    elif _composed(change.node.text) != _composed(change.text):
        if change.node.is_shared:
            raise EditError("the text has an anchor or a tag, so that others may use it")
        expected[change.node.number] = [change.text]
        yield from _rewritten(tree.text, change.node, change.text)


def _added(tree: Tree, added: Addition, expected: dict[int, list[str]]) -> Edit:
    """The edit that puts a key after another one and its value."""
    key = added.node if added.node.is_key else tree.nodes[added.node.number - 1]
    value = next(iter(tree.nodes[key.number + 1 :]), key)
    if not key.is_key or value.kind != "scalar" or value.is_key:
        raise EditError("the new key has no key with a text before it")
    expected[value.number] += [added.key, added.text]
    spot = Spot(key.indent, flow=key.flow)
    used = key.indent + len(f"{added.key}: ")
    written = first_that_holds(added.text, _ONE_LINE, spot) if key.flow else tidy(added.text, spot, used=used)
    return _pair_after(tree, value, key.indent, f"{added.key}: {written}")


def _lengthened(tree: Tree, items: Items, expected: dict[int, list[str]]) -> Edit:
    """The edit that adds items to a list, or a list to a mapping."""
    mapping = tree.nodes[items.node.parent]
    found = next((value for key, value in tree.pairs(mapping) if key.text == items.key), None)
    if found is None:
        expected[items.node.number] += [items.key, *items.texts]
        pair = f"{items.key}: [{_in_brackets(items.texts, mapping.column)}]"
        return _pair_after(tree, items.node, mapping.column, pair)
    if found.kind == "scalar" and found.style not in _BLOCKS:  # one text is a list of one, an empty value one of none
        texts = expected[found.number] = [text for text in (found.text, *items.texts) if text]
        lead = " " if found.start == found.end else ""
        return Edit(found.start, found.end, f"{lead}[{_in_brackets(texts, found.indent)}]")
    inside = tree.children(found)
    if found.kind != "list" or any(item.kind != "scalar" for item in inside):
        raise EditError(f"{items.key} is no list of texts")
    last = inside[-1] if inside else None
    expected[last.number if last else found.number - 1] += items.texts
    if last is None:
        return Edit(found.start + 1, found.start + 1, _in_brackets(items.texts, found.column))
    if found.flow:
        return Edit(last.end, last.end, f", {_in_brackets(items.texts, found.column)}")
    spot = Spot(found.column)
    dashes = (f"{' ' * found.column}- {first_that_holds(text, _ONE_LINE, spot)}" for text in items.texts)
    return _line_after(tree.text, last, "\n".join(dashes))


def _pair_after(tree: Tree, node: TreeNode, column: int, pair: str) -> Edit:
    """The edit that puts a key and its value after a scalar, in brackets or on lines of their own."""
    if node.flow:
        return Edit(node.end, node.end, f", {pair}")
    return _line_after(tree.text, node, f"{' ' * column}{pair}")


def _in_brackets(texts: Iterable[str], parent: int) -> str:
    """Texts as the items of a list in brackets, without the brackets."""
    return ", ".join(first_that_holds(text, _ONE_LINE, Spot(parent, flow=True)) for text in texts)


def _line_after(text: str, node: TreeNode, lines: str) -> Edit:
    """The edit that puts lines below the last one of a scalar."""
    end = _line_end(text, node.end)
    return Edit(end, end, f"\n{lines}".replace("\n", _newline(text, node.start)))


def _rewritten(text: str, node: TreeNode, new: str) -> Iterator[Edit]:
    """The edits that put a text in place of a scalar."""
    raw = text[node.start : node.end]
    style = Style(node.style)
    written, comment = _written(raw, node, style, new)
    header, line_break, body = written.partition("\n")
    newline = _newline(text, node.start) if line_break else ""
    body = body.replace("\n", newline)
    if line_break and new.endswith("\n") and _line_end(text, node.end) == len(text):
        body += newline  # without one at the file's end, the text would have none either
    lead = " " if node.start == node.end and text[node.start - 1 : node.start] in {":", "-", "?"} else ""
    if written[0] in "|>" and style not in _BLOCKS:
        yield Edit(node.start, node.end, lead + header)
        at = _line_end(text, node.end)
        yield Edit(at, at, newline + body)
    else:
        yield Edit(node.start, node.end, lead + header + comment + (newline + body if line_break else ""))


def _written(raw: str, node: TreeNode, style: Style, new: str) -> tuple[str, str]:
    """A new text in the old one's style or the first that holds it, and the comment of the old block's first line."""
    widest = max(columns(line) for line in raw.splitlines() or [""]) + (0 if style in _BLOCKS else node.column + 1)
    kept = _kept_cuts(_cuts(raw, node.text, style), node.text, new)
    folds = Folds(kept, max(WIDTH, widest + _GROWTH))
    if style in _BLOCKS:
        header = _HEADER.match(raw)
        indent = next((len(line) - len(line.lstrip(" ")) for line in raw.splitlines()[1:] if line.strip()), 0)
        comment = (header and header["comment"]) or ""
        own = in_style(new, style, Spot(node.indent, indent=indent), folds)
    else:
        comment, own = "", in_style(new, style, Spot(node.indent, node.flow))
        if own is not None and len(raw.splitlines()) > 1 and not node.flow:
            own = broken(own, node.indent + 2, folds)
    if own is not None:
        return own, comment
    order = (Style.LITERAL, *_ONE_LINE) if "\n" in new.rstrip("\n") else (*_ONE_LINE, Style.LITERAL)
    return first_that_holds(new, order, Spot(node.indent, node.flow)), comment


def _cuts(raw: str, text: str, style: Style) -> frozenset[int]:
    """The offsets in a scalar's text at which its lines were folded; none where it has escapes."""
    lines = [line.strip() for line in raw.splitlines()[1 if style in _BLOCKS else 0 :]]
    found: set[int] = set()
    at = 0
    for line in filter(None, lines):
        while text.startswith("\n", at):
            at += 1
        if not text.startswith(line, at):
            return frozenset()
        at += len(line)
        if text[at : at + 1] == " ":
            found.add(at)
            at += 1
    return frozenset(found)


def _kept_cuts(cuts: frozenset[int], old: str, new: str) -> frozenset[int]:
    """Where a new text is to break so that the lines that did not change stay as they were."""
    ahead = _common(old, new)
    after = _common(old[ahead:][::-1], new[ahead:][::-1])
    moved = len(new) - len(old)
    return frozenset({cut for cut in cuts if cut < ahead} | {cut + moved for cut in cuts if cut >= len(old) - after})


def _common(one: str, other: str) -> int:
    """The number of characters with which both texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _line_end(text: str, offset: int) -> int:
    found = _LINE_END.search(text, offset)
    return found.start() if found else len(text)


def _newline(text: str, offset: int) -> str:
    """The line end that a file uses at an offset."""
    found = _LINE_END.search(text, offset) or _LINE_END.search(text)
    return found.group() if found else "\n"


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)

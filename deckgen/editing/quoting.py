"""A text that YAML cannot read as it is written, put in quotes: one line of its file changes, and nothing else."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from deckgen.anki.mathjax import commands_of, mathjax
from deckgen.editing.tree import Tree, read_tree
from deckgen.model import Format, Kind
from deckgen.sources.card_fields import CARD_KEYS
from deckgen.sources.card_reader import FILE_KEYS

_TEXT = frozenset({Format.MARKDOWN, Format.HTML})
_LISTS = frozenset({Format.STEPS, Format.BULLETS, Format.SOURCES})
_PAIR = re.compile(r"\ufeff?(?P<lead> *(?:- +)*)(?P<key>[^\W\d][\w-]*) *:(?:[ \t]+(?P<text>\S.*?))?\s*")
_ITEM = re.compile(r"(?P<lead> *)- +(?P<text>\S.*?)\s*")
_LIKE_A_KEY = re.compile(r"(?<!\S)([^\W\d][\w-]*):(?=\s|$)")
LINE_BREAK = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
"""Where a line ends, the break included."""
_COMMENT = re.compile(r"\s#")
_TYPOGRAPHIC = "“”„‘’‚"
_ESCAPES = frozenset("0abefnrtvNLPxuU")
"""Letters that YAML escapes with a backslash; a command of LaTeX that is one of them may mean either."""
_DELIMITERS = frozenset("()[]")


class Vocabulary(NamedTuple):
    """The keys of card files."""

    texts: frozenset[str]
    """Those that hold one text."""
    lists: frozenset[str]
    """Those that hold a list of texts."""
    known: frozenset[str]
    """All of them."""


def vocabulary_of(kinds: Iterable[Kind]) -> Vocabulary:
    """The keys of card files with cards of these kinds."""
    specs = [spec for kind in kinds for spec in kind.authored.values()]
    texts = {spec.name for spec in specs if spec.format in _TEXT} | {"category"}
    lists = {spec.name for spec in specs if spec.format in _LISTS}
    known = {spec.name for spec in specs} | CARD_KEYS | FILE_KEYS
    return Vocabulary(frozenset(texts - lists), frozenset(lists - texts), frozenset(known))


def quote_text(text: str, line: int, vocabulary: Vocabulary) -> str | None:
    """A file in which the text on a line, 1-based, is in quotes.

    Returns:
        None where it is not certain what the text is, or where anything else would be read differently.
    """
    lines = LINE_BREAK.split(text)
    found = _text_on(lines, line - 1, vocabulary)
    if found is None:
        return None
    written = found["text"]
    inner = _latex_inside(written) or written
    quoted = _in_quotes(written, inner)
    if quoted is None:
        return None
    row = found.string
    lines[line - 1] = f"{row[: found.start('text')]}{quoted}{row[found.end('text') :]}"
    changed = "".join(lines)
    return changed if _reads_further(read_tree(text), read_tree(changed), line, inner) else None


def _text_on(lines: list[str], number: int, vocabulary: Vocabulary) -> re.Match[str] | None:
    """The line that holds a text in its group `text`; none where the text may be more or less than what is there."""
    pair, item = _PAIR.fullmatch(lines[number]), _ITEM.fullmatch(lines[number])
    if pair and pair["key"] in vocabulary.texts:
        found, column = pair, len(pair["lead"])
    elif item and _list_at(lines[:number], len(item["lead"])) in vocabulary.lists:
        found, column = item, len(item["lead"])
    else:
        return None
    text = found["text"] or "|"
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    goes_on = len(below) - len(below.lstrip()) > column
    has_key = any(key in vocabulary.known for key in _LIKE_A_KEY.findall(text))
    is_doubtful = text[0] in "|>" or text.startswith("- ") or _COMMENT.search(text) or has_key
    return None if goes_on or is_doubtful else found


def _list_at(lines: list[str], column: int) -> str:
    """The key of the list whose dashes are in this column, at the end of these lines; empty where there is none."""
    for line in reversed(lines):
        pair = _PAIR.fullmatch(line)
        if pair and not pair["text"] and len(pair["lead"]) <= column:
            return pair["key"]
        if line.strip() and not line.lstrip().startswith("#") and len(line) - len(line.lstrip()) < column:
            return ""
    return ""


def _latex_inside(text: str) -> str:
    r"""What is in double quotes, as in `"$\theta$"`, where each backslash begins a command of LaTeX; else empty."""
    inner = text[1:-1]
    if not (text.startswith('"') and text.endswith('"') and "\\" in inner) or '"' in inner or "\\\\" in inner:
        return ""
    names = {name for _, name in commands_of(inner)}
    known = mathjax().commands | _DELIMITERS
    return inner if not names & _ESCAPES and names <= known and not inner.endswith("\\") else ""


def _in_quotes(written: str, inner: str) -> str | None:
    """A text in quotes; None where quotes of its own may be meant as YAML's."""
    first, last = written[0], written[-1]
    if inner == written:
        doubled = "''" in written if first == "'" else "\\" in written
        if (first in "'\"" and (first == last or doubled)) or (first in _TYPOGRAPHIC and last in _TYPOGRAPHIC):
            return None
    if "'" in inner and '"' not in inner and "\\" not in inner:
        return f'"{inner}"'
    return "'" + inner.replace("'", "''") + "'"


def _reads_further(before: Tree, after: Tree, line: int, inner: str) -> bool:
    """Whether a changed file has the text on this line, reads as before on all others, and no less far."""
    if after.broken is not None and (before.broken is None or after.broken < before.broken):
        return False
    old, new = (tree.reading(without=line) for tree in (before, after))
    is_there = any(node.line == line and node.text == inner and not node.is_shared for node in after.scalars)
    return is_there and new[: len(old)] == old

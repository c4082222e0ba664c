"""A field's reading as text: to compare and hash, to print, to search."""

import html
import json
import re
from functools import lru_cache
from itertools import pairwise

from deckgen.html.reading import BREAK, Piece, read, without_looks
from deckgen.html.tokens import Tag, Text, tokens

_PACKED = re.compile(r".*-([0-9a-f]{12}\.\w+)")
"""A packed media name; its hash says what it shows, the rest only what the author called it."""
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "ruby", "s", "small", "span"),
        *("strong", "sub", "sup", "u"),
    )
)
"""Elements that part no words: `**왜**를` is one word."""


@lru_cache(maxsize=64)
def reading_form(source: str) -> str:
    """What is read of a field, the same whichever renderer wrote its HTML; to compare and to hash.

    It never changes after 1.0: members' ledgers hold hashes of it.

    JSON: a list of `[kind, text, source, marks…]`, empty ends left out; see `reading.Piece`. What says only how
    something looks (colors, sizes, classes) is left out, as are the stems of packed media names. A field that is one
    run of unmarked text is that text.
    """
    pieces = read(source)
    if not pieces:
        return ""
    if len(pieces) == 1 and pieces[0].kind == "text" and not pieces[0].marks:
        return pieces[0].text
    merged: list[list[str]] = []
    for kind, text, file, marks in [(p.kind, p.text, p.source, without_looks(p.marks)) for p in pieces]:
        packed = _PACKED.fullmatch(file)
        piece = [kind, text, packed[1] if packed else file, *marks]
        while piece[-1] == "":
            piece.pop()
        last = merged[-1] if merged else [""]
        if kind == "text" and last[0] == "text" and last[2:] == piece[2:]:
            last[1] += text
        else:
            merged.append(piece)
    return json.dumps(merged, ensure_ascii=False, separators=(",", ":"))


def plain_text(source: str) -> str:
    """The words of a field on one line: for titles, searches and comparisons."""
    if "<" in source:
        words = [
            source[token.start : token.end] if isinstance(token, Text) else " "
            for token in tokens(source)
            if not (isinstance(token, Tag) and token.name in _INLINE) and not (isinstance(token, Text) and token.raw)
        ]
        source = "".join(words)
    return " ".join(html.unescape(source).split())


def readable(source: str) -> str:
    """A field as lines of text, as a person would read it aloud: `• item`, `| cell`, `[alternative text (picture)]`."""
    out: list[str] = []
    for previous, piece in pairwise((BREAK, *read(source))):
        if piece.kind == "cell":
            if previous is BREAK and out:
                out.pop()
            out.append(" | ")
        else:
            out.append(_spoken(piece))
    return "\n".join(filter(None, (line.strip() for line in "".join(out).split("\n"))))


def _spoken(piece: Piece) -> str:
    match piece.kind:
        case "text":
            return piece.text
        case "item":
            return f"{piece.text} "
        case "break" | "row" | "rule":
            return "\n"
        case "sound":
            return f"[sound:{piece.source}]"
        case "picture" if piece.text:
            return f"[{piece.text} ({piece.source})]"
    return f"[{piece.source or piece.text or piece.kind}]"

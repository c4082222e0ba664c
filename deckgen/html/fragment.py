"""HTML rewritten tag by tag into a fragment in which every element ends."""

import re
from collections.abc import Callable, Collection

from deckgen.html.tokens import VOID, Comment, Tag, Text, tokens

OPTIONAL_END = frozenset(
    (
        *("li", "p", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "rb", "rt", "rtc"),
        "rp",
    )
)
"""Elements whose end tag may be left out."""
DEEPEST = 100
"""Elements that may be nested; browsers give up at 512."""
_OPENS_TAG = re.compile("<(?=[a-zA-Z/!?])")
PLAIN_COMMENT = re.compile(r"<!--(?!-?>)[^<>]*?-->")
"""A comment that every reader ends at the same place."""


def rewrite(source: str, write: Callable[[Tag], str], dropped: Collection[str], *, comments: bool = False) -> str:
    """Rewrite each start tag by a function; an empty string leaves the tag out, but not its content.

    Elements in `dropped` are left out with their content, where they end. End tags without a start tag go, missing ones
    are added, and what begins no whole tag is text. Plain comments stay where `comments` says so.
    """
    found = list(tokens(source))
    last_end = {token.name: token.end for token in found if isinstance(token, Tag) and token.closing}
    out: list[str] = []
    open_: list[str] = []
    skipped_to = 0
    for token in found:
        written, piece = source[token.start : token.end], ""
        if token.start < skipped_to or (isinstance(token, Text) and token.raw in dropped):
            continue
        if isinstance(token, Text):
            piece = _OPENS_TAG.sub("&lt;", written)
        elif isinstance(token, Comment):
            piece = written if comments and PLAIN_COMMENT.fullmatch(written) else ""
        elif token.name in dropped:
            skipped_to = 0 if token.closing else last_end.get(token.name, 0)
        elif token.closing:
            piece = _end(token.name, open_)
        else:
            piece = _begin(token, written, write, open_)
        if piece and out and out[-1].endswith("<"):
            out[-1] = f"{out[-1][:-1]}&lt;"  # it began no tag only because of what is gone
        if piece:
            out.append(piece)
    out.append(_end("", open_))
    return "".join(out)


def _begin(tag: Tag, written: str, write: Callable[[Tag], str], open_: list[str]) -> str:
    if tag.name in VOID:
        return write(tag)
    if len(open_) >= DEEPEST:
        return ""
    piece = write(tag)
    if piece and written.endswith("/>") and ("svg" in open_ or "math" in open_):
        return f"{piece}</{tag.name}>"  # `/>` ends only what is no HTML element
    if piece:
        open_.append(tag.name)
    return piece


def _end(name: str, open_: list[str]) -> str:
    """The end tags up to that of an element; empty where it is not open. Without a name, those of all that are open."""
    if name and name not in open_:
        return "<br>" if name == "br" else ""
    ends: list[str] = []
    while open_:
        ended = open_.pop()
        # inside SVG and MathML, no end tag of an outer element implies one
        if ended not in OPTIONAL_END or ended == name or "svg" in open_ or "math" in open_:
            ends.append(f"</{ended}>")
        if ended == name:
            break
    return "".join(ends)

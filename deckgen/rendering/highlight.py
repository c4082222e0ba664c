"""Code colors: Pygments' classes. The colors themselves are in `kinds/code.css`, light and dark."""

from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from pygments import format as paint
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import _TokenType
from pygments.util import ClassNotFound

_Token: TypeAlias = tuple[_TokenType, str]


CLASS_PREFIX = "k-"
"""So that no class of ours meets one of a member's own styling."""
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix=CLASS_PREFIX)
"""One for all code: making it builds a whole stylesheet."""


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


def highlight(pieces: list[str], language: str) -> list[str] | None:
    """Colour code.

    Args:
        pieces: Plain text, cut at everything that is no code.
        language: A fence's info word, such as `python`.

    Returns:
        For each piece HTML for the inside of `<code>`, or None for a language that Pygments does not know.
    """
    lexer = _lexer(language)
    if lexer is None:
        return None
    tokens = deque(lexer.get_tokens("".join(pieces)))
    return [_painted(_take(tokens, len(piece))) for piece in pieces]


def _take(tokens: deque[_Token], size: int) -> Iterator[_Token]:
    """The tokens of the next characters; one that reaches further is cut in two."""
    while size > 0 and tokens:
        kind, text = tokens.popleft()
        if len(text) > size:
            tokens.appendleft((kind, text[size:]))
            text = text[:size]
        size -= len(text)
        yield kind, text


def _painted(tokens: Iterator[_Token]) -> str:
    taken = list(tokens)
    painted = paint(taken, _FORMATTER)
    ends = bool(taken) and taken[-1][1].endswith("\n")
    return painted if ends else painted.removesuffix("\n")

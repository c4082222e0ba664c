"""Code colours: Pygments' classes. The colours themselves stand in `kinds/code.css`, light and dark."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pygments import highlight as paint
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

if TYPE_CHECKING:
    from pygments.lexer import Lexer

CLASS_PREFIX = "k-"
"""So that no class of ours meets one of a member's own styling."""
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix=CLASS_PREFIX)
"""One for all code: making it builds a whole stylesheet."""


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


def highlight(code: str, language: str) -> str | None:
    """Colour code.

    Args:
        code: Plain text.
        language: A fence's info word, such as `python`.

    Returns:
        HTML for the inside of `<code>`, or None for a language that Pygments does not know.
    """
    lexer = _lexer(language)
    if lexer is None:
        return None
    return paint(code, lexer, _FORMATTER)

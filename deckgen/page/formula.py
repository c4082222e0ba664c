"""Formulas as MathML, which browsers draw without a script."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from math_core import LatexToMathML

_DEEPENS = re.compile(r"[\\{(\[~]")
_DEEPEST = 400
"""Signs of a formula that can nest. math-core recurses and overflows the C stack, at 1,600 on the smallest; a formula
that people read has a tenth. And the tie, of which 100,000 take it 20 seconds."""
_SPACE_AFTER = re.compile(r"(\\[&%#_$])(?= )")
"""A sign in a text, whose space math-core would take for the end of a command's name."""
_REACHES_OUT = re.compile(r"<a\b|\s(?:id|href)=", re.IGNORECASE)
"""A label or a link: it would mix with the page's own."""


@lru_cache(maxsize=4096)
def to_mathml(formula: str, *, display: bool) -> str | None:
    """Convert one formula.

    Args:
        formula: LaTeX, without its delimiters.
        display: Whether it stands on a line of its own.

    Returns:
        A `math` element, or None for a formula that cannot be read whole.
    """
    from math_core import LatexError  # noqa: PLC0415 - only where a deck has formulas

    if not formula.strip() or len(_DEEPENS.findall(formula)) > _DEEPEST:
        return None
    try:
        drawn = _converter().convert_with_local_state(_SPACE_AFTER.sub(r"\1{}", formula), displaystyle=display)
    except LatexError:
        return None
    return None if _REACHES_OUT.search(drawn) else drawn


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML  # noqa: PLC0415 - as above

    return LatexToMathML(fancy_error=False)


def as_text(formula: str, *, display: bool) -> str:
    """A formula as its own source, for one that cannot be converted."""
    opened, closed = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f'<code class="tex">{html.escape(opened + formula + closed, quote=False)}</code>'

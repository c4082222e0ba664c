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
_NAMED = {
    "lbrace": "\\{",
    "lbrack": "[",
    "lparen": "(",
    "langle": "⟨",
    "lceil": "⌈",
    "lfloor": "⌊",
    "lgroup": "⟮",
    "lmoustache": "⎰",
    "lvert": "|",
    "lVert": "‖",
    "ulcorner": "⌜",
    "llcorner": "⌞",
}
_BRACKET = re.compile(
    r"\\\\(?:\s*\[)?|\\sqrt\s*\[|\\(?:text[a-z]*|mbox|operatorname\*?|tag\*?)\s*\{[^{}]*\}"  # no brackets of a formula
    r"|\\(?:left|right|middle|[bB]igg?[mr]?)(?![a-zA-Z])\s*(?:\\[a-zA-Z]+|\\.|[^\\])?"  # nor are those
    r"|\\(?P<size>[bB]igg?)l(?![a-zA-Z])\s*(?:\\[a-zA-Z]+|\\.|[^\\])?"
    rf"|\\(?P<name>{'|'.join(_NAMED)})(?![a-zA-Z])|(?P<sign>\\\{{|[(\[⟨⌈⌊⟦⟪⟮⎰⦃⦅⌜⌞⟬⦇])|\\.",
    re.DOTALL,
)
_MOST_BRACKETS = 8
"""Opening brackets whose closing ones math-core may look for: for each that has none it reads all that follows twice,
so that 50 take it years. It closes one in a few places only, so those of longer formulas are set as text, which looks
the same."""
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
    from math_core import LatexError

    if not formula.strip() or len(_DEEPENS.findall(formula)) > _DEEPEST:
        return None
    try:
        drawn = _converter().convert_with_local_state(
            _SPACE_AFTER.sub(r"\1{}", _unpaired(formula)), displaystyle=display
        )
    except LatexError:
        return None
    return None if _REACHES_OUT.search(drawn) else drawn


def _unpaired(formula: str) -> str:
    """A formula whose opening brackets do not look for closing ones, where they are many."""
    count = sum(found.lastgroup is not None for found in _BRACKET.finditer(formula))
    return _BRACKET.sub(_alone, formula) if count > _MOST_BRACKETS else formula


def _alone(found: re.Match[str]) -> str:
    if found["size"]:
        return f"\\{found['size']}{found[0][len(found['size']) + 2 :]}"
    sign = _NAMED.get(found["name"] or "", found["sign"] or "")
    return f"\\text{{{sign}}}" if sign else found[0]


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def as_text(formula: str, *, display: bool) -> str:
    """A formula as its own source, for one that cannot be converted."""
    opened, closed = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f'<code class="tex">{html.escape(opened + formula + closed, quote=False)}</code>'

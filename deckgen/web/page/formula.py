"""Formulas as MathML, which browsers draw without a script."""

import html
import re
from functools import lru_cache

from math_core import LatexToMathML

_DEEPENS = re.compile(r"[\\{(\[~]")
_DEEPEST = 400
"""Characters of a formula that can nest. math-core recurses and overflows the C stack, at 1,600 on the smallest; a
formula that people read has a tenth. And the tie, of which 100,000 take it 20 seconds."""
_BRACKET = re.compile(r"[(\[⟨⌈⌊⟦⟪⟮]|\\(?:\{|l[a-zA-Z]+|[ul]lcorner)")
_MOST_BRACKETS = 20
"""Opening brackets: for each that is never closed, math-core reads all that follows twice. The most of 290 formulas of
public decks is 14."""
_SPACE_AFTER = re.compile(r"(\\[&%#_$])(?= )")
"""An escaped character in a text, whose space math-core would take for the end of a command's name."""
_REACHES_OUT = re.compile(r"<a\b|\s(?:id|href)=", re.IGNORECASE)
"""A label or a link: it would mix with the page's own."""


@lru_cache(maxsize=4096)
def to_mathml(formula: str, *, display: bool) -> str | None:
    """A `math` element for LaTeX without its delimiters; None where it cannot be read whole."""
    from math_core import LatexError

    if (
        not formula.strip()
        or len(_DEEPENS.findall(formula)) > _DEEPEST
        or len(_BRACKET.findall(formula)) > _MOST_BRACKETS
    ):
        return None
    try:
        drawn = _converter().convert_with_local_state(_SPACE_AFTER.sub(r"\1{}", formula), displaystyle=display)
    except LatexError:
        return None
    if _REACHES_OUT.search(drawn):
        return None
    return drawn.replace("<math ", '<math tabindex="0" ', 1) if display else drawn  # a wide one scrolls by the keys


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def as_text(formula: str, *, display: bool) -> str:
    """A formula as its own source, for one that cannot be converted."""
    opened, closed = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f'<code class="tex">{html.escape(opened + formula + closed, quote=False)}</code>'

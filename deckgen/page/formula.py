"""Formulas as MathML, which browsers draw without a script.

latex2mathml does the work. It lets commands that it does not know pass as their own names, so what comes out is
looked at once more; and it sets bold with an attribute that browsers' MathML Core has dropped.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

_UNKNOWN = re.compile(r"<m[ion][^>]*>(\\[a-zA-Z]*|[&{}$])<")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BOLD = re.compile(r'<m([in]) mathvariant="bold">([A-Za-z0-9])</m\1>')
_SAME = {"{aligned}": "{align*}", "{gathered}": "{gather*}", r"\dots": r"\ldots"}
"""What latex2mathml does not know, and what it knows that looks the same."""
_KNOWN_OTHERWISE = re.compile(r"\{aligned\}|\{gathered\}|\\dots(?![a-zA-Z])")
_CAPITAL, _SMALL, _DIGIT = 0x1D400, 0x1D41A, 0x1D7CE
"""Where Unicode keeps mathematical bold."""


@lru_cache(maxsize=4096)
def to_mathml(formula: str, *, display: bool) -> str | None:
    """Convert one formula.

    Args:
        formula: LaTeX, without its delimiters.
        display: Whether it stands on a line of its own.

    Returns:
        A `math` element, or None for a formula that latex2mathml cannot read whole.
    """
    from latex2mathml.converter import convert  # noqa: PLC0415 - only where a deck has formulas

    if not _is_balanced(formula):
        return None
    formula = _KNOWN_OTHERWISE.sub(lambda match: _SAME[match.group()], formula)
    try:
        found: str = convert(formula, display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - its parser has many ways to fail, and none of them matters here
        return None
    if _UNKNOWN.search(found):
        return None
    found = found.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "").replace(' display="inline"', "")
    return _BOLD.sub(_bold, found)


def _is_balanced(formula: str) -> bool:
    """Whether every brace is closed; latex2mathml closes the rest by itself, MathJax refuses."""
    depth = 0
    for sign in _BRACE.findall(formula):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def as_text(formula: str, *, display: bool) -> str:
    """A formula as its own source, for one that cannot be converted."""
    opened, closed = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f'<code class="tex">{html.escape(opened + formula + closed, quote=False)}</code>'


def _bold(match: re.Match[str]) -> str:
    sign = match.group(2)
    if sign.isdecimal():
        code = _DIGIT + int(sign)
    elif sign.isupper():
        code = _CAPITAL + ord(sign) - ord("A")
    else:
        code = _SMALL + ord(sign) - ord("a")
    return f"<m{match.group(1)}>&#x{code:X};</m{match.group(1)}>"

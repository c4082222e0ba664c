r"""What no line may part: a formula and the particle written to it, a number and its exponent.

Browsers break a line behind every formula, and between a hyphen and a digit, whatever `word-break` says: `\(W\)` ends
one line and 를 begins the next, and so do `3e-` and `4`.
"""

from __future__ import annotations

import re

_FORMULA = r"\\\((?:(?!\\\)).)*+\\\)"
_DELETION = rf"\{{\{{c[0-9,]+::{_FORMULA}(?:::[^{{}}<>]*+)?\}}\}}"
_WRITTEN_TO_IT = r"[가-힣A-Za-z0-9][^\s<>&{}\\\[]{0,5}"
"""As many signs as still fit beside a formula on a phone; where letters stand behind them, no browser breaks there."""
_GLUED = re.compile(
    rf"(?P<glued>(?:{_FORMULA}|<(?P<set>strong|em)>{_FORMULA}</(?P=set)>|{_DELETION}){_WRITTEN_TO_IT}"
    r"|(?<![\w.])\d+(?:\.\d+)?e-\d+)"
    rf"|<(?P<code>code|pre)\b.*?</(?P=code)>|<[^>]*>|{_FORMULA}|\\\[.*?\\\]",
    re.DOTALL,
)


def may_part(text: str) -> bool:
    """Whether a text may hold such a thing: a quick look, which most texts do not pass."""
    return "e-" in text or "\\(" in text


def glued(html: str) -> str:
    """A text's HTML, such things each in an element of its own, which the cards' style keeps on one line."""
    return _GLUED.sub(_kept, html)


def _kept(match: re.Match[str]) -> str:
    found = match.group()
    return f'<span class="glue">{found}</span>' if match["glued"] else found

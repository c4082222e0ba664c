r"""What no line may part: a formula or a bracket and the particle written to it, a number and its exponent.

Browsers break a line after every formula, between a closing bracket or `%` and Hangul, and between a hyphen and a
digit, whatever `word-break` says: `(CoT)` ends one line and 을 begins the next, and so do `\(W\)` and 를, and `3e-`
and `4`.
"""

from __future__ import annotations

import re

_FORMULA = r"\\\((?:(?!\\\)).)*+\\\)"
_SHORT_FORMULA = r"\\\((?:(?!\\\)).){1,30}+\\\)"
"""One that fits on a phone's line together with what is written to it; a longer one has to wrap."""
_DELETION = rf"\{{\{{c[0-9,]+::{_SHORT_FORMULA}(?:::[^{{}}<>]*+)?\}}\}}"
_WRITTEN_TO_IT = r"[가-힣A-Za-z0-9][^\s<>&{}\\\[]{0,5}"
"""As many characters as still fit next to a formula on a phone; where letters follow, no browser breaks there."""
_CLOSING = r"[)\]%」』》〉]"
_CLOSED = rf"(?:(?<!\\){_CLOSING}|<(?P<mark>strong|em)>[^<>\s]{{1,12}}{_CLOSING}</(?P=mark)>)[가-힣]"
"""The character and one syllable suffice: within a word no browser breaks."""
_GLUED = re.compile(
    r"(?=[<\\{0-9)\]%」』》〉])(?:"  # nothing of it can begin at most characters
    rf"(?P<glued>(?:{_SHORT_FORMULA}|<(?P<set>strong|em)>{_SHORT_FORMULA}</(?P=set)>|{_DELETION}){_WRITTEN_TO_IT}"
    rf"|{_CLOSED}|(?<![\w.])\d+(?:\.\d+)?e-\d+)"
    rf"|<(?P<code>code|pre)\b.*?</(?P=code)>|<[^>]*>|{_FORMULA}|\\\[.*?\\\])",
    re.DOTALL,
)
_MAYBE = re.compile(
    rf"[-{_CLOSING[1:]}(?:(?<=e-)[0-9]|(?<!-)(?:</(?:strong|em)>|(?:::[^{{}}<>]*+)?\}}\}})?[가-힣A-Za-z0-9])"
)
"""A formula ends with a bracket, too."""


def may_part(text: str) -> bool:
    """Whether a text may hold such a thing: a quick look, which most texts do not pass."""
    return _MAYBE.search(text) is not None


def glued(html: str) -> str:
    """A text's HTML, such things each in an element of its own, which the cards' style keeps on one line."""
    return _GLUED.sub(_kept, html)


def _kept(match: re.Match[str]) -> str:
    found = match.group()
    return f'<span class="glue">{found}</span>' if match["glued"] else found

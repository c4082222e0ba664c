r"""What no line may part: a formula or a bracket and the particle written to it, a number and its exponent.

Browsers break a line after every formula, between a closing bracket or `%` and Hangul, and between a hyphen and a
digit, whatever `word-break` says: `(CoT)` ends one line and 을 begins the next, and so do `\(W\)` and 를, and `3e-`
and `4`.
"""

import re

_FORMULA = r"\\\((?:(?!\\\)).)*+\\\)"
_SHORT_FORMULA = r"\\\((?:(?!\\\)).){1,30}+\\\)"
"""One that fits on a phone's line together with what is written to it; a longer one has to wrap."""
_DELETION = rf"\{{\{{c[0-9,]+::{_SHORT_FORMULA}(?:::[^{{}}<>]*+)?\}}\}}"
_LETTER = r"[^\W_]"
"""Of any script; `_wrapped` looks which, since a range of all Hangul takes Python as long as the rest to compile."""
_WRITTEN_TO_IT = rf"(?P<first>{_LETTER})[^\s<>&{{}}\\\[]{{0,5}}"
"""As many characters as still fit next to a formula on a phone; where letters follow, no browser breaks there."""
_CLOSING = r"[)\]%」』》〉]"
_CLOSED = (
    rf"(?:(?<!\\){_CLOSING}|<(?P<mark>strong|em)>[^<>\s]{{1,12}}{_CLOSING}</(?P=mark)>)"
    rf"(?P<syllable>(?![a-zA-Z\d]){_LETTER})"
)
"""The character and one syllable suffice: within a word no browser breaks."""
_GLUED = re.compile(
    rf"(?=[\\<{{\d{_CLOSING[1:]})(?:"  # what one of them begins with
    rf"(?P<glued>(?:{_SHORT_FORMULA}|<(?P<set>strong|em)>{_SHORT_FORMULA}</(?P=set)>|{_DELETION}){_WRITTEN_TO_IT}"
    rf"|{_CLOSED}|(?<![\w.])\d+(?:\.\d+)?e-\d+)"
    rf"|<(?P<code>code|pre)\b.*?</(?P=code)>|<[^>]*>|{_FORMULA}|\\\[.*?\\\])",
    re.DOTALL,
)
_BEGUN = rf"(?:</(?:strong|em)>|(?:::[^{{}}<>]*+)?\}}\}})?{_LETTER}"
_AFTER_ROUND = re.compile(rf"\){_BEGUN}")
_AFTER_OTHER = re.compile(rf"[\]%」』》〉]{_BEGUN}|e-[0-9]")


def may_part(text: str) -> bool:
    """Whether a text may hold such a thing: a quick look, which most texts do not pass; formulas end with `)`, too."""
    if ")" in text and _AFTER_ROUND.search(text):
        return True
    other = "]" in text or "%" in text or "e-" in text or "」" in text or "』" in text or "》" in text or "〉" in text
    return other and _AFTER_OTHER.search(text) is not None


def glued(html: str) -> str:
    """A text's HTML, such things each in an element of its own, which the cards' style keeps on one line."""
    return _GLUED.sub(_wrapped, html)


def _wrapped(match: re.Match[str]) -> str:
    first, syllable = match["first"] or "a", match["syllable"] or "가"
    parts = match["glued"] and (first.isascii() or "가" <= first <= "힣") and "가" <= syllable <= "힣"
    return f'<span class="glue">{match[0]}</span>' if parts else match[0]

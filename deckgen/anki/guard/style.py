"""Whether a style is one that readers of CSS take: they recurse into brackets, and turn digits into numbers."""

import re
from collections.abc import Iterator

from deckgen.model.diagnostics import Diagnostic, Span, finding

_DEEPEST = 60
"""Nested brackets; a style that people write has a tenth."""
_MOST_DIGITS = 300
"""Beyond a float's; Python reads whole numbers of 640 digits in every setting."""
_NAMED = r"[^\x00-,./:-@\[-^`{-\x7f]"
"""Letters, digits, `-`, `_` and all beyond ASCII; named by the few characters that it is not."""
_ESCAPE = r"\\(?:[0-9a-f]{1,6}+[ \t\n]?+|.)"
_TOKEN = (
    r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?+"
    rf"|\"(?:[^\"\\\n]++|{_ESCAPE})*+[\"\n]?+"
    rf"|'(?:[^'\\\n]++|{_ESCAPE})*+['\n]?+"
    rf"|(?<!{_NAMED})(?<![@#])url\([ \t\n]*+(?![\"'])(?:[^)\\]++|{_ESCAPE})*+\)?+"
    rf"|{_ESCAPE}{_NAMED}*+"
    rf"|(?P<number>[0-9]{{{_MOST_DIGITS},}}+)|(?P<opens>[{{(\[])|(?P<closes>[}})\]])"
)
_CLOSED_BY = {"{": "}", "(": ")", "[": "]"}


def check_style(css: str, path: str) -> Iterator[Diagnostic]:
    """Say what of a style cannot be read."""
    open_: list[str] = []
    for token in re.finditer(_TOKEN, css, re.DOTALL | re.IGNORECASE):
        if token.lastgroup == "opens":
            open_.append(_CLOSED_BY[token.group()])
        elif token.lastgroup == "closes" and open_[-1:] == [token.group()]:
            open_.pop()
        if token.lastgroup == "number" or len(open_) > _DEEPEST:
            at = token.start()
            yield finding(
                "bad-style",
                "brackets nested more than {most} deep, or a number of more than {digits} digits",
                "take out what is too large",
                most=_DEEPEST,
                digits=_MOST_DIGITS,
            ).at(Span(path, css.count("\n", 0, at) + 1, at - css.rfind("\n", 0, at)))
            return

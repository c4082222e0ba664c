r"""Whether a style can be read to its end, as CSS says how: brackets, strings and comments closed, nothing endless.

A browser closes what is open at the end of a style by itself, so that is a warning; but whatever was meant to follow
is lost in it. No style needs deeper nesting than the limit, or numbers of hundreds of digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from deckgen.model.diagnostics import Diagnostic, Span, Text, finding, warning

_BAD_STYLE: dict[str, Text] = {
    "": ("bad-style", "this style cannot be read", "take out what is too large"),
    "deep": ("bad-style.deep", "brackets stand more than {most} deep in each other", "close some of them first"),
    "number": ("bad-style.number", "a number of more than {most} digits", "write a smaller one"),
}

UNFINISHED_STYLE: dict[str, Text] = {
    "": ("unfinished-style", "this '{sign}' is never closed", "close it: all that follows it is lost in it"),
    "stray": (
        "unfinished-style.stray",
        "this '{sign}' closes nothing that is open",
        "take it out: the rule that follows it is lost",
    ),
    "line": (
        "unfinished-style.line",
        "the string that begins with this {sign} is not closed on its line",
        "close it before the line ends",
    ),
}


_DEEPEST = 60
"""Nested brackets. CSS parsers recurse; a style that people write has a tenth."""
_MOST_DIGITS = 300
"""Beyond a float's; Python reads whole numbers of 640 digits in every setting."""
_NAMED = r"[^\x00-,./:-@\[-^`{-\x7f]"
"""Letters, digits, `-`, `_` and all beyond ASCII; named by the few characters that it is not."""
_ESCAPE = r"\\(?:[0-9a-f]{1,6}+[ \t\n]?+|.)"
_SIGN = re.compile(
    r"/\*(?:[^*]++|\*(?!/))*+(?P<comment>\*/)?+"
    rf"|\"(?:[^\"\\\n]++|{_ESCAPE})*+(?P<double>[\"\n])?+"
    rf"|'(?:[^'\\\n]++|{_ESCAPE})*+(?P<single>['\n])?+"
    rf"|(?<!{_NAMED})(?<![@#])url\([ \t\n]*+(?![\"'])(?:[^)\\]++|{_ESCAPE})*+(?P<url>\))?+"
    rf"|(?P<escape>{_ESCAPE}{_NAMED}*+)"
    rf"|(?P<number>[0-9]{{{_MOST_DIGITS},}}+)|(?P<opens>[{{(\[])|(?P<closes>[}})\]])",
    re.DOTALL | re.IGNORECASE,
)
_CLOSED_BY = {"{": "}", "(": ")", "[": "]", "/*": "*/", '"': '"', "'": "'", "url(": ")"}


class _Read(NamedTuple):
    """What is found in a style: a case, where, and the character that it is about."""

    case: str
    offset: int
    sign: str


def finished(css: str) -> str:
    """A style with all closed that a browser would close at its end."""
    escaped = (len(css) - len(css.rstrip("\\"))) % 2
    css = f"{css}\N{REPLACEMENT CHARACTER}" if escaped else css
    open_ = [read for read in _read(css) if read.case in {"open", "open-inside"}]
    return css + "".join(_CLOSED_BY[read.sign] for read in reversed(open_))


def check_style(css: str, path: str) -> Iterator[Diagnostic]:
    """Say what of a style cannot be read."""
    told: set[str] = set()
    for case, offset, sign in _read(css):
        if case not in told:  # what follows the first of its kind mostly follows from it
            told.add(case)
            line = css.count("\n", 0, offset)
            span = Span(path, line + 1, offset - css.rfind("\n", 0, offset))
            if case in {"deep", "number"}:
                yield finding(*_BAD_STYLE[case], most=_DEEPEST if case == "deep" else _MOST_DIGITS).at(span)
            elif case != "open-inside":
                yield warning(*UNFINISHED_STYLE["" if case == "open" else case], sign=sign).at(span)


def _read(css: str) -> Iterator[_Read]:
    open_: list[_Read] = []
    for match in _SIGN.finditer(css):
        sign, at = match.group(), match.start()
        if match.lastgroup == "number":
            yield _Read("number", at, sign)
        elif match.lastgroup in {"double", "single"} and sign[-1] == "\n":
            yield _Read("line", at, sign[0])
        elif match.lastgroup == "closes":
            if open_ and sign == _CLOSED_BY[open_[-1].sign]:
                open_.pop()
            else:
                yield _Read("stray", at, sign)
        elif match.lastgroup in {None, "opens"}:  # a string, a comment or an address: to the end of the style
            begins = next(each for each in _CLOSED_BY if sign.lower().startswith(each))
            open_.append(_Read("open-inside" if open_ else "open", at, begins))
            if len(open_) > _DEEPEST:
                yield _Read("deep", at, sign)
                return
    yield from open_

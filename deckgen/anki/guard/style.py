r"""Whether a style can be read to its end, as CSS says how: brackets, strings and comments closed, nothing endless.

A browser closes what is open at the end of a style by itself, so that is a warning; but whatever was meant to follow
is lost in it. No style needs deeper nesting than the limit, or numbers of hundreds of digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from deckgen.model.diagnostics import Diagnostic, Span, Text, finding, warning

_BAD_STYLE: Text = (
    "bad-style",
    "brackets nested more than {most} deep, or a number of more than {digits} digits",
    "take out what is too large",
)
_NEVER_CLOSED: Text = (
    "unfinished-style",
    "this '{character}' is never closed",
    "close it: all that follows it is lost in it",
)
_STRAY: Text = (
    "unfinished-style.stray",
    "this '{character}' closes nothing that is open",
    "take it out: the rule that follows it is lost",
)
_DEEPEST = 60
"""Nested brackets. CSS parsers recurse; a style that people write has a tenth."""
_MOST_DIGITS = 300
"""Beyond a float's; Python reads whole numbers of 640 digits in every setting."""
_NAMED = r"[^\x00-,./:-@\[-^`{-\x7f]"
"""Letters, digits, `-`, `_` and all beyond ASCII; named by the few characters that it is not."""
_ESCAPE = r"\\(?:[0-9a-f]{1,6}+[ \t\n]?+|.)"
_TOKEN = re.compile(
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
    """What is found in a style: `large`, `stray`, `line` for a string that ends with its line, `open` or `inside`."""

    case: str
    offset: int
    character: str


def finished(css: str) -> str:
    """A style with all closed that a browser would close at its end."""
    escaped = (len(css) - len(css.rstrip("\\"))) % 2
    css = f"{css}\N{REPLACEMENT CHARACTER}" if escaped else css
    open_ = [read for read in _read(css) if read.case in {"open", "inside"}]
    return css + "".join(_CLOSED_BY[read.character] for read in reversed(open_))


def check_style(css: str, path: str) -> Iterator[Diagnostic]:
    """Say what of a style cannot be read."""
    reported: set[str] = set()
    for case, offset, character in _read(css):
        if case in {"inside", *reported}:  # what follows the first of its kind mostly follows from it
            continue
        reported.add(case)
        span = Span(path, css.count("\n", 0, offset) + 1, offset - css.rfind("\n", 0, offset))
        if case == "large":
            yield finding(*_BAD_STYLE, most=_DEEPEST, digits=_MOST_DIGITS).at(span)
        else:
            yield warning(*(_STRAY if case == "stray" else _NEVER_CLOSED), character=character).at(span)


def _read(css: str) -> Iterator[_Read]:
    open_: list[_Read] = []
    for match in _TOKEN.finditer(css):
        character, at = match.group(), match.start()
        if match.lastgroup == "number":
            yield _Read("large", at, character)
        elif match.lastgroup in {"double", "single"} and character[-1] == "\n":
            yield _Read("line", at, character[0])
        elif match.lastgroup == "closes":
            if open_ and character == _CLOSED_BY[open_[-1].character]:
                open_.pop()
            else:
                yield _Read("stray", at, character)
        elif match.lastgroup in {None, "opens"}:  # a string, a comment or an address: to the end of the style
            begins = next(each for each in _CLOSED_BY if character.lower().startswith(each))
            open_.append(_Read("inside" if open_ else "open", at, begins))
            if len(open_) > _DEEPEST:
                yield _Read("large", at, character)
                return
    yield from open_

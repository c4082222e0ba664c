"""A formula or a code fence that is opened is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.anki.mathjax import mathjax
from deckgen.model import Scalar
from deckgen.rules.rule import CardRule, Problem, Subject, problem

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$", re.MULTILINE)
_TICKS = re.compile("`+")
_CLOSED = re.compile(
    r"\$\$.+?\$\$|\\\(.+?(?:\\\)|(?P<round>\Z))|\\\[.+?(?:\\\]|(?P<square>\Z))"
    r"|(?<!\\)\$(?!\s)[^$]+?(?<![\s\\])\$(?!\d)",
    re.DOTALL,
)
"""A formula. One that never closes takes all that follows, so that nothing looks for its end again."""
_OPEN = re.compile(r"\$\$|(?<!\\)\\[(\[]|(?<![\\$\w])\$(?=[\\A-Za-z]\S*[_^{=\\]|[A-Za-z]\s?[=<>≤≥+^_]\s?[^\s=<>+^_])")
_SPACED = re.compile(
    r"(?<![\\$\w])\$(?:\s++(?=[^$\n]*[\\^_=])[^$\n]++\s*+"
    r"|(?=[^$\n]*[\\^_=])[^\s$][^$\n]*+(?:\s++|(?<=\s)))\$(?![\w$])"
)
_WIDE = re.compile(r"＄[^＄\n]+＄")
_OUTSIDE = re.compile(r"(?<![A-Za-z0-9_:/\\])\\(?:begin\s*\{[a-zA-Z*]+\}|([a-zA-Z]{2,})(?![a-zA-Z]))")
"""A command of LaTeX in plain text: no path, no escape such as `\\n`."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield openings that no closing follows."""
    for texts in subject.card.values.values():
        for scalar in texts:
            text = scalar.text
            if "```" in text or "~~~" in text:
                text, fence = _without_fences(text)
                if fence:
                    yield problem(scalar, fence, "fence", sign=fence)
            if "$" in text or "\\" in text:
                rest = _CLOSED.sub(_left, without_code(text) if "`" in text else text)
                yield from _formulas(scalar, rest)
            if "＄" in text:
                wide = _WIDE.search(text)
                if wide:
                    yield problem(scalar, wide[0], "wide", sign="＄")


def _formulas(scalar: Scalar, rest: str) -> Iterator[Problem]:
    """Formulas in what is left of a text without those that are closed."""
    if "$" not in rest and "\\" not in rest:
        return
    spaced = _SPACED.search(rest)
    opening = None if spaced else _OPEN.search(rest)
    outside = _OUTSIDE.search(rest) if "\\" in rest else None
    if spaced:
        yield problem(scalar, spaced[0], "spaced", sign=spaced[0])
    elif opening:
        sign = opening.group()
        yield problem(scalar, sign, "formula", sign=sign)
    elif outside and (outside[1] is None or outside[1] in mathjax().commands):
        yield problem(scalar, outside[0], "outside", sign=outside[0])


def _left(formula: re.Match[str]) -> str:
    """What is left of a formula: its opening, where that is all there is."""
    return formula.group()[:2] if formula.lastgroup else " "


def without_code(text: str) -> str:
    """The text outside inline code: as many backquotes close it as open it."""
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[number][1] - runs[number][0], []).append(number)
    kept: list[str] = []
    at = number = 0
    while number < len(runs):
        start, end = runs[number]
        same = later[end - start]
        while same and same[-1] <= number:
            same.pop()
        if same:
            kept += [text[at:start], " "]
            number = same.pop()
            at = runs[number][1]
        number += 1
    return "".join([*kept, text[at:]])


def _without_fences(text: str) -> tuple[str, str]:
    """The text outside code fences, and the opening of a fence that never closes."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence:
            if (
                match
                and match.group(1)[0] == fence[0]
                and len(match.group(1)) >= len(fence)
                and not match.group(2).strip()
            ):
                fence = ""
        elif match:
            fence = match.group(1)
        else:
            kept.append(line)
    return "\n".join(kept), fence


MESSAGES = {
    "": ("a formula or a code fence that is never closed", ""),
    "fence": ("the code fence '{sign}' is never closed", "end the code with a line '{sign}'"),
    "formula": ("the formula opened by '{sign}' is never closed", "close it, or write '\\$' for a dollar sign"),
    "spaced": ("'{sign}' is not a formula: there is a space next to its '$'", "no space inside: $x = 1$"),
    "wide": ("'{sign}' is a full-width character: formulas go between '$'", "type '$'"),
    "outside": (
        "'{sign}' is outside of a formula, and shows as it was typed",
        "put the formula between '$' signs, or between '$$' on lines of its own",
    ),
}
RULE = CardRule("unclosed-math", check, MESSAGES, judges=False, characters="$\\`~＄")

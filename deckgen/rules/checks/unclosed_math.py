"""A formula or a code fence that is opened is closed."""

import re
from collections.abc import Iterator

from deckgen.anki.mathjax import mathjax
from deckgen.model.diagnostics import Finding, warning
from deckgen.rules.rule import CardRule, Problem, Subject

_FENCE = r" {0,3}(`{3,}+|~{3,}+)"
_CODE = r"(?s)(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)"
_CLOSED = (
    r"(?s)\$\$.+?\$\$|\\\(.+?(?:\\\)|(?P<round>\Z))|\\\[.+?(?:\\\]|(?P<square>\Z))"
    r"|\$(?<!\\\$)(?!\s)[^$]+?(?<![\s\\])\$(?!\d)"
)
"""A formula. One that never closes takes all that follows, so that nothing looks for its end again."""
_OPEN = r"\$\$|(?<!\\)\\[(\[]|(?<![\\$\w])\$(?=[\\A-Za-z]\S*[_^{=\\]|[A-Za-z]\s?[=<>≤≥+^_]\s?[^\s=<>+^_])"
_SPACED = (
    r"(?<![\\$\w])\$(?:\s++(?=[^$\n]*[\\^_=])[^$\n]++\s*+"
    r"|(?=[^$\n]*[\\^_=])[^\s$][^$\n]*+(?:\s++|(?<=\s)))\$(?![\w$])"
)
_OUTSIDE = r"(?<![A-Za-z0-9_:/\\])\\(?:begin\s*\{[a-zA-Z*]+\}|([a-zA-Z]{2,})(?![a-zA-Z]))"
"""A command of LaTeX in plain text: no path, no escape such as `\\n`."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield openings that no closing follows."""
    fenced = "```" in subject.written or "~~~" in subject.written
    for texts in subject.card.values.values():
        for scalar in texts:
            text, fence = _without_fenced(scalar.text) if fenced else (scalar.text, "")
            if fence:
                hint = "end the code with a line '{written}'"
                found = warning(
                    "unclosed-math.fence", "the code fence '{written}' is never closed", hint, written=fence
                )
                yield Problem(found, scalar, fence)
            if formula := _formula(text, of_a_deck=subject.card.kind.own):
                yield Problem(formula, scalar, str(dict(formula.values)["written"]))


def _without_fenced(text: str) -> tuple[str, str]:
    """A text without its fenced code, and the fence that is never closed, if there is one."""
    lines, fence = [], ""
    for line in text.split("\n"):
        found = re.match(_FENCE, line)
        if not fence and found:
            fence = found[1]
        elif not fence:
            lines.append(line)
        elif found and found[1].startswith(fence) and found[1] == line.strip(" \t"):
            fence = ""
    return "\n".join(lines), fence


def _formula(text: str, *, of_a_deck: bool) -> Finding | None:
    """What is wrong in a text outside its closed formulas. A deck's own template may put a field into a formula."""
    if "$" not in text and "\\" not in text:
        return None
    rest = re.sub(_CLOSED, _opening, re.sub(_CODE, " ", text) if "`" in text else text)
    if "$" not in rest and "\\" not in rest:
        return None
    if spaced := re.search(_SPACED, rest):
        message = "'{written}' is not a formula: there is a space next to its '$'"
        return warning("unclosed-math.spaced", message, "no space inside: $x = 1$", written=spaced[0])
    if opening := re.search(_OPEN, rest):
        hint = "close it, or write '\\$' for a dollar"
        return warning(
            "unclosed-math.formula", "the formula opened by '{written}' is never closed", hint, written=opening[0]
        )
    outside = re.search(_OUTSIDE, rest)
    if outside and not of_a_deck and (outside[1] is None or outside[1] in mathjax().commands):
        return warning(
            "unclosed-math.outside",
            "'{written}' is outside of a formula, and shows as it was typed",
            "put the formula between '$', or between '$$' on lines of its own",
            written=outside[0],
        )
    return None


def _opening(formula: re.Match[str]) -> str:
    """What is left of a formula: its opening, where that is all there is."""
    return formula.group()[:2] if formula.lastgroup else " "


RULE = CardRule("unclosed-math", check, written="$\\`~")

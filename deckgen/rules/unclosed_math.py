"""A formula or a code fence that is opened is closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.rule import Problem, Rule, Subject, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$", re.MULTILINE)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_CLOSED = re.compile(r"\$\$.+?\$\$|\\\(.+?\\\)|\\\[.+?\\\]|(?<!\\)\$(?!\s)[^$]+?(?<![\s\\])\$(?!\d)", re.DOTALL)
_OPEN = re.compile(r"\$\$|(?<!\\)\\[(\[]|(?<![\\$\w])\$(?=[\\A-Za-z]\S*[_^{=\\])")


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
                rest = _CLOSED.sub(" ", _CODE.sub(" ", text) if "`" in text else text)
                opening = _OPEN.search(rest) if "$" in rest or "\\" in rest else None
                if opening:
                    sign = opening.group()
                    yield problem(scalar, sign, "formula", sign=sign)


def _without_fences(text: str) -> tuple[str, str]:
    """The text outside code fences, and the sign of a fence that never closes."""
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


RULE = Rule("unclosed-math", check, judges=False)

r"""The LaTeX that Anki's own MathJax knows, and what of it may be on a card.

One list serves checks and guards. It was asked of the MathJax that Anki brings, set up as Anki sets it up; each command
is safe unless it is said here how it reaches beyond its formula.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

_COMMAND = re.compile(r"\\([a-zA-Z]+|.)", re.DOTALL)


_REACH_OUT = {
    "make a link, which may hold a script": "href",
    "set CSS, which can cover the screen or fetch an address": "style bbox",
    "take on the look and role of any element of the card, or set any attribute": "class mmlToken",
    "load code": "require",
    "may name any font, with what follows it, in CSS": "unicode",
    "react to clicks and the mouse": "toggle mathtip texttip",
    "give an element an id that scripts may look for, or link to one": "cssId label ref eqref refeq",
    "stay for later formulas, and can rename another command": (
        "def let newcommand renewcommand newenvironment renewenvironment"
    ),
    "stay for later formulas": (
        "DeclareMathOperator DeclarePairedDelimiter DeclarePairedDelimiterX DeclarePairedDelimiterXPP"
        " DeclarePairedDelimiters DeclarePairedDelimitersX DeclarePairedDelimitersXPP Newextarrow definecolor"
        " newtagform renewtagform usetagform mathtoolsset"
    ),
}
UNSAFE_COMMANDS = frozenset(" ".join(_REACH_OUT.values()).split())
"""The commands that reach beyond their formula, without their backslash: Anki shows formulas of strangers in a page
with a live bridge."""


class MathJax(Struct, frozen=True):
    """What one version of MathJax knows."""

    commands: frozenset[str]
    """Without their backslash."""
    environments: frozenset[str]


@lru_cache(maxsize=1)
def mathjax() -> MathJax:
    """The MathJax of the newest Anki that was looked at."""
    data = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return MathJax(frozenset(data["commands"]), frozenset(data["environments"]))


def commands_of(formula: str) -> Iterator[tuple[int, str]]:
    r"""The commands of a formula with their offsets: `(0, "frac")` for `\frac`, `(0, "%")` for `\%`."""
    for found in _COMMAND.finditer(formula):
        yield found.start(), found.group(1)

r"""The LaTeX that Anki's own MathJax knows, and what of it may be on a card.

One list serves checks and guards. It was asked of the MathJax that Anki brings, set up as Anki sets it up; each command
is safe unless `unsafe_latex.toml` says how it reaches beyond its formula.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_DATA = Path(__file__).with_name("mathjax.toml")
_UNSAFE = Path(__file__).with_name("unsafe_latex.toml")
_COMMAND = re.compile(r"\\([a-zA-Z]+|.)", re.DOTALL)


class MathJax(NamedTuple):
    """What one version of MathJax knows."""

    version: str
    commands: frozenset[str]
    """Without their backslash."""
    environments: frozenset[str]


@lru_cache(maxsize=1)
def mathjax() -> MathJax:
    """The MathJax of the newest Anki that was looked at."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return MathJax(data["version"], frozenset(data["commands"]), frozenset(data["environments"]))


@lru_cache(maxsize=1)
def unsafe_commands() -> frozenset[str]:
    """The commands that reach beyond their formula, without their backslash."""
    return frozenset(tomllib.loads(_UNSAFE.read_text(encoding="utf-8")))


def commands_of(formula: str) -> Iterator[tuple[int, str]]:
    r"""The commands of a formula with their offsets: `(0, "frac")` for `\frac`, `(0, "%")` for `\%`."""
    for found in _COMMAND.finditer(formula):
        yield found.start(), found.group(1)

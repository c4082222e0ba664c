r"""The LaTeX that Anki's own MathJax knows, and what of it may stand on a card.

One list serves checks and guards. It was asked of the MathJax that Anki brings, set up as Anki sets it up; each command
is safe unless `[unsafe]` in `mathjax.toml` says how it reaches beyond its formula.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DATA = Path(__file__).with_name("mathjax.toml")
_COMMAND = re.compile(r"\\([a-zA-Z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}\\]*)\}")


@dataclass(frozen=True, slots=True)
class MathJax:
    """What one version of MathJax knows."""

    version: str
    commands: frozenset[str]
    """Without their backslash."""
    environments: frozenset[str]
    unsafe: Mapping[str, str]
    """Command → how it reaches beyond its formula."""


@lru_cache(maxsize=1)
def mathjax() -> MathJax:
    """The MathJax of the newest Anki that was looked at."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return MathJax(data["version"], frozenset(data["commands"]), frozenset(data["environments"]), dict(data["unsafe"]))


def commands_of(formula: str) -> Iterator[tuple[int, str]]:
    r"""The commands of a formula with their offsets: `(0, "frac")` for `\frac`, `(0, "%")` for `\%`."""
    for found in _COMMAND.finditer(formula):
        yield found.start(), found.group(1)


def environments_of(formula: str) -> Iterator[tuple[int, str, str]]:
    r"""Each `\begin{name}` and `\end{name}` of a formula: its offset, `begin` or `end`, the name."""
    for found in _ENVIRONMENT.finditer(formula):
        yield found.start(), found.group(1), found.group(2)

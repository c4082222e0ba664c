"""What a lint rule is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckgen.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deckgen.model import Card, Note, Scalar


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of a rule, before the runner adds place, name and severity."""

    message: str
    hint: str = ""
    scalar: Scalar | None = None
    """The text that it is about; the card's first where None."""
    needle: str = ""
    """The piece of that text to point at."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule looks at: one card as written and as rendered."""

    card: Card
    note: Note
    language: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, its weight, and a generator of problems."""

    name: str
    check: Callable[[Subject], Iterator[Problem]]
    severity: Severity = Severity.WARNING
    quality: bool = True
    """Whether it judges the writing; otherwise it finds what breaks in Anki, and runs in every build."""

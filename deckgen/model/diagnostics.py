"""What deckgen tells an author: a place, a rule, a message and a way out.

An author's mistake is a value (`Diagnostic`), collected and reported together with all others of the run.
What stops work altogether (no cards folder, an output that cannot be written) is a `DeckgenError`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from deckgen.messages.catalogue import Said, entry, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from deckgen.messages.catalogue import Value, Values


_FEW = 24
"""Known words that a hint may list."""
_PART = 3
"""Letters that tell which word was begun."""


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A place in a source file."""

    path: str
    """The file, as the author would type it."""
    line: int = 1
    """1-based."""
    column: int = 1
    """1-based, in characters."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One finding about the sources."""

    span: Span
    rule: str
    """The rule's kebab-case name, e.g. `unknown-field`."""
    message: str
    hint: str = ""
    """What to do about it; may be empty."""
    severity: Severity = Severity.ERROR
    case: str = ""
    """Which of the rule's cases it is; see `deckgen.messages.catalogue`."""
    values: Values = ()
    """What fills the words."""

    def said(self, language: str) -> Said:
        """Message and hint in a language of the catalogue."""
        try:
            return say(self.rule, self.case, self.values, language)
        except KeyError:  # whoever made it has words of their own
            return Said(self.message, self.hint)

    @property
    def is_error(self) -> bool:
        """Whether this stops the build."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{self.span}: {self.severity.value}[{self.rule}]: {self.message}{hint}"


class Finding(NamedTuple):
    """What a check has found, before it has a place."""

    rule: str
    case: str = ""
    """Which of the rule's cases."""
    values: Values = ()
    """What fills the words."""

    def at(self, span: Span, severity: Severity | None = None) -> Diagnostic:
        """The finding at its place; the catalogue says how severe it is, unless the deck's own settings do."""
        message, hint = say(self.rule, self.case, self.values)
        weight = severity or Severity(entry(self.rule).severity)
        return Diagnostic(span, self.rule, message, hint, weight, self.case, self.values)


def finding(rule: str, case: str = "", /, **values: Value) -> Finding:
    """A finding: the rule, which of its cases, and what fills the words of the catalogue."""
    return Finding(rule, case, tuple(values.items()))


def found(span: Span, rule: str, case: str = "", /, **values: Value) -> Diagnostic:
    """A finding at its place; see `finding`."""
    return finding(rule, case, **values).at(span)


class DeckgenError(Exception):
    """What stops work: the message says what is wrong, the hint what to do.

    Args:
        message: One sentence, without a traceback's help.
        hint: The way out; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.name = ""
        self.case = ""
        self.values: Values = ()

    @classmethod
    def of(cls, name: str, case: str = "", /, **values: Value) -> Self:
        """An error with the catalogue's words.

        Args:
            name: What the catalogue calls it.
            case: Which of its cases.
            values: What fills the words.
        """
        filled = tuple(values.items())
        error = cls(*say(name, case, filled))
        error.name, error.case, error.values = name, case, filled
        return error

    def said(self, language: str) -> Said:
        """Message and hint in a language of the catalogue."""
        return say(self.name, self.case, self.values, language) if self.name else Said(self.message, self.hint)

    def at(self, span: Span) -> Diagnostic:
        """The error at a place, for who goes on after it."""
        return Diagnostic(span, self.name, self.message, self.hint, Severity.ERROR, self.case, self.values)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort diagnostics by place, then rule, and drop exact repeats."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda d: (d.span, d.rule, d.message)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of these stops the build."""
    return any(d.is_error for d in diagnostics)


def nearest(word: str, known: Iterable[str]) -> tuple[str, dict[str, str]]:
    """What to say of a word that is not known.

    Returns:
        A case of the catalogue and its value: `near` with the nearest known word, `known` with all of them where none
        is near and they are few, else `unknown`.
    """
    import difflib

    names = sorted(known)
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6) or [
        name for name in names if len(word) >= _PART and name.startswith(word.lower())
    ]
    if near:
        return "near", {"near": near[0]}
    return ("known", {"known": ", ".join(names)}) if 0 < len(names) <= _FEW else ("unknown", {})

"""What deckgen tells an author: a place, a rule, a message and a way out.

An author's mistake is a value (`Diagnostic`), collected and reported together with all others of the run.
What stops work altogether (no cards folder, an output that cannot be written) is a `DeckgenError`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from deckgen.messages.catalogue import Said, Value, Values
from deckgen.messages.translations import LANGUAGES, translated
from deckgen.messages.wording import worded

_FEW = 24
"""Known words that a hint may list."""
_PART = 3
"""Letters that tell which word was begun."""


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Span(Struct, frozen=True, order=True, gc=False):
    """A place in a source file."""

    path: str
    """The file, as the author would type it."""
    line: int = 1
    """1-based."""
    column: int = 1
    """1-based, in characters."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


Text: TypeAlias = tuple[str, str, str]
"""An id (`RULE` or `RULE.CASE`), an English message and an English hint, before values are filled in."""


class Finding(Struct, frozen=True):
    """What a check has found, before it has a place."""

    id: str
    """`RULE` or `RULE.CASE`."""
    english: str
    """The message, a template; see `deckgen.messages.wording`."""
    way_out: str = ""
    """The hint, a template."""
    values: Values = ()
    """What fills both."""
    severity: Severity = Severity.ERROR

    @property
    def rule(self) -> str:
        """The rule's kebab-case name, e.g. `unknown-field`."""
        return self.id.partition(".")[0]

    def said(self, language: str) -> Said:
        """Message and hint in a language; in English where it has no translation."""
        found = translated(self.id, language)
        message, hint = found or (self.english, self.way_out)
        values, spoken = dict(self.values), language if found else LANGUAGES[0]
        return Said(worded(message, values, spoken), worded(hint, values, spoken))

    def at(self, span: Span, severity: Severity | None = None) -> Diagnostic:
        """The finding at its place; a severity that the deck sets comes before its own."""
        return Diagnostic(span, self, severity or self.severity)

    def as_error(self) -> DeckgenError:
        """The finding as what stops work altogether."""
        return DeckgenError(self.id, self.english, self.way_out, **dict(self.values))


class Diagnostic(Struct, frozen=True):
    """One finding about the sources, at its place."""

    span: Span
    finding: Finding
    severity: Severity

    @property
    def rule(self) -> str:
        """The rule's kebab-case name, e.g. `unknown-field`."""
        return self.finding.rule

    def said(self, language: str) -> Said:
        """Message and hint in a language."""
        return self.finding.said(language)

    @property
    def case(self) -> str:
        """Which of the rule's cases it is."""
        return self.finding.id.partition(".")[2]

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.finding.said(LANGUAGES[0]).message

    @property
    def hint(self) -> str:
        """What to do about it, in English; may be empty."""
        return self.finding.said(LANGUAGES[0]).hint

    @property
    def is_error(self) -> bool:
        """Whether this stops the build."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{self.span}: {self.severity.value}[{self.rule}]: {self.message}{hint}"


def finding(name: str, message: str, hint: str = "", /, **values: Value) -> Finding:
    """An error in the sources. Its Korean is in `messages/ko.json`, under its id (`RULE` or `RULE.CASE`)."""
    return Finding(name, message, hint, tuple(values.items()))


def warning(name: str, message: str, hint: str = "", /, **values: Value) -> Finding:
    """As `finding`, of what does not stop a build."""
    return Finding(name, message, hint, tuple(values.items()), Severity.WARNING)


class DeckgenError(Exception):
    """What stops work: the message says what is wrong, the hint what to do.

    Args:
        name: Its id (`RULE` or `RULE.CASE`).
        message: One sentence in English, a template that `values` fill.
        hint: The way out; may be empty.
    """

    def __init__(self, name: str, message: str, hint: str = "", /, **values: Value) -> None:
        self.finding = finding(name, message, hint, **values)
        self.message, self.hint = self.finding.said(LANGUAGES[0])
        super().__init__(self.message)

    @property
    def name(self) -> str:
        """Its kebab-case name, e.g. `no-cards-folder`."""
        return self.finding.rule

    def said(self, language: str) -> Said:
        """Message and hint in a language."""
        return self.finding.said(language)

    def at(self, span: Span) -> Diagnostic:
        """The error as a diagnostic, for callers that carry on."""
        return self.finding.at(span)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort diagnostics by place, then rule, and drop exact repeats."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: (d.span, d.finding.id)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of these stops the build."""
    return any(d.is_error for d in diagnostics)


def unknown_word(
    name: str,
    message: str,
    hint: str,
    word: str,
    known: Iterable[str],
    /,
    listing: str = "known here: {known}",
    **values: Value,
) -> Finding:
    """An error about a word that is not known, with the nearest known one, a list of all, or `hint` as the way out.

    Args:
        name: Its id without the case, which is `near`, `known` or `unknown`: `RULE`, or `RULE.PREFIX`.
        message: An English template; the word itself is among `values`.
        hint: For where no word is near and the known ones are too many to list.
    """
    return with_nearest(name, message, hint, nearest(word, known), listing, **values)


def with_nearest(
    name: str,
    message: str,
    hint: str,
    near: tuple[str, dict[str, str]],
    listing: str = "known here: {known}",
    /,
    **values: Value,
) -> Finding:
    """As `unknown_word`, for who has already looked for the nearest word."""
    case, words = near
    hints = {"near": "did you mean '{near}'?", "known": listing, "unknown": hint}
    return Finding(
        f"{name}{'-' if '.' in name else '.'}{case}", message, hints[case], (*values.items(), *words.items())
    )


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

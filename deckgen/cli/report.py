"""Diagnostics printed for people: place, rule, message, the line itself, the way out; many alike are shortened."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from deckgen.cli.language import language, text
from deckgen.cli.options import deck_arguments
from deckgen.cli.printing import echo, say, styled, width
from deckgen.messages.inert import one_line
from deckgen.model.diagnostics import Diagnostic, Severity, has_errors
from deckgen.sources.places import Excerpt, SourceFiles

_TEXTS = {
    "deckgen.error": "error",
    "deckgen.warning": "warning",
    "deckgen.errors": "{n:?error|errors}",
    "deckgen.warnings": "{n:?warning|warnings}",
}


FIRST = 3
"""Findings of a rule and case that are shown where there are more than `FEW`."""
FEW = 5
_FEW_IN_ALL = 10
"""Findings up to which totals by rule say nothing that one does not see."""
_LONGEST_LINE = 100
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


class Shown(NamedTuple):
    """A finding that is shown."""

    diagnostic: Diagnostic
    more: int = 0
    """How many like it are left out after it."""


def show(
    diagnostics: Sequence[Diagnostic], *, fixable: Collection[Diagnostic] = (), err: bool = True, every: bool = False
) -> None:
    """Print diagnostics and their number; `fixable` are those that `deckgen check --fix` fixes."""
    if not diagnostics:
        return
    shown = tuple(map(Shown, diagnostics)) if every else grouped(diagnostics)
    lines = problem_lines(shown, fixable)
    if len(diagnostics) > _FEW_IN_ALL:
        lines += ["", *total_lines(diagnostics)]
    lines.append(count_line(diagnostics))
    if fixable:
        lines.append(
            text(
                "check.can_fix",
                "{n} can be fixed: deckgen check --fix{where}",
                n=len(fixable),
                where=deck_arguments(),
            )
        )
    if len(shown) < len(diagnostics):
        lines.append(
            text(
                "deckgen.show_all",
                "deckgen check --all{where} shows every one",
                where=deck_arguments(),
            )
        )
    echo("\n".join(lines), err=err)


def stops(diagnostics: Sequence[Diagnostic], *, strict: bool = False, undone: str = "") -> bool:
    """Print diagnostics, and whether they stop the work: with `undone` as the last line."""
    show(diagnostics)
    stopped = has_errors(diagnostics) or (strict and bool(diagnostics))
    if stopped:
        from deckgen.editing.fixing import FIXABLE

        if any(diagnostic.is_error and diagnostic.rule in FIXABLE for diagnostic in diagnostics):
            say(
                "deckgen.may_fix",
                "deckgen check --fix{where} fixes what of this can be read in one way only",
                where=deck_arguments(),
                err=True,
            )
        echo(undone or text("deckgen.undone", "nothing was written"), err=True)
    return stopped


def grouped(diagnostics: Sequence[Diagnostic]) -> tuple[Shown, ...]:
    """The diagnostics to show, in their order: of many with one rule, case and severity the first few."""
    numbers = Counter(_group(diagnostic) for diagnostic in diagnostics)
    seen: Counter[tuple[str, str, Severity]] = Counter()
    shown: list[Shown] = []
    for diagnostic in diagnostics:
        group = _group(diagnostic)
        seen[group] += 1
        many = numbers[group] > FEW
        if not many or seen[group] <= FIRST:
            shown.append(Shown(diagnostic, numbers[group] - FIRST if many and seen[group] == FIRST else 0))
    return tuple(shown)


def _group(diagnostic: Diagnostic) -> tuple[str, str, Severity]:
    return diagnostic.rule, diagnostic.case, diagnostic.severity


def problem_lines(shown: Iterable[Shown], fixable: Collection[Diagnostic] = ()) -> list[str]:
    """The lines to print of each finding."""
    files = SourceFiles()
    lines: list[str] = []
    for diagnostic, more in shown:
        mark = f"  {styled('[--fix]', fg='cyan')}" if diagnostic in fixable else ""
        lines.append(headline(diagnostic) + mark)
        excerpt = files.places(diagnostic.span.path).excerpt(diagnostic.span, _LONGEST_LINE)
        lines.extend(_excerpt_lines(excerpt, diagnostic.span.line))
        hint = diagnostic.said(language()).hint
        if hint:
            lines.append(f"  {styled(text('deckgen.hint', 'hint') + ':', fg='cyan')} {hint}")
        if more:
            alike = text("deckgen.more_alike", "… and {n} more of {rule}", n=more, rule=diagnostic.rule)
            lines.append(f"  {styled(alike, dim=True)}")
    return lines


def headline(diagnostic: Diagnostic) -> str:
    """`cards/01.yaml:3:5: error[missing-id]: this card has no id`."""
    color = _COLORS[diagnostic.severity]
    severity = styled(f"{text(f'deckgen.{diagnostic.severity.value}', _TEXTS)}[{diagnostic.rule}]", fg=color, bold=True)
    return f"{styled(one_line(str(diagnostic.span)), bold=True)}: {severity}: {diagnostic.said(language()).message}"


def _excerpt_lines(excerpt: Excerpt, line: int) -> list[str]:
    if not excerpt.text.strip():
        return []
    source = excerpt.text.replace("\t", " ")
    shown = "".join(c if c.isprintable() else "�" for c in source)
    indent = " " * width(source[: excerpt.column - 1])
    bar = styled("      |", fg="blue")
    return [f"{styled(f'{line:>5} |', fg='blue')} {shown}", f"{bar} {indent}{styled('^', fg='red', bold=True)}"]


def total_lines(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """`   77  long-front`: how often each rule found something, errors first, then the most frequent."""
    numbers = Counter((diagnostic.severity, diagnostic.rule) for diagnostic in diagnostics)
    ordered = sorted(numbers.items(), key=lambda item: (item[0][0] is not Severity.ERROR, -item[1], item[0][1]))
    columns = max(len(f"{number:,}") for number in numbers.values()) + 2
    return [
        f"{number:>{columns},}  {styled(rule, fg=_COLORS[severity], bold=True)}" for (severity, rule), number in ordered
    ]


def count_line(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    errors = sum(d.is_error for d in diagnostics)
    counts = ((errors, "errors"), (len(diagnostics) - errors, "warnings"))
    return ", ".join(text(f"deckgen.{word}", _TEXTS, n=n) for n, word in counts if n) or text(
        "deckgen.no_problems", "no problems"
    )

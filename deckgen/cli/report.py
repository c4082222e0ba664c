"""Diagnostics printed for people: place, rule, message, the line itself, the way out; many alike are shortened."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from deckgen.cli.language import language, text
from deckgen.cli.options import deck_arguments
from deckgen.cli.printing import echo, say, styled, width
from deckgen.messages.inert import one_line
from deckgen.model.diagnostics import Diagnostic, Severity, has_errors
from deckgen.sources.places import SourceFiles

_TEXTS = {
    "deckgen.error": "error",
    "deckgen.warning": "warning",
    "deckgen.errors": "{n:?error|errors}",
    "deckgen.warnings": "{n:?warning|warnings}",
}
FIRST = 3
"""Findings of a rule and case that are shown where there are more than `_FEW`."""
_FEW = 5
_FEW_IN_ALL = 10
"""Findings up to which totals by rule say nothing that one does not see."""
_LONGEST_LINE = 100
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def show(
    diagnostics: Sequence[Diagnostic], *, fixable: Collection[Diagnostic] = (), err: bool = True, every: bool = False
) -> None:
    """Print diagnostics and their number; `fixable` are those that `deckgen check --fix` fixes."""
    if not diagnostics:
        return
    files, where = SourceFiles(), deck_arguments()
    numbers, seen = Counter(map(_group, diagnostics)), Counter[tuple[str, str, Severity]]()
    lines: list[str] = []
    for diagnostic in diagnostics:
        group = _group(diagnostic)
        seen[group] += 1
        few = every or numbers[group] <= _FEW
        if few or seen[group] <= FIRST:
            lines += _problem_lines(diagnostic, files, fixable=diagnostic in fixable)
        if not few and seen[group] == FIRST:
            alike = text("deckgen.more_alike", "… and {n} more of {rule}", n=numbers[group] - FIRST, rule=group[0])
            lines.append(f"  {styled(alike, dim=True)}")
    if len(diagnostics) > _FEW_IN_ALL:
        lines += ["", *_total_lines(diagnostics)]
    lines.append(count_line(diagnostics))
    if fixable:
        can_fix = text("check.can_fix", "{n} can be fixed: deckgen check --fix{where}", n=len(fixable), where=where)
        lines.append(can_fix)
    if not every and max(numbers.values()) > _FEW:
        lines.append(text("deckgen.show_all", "deckgen check --all{where} shows every one", where=where))
    echo("\n".join(lines), err=err)


def stops(diagnostics: Sequence[Diagnostic], *, undone: str = "") -> bool:
    """Print diagnostics, and whether errors stop the work: with `undone` as the last line."""
    show(diagnostics)
    if not has_errors(diagnostics):
        return False
    from deckgen.editing.fixing import FIXABLE

    if any(diagnostic.is_error and diagnostic.rule in FIXABLE for diagnostic in diagnostics):
        say(
            "deckgen.may_fix",
            "deckgen check --fix{where} fixes those that can be read in one way only",
            where=deck_arguments(),
            err=True,
        )
    echo(undone or text("deckgen.undone", "nothing was written"), err=True)
    return True


def _group(diagnostic: Diagnostic) -> tuple[str, str, Severity]:
    return diagnostic.rule, diagnostic.case, diagnostic.severity


def _problem_lines(diagnostic: Diagnostic, files: SourceFiles, *, fixable: bool) -> Iterator[str]:
    """`cards/01.yaml:3:5: error[missing-id]: this card has no id`, the source line, and the hint."""
    message, hint = diagnostic.said(language())
    span, name = diagnostic.span, text(f"deckgen.{diagnostic.severity.value}", _TEXTS)
    severity = styled(f"{name}[{diagnostic.rule}]", fg=_COLORS[diagnostic.severity], bold=True)
    mark = f"  {styled('[--fix]', fg='cyan')}" if fixable else ""
    yield f"{styled(one_line(str(span)), bold=True)}: {severity}: {message}{mark}"
    excerpt = files.places(span.path).excerpt(span, _LONGEST_LINE)
    if excerpt.text.strip():
        source = excerpt.text.replace("\t", " ")
        shown = "".join(c if c.isprintable() else "�" for c in source)
        yield f"{styled(f'{span.line:>5} |', fg='blue')} {shown}"
        indent = " " * width(source[: excerpt.column - 1])
        yield f"{styled('      |', fg='blue')} {indent}{styled('^', fg='red', bold=True)}"
    if hint:
        yield f"  {styled(text('deckgen.hint', 'hint') + ':', fg='cyan')} {hint}"


def _total_lines(diagnostics: Sequence[Diagnostic]) -> list[str]:
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

"""What commands share: the cards argument, progress, and the report of diagnostics."""

from __future__ import annotations

import re
import shlex
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from deckgen.cli.grouping import Shown, grouped, totals
from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, styled
from deckgen.kinds import load_kinds
from deckgen.messages.inert import one_line
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, has_errors
from deckgen.sources.discovery import named_cards_folder, nearest_cards_folder
from deckgen.sources.places import SourceFiles
from deckgen.system.files import product_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Self

    from click._termui_impl import ProgressBar

    from deckgen.model import Deck, Kind
    from deckgen.sources.places import Excerpt

_LONGEST_LINE = 100
_FEW = 10
"""Findings up to which totals by rule say nothing that one does not see."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_NAME_DECKS = ("cards", "paths", "into", "folder")
"""What commands call the arguments and options that name a deck or files of one."""
_WORD = re.compile(r"(?!-)[\w@%+=:,./-]+")
"""What every shell takes as it stands."""
LONG_WORK = 3_000
"""Items from which on a progress bar is worth its lines."""


def choose_cards(_: click.Context, __: click.Parameter, named: Path | None) -> Path:
    """The deck that a command works on: the one named, or the one that the working folder belongs to."""
    return nearest_cards_folder() if named is None else named_cards_folder(named)


cards_argument = click.argument(
    "cards", type=click.Path(path_type=Path, file_okay=False), default=None, required=False, callback=choose_cards
)


def kinds_of(cards: Path) -> tuple[Kind, ...]:
    """The kinds that a deck can use; where one of its own is broken, says how.

    Raises:
        DeckgenError: There is no such folder, though it was named; or a kind is broken.
    """
    kinds, diagnostics = kinds_read(cards)
    refuse_broken(diagnostics)
    return kinds


def kinds_read(cards: Path) -> tuple[tuple[Kind, ...], tuple[Diagnostic, ...]]:
    """The kinds that a deck can use, those among them that are broken too, and what is wrong with them.

    Raises:
        DeckgenError: There is no such folder, though it was named.
    """
    named = click.get_current_context().get_parameter_source("cards") is not ParameterSource.DEFAULT
    if named and not cards.is_dir():
        raise DeckgenError.of("no-cards-folder", "kinds", path=str(cards))
    return load_kinds(cards)


def refuse_broken(diagnostics: Sequence[Diagnostic]) -> None:
    """Show what is wrong with kinds.

    Raises:
        DeckgenError: One of them is broken.
    """
    show(diagnostics)
    if has_errors(diagnostics):
        raise DeckgenError.of("broken-kind")


def where() -> str:
    """The deck or files that the command line names, as another command is to name them: ` DECK`; empty for none."""
    context = click.get_current_context(silent=True)
    if context is None:  # a thread of the preview's server
        return ""
    named = [name for name in _NAME_DECKS if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    given = [context.params[name] for name in named]
    paths = [str(path) for each in given for path in (each if isinstance(each, tuple) else (each,))]
    return "".join(f" {path if _WORD.fullmatch(path) else shlex.quote(path)}" for path in paths)


def output_path(cards: Path, deck: Deck, suffix: str, version: str = "") -> Path:
    """Where a deck's product goes by default: `output/` beside the cards folder."""
    return product_path(cards, deck.config.name, suffix, version)


class Progress:
    """Click's progress bar, one a stage, on a terminal and only where the work is long."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._close(finished=kind is None)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take a stage's name, the items done and their number."""
        if total < LONG_WORK or not sys.stderr.isatty():
            return
        if stage != self._stage or self._bar is None:
            self._close(finished=True)
            self._stage = stage
            self._bar = click.progressbar(length=total, label=padded(text(f"deckgen.{stage}"), 7), file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def _close(self, *, finished: bool) -> None:
        if self._bar is not None:
            if finished:
                self._bar.update((self._bar.length or 0) - self._bar.pos)
            self._bar.__exit__(None, None, None)
            self._bar = None


def width(text: str) -> int:
    """The columns that a text takes on a terminal: East Asian signs take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def padded(text: str, columns: int) -> str:
    """The text with spaces behind it, so that it takes at least so many columns."""
    return text + " " * (columns - width(text))


def clipped(text: str, columns: int) -> str:
    """The text where it fits into so many columns of a terminal; else its beginning and `…`."""
    if width(text) <= columns:
        return text
    while text and width(text) >= columns:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, columns: int) -> str:
    """The text in lines of at most so many columns of a terminal, parted at spaces."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer) <= columns or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns, the first column left-aligned, the others right."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [" " * (size - width(cell)) + cell for cell, size in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([padded(first, widths[0]), *cells]))
    return "\n".join(lines)


def size_text(size: int) -> str:
    """A number of bytes for people: `92 kB`, `1.2 MB`."""
    step = 1_000
    return f"{size / step:.0f} kB" if size < step * step else f"{size / step / step:.1f} MB"


def show(
    diagnostics: Sequence[Diagnostic], *, fixable: Collection[Diagnostic] = (), err: bool = True, every: bool = False
) -> None:
    """Print diagnostics for people: place, rule, message, the line itself, the way out; then how many there are.

    Args:
        diagnostics: In the order in which to print them.
        fixable: Those that `deckgen check --fix` mends.
        err: Whether they go to standard error, because the command has something else to say.
        every: Whether to print each of many that are alike.
    """
    shown = tuple(map(Shown, diagnostics)) if every else grouped(diagnostics)
    if diagnostics:
        said = problem_lines(shown, fixable)
        if len(diagnostics) > _FEW:
            said += ["", *_total_lines(diagnostics)]
        said.append(count_line(diagnostics))
        if fixable:
            said.append(text("check.can_fix", n=len(fixable), where=where()))
        if len(shown) < len(diagnostics):
            said.append(text("deckgen.show_all", where=where()))
        echo("\n".join(said), err=err)


def problem_lines(shown: Iterable[Shown], fixable: Collection[Diagnostic] = ()) -> list[str]:
    """Place, rule, message, the line itself and the way out of each finding, to be printed.

    Args:
        shown: In the order in which to print them.
        fixable: Those that `deckgen check --fix` mends.
    """
    files = SourceFiles()
    said: list[str] = []
    for diagnostic, more in shown:
        mark = f"  {styled('[--fix]', fg='cyan')}" if diagnostic in fixable else ""
        said.append(headline(diagnostic) + mark)
        excerpt = files.places(diagnostic.span.path).excerpt(diagnostic.span, _LONGEST_LINE)
        pointed = _pointed(excerpt, diagnostic.span.line)
        if pointed:
            said.append(pointed)
        hint = diagnostic.said(language()).hint
        if hint:
            said.append(f"  {styled(text('deckgen.hint') + ':', fg='cyan')} {hint}")
        if more:
            said.append(f"  {styled(text('deckgen.more_alike', n=more, rule=diagnostic.rule), dim=True)}")
    return said


def _total_lines(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """`   77  long-front`, a line a rule."""
    found = totals(diagnostics)
    columns = max(len(f"{total.number:,}") for total in found) + 2
    return [
        f"{total.number:>{columns},}  {styled(total.rule, fg=_COLOURS[total.severity], bold=True)}" for total in found
    ]


def count_line(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    errors = sum(d.is_error for d in diagnostics)
    counts = ((errors, "errors"), (len(diagnostics) - errors, "warnings"))
    return ", ".join(text(f"deckgen.{word}", n=n) for n, word in counts if n) or text("deckgen.no_problems")


def headline(diagnostic: Diagnostic) -> str:
    """`cards/01.yaml:3:5: error[missing-id]: this card has no id`."""
    colour = _COLOURS[diagnostic.severity]
    severity = styled(f"{text(f'deckgen.{diagnostic.severity.value}')}[{diagnostic.rule}]", fg=colour, bold=True)
    return f"{styled(one_line(str(diagnostic.span)), bold=True)}: {severity}: {diagnostic.said(language()).message}"


def _pointed(excerpt: Excerpt, line: int) -> str:
    if not excerpt.text.strip():
        return ""
    source = excerpt.text.replace("\t", " ")
    shown = "".join(c if c.isprintable() else "�" for c in source)
    indent = width(source[: excerpt.column - 1])
    number = styled(f"{line:>5} |", fg="blue")
    bar = styled("      |", fg="blue")
    return f"{number} {shown}\n{bar} {' ' * indent}{styled('^', fg='red', bold=True)}"

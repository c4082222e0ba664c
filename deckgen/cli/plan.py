"""`deckgen plan`."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.layout import clipped, table, width, wrapped
from deckgen.cli.loading import Progress
from deckgen.cli.options import cards_argument, check_output, contains, format_option, output_option
from deckgen.cli.printing import echo, echo_json, styled
from deckgen.cli.report import stops
from deckgen.pipeline.load import load
from deckgen.plan import Goal, make_plan
from deckgen.plan.plot import mark, plot
from deckgen.plan.report import Section, report
from deckgen.plan.rows import rows_of, slice_tags
from deckgen.plan.values import to_values
from deckgen.system.clock import build_time
from deckgen.system.files import display_path, write_atomically

_COLUMNS = 80
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    del ctx, param
    if value is None:
        return None
    try:
        return date.fromisoformat(value if _DATE.fullmatch(value) else "")
    except ValueError:
        raise click.BadParameter(text("plan.no_date", text=value)) from None


def _weekdays(ctx: click.Context, param: click.Parameter, value: str) -> frozenset[int]:
    del ctx, param
    names = [name.strip().lower() for name in value.split(",") if name.strip()]
    unknown = next((name for name in names if name not in _WEEKDAYS), None)
    if unknown is not None:
        raise click.BadParameter(text("plan.no_weekday", text=unknown, names=", ".join(_WEEKDAYS)))
    return frozenset(_WEEKDAYS.index(name) for name in names)


@documented("plan")
@cards_argument
@click.option("--until", callback=_date, metavar="DATE", required=True)
@click.option("--new", type=click.IntRange(min=1), metavar="N")
@click.option("--minutes", type=click.FloatRange(min=1), metavar="M")
@click.option("--seconds", type=click.FloatRange(min=1), metavar="S")
@click.option("--skip", callback=_weekdays, metavar="DAYS", default="")
@click.option("--retention", type=click.FloatRange(0.7, 0.99), metavar="R", default=0.9, show_default=True)
@click.option("--from", "start", callback=_date, metavar="DATE")
@format_option()
@output_option
def command(
    cards: Path,
    until: date,
    *,
    new: int | None,
    minutes: float | None,
    seconds: float | None,
    skip: frozenset[int],
    retention: float,
    start: date | None,
    form: str,
    output: Path | None,
) -> int:
    """Say whether a deck will fit before a day, and how well it will be remembered then."""
    if (new is None) is (minutes is None):
        raise click.UsageError(text("plan.one_pace"))
    goal = Goal(start or _today(), until, new, minutes, seconds, skip, retention)
    with Progress() as progress:
        deck, diagnostics = load(cards, progress=progress)
    if stops(diagnostics, strict=False, undone="plan.undone"):
        return 1
    check_output(output, cards, "plot", contains(mark(deck.config)))
    plan = make_plan(rows_of(deck), goal, slice_tags(deck.config))
    if output is not None:
        write_atomically(output, plot(plan, deck.config, language()).encode())
    if form == "json":
        echo_json(to_values(plan, deck.config))
        return 0
    echo("\n\n".join(_laid_out(section) for section in report(plan, deck.config, language())))
    if output is not None:
        echo(f"\n{styled(display_path(output), fg='green')}")
    return 0


def _today() -> date:
    return datetime.fromtimestamp(build_time(), UTC).astimezone().date()


def _laid_out(section: Section) -> str:
    parts = [styled(section.title, bold=True)] if section.title else []
    if section.table:
        parts.append(table(_fitted(section.table)))
    parts.extend(wrapped(line, _COLUMNS) for line in section.lines)
    if section.search:
        parts.append(section.search)
    return "\n".join(parts)


def _fitted(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows whose first cell is cut so that the table is no wider than a terminal."""
    others = sum(2 + max(width(cell) for cell in column) for column in list(zip(*rows, strict=True))[1:])
    return [[clipped(first, _COLUMNS - others), *cells] for first, *cells in rows]

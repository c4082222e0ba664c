"""`deckgen plan`."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.layout import clipped, table, width, wrapped
from deckgen.cli.loading import Progress, load_deck
from deckgen.cli.options import cards_argument, format_option
from deckgen.cli.printing import echo, echo_json, styled
from deckgen.cli.report import stops
from deckgen.plan import Goal, make_plan
from deckgen.plan.report import Section, report, to_values
from deckgen.plan.rows import rows_of, slice_tags
from deckgen.system.clock import build_time

_COLUMNS = 80
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KOREAN_WEEKDAYS = "월화수목금토일"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value if _DATE.fullmatch(value) else "")
    except ValueError:
        raise click.BadParameter(
            text("plan.no_date", "'{text}' is not a day; write it as 2026-12-15", text=value)
        ) from None


def _weekdays(_: click.Context, __: click.Parameter, value: str) -> frozenset[int]:
    """`sat,sun`, `Saturday sun`, `토,일` and `일요일` as numbers, 0 for Monday."""
    return frozenset(map(_weekday, re.findall(r"[^\s,]+", value)))


def _weekday(name: str) -> int:
    short = name.removesuffix("요일")
    if len(short) == 1 and short in _KOREAN_WEEKDAYS:
        return _KOREAN_WEEKDAYS.index(short)
    for number, weekday in enumerate(_WEEKDAYS):
        if len(name) >= 3 and weekday.startswith(name.lower()):
            return number
    raise click.BadParameter(
        text("plan.no_weekday", "'{text}' is not a weekday; write some of mon, tue, wed, thu, fri, sat, sun", text=name)
    )


@documented(
    "plan",
    """
    Say whether CARDS can be learned by a date, and how well they will be remembered then. Without --new or
    --minutes, with as many new cards a day as that takes, and no more than an hour a day.

    Simulates FSRS over the deck in study order for someone to whom all of it is new: new cards, reviews and minutes
    day by day, when each question is first met, the one thing to change if time is short, and what to set in Anki.
    """,
    """
    deckgen plan --until 2026-12-15
    """,
)
@cards_argument
@click.option(
    "--until", callback=_date, metavar="DATE", required=True, help="The day on which the cards must be known."
)
@click.option("--new", type=click.IntRange(min=1), metavar="N", help="New cards a day.")
@click.option(
    "--minutes", type=click.FloatRange(min=1), metavar="M", help="Or as many new cards as take so many minutes a day."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=1),
    metavar="S",
    help="What an answer takes, instead of by the texts' lengths.",
)
@click.option("--skip", callback=_weekdays, metavar="DAYS", default="", help="Weekdays without study, such as sat,sun.")
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    metavar="R",
    default=0.9,
    show_default=True,
    help="Anki's desired retention.",
)
@click.option("--from", "start", callback=_date, metavar="DATE", help="The first day of study; today by default.")
@format_option()
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
) -> int:
    """Say whether a deck will fit before a day, and how well it will be remembered then."""
    if new is not None and minutes is not None:
        raise click.UsageError(text("plan.one_pace", "give one of --new (cards a day) and --minutes, not both"))
    goal = Goal(start or _today(), until, new, minutes, seconds, skip, retention)
    with Progress() as progress:
        deck, diagnostics = load_deck(cards, progress)
    if stops(diagnostics, undone=text("plan.undone", "nothing was planned")):
        return 1
    answer = make_plan(rows_of(deck), goal, slice_tags(deck.config))
    if form == "json":
        echo_json(to_values(answer, deck.config))
    else:
        echo("\n\n".join(_laid_out(section) for section in report(answer, deck.config, language())))
    return 0


def _today() -> date:
    return datetime.fromtimestamp(build_time(), UTC).astimezone().date()


def _laid_out(section: Section) -> str:
    parts = [styled(wrapped(section.title, _COLUMNS), bold=True)] if section.title else []
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

"""`deckgen plan`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from math import ceil
from pathlib import Path
from typing import Any

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import text
from deckgen.cli.loading import load_deck
from deckgen.cli.options import cards_argument, format_option
from deckgen.cli.printing import COLUMNS, echo, echo_json, styled, table, usage_error, wrapped
from deckgen.cli.report import stops
from deckgen.model import DeckConfig
from deckgen.plan import Answer, Day, Goal, make_plan, rows_of, slice_tags
from deckgen.system.clock import build_time

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_REVIEWS = 9999
"""Reviews a day that Anki is to allow: a plan puts none off, and Anki stops new cards too where this is reached."""
_SINGLE_DAYS, _WEEK = 21, 7
_SEARCH_SYNTAX = re.compile(r'([\\"*_])')
"""What Anki's search reads as a wildcard or quote inside quotes."""


def _date(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value if _DATE.fullmatch(value) else "")
    except ValueError:
        raise click.BadParameter(
            text("plan.no_date", "'{text}' is not a day; write it as 2026-12-15", text=value)
        ) from None


@documented(
    "plan",
    """
    Say whether CARDS can be learned by a date, and how well they will be remembered then. Without --new or
    --minutes, it plans as many new cards a day as that takes, within an hour a day.

    Simulates FSRS over the deck in study order for someone to whom all of it is new: new cards, reviews and minutes
    day by day, the one thing to change if time is short, and what to set in Anki.
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
    "--minutes",
    type=click.FloatRange(min=1),
    metavar="M",
    help="Instead of --new: as many new cards as fit into M minutes a day.",
)
@click.option("--from", "start", callback=_date, metavar="DATE", help="The first day of study; today by default.")
@format_option("text", "json")
def command(
    cards: Path,
    until: date,
    *,
    new: int | None,
    minutes: float | None,
    start: date | None,
    form: str,
) -> int:
    if new is not None and minutes is not None:
        raise usage_error("plan.one_pace", "give one of --new (cards a day) and --minutes, not both")
    today = datetime.fromtimestamp(build_time(), UTC).astimezone().date()
    goal = Goal(start or today, until, new, minutes)
    deck, diagnostics = load_deck(cards)
    if stops(diagnostics, undone=text("plan.undone", "nothing was planned")):
        return 1
    answer = make_plan(rows_of(deck), goal, slice_tags(deck))
    if form == "json":
        echo_json(_values(answer, goal, deck.config))
    else:
        echo("\n".join(_report(answer, goal, deck.config)))
    return 0


def _report(answer: Answer, goal: Goal, config: DeckConfig) -> Iterator[str]:
    plan = answer.plan
    days = {"start": _shown(goal.start), "until": _shown(goal.until)}
    yield styled(
        wrapped(text("plan.title", "{name}: {start} to {until}", name=config.name, **days), COLUMNS), bold=True
    )
    yield from (wrapped(line, COLUMNS) for line in _verdict(answer))
    heading = [
        text("plan.day", "Day"),
        text("plan.new_cards", "new"),
        text("plan.reviews", "reviews"),
        text("plan.minutes_a_day", "minutes a day"),
        text("plan.known", "known that evening"),
    ]
    size = 1 if len(plan.days) <= _SINGLE_DAYS else _WEEK
    rows = [_row(plan.days[n : n + size]) for n in range(0, len(plan.days), size)]
    yield f"\n{table([heading, *rows])}"
    yield text("plan.total", "In all {hours:.1f} hours.", hours=sum(day.minutes for day in plan.days) / 60)
    if answer.parts:
        slices = [["", text("plan.cards", "cards"), text("plan.met", "all met at {new} a day", new=answer.whole.new)]]
        for part in answer.parts:
            met = text("plan.too_late", "too late") if part.done is None else _shown(part.done)
            slices.append([text("plan.up_to", "up to {slice}", slice=part.tag), f"{part.cards:,}", met])
        yield f"\n{table(slices)}"
    yield styled("\n" + text("plan.anki", "What to set in Anki"), bold=True)
    yield text("plan.set_new", "Deck Options › New cards/day: {new}", new=plan.new)
    yield text("plan.set_reviews", "Deck Options › Maximum reviews/day: {reviews:d}", reviews=_MOST_REVIEWS)
    if config.subdecks:
        yield text("plan.set_gather", "Deck Options › New card gather order: Ascending position")
    yield text("plan.set_fsrs", "Deck Options › FSRS: on")
    if search := _suspended(answer, config.name):
        yield text("plan.set_suspend", "Browse, select all, Suspend. Search for:")
        yield search
    assumed = text(
        "plan.assumed",
        "Assumed: every card is new to the learner; FSRS with its default parameters and a desired "
        "retention of 0.90, answers as in Anki's simulator; new cards in the deck's order, no review put "
        "off, no study on the day itself. An answer takes 8 seconds and the time to read both sides.",
    )
    yield "\n" + wrapped(assumed, COLUMNS)


def _verdict(answer: Answer) -> Iterator[str]:
    whole, plan = answer.whole, answer.plan
    values = {"new": plan.new, "needed": plan.needed, "cards": plan.cards}
    expected = {"minutes": ceil(plan.minutes), "recalled": plan.recalled}
    if whole.fits:
        yield text(
            "plan.fits",
            "Yes. {new:?new card|new cards} a day, at most {minutes:.0f} minutes a day; on the day you recall about "
            "{recalled:.0f} of {cards} cards.",
            **values,
            **expected,
        )
        return
    yield text(
        "plan.too_many",
        "Not all of it: at {new:?new card|new cards} a day you meet {reached} of {cards} cards. All of them need "
        "{needed} a day.",
        new=whole.new,
        reached=whole.reached,
        cards=whole.cards,
        needed=whole.needed,
    )
    if answer.later is not None:
        yield text("plan.later", "All of them are met at this pace by {date}.", date=_shown(answer.later))
    elif plan.fits:
        yield text(
            "plan.keep",
            "Keep what comes up to {slice}, and leave out the rest. Then {cards} cards take "
            "{new:?new card|new cards} a day and at most {minutes:.0f} minutes a day, and on the day you recall about "
            "{recalled:.0f}.",
            slice=answer.kept[-1],
            **values,
            **expected,
        )
    else:
        yield text(
            "plan.keep_faster",
            "Keep only what comes up to {slice}, and take {needed:?new card|new cards} a day: even its {cards} cards "
            "are not all met at {new}.",
            slice=answer.kept[-1],
            **values,
        )


def _row(days: Sequence[Day]) -> list[str]:
    """A day, or a week as one."""
    label = _shown(days[0].date) if len(days) == 1 else f"{days[0].date} – {days[-1].date:%m-%d}"
    new, reviews = sum(day.new for day in days), sum(day.reviews for day in days)
    minutes = sum(day.minutes for day in days) / len(days)
    return [label, f"{new:,}", f"{reviews:,.0f}", f"{minutes:.0f}", f"{days[-1].known:,.0f}"]


def _shown(day: date) -> str:
    weekdays = text("plan.weekdays", "Mon Tue Wed Thu Fri Sat Sun").split()
    return f"{day} {weekdays[day.weekday()]}"


def _suspended(answer: Answer, deck: str) -> str:
    """What finds, in Anki's browser, the cards to suspend in a deck; empty where there are none."""
    if not answer.kept:
        return ""
    deck, *tags = (_SEARCH_SYNTAX.sub(r"\\\1", name) for name in (deck, *answer.kept))
    return " ".join([f'"deck:{deck}"', *(f'-"tag:{tag}"' for tag in tags)])


def _values(answer: Answer, goal: Goal, config: DeckConfig) -> dict[str, Any]:
    """Dates are ISO texts, or null; minutes, reviews and what is known are expected values."""
    return {
        "from": goal.start,
        "until": goal.until,
        "fits": answer.whole.fits,
        "deck": {"cards": answer.whole.cards, "reached": answer.whole.reached, "needed": answer.whole.needed},
        "later": answer.later,
        "plan": asdict(answer.plan),
        "slices": [{"tag": part.tag, "cards": part.cards, "all_met": part.done} for part in answer.parts],
        "anki": {
            "new_cards_a_day": answer.plan.new,
            "maximum_reviews_a_day": _MOST_REVIEWS,
            "kept_slices": list(answer.kept),
            "suspend": _suspended(answer, config.name),
        },
    }

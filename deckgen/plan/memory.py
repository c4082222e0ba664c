"""How a card is remembered on average: FSRS, walked through every outcome of every review.

Nothing is random. A card's state is a set of memories with their chances; each answer splits them, and those that have
become alike are merged, so that they stay few. All cards have the same curve, from the day on which each is new.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler, State

_FIRST = (0.24, 0.094, 0.495, 0.171)
"""How often a new card is answered again, hard, good and easy. These and the next are the averages of many learners
that Anki's own simulator takes where a collection has no reviews yet (`SimulatorConfig` in fsrs-rs)."""
_RECALLED = (0.224, 0.631, 0.145)
"""How often a card that was recalled is answered hard, good and easy."""
_STEPS = {
    State.Learning: (
        (0.3686, 0.0628, 0.5108, 0.0577),
        (0.0442, 0.4553, 0.4457, 0.0549),
        (0.0519, 0.047, 0.8462, 0.055),
    ),
    State.Relearning: (
        (0.2157, 0.0643, 0.6595, 0.0604),
        (0.05, 0.4638, 0.4475, 0.0387),
        (0.1057, 0.1434, 0.7266, 0.0244),
    ),
}
"""In a step of the same day, the next answer by the one before it: again, hard, good."""
_MOST_STEPS = 5
"""Answers after a day's first; whoever still fails then goes on the next day."""
_START = datetime(2000, 1, 1, tzinfo=UTC)
_ALIKE = 0.2
"""Memories are merged where their stabilities differ by less than about this part. Neither this nor the next moves a
result by more than 1 %; without them, two weeks take seconds instead of a tenth."""
_RARE = 1e-4
"""A memory with a smaller chance is not split further."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One card's average life, day by day from the day that it is first shown, which is day 0."""

    reviewed: tuple[float, ...]
    """The chance that it is reviewed on that day; 0 on day 0, when it is new."""
    answers: tuple[float, ...]
    """How often it is answered on that day, steps included."""
    morning: tuple[float, ...]
    """The chance to recall it before that day's study; 0 on day 0."""
    evening: tuple[float, ...]
    """The same after that day's study."""


class _Memory(NamedTuple):
    chance: float
    card: Card
    answer: Rating | None = None
    """The answer before, on the same day."""


def average_curve(days: int) -> Curve:
    """Walk through so many days of a card's life, with Anki's default steps and parameters, without fuzz."""
    scheduler = Scheduler(enable_fuzzing=False)
    reviewed, answers, morning, evening = ([0.0] * days for _ in range(4))
    waiting: defaultdict[int, list[_Memory]] = defaultdict(list)
    waiting[0].append(_Memory(1.0, Card(card_id=1, due=_START)))
    for day in range(days):
        due = waiting.pop(day, [])
        if not due:
            continue
        reviewed[day] = sum(memory.chance for memory in due) if day else 0.0
        after, answers[day] = _study(scheduler, due, day)
        for memory in after:
            back = max(day + 1, (memory.card.due - _START).days)
            waiting[back].append(memory)
            for later in range(day, min(back + 1, days)):
                recall = memory.chance * scheduler.get_card_retrievability(memory.card, _moment(later))
                if later < back:
                    evening[later] += recall
                if later > day:
                    morning[later] += recall
    return Curve(tuple(reviewed), tuple(answers), tuple(morning), tuple(evening))


def _study(scheduler: Scheduler, due: Sequence[_Memory], day: int) -> tuple[list[_Memory], float]:
    """One day's answers, all at one moment: FSRS counts whole days, so steps of minutes make no difference to it."""
    done: list[_Memory] = []
    answers = 0.0
    pending: list[_Memory] = list(due)
    for _ in range(1 + _MOST_STEPS):
        again: list[_Memory] = []
        for memory in pending:
            answers += memory.chance
            for rating, chance in _answers(scheduler, memory, day):
                card, _log = scheduler.review_card(memory.card, rating, _moment(day))
                finished = card.state is State.Review
                (done if finished else again).append(
                    _Memory(memory.chance * chance, card, None if finished else rating)
                )
        pending = _merged(again)
    return _merged(done + [memory._replace(answer=None) for memory in pending]), answers


def _answers(scheduler: Scheduler, memory: _Memory, day: int) -> Sequence[tuple[Rating, float]]:
    """The answers that a memory may get, with their chances; a rare memory only gets the likeliest."""
    card = memory.card
    if card.stability is None:
        chances: tuple[float, ...] = _FIRST
    elif card.state is State.Review:
        recall = scheduler.get_card_retrievability(card, _moment(day))
        chances = (1 - recall, *(recall * part for part in _RECALLED))
    else:
        chances = _STEPS[card.state][(memory.answer or Rating.Again) - 1]
    answers = tuple(zip(Rating, chances, strict=True))
    return answers if memory.chance >= _RARE else ((max(answers, key=lambda answer: answer[1])[0], 1.0),)


def _merged(memories: Iterable[_Memory]) -> list[_Memory]:
    """Memories of one day, those alike as one: with all their chance, and their mean strength."""
    groups: defaultdict[tuple[object, ...], list[_Memory]] = defaultdict(list)
    for memory in memories:
        card = memory.card
        strength = round(math.log(card.stability or 1) / _ALIKE)
        groups[card.state, card.step, card.due, memory.answer, strength, round(card.difficulty or 0)].append(memory)
    return [_mean(group) if len(group) > 1 else group[0] for group in groups.values()]


def _mean(group: Sequence[_Memory]) -> _Memory:
    first = group[0].card
    chance = sum(memory.chance for memory in group)
    parts = [(memory.chance / chance, memory.card) for memory in group]
    card = Card(
        card_id=first.card_id,
        state=first.state,
        step=first.step,
        stability=math.exp(sum(part * math.log(card.stability or 1) for part, card in parts)),
        difficulty=sum(part * (card.difficulty or 0) for part, card in parts),
        due=first.due,
        last_review=first.last_review,
    )
    return _Memory(chance, card, group[0].answer)


def _moment(day: int) -> datetime:
    return _START + timedelta(days=day)

"""A front does not hold its own answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.anki.cloze import Cloze, ClozeNode, parse_cloze
from deckgen.rules.fronts import fold, text_of
from deckgen.rules.rule import CardRule, Problem, Subject, problem

_SHORTEST = 2
_ASIDE = re.compile(r"\((?:[^()]++|\([^()]*+\))*+\)")


def check(subject: Subject) -> Iterator[Problem]:
    """Yield fronts that hold their answer word for word."""
    card = subject.card
    if card.kind.cloze:
        yield from _clozes(subject)
        return
    pairs = [(card.kind.key, column) for column in ("answer", "back", "summary")]
    if "recall" in card.values:
        pairs.append(("definition", "term"))
    for front, back in pairs:
        scalar = subject.scalar(front)
        for answer in _names(text_of(subject.html(back))):
            if scalar is not None and _holds(text_of(subject.html(front)), answer):
                yield problem(scalar, answer, "front", answer=answer)


def _names(answer: str) -> tuple[str, ...]:
    """An answer, and without its aside in brackets."""
    short = _ASIDE.sub("", answer).strip()
    return tuple(dict.fromkeys(name for name in (answer, short) if len(fold(name)) >= _SHORTEST))


def _holds(front: str, answer: str) -> bool:
    if answer.isascii():
        return re.search(rf"(?<![A-Za-z0-9-]){re.escape(answer)}(?![A-Za-z0-9-])", front, re.IGNORECASE) is not None
    return fold(answer) in fold(front)


def _clozes(subject: Subject) -> Iterator[Problem]:
    nodes = parse_cloze(subject.html(subject.card.kind.key)).nodes
    shown = text_of("".join(node for node in nodes if isinstance(node, str)))
    for node in nodes:
        hidden = text_of(_text(node)) if isinstance(node, Cloze) else ""
        if len(fold(hidden)) >= _SHORTEST and _holds(shown, hidden):
            yield problem(None, hidden, "cloze", answer=hidden)


def _text(node: ClozeNode) -> str:
    return node if isinstance(node, str) else "".join(_text(child) for child in node.content)


MESSAGES = {
    "": ("the front holds its answer", "reword the front"),
    "front": ("the front holds its answer, '{answer}'", "reword the front"),
    "cloze": ("'{answer}' is hidden here and shown there", "hide both, or reword"),
}
RULE = CardRule("given-away", check, MESSAGES)

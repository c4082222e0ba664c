"""A card asks one thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.fronts import front_columns, text_of
from deckgen.rules.rule import Problem, Rule, Subject, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANSWERS = ("answer", "back", "definition", "summary")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|‘[^‘’]*’|「[^「」]*」|(?<!\w)'[^']*'(?![A-Za-z])")
_QUESTION = re.compile(r"(?<![^.!?。？])[^.!?。？]*+[?？]+")
_ASKED = r"(?P<asked>무엇|왜|어떻게|언제|어디|누가|\b(?:what|why|how|when|where|who)\b)"
_OTHER = _ASKED.replace("?P<asked>", "?!(?P=asked))(?:")
_AND = r"[^.!?。？]{0,9}?(?:이고|이며|하며|되며)[,，]?|[^.!?。？]{3,60}?,? and"
"""What stands between two questions; a longer clause in Korean describes what is asked."""
_JOINED = re.compile(rf"{_ASKED}(?:{_AND})\s[^.!?。？]{{0,40}}?{_OTHER}", re.IGNORECASE)
"""Two questions in one sentence: `무엇이고 왜 쓰나요?`; what is asked twice in one word may be one."""
_LEADING = re.compile(r"(?:아닌가요|않나요|맞나요|그렇죠|right|isn't it)\s*[?？]+$", re.IGNORECASE)
"""What such a question asks, the next one says."""
_DEEPER = re.compile(r"<li>(?:(?!</?li>).)*?<[uo]l.*?</[uo]l>", re.DOTALL)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield fronts of several questions, and answers of many items."""
    most = subject.limit("many-at-once", "questions")
    for column in front_columns(subject):
        if "?" in subject.rendered or "？" in subject.rendered:
            asked = _QUOTED.sub("", text_of(subject.html(column)))
            questions = [found for found in _QUESTION.findall(asked) if not _LEADING.search(found)]
            number = sum(1 + (_JOINED.search(found) is not None) for found in questions)
            if number > most:
                yield problem(subject.scalar(column), "", "questions", n=number)
    most = subject.limit("many-at-once", "items")
    if subject.rendered.count("<li>") > most:
        for column in _ANSWERS:
            items = _DEEPER.sub("<li>", subject.html(column)).count("<li>")
            if items > most:
                yield problem(subject.scalar(column), "", "items", n=items, most=most)


RULE = Rule("many-at-once", check)

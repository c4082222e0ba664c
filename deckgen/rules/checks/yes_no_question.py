"""A question asks why, how or what: one that yes or no answers teaches a coin's toss."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.rules.fronts import front_columns, text_of
from deckgen.rules.rule import CardRule, Problem, Subject, problem

_KOREAN_ASKING = re.compile(
    r"왜|어떻|어떤|어떠|어느|어디|언제|누가|누구|누굴|무엇|무슨|무얼|뭐|뭘|뭔|얼마|몇|어째|이유|차이|뜻|까닭|방법|점은|비교해"
)
_KOREAN_VERB = re.compile(
    r"(?:나요|까요|가요|니까|[은는한인던운]가|[을를할될갈올]까|냐|지요|죠|[어아해여]요|예요|에요)[?？]$"
)
"""A question that ends in a noun or a clause (`수도의 이름은?`, `하나를 더 물으면?`) leaves its question word out."""
_ENGLISH_YES_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|must)\b", re.IGNORECASE
)
_ENGLISH_ASKING = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how|or)\b", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield questions without a question word."""
    for column in front_columns(subject):
        text = text_of(subject.html(column))
        if text.endswith(("?", "？")) and _is_yes_no(text):
            yield problem(subject.scalar(column))


def _is_yes_no(text: str) -> bool:
    sentence = re.split(r"(?<=[.!?。])\s+", text)[-1]
    if any("가" <= character <= "힣" for character in sentence):
        return bool(_KOREAN_VERB.search(sentence)) and not _KOREAN_ASKING.search(sentence)
    return bool(_ENGLISH_YES_NO.match(sentence)) and not _ENGLISH_ASKING.search(sentence)


MESSAGES = {
    "": ("this can be answered with yes or no", "ask why, how, what or which"),
}
RULE = CardRule("yes-no-question", check, MESSAGES)

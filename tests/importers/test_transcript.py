"""A transcript becomes a deck: questions under their headings, explained scenarios, terms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .test_tables import card_texts

if TYPE_CHECKING:
    from tests.compiler.project import Project

TRANSCRIPT = Path(__file__).with_name("transcript.txt")
ENGLISH = """\
1. Brewing
Q1. Does hotter water always taste better?

Answer: No. It dissolves what is bitter, too.

Q2. Why grind coarser?
Answer tip: Less surface, slower extraction.

2. Espresso
Q: How does espresso differ?

Terms:
TDS (Total Dissolved Solids): the share of coffee in the cup.

Explanation: Pressure replaces time.
"""


def test_reads_a_korean_transcript(place: Project) -> None:
    code, said, _ = place.run("import", str(TRANSCRIPT), "deck", "--name", "커피")
    assert code == 0
    assert said.startswith("7 notes: 2 term, 2 mechanism, 3 question\n")
    assert (
        card_texts(place)
        == """\
category: 추출
cards:
  - question: 물 온도를 높이면 무조건 맛이 좋아지나요?
    id: 물-온도를-높이면-무조건-맛이-좋아지나요
    answer: 쓴맛 성분까지 녹아 나와 **과다 추출**이 된다고 답하세요.

  - question: 분쇄도를 곱게 하면 왜 써지나요?
    id: 분쇄도를-곱게-하면-왜-써지나요
    answer: 표면적이 넓어져 추출이 빨라지기 때문입니다.

  - term: TDS
    id: tds
    expansion: Total Dissolved Solids
    translation: 총용존고형물
    definition: 커피에 녹은 성분의 비율이다.

  - term: 크레마
    id: 크레마
    definition: 에스프레소 위의 거품입니다.

  - mechanism: 에스프레소는 드립과 무엇이 다른가요?
    id: 에스프레소는-드립과-무엇이-다른가요
    summary: 에스프레소는 **'압력'**으로 추출하는 방식이에요.
    detail: |
      에스프레소는 **'압력'**으로 추출하는 방식이에요. 아홉 기압으로 밀어냅니다. 드립은 물이 내려오기를 기다리죠.

      압력이 없으면 크레마도 없습니다. 그래서 추출 시간이 길고 맛이 부드럽습니다. 집에서는 드립이 쉽습니다.
category: 로스팅 및 보관
cards:
  - question: 원두는 냉동실에 두어도 되나요?
    id: 원두는-냉동실에-두어도-되나요
    answer: 밀봉하면 됩니다. 습기가 문제입니다.

  - mechanism: 원두는 왜 시간이 지나면 맛이 변하나요?
    id: 원두는-왜-시간이-지나면-맛이-변하나요
    summary: 산소와 만나 기름이 산패합니다.
"""
    )
    assert (
        (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
        == """\
Import of transcript.txt

In no card: 5
  line 1: 커피 동아리 발표에서 나올 질문을 뽑아 줘.
  line 3: 예상 질문을 카테고리별로 정리했습니다.
  line 19: 💡 조언: 모르는 질문은 "함께 내려 보죠"라고 넘기세요.
  line 21: 더 궁금한 것이 있나요?
  line 41: 마지막으로 인사하세요.

Needs a look: 3
  line 23: '에스프레소와 드립의 차이' went to '추출', whose words it shares
  line 32: the summary of '에스프레소는 드립과 무엇이 다른가요?' is the explanation's first sentence
  line 36: '보관과 산패' went to '로스팅 및 보관', whose words it shares
"""
    )


def test_reads_an_english_one(place: Project) -> None:
    place.write("talk.txt", ENGLISH)
    code, said, _ = place.run("import", "talk.txt", "deck")
    assert code == 0
    assert said.startswith("4 notes: 1 term, 1 mechanism, 2 question\n")
    assert "summary: Pressure replaces time.\n" in card_texts(place)


def test_drops_no_line(place: Project) -> None:
    place.run("import", str(TRANSCRIPT), "deck")
    kept = card_texts(place) + (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
    for line in TRANSCRIPT.read_text(encoding="utf-8").splitlines():
        words = re.sub(r"^(?:Q\d*[.:]|\d+\.|답변 팁:|쉬운 설명:|용어 정리:)|관련 질문$|이라는 뜻입니다", "", line)
        for word in re.findall(r"[\w*]{2,}", words):
            assert word in kept, line

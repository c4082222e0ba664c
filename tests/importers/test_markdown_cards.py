"""Notes in Markdown become decks."""

import pytest

from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project

from .conftest import card_texts, cards_of, report

NOTES = """\
# 화학

머리말은 카드가 아니다.

## 원소

### 나트륨은 무엇인가요?

**알칼리 금속**입니다.

- 물과 반응한다
- ![표](그림/표.png)

### 코드는?

```python
# no heading
Q: none
```

## 용어

- **pH**: 산성도
- **왜 물은 H₂O인가?**: 수소 둘과 산소 하나
- 아무것도 아닌 줄
몰 :: 물질의 양

## 문답

Q: 물의 화학식은?
A: H<sub>2</sub>O

Q. 여러 줄
질문은?
A. 첫 줄
둘째 줄:

- 목록도 답이다

답 뒤의 문단

## 빈 제목
"""


def test_reads_headings_questions_terms_and_pictures(place: Project) -> None:
    place.write("notes/chem.md", NOTES)
    place.write("notes/그림/표.png", b"\x89PNG")
    code, said, _ = place.run("import", "notes/chem.md", "deck")
    assert code == 0
    assert "7 notes: 1 term, 2 question, 4 basic; 1 media file" in said
    assert cards_of(place) == {
        "원소": [
            {
                "front": "나트륨은 무엇인가요?",
                "back": "**알칼리 금속**입니다.\n\n- 물과 반응한다\n- ![표](media/표.png)\n",
            },
            {"front": "코드는?", "back": "```python\n# no heading\nQ: none\n```\n"},
        ],
        "용어": [
            {"term": "pH", "definition": "산성도"},
            {"front": "왜 물은 H₂O인가?", "back": "수소 둘과 산소 하나"},
            {"front": "몰", "back": "물질의 양"},
        ],
        "문답": [
            {"question": "물의 화학식은?", "answer": "H<sub>2</sub>O"},
            {"question": "여러 줄\n질문은?\n", "answer": "첫 줄\n둘째 줄:\n\n- 목록도 답이다\n"},
        ],
    }
    assert (place.root / "deck/cards/media/표.png").read_bytes() == b"\x89PNG"
    assert (
        report(place)
        == """\
Import of chem.md

In no card: 4
  line 3: 머리말은 카드가 아니다.
  line 25: - 아무것도 아닌 줄
  line 40: 답 뒤의 문단
  line 42: 빈 제목
"""
    )


def test_a_heading_that_no_category_may_be_loses_what_is_wrong_with_it(place: Project) -> None:
    headings = {"Bo<b onclick=x>nds": "weak :: strong", "[latex]x[/latex]": "acid :: sour", "\x91ok": "base :: bitter"}
    place.write("notes.md", "".join(f"## {heading}\n\n{card}\n\n" for heading, card in headings.items()))
    code, _, err = place.run("import", "notes.md", "deck")
    assert (code, err) == (0, "")
    assert [*cards_of(place)] == ["Bonds", "", "ok"]
    assert "Bo<b onclick=x>nds" in report(place)
    assert "[latex]x" in report(place)


def test_reads_a_note_of_obsidians_with_its_vault(place: Project) -> None:
    place.write("vault/.obsidian/app.json", "{}")
    place.write("vault/files/Pasted image 1.png", b"\x89PNG")
    place.write("vault/files/\u1100\u1173\u1105\u1175\u11b7.png", b"\x89PNG2")  # as macOS spells it
    place.write("vault/files/x.mp3", b"ID3")
    place.write(
        "vault/CS/자료구조.md",
        """\
---
title: 자료 구조
tags:
  - cs/ds
aliases: [DS]
---

#flashcards/ds #시험

스택이란?::LIFO <!--SR:!2026-01-02,3,250-->
[[queue]]::[[선입선출|FIFO]]
힙 (heap):::완전 이진 트리

충돌을 푸는 방법은?
??
체이닝
![[Pasted image 1.png|300]]
<!--SR:!2026-01-02,3,250!2026-01-02,3,250-->

## 그림
![[그림.png]] ![[files/x.mp3]] ![[없음.png]] ![[다른 노트]]
""",
    )
    assert place.run("import", "vault/CS/자료구조.md", "deck")[0] == 0
    tags = {"tags": ["cs::ds", "ds", "시험"]}
    assert cards_of(place) == {
        "자료구조": [
            {"front": "스택이란?", "back": "LIFO", **tags},
            {"front": "queue", "back": "FIFO", **tags},
            {"front": "힙 (heap)", "back": "완전 이진 트리", "reverse": True, **tags},
            {
                "front": "충돌을 푸는 방법은?",
                "back": "체이닝\n![Pasted image 1](<media/Pasted image 1.png>)\n",
                "reverse": True,
                **tags,
            },
            {"front": "그림", "back": "![그림](media/그림.png) [sound:x.mp3] 없음 다른 노트", **tags},
        ]
    }
    assert (place.root / "deck/cards/media/그림.png").read_bytes() == b"\x89PNG2"
    assert 'name: "자료 구조"' in (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")
    assert (
        report(place)
        == """\
Import of 자료구조.md

In no card: 1
  line 5: aliases: [DS]

Needs a look: 2
  line 20: 없음.png (not next to the source: put it into media/ and name it again)
  line 20: 다른 노트 (another note was shown here: copy what is needed of it)
"""
    )


def test_colons_that_may_be_code_or_a_property_part_no_card(place: Project) -> None:
    place.write("notes.md", "## a\n\nstd::vector\n출처:: 책\n`a :: b` 처럼\nA::B::C\nkey :: value\n")
    assert place.run("import", "notes.md", "deck")[0] == 0
    assert cards_of(place) == {"a": [{"front": "key", "back": "value"}]}
    assert "In no card: 4" in report(place)


def test_a_page_of_notions_is_known_by_its_name(place: Project) -> None:
    name = "네트워크 1f2e3d4c5b6a79881f2e3d4c5b6a7988"
    place.write(f"{name}.md", "# 네트워크\n\n작성일: 2024년\n\n# TCP\n\n## 연결은?\n\n세 번\n\n# 주소는?\n\nIP\n")
    assert place.run("import", f"{name}.md", "deck")[0] == 0
    assert [*cards_of(place)] == ["TCP", "네트워크"]
    assert "line 3: 작성일: 2024년" in report(place)
    place.write(f"{name}_all.csv", "이름,설명\nIP,주소\n")
    assert place.run("import", f"{name}_all.csv", "table")[0] == 0
    assert [*cards_of(place, "table")] == ["네트워크"]


def test_toggles_of_notions_are_cards(place: Project) -> None:
    place.write(
        "notes.md",
        "## 면접\n\n- HTTP와 HTTPS의 차이는?\n\n    TLS로 암호화한다.\n\n    - 인증서\n\n"
        "- 쿠키란?\n    - 서버가 맡긴 값\n"
        "- 세션\n\n    ```python\n    a = 1\n    ```\n\n## 목록\n\n- 가\n    - 나\n",
    )
    assert place.run("import", "notes.md", "deck")[0] == 0
    assert cards_of(place) == {
        "면접": [
            {"front": "HTTP와 HTTPS의 차이는?", "back": "TLS로 암호화한다.\n\n- 인증서\n"},
            {"front": "쿠키란?", "back": "- 서버가 맡긴 값"},
            {"front": "세션", "back": "```python\na = 1\n```\n"},
        ],
        "notes": [{"front": "목록", "back": "- 가\n    - 나\n"}],
    }


def test_a_question_ends_where_another_card_or_another_paragraph_begins(place: Project) -> None:
    place.write(
        "n.md", "Q: 왜?\nA: 그래서\n스택 :: LIFO\n\nQ: 코드는?\nA:\n\n```python\nx[[1]] = y[[0]]\n\nz\n```\n\n본문\n"
    )
    assert place.run("import", "n.md", "deck")[0] == 0
    assert cards_of(place) == {
        "n": [
            {"question": "왜?", "answer": "그래서"},
            {"front": "스택", "back": "LIFO"},
            {"question": "코드는?", "answer": "```python\nx[[1]] = y[[0]]\n\nz\n```\n"},
        ]
    }
    assert "line 14: 본문" in report(place)


def test_a_note_imported_again_doubles_nothing(place: Project) -> None:
    place.write("cards/deck.yaml", "name: D\nid: d\n")
    place.write("n.md", "스택 :: LIFO\n\nQ: 왜?\nA: 그래서\n")
    assert place.run("import", "n.md", "--into", "cards")[0] == 0
    before = card_texts(place, ".")
    place.write("n.md", "스택 :: 나중에 넣은 것부터\n\nQ: 왜?\nA: 그래서\n\n큐 :: FIFO\n")
    with pytest.raises(DeckgenError, match="2 of 3 are in the deck already"):
        place.run("import", "n.md", "--into", "cards")
    assert place.run("import", "n.md", "--into", "cards", "--update")[0] == 0
    after = before.replace("LIFO", "나중에 넣은 것부터")
    assert card_texts(place, ".") == f"{after}\n  - front: 큐\n    id: 큐\n    back: FIFO\n"

"""Notes in Markdown become decks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .test_tables import card_texts

if TYPE_CHECKING:
    from tests.compiler.project import Project

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
- **LoRA (Low-Rank Adaptation)**: 작은 행렬
- 아무것도 아닌 줄
몰 :: 물질의 양

## 문답

Q: 물의 화학식은?
A: H<sub>2</sub>O

Q. 여러 줄
질문은?
A. 첫 줄

둘째 줄

## 빈 제목
"""


def test_reads_headings_questions_terms_and_pictures(place: Project) -> None:
    place.write("notes/chem.md", NOTES)
    place.write("notes/그림/표.png", b"png")
    code, said, _ = place.run("import", "notes/chem.md", "deck")
    assert code == 0
    assert "7 notes: 3 term, 2 question, 2 basic; 1 media file" in said
    assert (
        card_texts(place)
        == """\
category: 원소
cards:
  - front: 나트륨은 무엇인가요?
    id: 나트륨은-무엇인가요
    back: |
      **알칼리 금속**입니다.

      - 물과 반응한다
      - ![표](media/표.png)

  - front: 코드는?
    id: 코드는
    back: |
      ```python
      # no heading
      Q: none
      ```
category: 용어
cards:
  - term: pH
    id: ph
    definition: 산성도

  - term: LoRA
    id: lora
    expansion: Low-Rank Adaptation
    definition: 작은 행렬

  - term: 몰
    id: 몰
    definition: 물질의 양
category: 문답
cards:
  - question: 물의 화학식은?
    id: 물의-화학식은
    answer: H<sub>2</sub>O

  - question: |
      여러 줄
      질문은?
    id: 여러-줄-질문은
    answer: |
      첫 줄

      둘째 줄
"""
    )
    assert (place.root / "deck/cards/media/표.png").read_bytes() == b"png"
    report = (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
    assert (
        report
        == """\
Import of chem.md

In no card: 3
  line 3: 머리말은 카드가 아니다.
  line 25: - 아무것도 아닌 줄
  line 39: a heading with nothing below it: 빈 제목
"""
    )


def test_a_heading_that_no_category_may_be_loses_what_is_wrong_with_it(place: Project) -> None:
    headings = {"Bo<b onclick=x>nds": "weak :: strong", "[latex]x[/latex]": "acid :: sour", "\x91ok": "base :: bitter"}
    place.write("notes.md", "".join(f"## {heading}\n\n{card}\n\n" for heading, card in headings.items()))
    code, _, err = place.run("import", "notes.md", "deck")
    assert (code, err) == (0, "")
    assert [line for line in card_texts(place).splitlines() if line.startswith("category")] == [
        "category: Bonds",
        "category: ok",
    ]
    report = (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
    assert "Bo<b onclick=x>nds" in report
    assert "[latex]x" in report

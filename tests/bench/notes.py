"""Decks to measure with: Korean Markdown as a study group writes it, the same on every machine.

Each note has three fields and about 500 bytes of YAML. Markdown is mixed as in the seminar deck, with more emphasis:
two fields of three have some, one note of eight a list, a table or a formula of its own. There is no fenced code, as in
the seminar deck: its colours are Pygments' time.
"""

import random
from pathlib import Path

NOTES_A_FILE = 500
_SEED = 20_261_124
_NOUNS = (
    "모델 가중치 행렬 양자화 증류 보상 정책 그룹 답안 토큰 어댑터 희소성 정밀도 메모리 추론 "
    "학습 데이터 손실 기울기 분포 평균 분산 가지치기 계층 주의 문맥 검색 창고 실험 성능"
)
_PARTICLES = "은 을 의 에서 으로 와 에 까지 보다"
_VERBS = "줄인다 고른다 비교한다 더한다 나눈다 되돌린다 기억한다 설명한다 평가한다 고정한다"
_ENDINGS = (
    *("",) * 4,
    " `torch.nn.Linear`를 쓴다.",
    " $W = W_0 + BA$로 적는다.",
    " ~~예전 방법~~은 쓰지 않는다.",
    " 자세한 것은 [논문](https://arxiv.org/abs/2106.09685)에 있다.",
)
_BLOCKS = (
    ("- 첫째, {0}", "- 둘째, {1}", "- 셋째, {2}"),
    ("1. {0}", "2. {1}", "3. {2}"),
    ("| 항목 | 값 |", "|---|---|", "| {0} | 4비트 |", "| {1} | 16비트 |"),
    ("$$A_i = \\frac{{r_i - \\mu}}{{\\sigma}}$$", "{0}", "{1}"),
)


def write_cards(folder: Path, size: int) -> None:
    """Write a cards folder of `size` notes; nothing happens where it is there already."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True)
    dice = random.Random(_SEED)
    (folder / "deck.yaml").write_text("name: 벤치마크\nid: bench-deck\nlanguage: ko\n", encoding="utf-8")
    for first in range(0, size, NOTES_A_FILE):
        notes = [_note(dice, number) for number in range(first, min(size, first + NOTES_A_FILE))]
        text = f"category: 범주 {first // NOTES_A_FILE + 1}\ncards:\n{''.join(notes)}"
        (folder / f"{first // NOTES_A_FILE:04}.yaml").write_text(text, encoding="utf-8")


def _word(dice: random.Random, words: str) -> str:
    return dice.choice(words.split())


def _sentence(dice: random.Random, words: int) -> str:
    named = [_word(dice, _NOUNS) + _word(dice, _PARTICLES) for _ in range(words)]
    if dice.random() < 0.4:
        at = dice.randrange(words)
        named[at] = f"**'{_word(dice, _NOUNS)}(baseline)'**{_word(dice, _PARTICLES)}"
    return f"{' '.join(named)} {_word(dice, _VERBS)}."


def _note(dice: random.Random, number: int) -> str:
    definition = f"{_sentence(dice, 8)} {_sentence(dice, 7)}{dice.choice(_ENDINGS)}"
    lines = [
        f"  - term: {_word(dice, _NOUNS)} {_word(dice, _NOUNS)} {number}",
        f"    id: note-{number}",
        "    definition: >-",
        f"      {definition}",
    ]
    if number % 8:
        lines += ["    example: >-", f"      {_sentence(dice, 8)} {_sentence(dice, 6)}"]
    else:
        block = dice.choice(_BLOCKS)
        texts = [_sentence(dice, 5) for _ in range(3)]
        lines += ["    example: |", *(f"      {line.format(*texts)}" for line in block)]
    return "\n".join(lines) + "\n"

"""Release notes: what members read."""

import re
from collections.abc import Callable

import pytest
from anki.collection import Collection
from msgspec.structs import replace

from deckgen.release import LEDGER_NAME
from deckgen.release.content import UNKNOWN
from deckgen.release.ledger_file import format_ledger, read_ledger
from tests.compiler.project import Project, import_package

from .conftest import CARDS, DAY, DECK, EDITED, FIRST, ON_THE_SECOND_DAY, notes_of


def test_members_read_what_changed_in_words(released: Project) -> None:
    edited = EDITED.replace("GPU는 왜 빠른가요?", "GPU는 왜 CPU보다 빠른가요?")
    edited = edited.replace("id: gpu", "id: gpu\n    tags: [장비]").replace("id: lora", "id: lora\n    tags: [장비]")
    released.write("cards/01.yaml", edited + "  - front: '**왜**를 묻나요?'\n    id: why\n    back: '네: *왜*'\n")
    assert released.run("release")[0] == 0
    text = notes_of(released)
    assert text.startswith(f"# 세미나 1.1\n\n{ON_THE_SECOND_DAY} · 노트 4개, 카드 4장 · `semina-1.1.apkg`\n")
    assert "**새 카드 1 · 고친 카드 2 · 내린 카드 0**" in text
    assert "## 새 카드 (1)\n\n### 기초\n" in text
    assert (
        "### GPU는 왜 CPU보다 빠른가요? `gpu`\n\n- 앞면: GPU는 왜<ins> CPU보다</ins> 빠른가요?\n- 태그: +세미나::장비\n"
        in text
    )
    definition = "모델이 글을 읽고 쓰는 <del>가장</del><ins>제일</ins> 작은 <del>조각</del><ins>단위</ins>."
    assert f"### 토큰 `token`\n\n- 정의: {definition}\n" in text
    assert "## 태그 등 (1)" in text
    assert "## 가져오는 방법" in text
    assert "## 그대로 남는 것" in text


def test_a_note_that_two_branches_released_otherwise_is_brought_again_in_words(released: Project) -> None:
    path = released.cards / LEDGER_NAME
    ledger, _ = read_ledger(released.cards)
    unsettled = {**ledger.notes, "gpu": replace(ledger.notes["gpu"], content=UNKNOWN)}
    path.write_text(format_ledger(replace(ledger, notes=unsettled)), encoding="utf-8")
    assert released.run("release")[0] == 0
    assert "### GPU는 왜 빠른가요? `gpu`\n\n- 멤버마다 받은 내용이 달랐습니다." in notes_of(released)


def test_an_english_deck_has_english_notes(project: Project) -> None:
    project.write("cards/deck.yaml", "name: Seminar\nid: s1\n")
    assert project.run("release", "--version", "1.0")[0] == 0
    project.write("cards/01.yaml", EDITED)
    assert project.run("release")[0] == 0
    text = (project.root / "output/Seminar-1.1.md").read_text(encoding="utf-8")
    for part in ("## Changed cards (1)", "## How to import", "## What you keep", "- Definition: "):
        assert part in text
    assert not re.search(r"\{[a-z]+\}", text)


def test_members_are_warned_of_a_card_that_comes_back_with_another_text(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    released.write("cards/01.yaml", CARDS[: CARDS.index("  - cloze")])
    assert released.run("release")[0] == 0
    released.write("cards/01.yaml", CARDS)
    assert released.run("release", "--version", "1.2")[0] == 0
    assert "내렸다가" not in notes_of(released, "1.2")
    released.write("cards/01.yaml", CARDS[: CARDS.index("  - cloze")])
    assert released.run("release", "--version", "1.3")[0] == 0
    released.write("cards/01.yaml", f"{CARDS}    detail: 더 알아볼 것.\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 2 * DAY))
    assert released.run("release", "--version", "1.4")[0] == 0
    assert re.search("내렸다가 고쳐서 다시 넣은 카드.* `lora`\\.\n", notes_of(released, "1.4"))


def test_a_new_picture_is_told_by_its_own_name(released: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CARDS.replace("때문입니다.", "때문입니다. ![그림](media/a.svg)")
    released.write("cards/01.yaml", text)
    for number, colour in enumerate(("red", "blue")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + DAY * (number + 1)))
        released.write("cards/media/a.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><rect fill="{colour}"/></svg>')
        assert released.run("release")[0] == 0
    assert "그림 (a.svg, <ins>변경</ins>)" in notes_of(released, "1.2")


def test_without_the_package_git_still_has_the_words(released: Project, git: Callable[..., str]) -> None:
    git("add", "cards")
    git("commit", "-qm", "Release 1.0")
    package = released.root / "output/semina-1.0.apkg"
    package.unlink()
    released.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "아무 말"))
    assert released.run("build", "-o", str(package))[0] == 0, "another one, under its name"
    released.write("cards/01.yaml", EDITED)
    assert released.run("release")[0] == 0
    assert "<del>가장</del><ins>제일</ins>" in notes_of(released)


@pytest.mark.parametrize("another", [False, True])
def test_without_the_released_words_the_fields_are_named(released: Project, *, another: bool) -> None:
    """Of another package under the old name, the notes that are as they were released can be compared."""
    old = released.root / "output/semina-1.0.apkg"
    old.write_bytes(b"no package")
    if another:
        old.unlink()
        released.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "아무 말"))
        assert released.run("build", "-o", str(old))[0] == 0
    released.write("cards/01.yaml", EDITED.replace("GPU는", "이 GPU는"))
    assert released.run("release")[0] == 0
    assert "### 토큰 `token`\n\n- 바뀐 곳: 정의\n" in notes_of(released)
    assert f"`gpu`\n\n- {'앞면: <ins>이 </ins>GPU는 왜' if another else '바뀐 곳: 앞면'}" in notes_of(released)


@pytest.mark.parametrize("known", [True, False])
def test_cards_are_called_changed_alike_only_where_it_is_known_how(project: Project, *, known: bool) -> None:
    def cards(definition: str) -> str:
        words = (f"  - {{term: 낱말 {n}, id: w{n}, definition: {definition}}}\n" for n in range(2))
        return "category: 기초\ncards:\n" + "".join(words)

    project.write("cards/01.yaml", cards("뜻"))
    assert project.run("release", "--version", "1.0")[0] == 0
    if not known:
        (project.root / "output/semina-1.0.apkg").unlink()
    project.write("cards/01.yaml", cards("새 뜻"))
    assert project.run("release")[0] == 0
    assert ("### 똑같이 바뀐 카드 2개" in notes_of(project)) is known


def test_a_renamed_deck_tells_members_what_to_do(released: Project) -> None:
    released.write("cards/deck.yaml", DECK.replace("name: 세미나", "name: 모임") + "tag: 세미나\n")
    code, _, err = released.run("release")
    assert code == 0
    assert "warning[deck-renamed]" in err
    text = (released.root / "output/moim-1.1.md").read_text(encoding="utf-8")
    assert "## 가져오기 전에\n\n- 덱 이름이 '세미나'에서 '모임'으로 바뀌었습니다." in text
    assert released.run("build")[2] == "", "told once, and done"


def test_the_search_finds_the_retired_notes_and_no_other(project: Project, collection: Collection) -> None:
    ids = ["old_one", "oldXone", "뜻.하나", "뜻.둘", "a-b", "a"]
    cards = "".join(
        f"  - front: 질문 {n}은 무엇인가요?\n    id: {id_}\n    back: 답 {n}\n" for n, id_ in enumerate(ids)
    )
    project.write("cards/01.yaml", f"category: 기초\ncards:\n{cards}")
    assert project.run("release", "--version", "1.0")[0] == 0
    kept = [
        card for card in re.split(r"(?=  - )", cards) if card and not re.search("id: (old_one|뜻.하나|a-b)\n", card)
    ]
    project.write("cards/01.yaml", f"category: 기초\ncards:\n{''.join(kept)}")
    assert project.run("release")[0] == 0
    other = project.root / "other"
    for path, text in (("deck.yaml", "name: 다른 덱\nid: other\n"), ("01.yaml", f"category: 기초\ncards:\n{cards}")):
        project.write(f"other/{path}", text)
    assert project.run("build", str(other), "-o", "other.apkg")[0] == 0
    for package in ("output/semina-1.0.apkg", "output/semina-1.1.apkg", "other.apkg"):
        import_package(collection, project.root / package)
    (search,) = re.findall(r"```\n(.*)\n```", notes_of(project))
    assert search.startswith('("ID:a-b" or "ID:old\\_one" or "ID:뜻.하나")')
    found = [collection.get_note(number) for number in collection.find_notes(search)]
    assert sorted(note["ID"] for note in found) == ["a-b", "old_one", "뜻.하나"]

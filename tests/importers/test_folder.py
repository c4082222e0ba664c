"""A folder of notes and tables becomes one deck."""

import pytest

from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project

from .conftest import card_texts

ID = "1f2e3d4c5b6a79881f2e3d4c5b6a7988"


def test_a_vault_becomes_one_deck_with_each_picture_once(place: Project) -> None:
    place.write("공부/.obsidian/app.json", "{}")
    place.write("공부/.trash/old.md", "옛것 :: 버린 것\n")
    place.write("공부/그림/a.png", b"\x89PNG")
    place.write("공부/10주차.md", "힙 :: 나무 ![[a.png]]\n")
    place.write("공부/2주차/스택.md", "아무 말\n\n스택 :: LIFO ![[a.png]] ![[b.png]]\n")
    code, said, _ = place.run("import", "공부", "deck")
    assert code == 0
    assert "2 notes: 2 basic; 1 media file" in said
    assert [path.name for path in sorted((place.root / "deck/cards").glob("*.yaml"))] == [
        "01-스택.yaml",
        "02-10주차.yaml",
        "deck.yaml",
    ]
    assert card_texts(place).count("![a](media/a.png)") == 2
    assert (
        (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
        == """\
Import of 공부

In no card: 1
  2주차/스택.md line 1: 아무 말

Needs a look: 1
  2주차/스택.md line 3: b.png (not next to the source: put it into media/ and name it again)
"""
    )


def test_what_notion_exports_twice_comes_once(place: Project) -> None:
    table = "이름,설명\n데드락,기다림\n"
    place.write(f"notion/용어 {ID}.csv", table)
    place.write(f"notion/용어 {ID}_all.csv", f"{table}세마포어,정수\n")
    place.write(f"notion/용어 {ID}/데드락 {ID}.md", "# 데드락\n\n설명: 기다림\n")
    place.write(f"notion/용어 {ID}/세마포어 {ID}.md", "# 세마포어\n\n설명: 정수\n\n## 왜 쓰나요?\n\n기다리려고\n")
    assert place.run("import", "notion", "deck")[0] == 0
    assert [line.strip() for line in card_texts(place).splitlines() if line.startswith("  - ")] == [
        "- term: 데드락",
        "- term: 세마포어",
        "- front: 왜 쓰나요?",
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a/x.png": b""}, "no card was found in 'a'"),
        ({"a/x.md": b"nothing\n"}, "no card was found in 'a'"),
    ],
)
def test_a_folder_without_cards_is_told(place: Project, files: dict[str, bytes], message: str) -> None:
    for path, content in files.items():
        place.write(path, content)
    with pytest.raises(DeckgenError, match=message):
        place.run("import", "a", "deck")
    assert not (place.root / "deck").exists()


@pytest.mark.parametrize(("name", "way_out"), [("a.zip", "unpack"), ("a.xlsx", "save it as CSV"), ("a.docx", ".txt")])
def test_a_file_that_is_no_text_is_told_what_to_do_instead(place: Project, name: str, way_out: str) -> None:
    place.write(name, b"PK\x03\x04\x00\x00")
    with pytest.raises(DeckgenError) as told:
        place.run("import", name, "deck")
    assert way_out in told.value.hint

"""A deck that moved in: its first release overwrites no one, and its guids and note type never change."""

import shutil

import pytest
from anki.collection import Collection

from deckgen.system.files import product_path
from tests.compiler.project import Project, import_package
from tests.compiler.test_moving_in import KIND, NOTE_TYPE, old_package
from tests.stops.decks import old_package as genanki_package

from .conftest import DAY, LATER, problems

CARDS = "cards:\n  - {word: 나무, id: tree, guid: 'Bn!9;\"Ym', reading: なむ, revision: m}\n"


@pytest.fixture
def moved(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck of another tool, written as sources; what members have of it is release 0."""
    old_package(project.root / "0.apkg")
    project.write("cards/deck.yaml", "name: 옛 덱\nid: old\nlanguage: ko\n")
    project.write(
        f"output/{product_path(project.cards, '옛 덱', '-0.apkg').name}", (project.root / "0.apkg").read_bytes()
    )
    project.write_all(CARDS + KIND)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    code, out, _ = project.run("release", "--repair")
    assert (code, out.splitlines()[0]) == (0, "1 release: 0; 1 note")
    return project


def test_the_first_release_overwrites_no_one(moved: Project, collection: Collection) -> None:
    import_package(collection, moved.root / "0.apkg")
    (number,) = collection.find_notes("")
    note = collection.get_note(number)
    note["메모"] += " 내 메모"
    collection.update_note(note)
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = ?", LATER - DAY + 60)
    moved.write("cards/01.yaml", CARDS + "  - {word: 돌, id: stone}\n")
    code, out, err = moved.run("release", "--version", "1.0")
    assert code == 0, err
    assert "1 new, 0 changed, 0 retired" in out
    counts = import_package(collection, moved.root / "output/yes-deg-1.0.apkg")
    assert (counts["new"], counts["updated"], counts["conflicting"]) == (1, 0, 0)
    assert collection.get_note(number)["메모"] == "m 내 메모"


def test_a_change_of_any_field_arrives_and_says_that_no_search_finds_who_missed_it(
    moved: Project, collection: Collection
) -> None:
    import_package(collection, moved.root / "0.apkg")
    moved.write("cards/01.yaml", CARDS.replace("revision: m", "revision: 고침"))
    assert moved.run("release", "--version", "1.0")[0] == 0
    import_package(collection, moved.root / "output/yes-deg-1.0.apkg")
    (number,) = collection.find_notes("")
    assert collection.get_note(number)["메모"] == "고침", "a field of its own, whatever its name is"
    text = (moved.root / "output/yes-deg-1.0.md").read_text(encoding="utf-8")
    assert "검색으로 확인할 수 없습니다: 나무." in text


CHANGED = {
    "the guid": ("cards/01.yaml", CARDS.replace("Bn!9;", "other"), "guid-changed"),
    "the note type": ("cards/kinds/word/kind.yaml", None, "note-type-changed"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_members_know_it_by_never_changes(moved: Project, name: str) -> None:
    path, text, rule = CHANGED[name]
    kind = (moved.cards / "kinds/word/kind.yaml").read_text(encoding="utf-8")
    moved.write(path, text or kind.replace(str(NOTE_TYPE), str(NOTE_TYPE + 1)))
    assert f"error[{rule}]" in {found for _, found, _ in problems(moved)}


def test_notes_that_move_into_a_released_deck_are_given_by_its_next_release(
    released: Project, collection: Collection
) -> None:
    """Whoever had them keeps what they wrote; to all others they are new."""
    import_package(collection, released.root / "output/semina-1.0.apkg")
    genanki_package(released.root / "tree.apkg")
    assert released.run("import", "tree.apkg", "--into", "cards")[0] == 0
    assert released.run("build")[1].splitlines()[-1].startswith("output/semina-draft.apkg")
    code, out, err = released.run("release")
    assert code == 0, err
    assert "released 1.1: 1 new, 0 changed, 0 retired" in out
    counts = import_package(collection, released.root / "output/semina-1.1.apkg")
    assert (counts["new"], counts["updated"]) == (1, 0)
    assert "nothing to release" in released.run("release")[1]


def test_a_note_that_moved_in_and_went_is_retired_once(released: Project) -> None:
    genanki_package(released.root / "tree.apkg")
    before = {path.name for path in released.cards.iterdir()}
    assert released.run("import", "tree.apkg", "--into", "cards")[0] == 0
    shutil.rmtree(released.cards / "kinds")
    for path in released.cards.glob("*.yaml"):
        if path.name not in before:
            path.unlink()
    _, out, err = released.run("release")
    assert "released 1.1: 0 new, 0 changed, 1 retired" in out, err
    assert "nothing to release" in released.run("release")[1]

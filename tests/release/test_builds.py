"""Builds before and between releases, and packages of some notes alone, in the real Anki."""

import re

import pytest
from anki.collection import Collection
from click import UsageError

from deckgen.anki.collection_reader import read_package
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.ledger import Again
from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project, import_package

from .conftest import CARDS, DAY, EDITED, FIRST, LATER, notes_of
from .test_members import as_a_member, note

DRAFT = "output/semina-draft.apkg"


def built(project: Project, monkeypatch: pytest.MonkeyPatch, text: str, now: int) -> None:
    """Build the cards at some time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now))
    project.write("cards/01.yaml", text)
    assert project.run("build")[0] == 0


def test_builds_before_the_first_release_keep_what_was_written(
    project: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(project, monkeypatch, CARDS, FIRST)
    import_package(collection, project.root / DRAFT)
    as_a_member(collection)
    built(project, monkeypatch, EDITED, LATER)
    import_package(collection, project.root / DRAFT)
    assert note(collection, "gpu")["Back"].endswith(" 내 메모")
    assert "제일 작은 단위" in note(collection, "token")["Definition"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER + DAY))
    assert project.run("release", "--version", "1.0")[0] == 0
    counts = import_package(collection, project.root / "output/semina-1.0.apkg")
    assert counts["new"] == counts["conflicting"] == 0
    assert note(collection, "gpu")["Back"].endswith(" 내 메모")
    assert note(collection, "token")["Revision"] == "1.0", "whoever wrote nothing in a note gets its revision"


def test_a_text_taken_back_after_a_build_arrives(
    released: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_package(collection, released.root / "output/semina-1.0.apkg")
    for n, text in enumerate((EDITED, CARDS)):
        built(released, monkeypatch, text, LATER + n * DAY)
        import_package(collection, released.root / DRAFT)
        assert note(collection, "token")["Definition"].endswith("단위." if text == EDITED else "조각.")
    assert note(collection, "token")["Revision"] == "1.0"


def test_building_twice_gives_the_same_bytes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    built(project, monkeypatch, CARDS, FIRST)
    first = (project.root / DRAFT).read_bytes()
    built(project, monkeypatch, CARDS, LATER)
    assert read_package(project.root / DRAFT).notes[0].mod == FIRST
    (project.root / "output/.built.json").unlink()
    built(project, monkeypatch, CARDS, FIRST)
    assert (project.root / DRAFT).read_bytes() == first


def test_a_note_keeps_its_time_when_its_id_changes_and_its_guid_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(project, monkeypatch, CARDS, FIRST)
    guid = read_package(project.root / DRAFT).notes[0].guid
    renamed = CARDS.replace("    id: gpu\n", f"    id: gpu-speed\n    guid: {guid}\n")
    built(project, monkeypatch, renamed, LATER)
    (first, *others) = read_package(project.root / DRAFT).notes
    assert (first.guid, first.id, {note.mod for note in others}) == (guid, "gpu-speed", {FIRST})
    assert first.mod == FIRST + 1, "the field that holds the id is no text of a member"


HARM = ["{", '{"deck": "seminar-1", "notes": {"gpu": [-1, 2]}}', '{"deck": "seminar-1", "given": [1]}']


@pytest.mark.parametrize("harm", HARM)
def test_a_record_that_is_harmed_is_as_good_as_none(
    project: Project, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    built(project, monkeypatch, CARDS, FIRST)
    project.write("output/.built.json", harm)
    built(project, monkeypatch, CARDS, LATER)
    assert read_package(project.root / DRAFT).notes[0].mod == LATER


def test_a_build_says_by_its_name_whether_members_may_have_it(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(released, monkeypatch, CARDS, LATER)
    assert not (released.root / DRAFT).exists()
    release = released.root / "output/semina-1.0.apkg"
    assert (released.root / "output/semina.apkg").read_bytes() == release.read_bytes()
    built(released, monkeypatch, EDITED, LATER)
    revisions = {n.id: n.fields[-3] for n in read_package(released.root / DRAFT).notes}
    assert revisions == {"gpu": "1.0", "token": "1.0+", "lora": "1.0"}


def test_some_notes_are_brought_again_whatever_was_done(
    released: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_package(collection, released.root / "output/semina-1.0.apkg")
    released.write("cards/01.yaml", EDITED)
    assert released.run("release")[0] == 0
    as_a_member(collection)
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = ?", LATER + 60)
    import_package(collection, released.root / "output/semina-1.1.apkg")
    assert note(collection, "token")["Definition"].endswith("조각."), "done after the release: the fix does not arrive"
    (missed,) = re.findall(r"```\n(.*)\n```", notes_of(released))
    assert [collection.get_note(n)["ID"] for n in collection.find_notes(missed)] == ["token"]
    before, _ = read_ledger(released.cards)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER + DAY))
    code, out, _ = released.run("release", "--again", "token")
    assert code == 0
    assert "output/semina-1.1-again.apkg" in out
    counts = import_package(collection, released.root / "output/semina-1.1-again.apkg")
    assert (counts["new"], counts["updated"], counts["conflicting"]) == (0, 1, 0)
    assert note(collection, "token")["Definition"].endswith("단위.")
    assert note(collection, "token")["Example"] == ""
    assert note(collection, "gpu")["Back"].endswith(" 내 메모")
    assert not collection.find_notes(missed)
    after, _ = read_ledger(released.cards)
    assert (after.notes, after.again) == (before.notes, (Again((before.notes["token"].guid,), LATER + DAY),))


REFUSED = {
    "a stranger": ("gpus", EDITED, "there is no card 'gpus'"),
    "a note that changed since": ("token", EDITED.replace("단위", "덩어리"), "'token' is not as it was released"),
    "a new note": (
        "new",
        EDITED + "  - front: 새것은 무엇인가요?\n    id: new\n    back: 네\n",
        "'new' is not as it was",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_only_what_was_released_is_brought_again(released: Project, name: str) -> None:
    key, text, message = REFUSED[name]
    released.write("cards/01.yaml", EDITED)
    assert released.run("release")[0] == 0
    released.write("cards/01.yaml", text)
    with pytest.raises(DeckgenError, match=message):
        released.run("release", "--again", f"gpu,{key}")


def test_bringing_notes_again_can_be_tried_and_is_no_release(released: Project) -> None:
    before = released.files()
    code, out, _ = released.run("release", "--again", "token", "--dry-run")
    assert (code, out.splitlines()[0].split(":")[0]) == (0, "output/semina-1.0-again.apkg")
    for option in (("--tag",), ("--version", "2.0")):
        with pytest.raises(UsageError, match="make no release"):
            released.run("release", "--again", "token", *option)
    assert released.files() == before


def test_blank_cards_are_found_by_the_search_of_the_notes(
    project: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("cards/01.yaml", CARDS.replace("id: token", "id: token\n    recall: true"))
    assert project.run("release", "--version", "1.0")[0] == 0
    import_package(collection, project.root / "output/semina-1.0.apkg")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    project.write("cards/01.yaml", CARDS)
    assert project.run("release")[0] == 0
    import_package(collection, project.root / "output/semina-1.1.apkg")
    text = notes_of(project)
    assert "## 없어진 카드 (1)" in text
    assert "이런 카드는 다음 검색어로 찾을 수 있습니다." in text
    (search,) = re.findall(r"```\n(.*card:.*)\n```", text)
    (found,) = collection.find_cards(search)
    assert collection.get_card(found).ord == 1
    assert read_ledger(project.cards)[0].notes["token"].cards.keys() == {1}


def _taken_again(project: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member has the first release and the package of `token` again, made a day later."""
    import_package(collection, project.root / "output/semina-1.0.apkg")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    assert project.run("release", "--again", "token")[0] == 0
    import_package(collection, project.root / "output/semina-1.0-again.apkg")


def test_tags_that_change_after_notes_were_brought_again_are_announced_and_can_be_brought(
    released: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may replace nothing that others wrote, so only a further package of these notes brings them."""
    _taken_again(released, collection, monkeypatch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER + DAY))
    released.write("cards/01.yaml", CARDS.replace("category: 기초", "category: 처음"))
    code, _, err = released.run("release")
    assert code == 0
    assert "warning[hidden-by-again]: 1 note with other tags or the like was brought again" in err
    assert "deckgen release --again token" in err
    import_package(collection, released.root / "output/semina-1.1.apkg")
    assert "세미나::처음" in note(collection, "gpu").tags
    assert "세미나::처음" not in note(collection, "token").tags
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER + 2 * DAY))
    assert released.run("release", "--again", "token")[0] == 0
    import_package(collection, released.root / "output/semina-1.1-again.apkg")
    assert "세미나::처음" in note(collection, "token").tags


def test_a_change_of_tags_never_replaces_what_someone_wrote_who_declined_the_package(
    released: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_package(collection, released.root / "output/semina-1.0.apkg")
    as_a_member(collection)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    assert released.run("release", "--again", "token")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER + DAY))
    released.write("cards/01.yaml", CARDS.replace("category: 기초", "category: 처음"))
    assert released.run("release")[0] == 0
    import_package(collection, released.root / "output/semina-1.1.apkg")
    assert note(collection, "token")["Example"] == " 내 메모"


def test_a_text_that_changes_after_notes_were_brought_again_reaches_who_took_them(
    released: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    _taken_again(released, collection, monkeypatch)
    released.write("cards/01.yaml", EDITED)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER - 60))
    code, _, err = released.run("release")
    assert (code, "error[early-clock]" in err) == (1, True), "the package was made by a clock that was ahead"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER + 1))
    assert released.run("release")[0] == 0
    import_package(collection, released.root / "output/semina-1.1.apkg")
    assert note(collection, "token")["Definition"].endswith("단위.")
    assert read_ledger(released.cards)[0].notes["token"].mod == LATER + 1


def test_a_new_note_that_was_rewritten_since_a_build_comes_with_the_release(
    project: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever imported the build, and wrote in it since, gets the released text all the same."""
    built(project, monkeypatch, CARDS, FIRST)
    import_package(collection, project.root / DRAFT)
    written = note(collection, "token")
    written["Example"] = "내 메모"
    collection.update_note(written)
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = ? WHERE mod > ?", LATER - 60, LATER)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    project.write("cards/01.yaml", EDITED)
    assert project.run("release", "--version", "1.0")[0] == 0
    import_package(collection, project.root / "output/semina-1.0.apkg")
    assert "제일 작은 단위" in note(collection, "token")["Definition"]
    mods = {key: n.mod for key, n in read_ledger(project.cards)[0].notes.items()}
    assert mods == {"gpu": FIRST + 1, "lora": FIRST + 1, "token": LATER}


def test_another_decks_builds_say_nothing_of_this_one(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    built(project, monkeypatch, CARDS, FIRST)
    project.write("cards/deck.yaml", "name: 세미나\nid: other-1\nlanguage: ko\n")
    built(project, monkeypatch, CARDS, LATER)
    assert {n.mod for n in read_package(project.root / DRAFT).notes} == {LATER}


def test_a_build_doubts_no_card_that_is_as_released(project: Project) -> None:
    """Else the doubts of hundreds of old cards hide that of a new one; `check` names them all."""
    project.write("cards/media/a.png", b"\x89PNG")
    pictured = CARDS.replace("작은 조각", "작은 조각 ![](media/a.png)").replace("많이", "많이 ![](media/a.png)")
    project.write("cards/01.yaml", pictured)
    said = project.run("build")[2]
    assert said.count("[missing-alt]") == 2
    assert "as released" not in said
    assert project.run("release")[0] == 0
    assert project.run("build")[2] == "2 warnings about cards that are as released: deckgen check\n"
    project.write("cards/01.yaml", pictured.replace("가장", "제일"))
    project.write("cards/02.yaml", "cards:\n  - {front: a, id: a, back: '![](media/a.png)'}\n")
    said = project.run("build")[2]
    assert said.count("01.yaml:8:") == said.count("02.yaml:2:") == 1
    assert said.count("[missing-alt]") == 2
    assert said.endswith("2 warnings\n1 warning about cards that are as released: deckgen check\n")
    assert project.run("check")[1].count("[missing-alt]") == 3
    project.write("cards/deck.yaml", (project.cards / "deck.yaml").read_text("utf-8") + "rules: {no-rule: off}\n")
    assert "[unknown-rule]" in project.run("build")[2]

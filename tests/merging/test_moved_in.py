"""A deck that moved in: what members fix in their old notes comes back, and what no one touched stays silent."""

from pathlib import Path

import pytest

from deckgen.html.reading import read
from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project, import_package
from tests.importers.members import NoteText, author, collection_at, export, states, study

NOTES = [
    NoteText("Basic", ["하나", "첫째<div>둘째</div>"], tags=("옛것",)),
    NoteText("Basic", ["그림", '<img src="a b.png"><div><b>글</b></div>']),
    NoteText("Basic", ["색", '<span style="color: red;">빨강</span><img src="a b.png">']),
    NoteText("Cloze", ["{{c1::넷}}<div>다섯</div>", ""]),
]

PIECES = (
    " 새 말", "<br>줄", " <b>굵게</b>", " 1 * 2 * 3", " &lt;i&gt;", ' <img src="a b.png">', "<div>칸</div>", " $5_a_b",
)  # fmt: skip


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck of a member's that moved in."""
    monkeypatch.chdir(tmp_path)
    with collection_at(tmp_path / "author") as collection:
        author(collection, NOTES, {"a b.png": b"\x89PNG"})
        export(collection, tmp_path / "new.apkg")
    with collection_at(tmp_path / "member") as collection:
        import_package(collection, tmp_path / "new.apkg")
        study(collection)
    project = Project(tmp_path)
    assert project.run("import", "new.apkg", ".", "--name", "덱")[0] == 0
    return project


def edited(project: Project, *edits: tuple[str, str, str]) -> None:
    """A member exchanges pieces of their notes, and exports the deck."""
    with collection_at(project.root / "member") as collection:
        for front, old, new in edits:
            (number,) = collection.find_notes(f'"{front}"')
            note = collection.get_note(number)
            field = next(name for name in note.keys() if old in note[name])  # noqa: SIM118 - it is no mapping
            note[field] = note[field].replace(old, new)
            collection.update_note(note)
        export(collection, project.root / "new-member.apkg")


def test_corrected_texts_come_back_and_go_out_again(moved: Project) -> None:
    edited(moved)
    assert moved.run("merge", "new-member.apkg")[1].startswith("0 cards changed")
    edited(moved, ("하나", "둘째", "두 번째"), ("색", "빨강", "파랑"), ("그림", "글", "말"), ("다섯", "다섯", "여섯"))
    assert moved.run("merge", "new-member.apkg", "--apply")[0] == 0
    text = next((moved.root / "cards").glob("01-*.yaml")).read_text(encoding="utf-8")
    assert "첫째\\\n      두 번째\n" in text or "첫째\n\n      두 번째\n" in text
    assert '<span style="color: red;">파랑</span><img src="a b.png">' in text
    assert "![](media/a b.png)" in text
    assert "**말**" in text
    assert "여섯" in text
    code, _, err = moved.run("release", "--version", "1.0")
    assert code == 0, err
    (package,) = (moved.root / "output").glob("*1.0.apkg")
    with collection_at(moved.root / "member") as collection:
        before = states(collection)
        log = import_package(collection, package)
        assert (log["new"], log["conflicting"]) == (0, 0)
        assert {g: s.cards for g, s in states(collection).items()} == {g: s.cards for g, s in before.items()}


@pytest.mark.parametrize("piece", ["<b>굵게</b>", "<ul><li>항목</li></ul>", '<img src="a b.png">', "<div>줄</div>"])
def test_where_nobody_changed_anything_nothing_is_a_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: str
) -> None:
    """Both fields of the note become other HTML as deckgen writes them; the member edits one of them."""
    monkeypatch.chdir(tmp_path)
    with collection_at(tmp_path / "member") as collection:
        author(collection, [NoteText("Basic", [f"물음 {piece}", f"답 {piece}"])], {"a b.png": b"\x89PNG"})
        export(collection, tmp_path / "old.apkg")
    project = Project(tmp_path)
    assert project.run("import", "old.apkg", ".", "--name", "덱")[0] == 0
    edited(project, ("물음", "답", "바른 답"))
    code, said, _ = project.run("merge", "new-member.apkg")
    assert code == 0
    assert "{+바른+}" in said.replace("{+바른 +}", "{+바른+}")
    assert "1 card changed by this member\nNothing was written." in said


def test_whatever_a_member_writes_goes_out_as_they_wrote_it(moved: Project) -> None:
    meant: dict[str, tuple[str, ...]] = {}
    with collection_at(moved.root / "member") as collection:
        numbers = sorted(collection.find_notes(""))
        for n, piece in enumerate(PIECES):
            note = collection.get_note(numbers[n % len(numbers)])
            note.fields[n // len(numbers) % 2] += piece
            collection.update_note(note)
            meant[note.guid] = tuple(note.fields)
        export(collection, moved.root / "new-member.apkg")
    code, said, _ = moved.run("merge", "new-member.apkg", "--apply")
    assert code == 0
    assert "by hand" not in said
    assert moved.run("release", "--version", "1.0")[0] == 0
    (package,) = (moved.root / "output").glob("*1.0.apkg")
    with collection_at(moved.root / "member") as collection:
        assert import_package(collection, package)["conflicting"] == 0
        for number in numbers:
            note = collection.get_note(number)
            assert [words(html) for html in note.fields] == [words(html) for html in meant[note.guid]]
    edited(moved)
    assert moved.run("merge", "new-member.apkg")[1].startswith("0 cards changed")


def words(html: str) -> list[tuple[str, frozenset[str]]]:
    """What is read of a field, files aside: members have them under older names."""
    return [(piece.text if "img" not in piece.marks else "img", piece.marks) for piece in read(html)]


def test_a_member_who_lacks_the_last_release_takes_nothing_back(moved: Project) -> None:
    (path,) = (moved.root / "cards").glob("01-*.yaml")
    moved.write(
        f"cards/{path.name}", path.read_text(encoding="utf-8").replace("둘째", "이째").replace("**글**", "**그림**")
    )
    assert moved.run("release", "--version", "1.0")[0] == 0
    released = path.read_text(encoding="utf-8")
    edited(moved, ("색", "빨강", "파랑"), ("그림", "글", "말"))
    code, said, _ = moved.run("merge", "new-member.apkg", "--apply")
    assert code == 0
    assert said.startswith("~ ")
    assert "2 cards changed by this member\n1 card of these changed by you, which the member may not have had" in said
    assert path.read_text(encoding="utf-8") == released.replace("빨강", "파랑")


def test_a_text_that_may_be_the_one_before_a_release_is_said_to_be_that(moved: Project) -> None:
    """A note of an imported note type does not say which release it is of."""
    (path,) = (moved.root / "cards").glob("01-*.yaml")
    moved.write(f"cards/{path.name}", path.read_text(encoding="utf-8").replace("둘째", "이째"))
    assert moved.run("release", "--version", "1.0")[0] == 0
    (package,) = (moved.root / "output").glob("*1.0.apkg")
    with collection_at(moved.root / "member") as collection:
        import_package(collection, package)
    edited(moved, ("하나", "이째", "이번째"))
    before = path.read_text(encoding="utf-8")
    said = moved.run("merge", "new-member.apkg")[1]
    assert "you changed it, too" not in said
    assert "Back: you changed it, and the member may not have had that yet\n" in said
    assert "\n        첫째\n        [-이째-]{+이번째+}\n" in said
    assert "1 card of these changed by you, which the member may not have had yet: compare, and take" in said
    assert "0 cards written" in moved.run("merge", "new-member.apkg", "--apply")[1]
    assert path.read_text(encoding="utf-8") == before
    (card,) = (line.split()[-1].strip("()") for line in said.split("\n") if line.startswith("~"))
    assert "1 card written" in moved.run("merge", "new-member.apkg", "--only", card, "--apply")[1]
    assert path.read_text(encoding="utf-8") == before.replace("이째", "이번째")


def test_a_correction_of_a_correction_is_certain_only_for_who_has_it(moved: Project) -> None:
    (path,) = (moved.root / "cards").glob("01-*.yaml")
    moved.write(f"cards/{path.name}", path.read_text(encoding="utf-8").replace("둘째", "이째"))
    assert moved.run("release", "--version", "1.0")[0] == 0
    (package,) = (moved.root / "output").glob("*1.0.apkg")
    with collection_at(moved.root / "member") as collection:
        assert import_package(collection, package)["conflicting"] == 0
    edited(moved, ("하나", "이째", "이번째"))
    before = path.read_text(encoding="utf-8")
    _, said, _ = moved.run("merge", "new-member.apkg", "--apply")
    assert path.read_text(encoding="utf-8") in {before, before.replace("이째", "이번째")}
    assert "1 card changed by this member" in said


def test_a_members_own_notes_become_cards_only_where_asked(moved: Project) -> None:
    with collection_at(moved.root / "member") as collection:
        basic = next(m for m in collection.models.all() if m["name"].startswith("Basic") and m["id"] in _types(moved))
        note = collection.new_note(basic)
        note.fields = ["새로", "<b>굵게</b>"]
        note.tags = ["내것", "marked"]
        collection.add_note(note, collection.decks.get_current_id())
        reversed_type = collection.models.by_name("Basic (and reversed card)")
        assert reversed_type is not None
        other = collection.new_note(reversed_type)
        other.fields = ["내 질문", "답"]
        collection.add_note(other, collection.decks.get_current_id())
        export(collection, moved.root / "new-member.apkg")
    before = moved.files()
    _, out, _ = moved.run("merge", "new-member.apkg", "--apply")
    assert "1 note of the member's own left out: write it as a card with --notes\n      · 새로\n" in out
    assert "1 note left out: of no note type of this deck; --notes takes it once the member has given it one in" in out
    assert "and exported again\n      · 내 질문\n" in out
    assert moved.files() == before
    code, said, _ = moved.run("merge", "new-member.apkg", "--notes")
    assert code == 0
    assert "write it as a card" not in said
    text = (moved.root / "cards/02-new-member.yaml").read_text(encoding="utf-8")
    guid = next(line for line in text.splitlines() if "guid" in line)
    lines = ["cards:", "  - front: 새로", "    id: 새로", "    back: '**굵게**'", "    tags: [내것]", guid]
    assert text.splitlines()[1:] == lines
    assert moved.run("release", "--version", "1.0")[0] == 0
    (package,) = (moved.root / "output").glob("*1.0.apkg")
    with collection_at(moved.root / "member") as collection:
        assert import_package(collection, package)["new"] == 0


def _types(project: Project) -> set[int]:
    return {each.id for each in read_ledger(project.cards)[0].note_types.values()}

"""Random histories: members mend, the author merges and releases, everybody has the mended text and their reviews."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest
from anki.collection import Collection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deckgen.html.reading import read
from tests.compiler.project import Project, import_package
from tests.importers.members import NoteText, author, collection_at, export, states, study

DAY = 86_400
FIRST = 1_650_000_000
NOTES = [
    NoteText("Basic", ["하나", "첫째<div>둘째</div>"]),
    NoteText("Basic", ["그림", '<img src="a b.png"><div><b>글</b> 말</div>']),
    NoteText("Basic", ["색", '<span style="color: red;">빨강</span> <ul><li>가</li><li>나</li></ul>']),
    NoteText("Basic (and reversed card)", ["나무 a*b", "tree_x_y &lt;z&gt;"]),
    NoteText("Cloze", ["{{c1::넷}}<div>다섯 {{c2::여섯::힌트}}</div>", "\\(x^2\\)"]),
]
PIECES = (
    " 새 말",
    "<br>줄",
    " <b>굵게</b>",
    " 1 * 2 * 3",
    " &lt;i&gt;",
    ' <img src="a b.png">',
    "<div>칸</div>",
    " $5_a_b",
)
LOOKS = '<span style="color: blue;">파랑</span>'


class Mend(NamedTuple):
    """A member's edit."""

    note: int
    field: int
    piece: str


class Round(NamedTuple):
    """What happens between two releases."""

    mends: list[Mend]
    adds: bool
    """Whether the author adds a card."""
    skips: bool
    """Whether the other member leaves this release out."""


MENDS = st.builds(Mend, st.integers(0, 4), st.integers(0, 1), st.sampled_from((*PIECES, LOOKS)))
ROUND = st.builds(Round, st.lists(MENDS, max_size=3), st.booleans(), st.booleans())


def written(collection: Collection, round_: Round, time: int) -> dict[str, tuple[str, ...]]:
    """A member's edits; gives the notes' fields after them."""
    notes = sorted(collection.find_notes(""))
    found: dict[str, tuple[str, ...]] = {}
    assert collection.db is not None
    for mend in round_.mends:
        note = collection.get_note(notes[mend.note])
        note.fields[mend.field] += mend.piece
        collection.update_note(note)
        collection.db.execute("UPDATE notes SET mod = ? WHERE id = ?", time, note.id)
        found[note.guid] = tuple(note.fields)
    return found


def by_the_author(project: Project, number: int) -> None:
    """The author adds a card."""
    (path,) = (project.root / "cards").glob("01-*.yaml")
    card = f"\n  - front: 새 {number}\n    id: new-{number}\n    back: 것\n"
    path.write_text(path.read_text(encoding="utf-8") + card, encoding="utf-8")


def walked(rounds: list[Round], folder: Path) -> None:
    """Walk a history."""
    with collection_at(folder / "author") as collection:
        author(collection, NOTES, {"a b.png": b"\x89PNG"})
        old = export(collection, folder / "new.apkg")
    for name in ("one", "other"):
        with collection_at(folder / name) as collection:
            import_package(collection, old)
            study(collection)
    project = Project(folder)
    assert project.run("import", str(old), str(folder), "--name", "덱")[0] == 0
    cards = str(folder / "cards")
    lacking = {"one": 0, "other": 0}
    for number, round_ in enumerate(rounds):
        now = FIRST + number * 2 * DAY
        with collection_at(folder / "one") as collection:
            mended = written(collection, round_, now)
            exported = str(export(collection, folder / "new-one.apkg"))
        code, said, err = project.run("merge", exported, cards, "--apply")
        assert (code, err) == (0, "")
        by_hand = said.count("! ") + said.count(
            "changed by you, too"
        )  # which of two given texts they had is not certain
        if round_.adds:
            by_the_author(project, number)
            lacking = {name: count + 1 for name, count in lacking.items()}
        with mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=str(now + DAY)):
            code, said, err = project.run("release", cards, "--version", f"1.{number}")
        if "nothing to release" in said + err or code:
            assert not mended or by_hand, said + err
            continue
        (package,) = (folder / "output").glob(f"*-1.{number}.apkg")
        for name in ("one", *(() if round_.skips else ("other",))):
            with collection_at(folder / name) as collection:
                before = states(collection)
                log = import_package(collection, package)
                assert (log["new"], log["conflicting"]) == (lacking[name], 0)
                lacking[name] = 0
                after = states(collection)
                assert {guid: after[guid].cards for guid in before} == {g: s.cards for g, s in before.items()}
                for guid, fields in mended.items() if not by_hand else ():
                    assert [words(html) for html in after[guid].fields] == [words(html) for html in fields]
        if not by_hand:
            with collection_at(folder / "one") as collection:
                exported = str(export(collection, folder / "new-one.apkg"))
            assert project.run("merge", exported, cards)[1].startswith("0 cards changed")


def words(html: str) -> list[tuple[str, frozenset[str]]]:
    """What is read of a field, files aside: members have them under older names."""
    return [(piece.text if "img" not in piece.marks else "img", piece.marks) for piece in read(html)]


def few(count: int) -> settings:
    """So many histories."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=count, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=checks
    )


@given(rounds=st.lists(ROUND, min_size=1, max_size=3))
@few(5)
def test_mended_texts_come_back_and_go_out(rounds: list[Round]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        walked(rounds, Path(folder))


@pytest.mark.soak
@given(rounds=st.lists(ROUND, min_size=1, max_size=6))
@few(100)
def test_many_mended_texts_come_back_and_go_out(rounds: list[Round]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        walked(rounds, Path(folder))

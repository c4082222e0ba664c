"""A ledger that is older than the releases, or gone: whatever knows of a release stops the next one."""

import shutil
from pathlib import Path

import pytest
from anki.collection import Collection

from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project, import_package

from .conftest import CARDS, DAY, EDITED, FIRST
from .test_members import note

LEDGER = "cards/released.jsonl"
THIRD = FIRST + 2 * DAY


@pytest.fixture
def twice(released: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two releases, without git; the ledger of the first is kept as `old.jsonl`. It is the day after the second."""
    shutil.copy(released.root / LEDGER, released.root / "old.jsonl")
    released.write("cards/01.yaml", EDITED)
    assert released.run("release")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    return released


def _old(project: Project) -> None:
    shutil.copy(project.root / "old.jsonl", project.root / LEDGER)


def _gone(project: Project) -> None:
    (project.root / LEDGER).unlink()


WITNESSES = {
    "the notes": ["output"],
    "the packages": ["cards/releases"],
    "both": [],
}


@pytest.mark.parametrize("harm", [_old, _gone])
@pytest.mark.parametrize("witness", WITNESSES)
def test_a_ledger_that_lacks_a_release_stops_the_next_one(twice: Project, witness: str, harm: object) -> None:
    assert callable(harm)
    harm(twice)
    for folder in WITNESSES[witness]:
        shutil.rmtree(twice.root / folder)
    ledger = (twice.root / LEDGER).read_bytes() if harm is _old else b""
    for command in ("check", "build", "release"):
        code, out, err = twice.run(command)
        stops = command == "release" or harm is _gone
        assert (code, f"{'error' if stops else 'warning'}[unknown-release]" in out + err) == (int(stops), True)
        assert "run 'deckgen release --repair'" in out + err
    assert ((twice.root / LEDGER).read_bytes() if harm is _old else b"") == ledger
    assert not [path for path in twice.files() if "1.2" in path]


@pytest.mark.parametrize("harm", [_old, _gone])
def test_what_members_wrote_is_kept_after_a_repair(twice: Project, collection: Collection, harm: object) -> None:
    import_package(collection, twice.root / "output/semina-1.1.apkg")
    whole, _ = read_ledger(twice.cards)
    assert callable(harm)
    harm(twice)
    code, out, _ = twice.run("release", "--repair")
    assert code == 0
    assert "2 releases: 1.0, 1.1; 3 notes" in out
    ledger, problems = read_ledger(twice.cards)
    assert problems == ()
    assert {key: (n.mod, n.guid, n.retired) for key, n in ledger.notes.items()} == {
        key: (n.mod, n.guid, n.retired) for key, n in whole.notes.items()
    }
    assert set(ledger.given) == set(whole.given)
    for key in ("gpu", "token"):
        written = note(collection, key)
        written.tags.append("내것")
        collection.update_note(written)
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = ?", THIRD - 60)
    twice.write("cards/01.yaml", EDITED.replace("한꺼번에", "동시에"))
    code, out, err = twice.run("release")
    assert (code, err) == (0, "")
    assert "0 new, 1 changed, 0 retired" in out
    import_package(collection, twice.root / "output/semina-1.2.apkg")
    assert "내것" in note(collection, "token").tags, "nothing of it changed"
    assert "동시에" in note(collection, "gpu")["Back"]


def test_a_release_that_only_an_older_package_knows_is_united_with_later_ones(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Project(shutil.copytree(released.root, released.root / "other"))
    other.write("cards/01.yaml", EDITED)
    assert other.run("release", "other/cards", "--version", "1.1-other")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    released.write("cards/01.yaml", CARDS.replace("작은 두 행렬", "두 행렬"))
    assert released.run("release", "--version", "1.2")[0] == 0
    shutil.copy(other.root / "output/semina-1.1-other.apkg", released.root / "output")
    assert "error[unknown-release]: release 1.1-other is not in the ledger" in released.run("release")[2]
    assert "3 releases: 1.0, 1.1-other, 1.2; 3 notes" in released.run("release", "--repair")[1]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD + DAY))
    _, out, err = released.run("release")
    assert "released 1.3: 0 new, 2 changed, 0 retired" in out, err


def test_a_package_of_another_deck_or_of_no_release_is_no_witness(released: Project) -> None:
    package = released.root / "output/semina-1.0.apkg"
    assert released.run("build", "-o", "output/semina-test.apkg")[0] == 0
    (released.root / "output/semina-test.apkg").unlink()
    released.write("cards/01.yaml", EDITED)
    assert released.run("build", "-o", "output/semina-test.apkg")[0] == 0, "a draft, whatever it is called"
    Path(released.root / "output/semina-9.apkg").write_bytes(b"no package")
    assert package.is_file()
    code, _, err = released.run("release")
    assert (code, err) == (0, "")


def test_a_conflict_in_the_notes_of_a_release_is_not_published(released: Project) -> None:
    path = released.cards / "releases/1.0.md"
    path.write_text(f"{path.read_text('utf-8')}<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n", encoding="utf-8")
    number = path.read_text("utf-8").splitlines().index("<<<<<<< HEAD") + 1
    code, _, err = released.run("site")
    assert (code, f"cards/releases/1.0.md:{number}:1: error[conflict-marker]" in err) == (1, True)

"""The ledger never goes backward: reverts, merges, branches, tags, and lines that were lost."""

import json
import re
import shutil
from collections.abc import Callable

import pytest
from anki.collection import Collection

from deckgen.model.diagnostics import DeckgenError
from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project, import_package

from .conftest import CARDS, DAY, DECK, EDITED, FIRST, LATER
from .test_members import as_a_member, note

Git = Callable[..., str]

OTHERS = "output/other.apkg"
LEDGER = "cards/released.jsonl"
THIRD = FIRST + 2 * DAY
NEW = "  - front: {0}은 무엇인가요?\n    id: {0}\n    back: {0}입니다\n"


def release(project: Project, git: Git, text: str, version: str) -> None:
    """Write the cards, release and commit."""
    project.write("cards/01.yaml", text)
    code, _, err = project.run("release", "--version", version)
    assert code == 0, err
    commit(git, f"Release {version}")


def commit(git: Git, message: str) -> None:
    """Commit all that is there."""
    git("add", ".")
    git("commit", "-qm", message)


def test_a_reverted_release_is_mended_for_whoever_has_it(
    committed: Project, git: Git, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(committed, git, CARDS.replace("가장 작은 조각", "가장 큰 조각"), "1.1")
    import_package(collection, committed.root / "output/semina-1.1.apkg")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    git("revert", "--no-edit", "HEAD")
    assert (committed.root / LEDGER).read_text("utf-8").count('"line":"release"') == 1
    code, shown, _ = committed.run("check")
    assert code == 0
    assert "warning[release-lost]: git's history knows releases" in shown
    assert "that the ledger lacks (1.1)" in shown
    code, out, _ = committed.run("release")
    assert code == 0
    assert "released 1.2: 0 new, 1 changed, 0 retired" in out
    import_package(collection, committed.root / "output/semina-1.2.apkg")
    assert "가장 작은 조각" in note(collection, "token")["Definition"]
    ledger = read_ledger(committed.cards)[0]
    assert [release.version for release in ledger.releases] == ["1.0", "1.1", "1.2"]
    assert {key: n.mod for key, n in ledger.notes.items()} == {"gpu": FIRST, "lora": FIRST, "token": THIRD}
    commit(git, "Release 1.2")
    assert committed.run("check") == (0, "3 notes checked, no problems\n", "")


def test_a_card_of_a_reverted_release_is_retired_for_whoever_has_it(
    committed: Project, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(committed, git, CARDS + NEW.format("더"), "1.1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    git("revert", "--no-edit", "HEAD")
    assert "0 new, 0 changed, 1 retired" in committed.run("release")[1]


def test_an_old_ledger_put_back_loses_nothing(committed: Project, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    release(committed, git, EDITED, "1.1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    git("checkout", "v1.0", "--", LEDGER)
    committed.write("cards/01.yaml", EDITED + NEW.format("더"))
    assert committed.run("release")[0] == 0
    ledger = read_ledger(committed.cards)[0]
    assert [release.version for release in ledger.releases] == ["1.0", "1.1", "1.2"]
    assert ledger.notes["token"].mod == LATER, "members have this text: nothing of theirs is replaced"


def diverged(project: Project, git: Git, ours: str, theirs: str) -> None:
    """Two authors, each with a release of their own; the other's is fetched as the branch `other`."""
    git("clone", "-q", ".", "output/clone")
    release(project, git, ours, "1.1")
    release_there(project, git, theirs, "1.1-other", OTHERS)


def release_there(project: Project, git: Git, text: str, version: str, package: str) -> None:
    """One more release of the other author."""
    project.write("output/clone/cards/01.yaml", text)
    assert project.run("release", "output/clone/cards", "--version", version)[0] == 0
    shutil.copy(project.root / f"output/clone/output/semina-{version}.apkg", project.root / package)
    git("-C", "output/clone", "commit", "-qam", f"Release {version}")
    git("fetch", "-q", "output/clone", "HEAD:other", f"HEAD:refs/tags/v{version}")


OURS = EDITED + NEW.format("하나")
THEIRS = CARDS.replace("작은 두 행렬", "두 행렬") + NEW.format("둘")
BOTH = EDITED.replace("작은 두 행렬", "두 행렬") + NEW.format("하나") + NEW.format("둘")


@pytest.mark.parametrize("how", ["by the command", "ours", "by hand", "rebase"])
def test_two_release_lines_that_were_merged_both_reach_everyone(
    committed: Project, git: Git, collection: Collection, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    diverged(committed, git, OURS, THEIRS)
    import_package(collection, committed.root / OTHERS)
    as_a_member(collection)
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = ?", LATER + 60)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    if how == "ours":
        git("merge", "-q", "-X", how, "other", "-m", "Merge", check=False)
    else:
        git("rebase" if how == "rebase" else "merge", "other", check=False)
        assert "error[conflict-marker]" in committed.run("build")[2]
    committed.write("cards/01.yaml", BOTH)
    if how == "by hand":  # every line of both sides, and of two for one note either
        path = committed.root / LEDGER
        lines = {}
        for line in path.read_text("utf-8").splitlines():
            if not re.match(r"[<=>|]{7}", line):
                value = json.loads(line)
                key = (value["line"], *list(value.values())[1:2]) if isinstance(value, dict) else line
                lines[key] = line
        path.write_text("\n".join(lines.values()) + "\n", encoding="utf-8")
    if committed.run("check")[0]:
        code, out, _ = committed.run("release", "--repair")
        assert code == 0
        assert "3 releases: 1.0, 1.1, 1.1-other; 5 notes" in out
    commit(git, "Merge")
    code, out, err = committed.run("release", "--version", "1.2")
    assert code == 0, err
    assert "released 1.2: 2 new, 2 changed, 0 retired" in out, "each is new to whoever had the other branch"
    import_package(collection, committed.root / "output/semina-1.2.apkg")
    assert "제일 작은 단위" in note(collection, "token")["Definition"], "changed by the other branch while they wrote"
    assert "{{c1::두 행렬}}" in note(collection, "lora").fields[0]
    assert note(collection, "gpu")["Back"].endswith(" 내 메모"), "changed by neither"
    assert {found["ID"] for found in map(collection.get_note, collection.find_notes(""))} >= {"하나", "둘"}
    ledger = read_ledger(committed.cards)[0]
    assert [release.version for release in ledger.releases] == ["1.0", "1.1", "1.1-other", "1.2"]
    commit(git, "Release 1.2")
    assert committed.run("check") == (0, "5 notes checked, no problems\n", "")


def test_a_clock_earlier_than_gits_is_refused(committed: Project, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    committed.write("cards/01.yaml", EDITED)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THIRD))
    git("commit", "-qam", "Edit")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    code, _, err = committed.run("release")
    assert code == 1
    assert "error[early-clock]" in err


def test_a_ledger_is_made_anew_of_released_packages(
    released: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    released.write("cards/01.yaml", EDITED[: EDITED.index("  - cloze")])
    assert released.run("release")[0] == 0
    import_package(collection, released.root / "output/semina-1.1.apkg")
    as_a_member(collection)
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = mod + ?", DAY)
    before = read_ledger(released.cards)[0]
    (released.root / LEDGER).unlink()
    code, out, _ = released.run("release", "--repair")
    assert code == 0
    assert "2 releases: 1.0, 1.1; 3 notes\n" in out
    assert "known from packages alone: 1.0, 1.1." in out
    after = read_ledger(released.cards)[0]
    assert after.given == before.given
    for key, n in before.notes.items():
        found = after.notes[key]
        assert (found.mod, found.revision, found.since, found.retired) == (n.mod, n.revision, n.since, n.retired)
        assert (found.content.text, found.content.whole) == (n.content.text, n.content.whole)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 5 * DAY))
    released.write("cards/01.yaml", OURS)
    assert "released 1.2: 2 new, 0 changed, 0 retired" in released.run("release")[1]
    counts = import_package(collection, released.root / "output/semina-1.2.apkg")
    assert (counts["new"], counts["updated"], counts["conflicting"]) == (2, 0, 0)
    assert note(collection, "token")["Example"] == " 내 메모"


@pytest.mark.parametrize("keep", [2, 9])
def test_a_ledger_that_lost_lines_is_made_whole_by_git(
    committed: Project, git: Git, monkeypatch: pytest.MonkeyPatch, keep: int
) -> None:
    path = committed.root / LEDGER
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 5 * DAY))
    assert committed.run("release", "--again", "token")[0] == 0
    commit(git, "Bring a note again")
    whole = path.read_text("utf-8")
    path.write_text("".join(whole.splitlines(keepends=True)[:keep]), encoding="utf-8")
    assert "error[ledger-harmed]" in committed.run("build")[2]
    assert committed.run("release", "--repair", "--dry-run")[0] == 0
    assert path.read_text("utf-8") != whole
    assert "check its diff" in committed.run("release", "--repair")[1]
    assert path.read_text("utf-8") == whole
    assert "stays as it is" in committed.run("release", "--repair")[1]


def test_where_nothing_knows_a_release_the_ledger_cannot_be_made(project: Project) -> None:
    with pytest.raises(DeckgenError, match="no release was found"):
        project.run("release", "--repair")
    assert not (project.root / LEDGER).exists()


def test_a_repair_of_a_deck_whose_id_changed_is_refused(committed: Project) -> None:
    """By mistake: what members have would count as another deck's, and all of it as new."""
    before = (committed.root / LEDGER).read_bytes()
    committed.write("cards/deck.yaml", DECK.replace("seminar-1", "seminar-2"))
    with pytest.raises(DeckgenError, match="released with the id 'seminar-1'") as raised:
        committed.run("release", "--repair")
    assert "write 'id: seminar-1' again" in raised.value.hint
    assert (committed.root / LEDGER).read_bytes() == before
    (committed.root / LEDGER).unlink()
    with pytest.raises(DeckgenError, match="no release was found"):  # its packages are another deck's
        committed.run("release", "--repair")


def test_a_ledger_whose_deletion_was_committed_is_got_back(committed: Project, git: Git) -> None:
    before = (committed.root / LEDGER).read_bytes()
    git("rm", "-q", LEDGER)
    git("commit", "-qm", "Tidy up")
    code, shown, _ = committed.run("check")
    assert (code, "deckgen release --repair" in shown) == (0, True)
    assert committed.run("release", "--repair")[0] == 0
    assert (committed.root / LEDGER).read_bytes() == before


def test_a_deck_of_another_id_has_a_history_of_its_own(committed: Project, git: Git) -> None:
    git("rm", "-qr", LEDGER, "cards/releases")
    committed.write("cards/deck.yaml", "name: 다른 덱\nid: other-1\nlanguage: ko\n")
    git("commit", "-qam", "A deck of its own")
    assert "released 0.1: 3 new" in committed.run("release", "--version", "0.1")[1]


def test_a_ledger_that_git_merged_line_by_line_is_noticed_and_united(committed: Project, git: Git) -> None:
    """With `merge=union`, git leaves no markers, and every line of both sides."""
    committed.write(".gitattributes", f"{LEDGER} merge=union\n")
    git("add", "-f", ".gitattributes")
    git("commit", "-qm", "Unite ledgers")
    diverged(committed, git, OURS, THEIRS)
    git("merge", "-q", "other", "-m", "Merge", check=False)
    committed.write("cards/01.yaml", BOTH)
    code, out, _ = committed.run("check")
    assert code == 1
    assert "deckgen release --repair" in out
    assert committed.run("release", "--repair")[0] == 0
    ledger, problems = read_ledger(committed.cards)
    assert problems == ()
    assert {line.release for line in ledger.given} == {"1.0", "1.1", "1.1-other"}
    assert len(set(ledger.given)) == len(ledger.given) == 10


def test_a_release_of_a_branch_that_is_not_merged_stops_the_next_one(committed: Project, git: Git) -> None:
    diverged(committed, git, OURS, THEIRS)
    committed.write("cards/01.yaml", OURS + NEW.format("셋"))
    before = committed.files()
    code, _, err = committed.run("release")
    assert code == 1
    assert (
        "error[released-elsewhere]: release 1.1-other was made elsewhere, in 'other', 'v1.1-other', and is not here"
        in err
    )
    assert "git merge other" in err
    assert committed.files() == before
    code, shown, _ = committed.run("check")
    assert (code, "warning[released-elsewhere]" in shown) == (0, True)
    git("branch", "-D", "other")
    git("tag", "-d", "v1.1-other")
    assert committed.run("release")[0] == 0


def test_a_ledger_of_a_newer_deckgen_in_git_is_reported(committed: Project, git: Git) -> None:
    path = committed.root / LEDGER
    old = path.read_text("utf-8")
    path.write_text(old.replace('"format":1', '"format":2'), encoding="utf-8")
    commit(git, "By a newer deckgen")
    path.write_text(old, encoding="utf-8")
    assert "warning[ledger-version]: this ledger has format 2" in committed.run("check")[1]
    assert committed.run("release", "--dry-run")[0] == 1
    with pytest.raises(DeckgenError, match="format 2"):
        committed.run("release", "--repair")

"""`deckgen release`: what it writes, what it refuses, what members read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from click import UsageError

from deckgen import release_deck
from deckgen.model.diagnostics import DeckgenError
from deckgen.release import publish
from deckgen.release.ledger import Ledger, Release
from deckgen.release.ledger_file import read_ledger
from deckgen.release.versions import next_version
from deckgen.system import files
from tests.compiler.project import Project

from .conftest import CARDS, EDITED, FIRST, NOTHING, notes_of

SECOND = "output/semina-1.1"


def test_a_release_is_a_package_its_notes_and_the_ledger(project: Project) -> None:
    code, out, err = project.run("release", "--version", "1.0")
    assert (code, err) == (0, "")
    assert sorted(project.files()) == [
        "cards/01.yaml",
        "cards/deck.yaml",
        "cards/released.jsonl",
        "cards/releases/1.0.md",
        "output/semina-1.0.apkg",
        "output/semina-1.0.md",
    ]
    assert "released 1.0: 3 new, 0 changed, 0 retired" in out
    assert "keep this folder: cards/released.jsonl says what they have" in out, "there is no git"
    notes = [(project.root / path).read_bytes() for path in ("cards/releases/1.0.md", "output/semina-1.0.md")]
    assert notes[0] == notes[1]


def test_nothing_to_release_says_so_and_writes_nothing(released: Project) -> None:
    before = released.files()
    assert released.run("release") == (
        0,
        NOTHING,
        "",
    )
    assert released.run("release", "--version", "9")[0] == 0
    assert released.files() == before


def test_a_deck_without_cards_is_not_released(released: Project) -> None:
    before = released.files()
    (released.cards / "01.yaml").rename(released.cards / "01.yaml.txt")
    code, _, err = released.run("release")
    assert code == 1
    assert "error[misnamed-file]" in err
    plan, problems = release_deck(released.cards)
    assert (plan, [problem.rule for problem in problems]) == (None, ["no-cards", "misnamed-file"])
    (released.cards / "01.yaml.txt").rename(released.cards / "01.yaml")
    assert released.files() == before


def test_a_new_order_alone_is_something_to_release(released: Project) -> None:
    first, *others = CARDS.split("  - ")
    released.write("cards/01.yaml", first + "".join(f"  - {card}" for card in reversed(others)))
    assert released.run("release")[0] == 0
    assert "이미 가진 카드의 순서는 그대로입니다." in notes_of(released)


def test_a_new_style_alone_is_something_to_release(released: Project) -> None:
    released.write("cards/style.css", ".card { color: teal }\n")
    code, out, _ = released.run("release")
    assert code == 0
    assert "released 1.1: 0 new, 0 changed, 0 retired, note types that look different: 3" in out
    assert "가져오면 그대로 적용됩니다: 용어, 빈칸, 기본" in notes_of(released)


def test_a_dry_run_shows_the_notes_and_writes_nothing(released: Project) -> None:
    released.write("cards/01.yaml", EDITED)
    before = released.files()
    code, out, _ = released.run("release", "--dry-run")
    assert code == 0
    assert released.files() == before
    assert "would release 1.1: 0 new, 1 changed, 0 retired" in out
    assert released.run("release")[0] == 0
    assert notes_of(released) in out


VERSIONS = [
    ([], "2026-11-24"),
    (["1.0"], "1.1"),
    (["1.9"], "1.10"),
    (["v2"], "v3"),
    (["1.09"], "1.10"),
    (["2026-10-01"], "2026-11-24"),
    (["2026-10-01", "2026-11-24"], "2026-11-24.2"),
    (["2026-10-01.2"], "2026-11-24"),
    (["1.1", "1.0"], "1.2"),
]


@pytest.mark.parametrize(("versions", "expected"), VERSIONS)
def test_the_next_version(versions: list[str], expected: str) -> None:
    releases = tuple(Release(version, FIRST + n) for n, version in enumerate(versions))
    assert next_version(Ledger(releases=releases), "2026-11-24") == expected


REFUSED = [
    (("--version", "1.0"), "version 1.0 was released already"),
    (("--version", "a/b"), "'a/b' cannot be a version"),
    (("--version", "1..0"), "'1..0' cannot be a version"),
    (("--version", "1.lock"), "'1.lock' cannot be a version"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_a_bad_version_is_refused(released: Project, arguments: tuple[str, ...], message: str) -> None:
    released.write("cards/01.yaml", EDITED)
    before = released.files()
    with pytest.raises(DeckgenError, match=re.escape(message)) as error:
        released.run("release", *arguments)
    assert error.value.hint
    assert released.files() == before


@pytest.mark.parametrize("name", [f"{SECOND}.apkg", f"{SECOND}.md"])
def test_a_file_that_no_release_made_is_not_overwritten(released: Project, name: str) -> None:
    released.write("cards/01.yaml", EDITED)
    released.write(name, "something else")
    before = released.files()
    with pytest.raises(DeckgenError, match="already exists"):
        released.run("release")
    assert released.files() == before


@pytest.mark.parametrize("stop", ["released.jsonl", "1.1.md", "semina-1.1.md", ".apkg"])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("error", [DeckgenError("no-access", "the disk is full"), KeyboardInterrupt()])
def test_a_release_that_fails_midway_leaves_no_trace(
    released: Project, monkeypatch: pytest.MonkeyPatch, stop: str, error: BaseException, *, late: bool
) -> None:
    """Before a file is begun, or when it is written and has not its name yet."""
    released.write("cards/01.yaml", EDITED)
    before = released.files()
    plan, _ = publish.plan_release(released.cards, released.clean())
    assert plan is not None
    write = files.open_atomically

    @contextmanager
    def failing(path: Path, **how: bool) -> Iterator[BinaryIO]:
        if path.name.endswith(stop) and not late:
            raise error
        with write(path, **how) as file:
            yield file
            if path.name.endswith(stop):
                raise error

    monkeypatch.setattr(publish, "open_atomically", failing)
    monkeypatch.setattr(files, "open_atomically", failing)
    with pytest.raises(type(error)):
        publish.publish(plan)
    assert released.files() == before


def test_a_release_whose_notes_cannot_be_written_says_which(released: Project) -> None:
    released.write("cards/01.yaml", EDITED)
    (released.cards / "releases" / "1.0.md").unlink()
    (released.cards / "releases").rmdir()
    released.write("cards/releases", "a file")
    before = released.files()
    with pytest.raises(DeckgenError, match=r"releases/1\.1\.md' cannot be written"):
        released.run("release")
    assert released.files() == before


def test_what_cannot_be_taken_back_does_not_keep_the_ledger(released: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that goes away while the package gets its name: no one has the release, so it is not recorded."""
    released.write("cards/01.yaml", EDITED)
    before = (released.root / "cards/released.jsonl").read_bytes()
    plan, _ = publish.plan_release(released.cards, released.clean())
    assert plan is not None
    replaced, unlinked = Path.replace, Path.unlink

    def replace(self: Path, target: Path) -> Path:
        if Path(target) == plan.package_path:
            raise OSError("gone")
        return replaced(self, target)

    def unlink(self: Path, *, missing_ok: bool = False) -> None:
        if self in plan.notes_paths:
            raise OSError("gone")
        unlinked(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(DeckgenError, match="cannot be written"):
        publish.publish(plan)
    assert (released.root / "cards/released.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["collection.apkg", "Backup-1.apkg"])
def test_no_package_is_called_as_ankis_backups_are(project: Project, name: str) -> None:
    with pytest.raises(UsageError, match="backups"):
        project.run("build", "-o", name)
    project.write("cards/deck.yaml", f"name: {name.partition('.')[0].partition('-')[0]}\nid: s\n")
    assert project.run("release", "--version", "1.0")[0] == 0
    assert [path.stem for path in (project.root / "output").glob("*.apkg")] == [
        f"deck-{name.partition('.')[0].partition('-')[0]}-1.0"
    ]


def test_releases_follow_each_other_even_where_the_clock_stands(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + n))
        released.write("cards/01.yaml", CARDS.replace("가장", f"가장 {n}"))
        assert released.run("release")[0] == 0
    ledger, _ = read_ledger(released.cards)
    assert [release.time for release in ledger.releases] == [FIRST, FIRST + 1, FIRST + 2, FIRST + 3]
    assert ledger.notes["token"].mod == FIRST + 3


@pytest.mark.parametrize("epoch", [FIRST - 1, 315_532_800])
def test_a_time_that_would_hide_a_fix_is_refused(
    released: Project, monkeypatch: pytest.MonkeyPatch, epoch: int
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
    released.write("cards/01.yaml", EDITED)
    before = released.files()
    code, _, err = released.run("release")
    assert code == 1
    assert "error[early-clock]" in err
    assert released.files() == before

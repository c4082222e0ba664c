"""`deckgen verify`: what a member sees, and why."""

import re
import shlex
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deckgen.cli import group
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.verify import Outcome, Verdict, judge, rehearse
from deckgen.release.verify.rehearsal import _soft_steps
from deckgen.release.verify.state import CollectionState, NoteState, NoteTypeState
from tests.compiler.project import ROOT, Project
from tests.release.packages import exported

from .genanki_packages import CARDS, FIRST, FIXED, SECOND, by_question, write

DAY = 86_400


def verify(*arguments: object) -> tuple[int, str, str]:
    """Run the command: exit code, stdout, stderr."""
    result = CliRunner().invoke(group, ["verify", *map(str, arguments)], standalone_mode=False)
    code = result.return_value if result.exception is None else 1
    return int(code), result.stdout, str(getattr(result.exception, "message", "")) or result.stderr


def rules(verdict: Verdict) -> list[str]:
    """The names of the breaches."""
    return [breach.finding.rule for breach in verdict.breaches]


def counts(verdict: Verdict) -> Mapping[str, int]:
    """How many notes met each outcome."""
    return {outcome.value: number for outcome, number in verdict.counts.items()}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write(tmp_path / "old.apkg", CARDS, FIRST, guid=by_question)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck of six cards, released once; the next day has come."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST))
    made = Project(tmp_path)
    made.write("cards/deck.yaml", "name: Models\nid: models-1\n")
    made.basics(*CARDS)
    assert made.run("release", "--version", "1.0")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + DAY))
    return made


def test_a_deckgen_release_keeps_the_promise(project: Project) -> None:
    project.basics(*FIXED[:5], ("What is pruning?", "Leaving weights out."))
    project.write("cards/style.css", ".card { color: teal }")
    text = (project.cards / "01.yaml").read_text(encoding="utf-8").replace('"c6"', '"c7"')
    project.write("cards/01.yaml", text)
    assert project.run("release", "--version", "2.0")[0] == 0
    rehearsal = rehearse(project.root / "output/Models-1.0.apkg", project.root / "output/Models-2.0.apkg")
    verdict = judge(rehearsal)
    assert (verdict.holds, verdict.warnings) == (True, ())
    assert counts(verdict) == {"new": 1, "updated": 1, "kept": 4, "orphaned": 1}
    suspended = rehearsal.before.cards[0].id
    assert {*rehearsal.before.reviews.values(), suspended} == rehearsal.studied, "each chosen card was answered"
    assert verdict.reviews_kept == verdict.reviews > 3
    assert verdict.schedules_kept == verdict.schedules > 2
    kept = verdict.of(Outcome.KEPT, Outcome.ORPHANED)
    assert sum(note.written for note in kept) == sum(note.kept for note in kept) >= 2


def test_without_a_revision_a_step_of_a_second_is_soft_unless_a_note_that_says_the_same_moved_too() -> None:
    def state(**notes: tuple[str, int]) -> CollectionState:
        made = [NoteState(n, guid, 1, mod, (text,), frozenset()) for n, (guid, (text, mod)) in enumerate(notes.items())]
        types = {1: NoteTypeState("", (("Front",), ()), (), cloze=False)}
        return CollectionState(tuple(made), (), {}, types, frozenset())

    old = state(a=("x", 100), b=("y", 100), c=("z", 100))
    assert _soft_steps(old, state(a=("x2", 101), b=("y", 100), c=("z", 100))) == {"a"}
    assert _soft_steps(old, state(a=("x2", 101), b=("y", 101), c=("z", 100))) == frozenset()


def test_a_text_that_changed_a_second_after_the_last_release_arrives(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 1))
    project.basics(*FIXED)
    assert project.run("release", "--version", "1.1")[0] == 0
    output = project.root / "output"
    verdict = judge(rehearse(output / "Models-1.0.apkg", output / "Models-1.1.apkg"))
    assert verdict.holds
    assert counts(verdict) == {"updated": 1, "kept": 5}


def test_tags_that_change_in_a_later_release_replace_nothing_and_are_no_breach(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.basics(*FIXED)
    assert project.run("release", "--version", "1.1")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 2 * DAY))
    text = (project.cards / "01.yaml").read_text(encoding="utf-8")
    project.write("cards/01.yaml", text.replace('"category": "Basics"', '"category": "Foundations"'))
    assert project.run("release", "--version", "1.2")[0] == 0
    for old in ("1.0", "1.1"):
        output = project.root / "output"
        verdict = judge(rehearse(output / f"Models-{old}.apkg", output / "Models-1.2.apkg"))
        assert (verdict.breaches, verdict.warnings) == ((), ())
        spared = verdict.of(Outcome.SPARED)
        assert len(spared) >= 2
        assert all(note.kept for note in spared)
        assert verdict.of(Outcome.UPDATED)


def test_the_report_of_a_good_update_reads_well(project: Project) -> None:
    project.basics(*FIXED, ("What is pruning?", "Leaving weights out."))
    code, out, _ = verify("output/Models-1.0.apkg", "cards")
    assert code == 0
    assert out.startswith("output/Models-1.0.apkg → cards, rehearsed in Anki ")
    assert "     1  updated: changed upstream, and the change arrived\n      · Why is a GPU fast?" in out
    assert re.search(r"the member wrote in \d of 6 notes, ", out)  # the seventh came with the update
    assert "  replaced on 1 of 1 note that changed upstream; Anki does so" in out
    assert out.endswith("The promise holds: members can import this.\n")


def test_cards_with_errors_are_reported_and_nothing_is_rehearsed(project: Project) -> None:
    project.write("cards/02.yaml", "cards: [{front: A}]\n")
    code, out, err = verify("output/Models-1.0.apkg", "cards")
    assert (code, out) == (1, "")
    assert "cards/02.yaml:1:" in err


def test_guids_of_fields_double_a_mended_note(tmp_path: Path) -> None:
    first = write(tmp_path / "old.apkg", CARDS, FIRST)
    verdict = judge(rehearse(first, write(tmp_path / "new.apkg", FIXED, SECOND)))
    assert counts(verdict)["duplicated"] == 1
    breach = verdict.breaches[0]
    assert breach.finding.rule == "duplicates"
    assert breach.notes == ("Why is a GPU quick? → Why is a GPU fast?",)


def test_one_time_for_all_notes_overwrites_edits(tmp_path: Path, old: Path) -> None:
    verdict = judge(rehearse(old, write(tmp_path / "new.apkg", FIXED, SECOND, guid=by_question)))
    assert rules(verdict) == ["edits-overwritten"]
    assert counts(verdict) == {"updated": 1, "overwritten": 5}
    assert not any(note.kept for note in verdict.of(Outcome.OVERWRITTEN))
    assert verdict.reviews_kept == verdict.reviews > 0


def test_a_constant_time_keeps_fixes_and_styles_away(tmp_path: Path, old: Path) -> None:
    new = write(tmp_path / "new.apkg", FIXED, FIRST, guid=by_question, css=".card { color: teal }")
    verdict = judge(rehearse(old, new))
    assert rules(verdict) == ["fixes-missed", "style-missed"]
    assert counts(verdict) == {"kept": 5, "missed": 1}


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (
            {"fields": ("Front", "Back", "Extra")},
            "templates of note type 'Simple' changed (Front, Back → Front, Back, Extra)",
        ),
        ({"fields": ("Front", "Answer")}, "(Front, Back → Front, Answer)"),
        ({"templates": 2}, "(Card 1 → Card 1, Card 2)"),
        ({"note_type": 1_500_000_000_009}, "became 'Simple' (1500000000009)"),
    ],
)
def test_another_note_type_conflicts(tmp_path: Path, old: Path, change: dict[str, Any], cause: str) -> None:
    verdict = judge(rehearse(old, write(tmp_path / "new.apkg", FIXED, SECOND, guid=by_question, **change)))
    assert rules(verdict) == ["note-type-conflict"]
    assert counts(verdict) == {"conflicting": 6}
    assert cause in verdict.breaches[0].finding.said("en").message


def test_two_notes_with_one_guid_are_seen(tmp_path: Path, old: Path) -> None:
    twice = (*CARDS, ("Why is a GPU quick?", "Another answer."))
    verdict = judge(rehearse(old, write(tmp_path / "new.apkg", twice, FIRST, guid=by_question)))
    assert "guid-twice" in rules(verdict)


def test_a_renamed_deck_is_a_warning(tmp_path: Path, old: Path) -> None:
    cards = (*CARDS, ("What is pruning?", "Leaving weights out."))
    verdict = judge(rehearse(old, write(tmp_path / "new.apkg", cards, FIRST, guid=by_question, deck="Large models")))
    assert verdict.holds
    (warning,) = verdict.warnings
    assert warning.finding.said("en").message == (
        "members get a second deck, Large models; the cards that they have stay in Models"
    )


def test_packages_in_the_newer_format_work(tmp_path: Path, old: Path) -> None:
    from anki.collection import Collection, ImportAnkiPackageRequest

    collection = Collection(str(tmp_path / "author.anki2"))
    try:
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(old)))
        newer = exported(collection, tmp_path / "newer.apkg", legacy=False)
    finally:
        collection.close()
    verdict = judge(rehearse(newer, write(tmp_path / "new.apkg", CARDS, FIRST, guid=by_question)))
    assert verdict.holds
    assert counts(verdict) == {"kept": 6}


def test_the_same_packages_give_the_same_report(tmp_path: Path, old: Path) -> None:
    new = write(tmp_path / "new.apkg", FIXED, SECOND, guid=by_question)
    assert verify(old, new) == verify(old, new)


def test_what_is_no_package_is_said(tmp_path: Path, old: Path) -> None:
    assert verify(tmp_path / "none.apkg", old)[2] == f"there is no package '{tmp_path / 'none.apkg'}'"
    broken = tmp_path / "broken.apkg"
    broken.write_bytes(b"no zip")
    assert verify(old, broken)[2].startswith(f"'{broken}' is not an Anki package")
    empty = write(tmp_path / "empty.apkg", (), FIRST)
    assert verify(empty, old)[2] == f"'{empty}' holds no notes"


def test_notes_without_any_card_can_be_updated(tmp_path: Path) -> None:
    """Of an empty front, genanki makes no card; there is nothing to review then."""
    old = write(tmp_path / "old.apkg", [("", "The answer alone.")], FIRST, guid=lambda _: "a")
    new = write(tmp_path / "new.apkg", [("The question", "The answer alone.")], SECOND, guid=lambda _: "a")
    verdict = judge(rehearse(old, new))
    assert counts(verdict) == {"updated": 1}
    assert (verdict.holds, verdict.schedules) == (True, 0)


def test_without_anki_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, old: Path) -> None:
    monkeypatch.setitem(sys.modules, "anki.buildinfo", None)
    with pytest.raises(DeckgenError, match="'anki' package is not installed") as raised:
        CliRunner().invoke(group, ["verify", str(old), str(old)], standalone_mode=False, catch_exceptions=False)
    python, *command = shlex.split(raised.value.hint.removeprefix("install it: "))
    assert Path(python).samefile(sys.executable)
    assert command[:-1] == ["-m", "pip", "install"]
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["project"]["optional-dependencies"] == {"verify": [command[-1]]}

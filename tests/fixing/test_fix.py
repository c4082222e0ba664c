"""What `check --fix` fixes, what it leaves, and that nothing else in a file moves."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from deckgen.editing.fixing import MOST_FIXES, fix_deck, fix_file
from deckgen.editing.ids import Ids
from deckgen.kinds import builtin_kinds
from deckgen.model.diagnostics import has_errors
from deckgen.pipeline.load import load
from tests.compiler.project import MISTAKES, Case, Project, cases, posix

HERE = Path(__file__).parent
FIXED = cases(HERE / "cases.txt")
LEFT = re.split(r"^\.\n", (HERE / "left.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1::2]


def fixed(project: Project) -> dict[str, str]:
    """What `--fix` makes of a project's files, by their names."""
    kinds = builtin_kinds()
    return {file.name: file.after for file in fix_deck(Path("cards"), kinds, project.load()[1])}


def of_another_machine(text: str) -> str:
    """A text as Windows and macOS save it: a mark at its beginning, CRLF, letters in pieces, no line end."""
    return unicodedata.normalize("NFD", "\ufeff" + text.rstrip("\n").replace("\n", "\r\n"))


@pytest.mark.parametrize("case", FIXED, ids=lambda case: case.title)
def test_fixes_what_is_certain(case: Case, project: Project) -> None:
    project.write("cards/media/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    project.write("cards/media/a.mp3", "x")
    check_fixed(case.given, case.expected, project)


def test_fixes_a_file_of_any_machine(project: Project) -> None:
    for case in FIXED[:3]:
        check_fixed(of_another_machine(case.given), of_another_machine(case.expected), project)


def check_fixed(given: str, wanted: str, project: Project) -> None:
    project.write("cards/01.yaml", given)
    after = fixed(project)["cards/01.yaml"]
    ids = re.compile(r"(?<=id: )[^\s,}]+")
    assert ids.sub("", after) == ids.sub("", wanted)
    composed = [[unicodedata.normalize("NFC", name) for name in ids.findall(text)] for text in (after, wanted)]
    assert composed[0] == composed[1]
    project.write("cards/01.yaml", after)
    assert fixed(project) == {}, "a second time there is nothing to do"
    left = [d for d in project.load()[1] if d.is_error]
    assert not left or "maybe" in given


@pytest.mark.parametrize("given", LEFT)
def test_leaves_what_is_not(given: str, project: Project) -> None:
    project.write("cards/01.yaml", given)
    assert has_errors(project.load()[1])
    assert fixed(project) == {}


@pytest.mark.parametrize("case", cases(MISTAKES), ids=lambda case: case.title)
def test_no_mistake_of_a_beginner_is_made_worse(case: Case, project: Project) -> None:
    project.write_all(case.given)
    before = [d for d in project.load()[1] if d.is_error]
    changed = fixed(project)
    for name, text in changed.items():
        project.write(name, text)
    after = [d for d in project.load()[1] if d.is_error]
    assert len(after) < len(before) if changed else after == before
    assert fixed(project) == {}


def test_fixes_a_file_with_the_line_ends_of_old_macs(project: Project) -> None:
    (project.cards / "01.yaml").write_bytes(b"cards:\r  - front: a: b\r    id: x\r    back: y\r")
    assert fixed(project) == {"cards/01.yaml": "cards:\r  - front: 'a: b'\r    id: x\r    back: y\r"}


def test_an_id_is_no_other_card_s_of_the_deck_nor_one_that_was_released(project: Project) -> None:
    project.write("cards/01.yaml", "cards:\n  - {front: Rank, back: b}\n")
    project.write("cards/02.yaml", "cards:\n  - {front: x, id: rank, back: b}\n")
    project.write("cards/03.yaml", "cards:\n  - front: 'y\n    id: rank-2\n")
    project.write("cards/released.jsonl", '{"line":"note","id":"rank-3","shape":1}\n')
    assert "id: rank-4" in fixed(project)["cards/01.yaml"]


def test_slips_are_fixed_one_after_another_as_far_as_it_is_certain() -> None:
    slips = ["*why", "Why: so?", "@home", "a: b # why", "Why: so?"]
    text = "cards:\n" + "".join(f"  - front: {slip}\n    id: c{n}\n    back: b\n" for n, slip in enumerate(slips))
    fixed = text.replace("*why", "'*why'").replace("Why: so?", "'Why: so?'", 1).replace("@home", "'@home'")
    assert fix_file(text, "x.yaml", builtin_kinds(), Ids()).text == fixed


def test_what_a_run_leaves_another_one_fixes(project: Project) -> None:
    cards = (f"  - {{front: a, id: c{n}}}\n  - front: a: b\n    id: d{n}\n" for n in range(MOST_FIXES + 20))
    project.write("cards/01.yaml", "cards:\n" + "".join(cards))
    first, second = (project.run("check", "--fix")[1] for _ in range(2))
    assert f"cards/01.yaml: {MOST_FIXES} fixed\n" in first
    assert "can be fixed: deckgen check --fix" in first
    assert "cards/01.yaml: 20 fixed\n" in second


def test_the_command_shows_then_writes_then_has_nothing_to_do(project: Project) -> None:
    project.write("cards/01.yaml", "cards:\r\n  - front: a: b\r\n    back: b\r\n")
    project.write("cards/02.yaml", "cards:\n  - {front: c, back: b, reverse: yes}")
    before = project.files()
    code, report, _ = project.run("check")
    assert (code, project.files()) == (1, before)
    assert report.count("[--fix]") == 3
    assert "3 can be fixed: deckgen check --fix" in report
    found = json.loads(project.run("check", "--format", "json")[1])
    assert [d["fix"] for d in found] == [True] * 3
    code, report, _ = project.run("check", "--fix")
    assert code == 0
    assert "cards/01.yaml: 2 fixed" in report
    after = project.files()
    assert after["cards/01.yaml"] == b"cards:\r\n  - front: 'a: b'\r\n    id: a-b\r\n    back: b\r\n"
    assert after["cards/02.yaml"] == b"cards:\n  - {front: c, id: c, back: b, reverse: true}"
    assert "no problems" in project.run("check", "--fix")[1]
    assert project.files() == after


@posix
def test_a_link_stays_a_link(project: Project) -> None:
    real = project.write("cards/media/real.yaml", "cards:\n  - {front: a, back: b}\n")
    (project.cards / "00.yaml").symlink_to("media/real.yaml")
    project.run("check", "--fix")
    assert (project.cards / "00.yaml").is_symlink()
    assert real.read_bytes() == b"cards:\n  - {front: a, id: a, back: b}\n"


def test_every_example_has_nothing_to_fix(project: Project) -> None:
    lines = [line for kind in builtin_kinds() for line in kind.example.splitlines()]
    project.write("cards/01.yaml", "cards:\n" + "".join(f"  {line}\n" for line in lines))
    assert fixed(project) == {}
    assert not [d for d in load(Path("cards"))[1] if d.rule in {"yaml-syntax", "wrong-type"}]

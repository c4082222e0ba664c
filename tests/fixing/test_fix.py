"""What `check --fix` mends, what it leaves, and that nothing else in a file moves."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from deckgen.editing.fixing import fix_deck
from deckgen.kinds import builtin_kinds
from deckgen.model.diagnostics import has_errors
from deckgen.pipeline.load import load
from tests.compiler.project import DECKGEN, MISTAKES, Case, Project, cases, posix

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


def test_deck_yaml_is_fixed_but_gets_no_id(project: Project) -> None:
    project.write("cards/deck.yaml", "name: A: B\nsubdecks: 네\n")
    project.write("cards/01.yaml", "cards:\n  - {front: a, id: a, back: b}\n")
    assert fixed(project) == {"cards/deck.yaml": "name: 'A: B'\nsubdecks: true\n"}


def test_an_id_is_no_other_card_s_of_the_deck_nor_one_that_was_released(project: Project) -> None:
    project.write("cards/01.yaml", "cards:\n  - {front: Rank, back: b}\n")
    project.write("cards/02.yaml", "cards:\n  - {front: x, id: rank, back: b}\n")
    project.write("cards/03.yaml", "cards:\n  - front: 'y\n    id: rank-2\n")
    project.write("cards/released.jsonl", '{"line":"note","id":"rank-3","shape":1}\n')
    assert "id: rank-4" in fixed(project)["cards/01.yaml"]


def test_what_one_slip_hides_is_fixed_too_as_far_as_it_is_certain(project: Project) -> None:
    project.write("cards/01.yaml", "cards:\n\t- front: a: b\n\t  back: @x\n\t- front: 'never closed\n\t  back: b\n")
    after = fixed(project)["cards/01.yaml"]
    assert after.startswith("cards:\n  - front: 'a: b'\n    back: '@x'\n")
    assert after.splitlines()[3].lstrip() == "- front: 'never closed"


def test_a_diff_of_nothing_says_that_there_is_more(project: Project) -> None:
    project.write("cards/01.yaml", "cards:\n  - front: why\n    id: a\n")
    code, out, err = project.run("check", "--diff")
    assert (code, out) == (1, "")
    assert "'deckgen check' shows it" in err


def test_the_command_shows_then_writes_then_has_nothing_to_do(project: Project) -> None:
    text = "cards:\r\n  - front: a: b   # why not\r\n    back: b\r\n"
    project.write("cards/01.yaml", text.replace("   # why not", ""))
    project.write("cards/02.yaml", "cards:\n  - {front: c, back: b, reverse: yes}")
    before = project.files()
    shown = subprocess.run([DECKGEN, "check", "--diff"], capture_output=True, check=False)
    assert (shown.returncode, shown.stderr, project.files()) == (1, b"", before)
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
    assert project.run("check", "--diff")[:2] == (0, "")
    for name, data in before.items():
        project.write(name, data)
    (project.root / "fix.diff").write_bytes(shown.stdout)
    subprocess.run(["git", "apply", "-p1", "fix.diff"], check=True, cwd=project.root)
    (project.root / "fix.diff").unlink()
    assert project.files() == after


@posix
def test_a_link_stays_a_link(project: Project) -> None:
    real = project.write("cards/media/real.yaml", "cards:\n  - {front: a, back: b}\n")
    (project.cards / "00.yaml").symlink_to("media/real.yaml")
    project.run("check", "--fix")
    assert (project.cards / "00.yaml").is_symlink()
    assert real.read_bytes() == b"cards:\n  - {front: a, id: a, back: b}\n"


def test_every_example_has_nothing_to_mend(project: Project) -> None:
    lines = [line for kind in builtin_kinds() for line in kind.example.splitlines()]
    project.write("cards/01.yaml", "cards:\n" + "".join(f"  {line}\n" for line in lines))
    assert fixed(project) == {}
    assert not [d for d in load(Path("cards"))[1] if d.rule in {"yaml-syntax", "wrong-type"}]

"""The command line, as a user runs it: in a process of its own, in a pipe or on a terminal."""

import json
import os
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deckgen._version import __version__
from deckgen.cli import COMMANDS

from .project import DECKGEN, FIXTURES, Project, deckgen

GOOD = "category: 갈래\ncards:\n  - {front: a, id: a, back: b}\n"
WRONG = "category: A\ncards:\n  - {front: a, id: a b, bakc: '50%, b'}\n"


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """Run deckgen with its output on a terminal."""
    if os.name == "nt":
        pytest.skip("no pseudo-terminals on Windows")
    import pty

    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", **environment}
    process = subprocess.Popen([DECKGEN, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # Linux's word for the end of a terminal
            break
        if not piece:
            break
        shown += piece
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode()


def test_help_lists_every_command_and_version_says_which() -> None:
    shown = deckgen("--help")
    assert shown.returncode == 0
    assert [name for name in COMMANDS if not re.search(rf"^  {name} ", shown.stdout, re.MULTILINE)] == []
    assert deckgen("-h").stdout == shown.stdout
    assert deckgen("--version").stdout == f"deckgen {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str, project: Project) -> None:
    code, shown, said = project.run(command, "--help")
    assert code == 0
    assert said == ""
    assert "Usage:" in shown
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", shown, re.MULTILINE)
    assert options[-1] == "--help"
    assert not re.findall(r"^  --[\w-]+(?: [A-Z]+)?$\n(?!  +\S)", shown, re.MULTILINE), (
        "an option without a word of help"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("biuld", "build"), ("serve", "preview")],
)
def test_a_mistyped_command_is_answered_with_the_one_meant(typed: str, meant: str) -> None:
    answer = deckgen(typed)
    assert answer.returncode == 2
    assert f"did you mean '{meant}'?" in answer.stderr


def test_wrong_usage_is_2(project: Project) -> None:
    project.write("cards/01.yaml", GOOD)
    for wrong in (
        ["build", "--nope"],
        ["check", "--format", "xml"],
        ["build", "cards/01.yaml"],
        ["kinds", "x"],
    ):
        answer = deckgen(*wrong)
        assert (answer.returncode, "Traceback" in answer.stderr) == (2, False), wrong


def test_build_says_what_it_made(project: Project) -> None:
    project.write("cards/01.yaml", GOOD)
    answer = deckgen("build")
    assert answer.returncode == 0
    assert (project.root / "output" / "Test-deck-draft.apkg").exists()
    assert "output/Test-deck-draft.apkg" in answer.stdout
    assert "갈래" in answer.stdout
    assert re.search(r"\d+ kB", answer.stdout)
    assert re.search(r"\d\.\d\d s", answer.stdout)


def test_check_shows_the_line_and_points_at_the_place(project: Project) -> None:
    project.write("cards/01.yaml", "category: A\ncards:\n  - {front: 한글과 글, id: 두 단어, back: b}\n")
    said = deckgen("check").stdout.splitlines()
    assert said[0] == "cards/01.yaml:3:24: error[bad-id]: '두 단어' is not a valid id: it contains a space"
    assert said[1] == "    3 |   - {front: 한글과 글, id: 두 단어, back: b}"
    assert said[2] == f"      | {' ' * (23 + 4)}^"  # two columns for each Korean character before it
    assert said[3].startswith("  hint: ")
    assert said[4] == "1 error"


def test_check_for_machines(project: Project) -> None:
    project.write("cards/01.yaml", WRONG)
    answer = deckgen("check", "--format", "json")
    assert answer.returncode == 1
    assert answer.stderr == ""
    found = json.loads(answer.stdout)
    assert [(d["file"], d["line"], d["column"], d["severity"], d["rule"]) for d in found] == [
        ("cards/01.yaml", 3, 20, "error", "bad-id"),
        ("cards/01.yaml", 3, 25, "error", "unknown-field"),
    ]
    assert all(d["message"] and d["hint"] for d in found)
    project.write("cards/01.yaml", GOOD)
    assert json.loads(deckgen("check", "--format", "json").stdout) == []


@pytest.mark.skipif(sys.platform != "linux", reason="a file's name is any bytes on Linux only")
def test_findings_in_a_file_whose_name_is_not_utf_8_are_json_too(project: Project) -> None:
    (project.cards / os.fsdecode(b"9\xff.yaml")).write_text(WRONG, encoding="utf-8")
    answer = deckgen("check", "--format", "json")
    assert answer.returncode == 1
    assert {found["file"] for found in json.loads(answer.stdout)} == {os.fsdecode(b"cards/9\xff.yaml")}


def test_check_for_github(project: Project) -> None:
    project.write("cards/a,b 100%.yaml", WRONG)
    answer = deckgen("check", GITHUB_ACTIONS="true")
    assert answer.returncode == 1
    place = "file=cards/a%2Cb 100%25.yaml,line=3"
    assert [line for line in answer.stdout.splitlines() if line.startswith("::")] == [
        f"::error {place},col=20,title=bad-id::'a b' is not a valid id: it contains a space (write 'a-b')",
        f"::error {place},col=25,title=unknown-field::'bakc' is not a field of basic (did you mean 'back'?)",
    ]


def test_colour_is_for_terminals_that_want_it(project: Project) -> None:
    project.write("cards/01.yaml", WRONG)
    assert "\x1b[" in on_a_terminal("check")
    assert "\x1b[" not in on_a_terminal("check", NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal("check", TERM="dumb")
    assert "\x1b[" not in on_a_terminal("check", "elsewhere", NO_COLOR="1")
    answer = deckgen("check")
    assert "\x1b[" not in answer.stdout + answer.stderr


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell's pipe")
def test_a_closed_pipe_is_no_error(project: Project) -> None:
    del project
    shown = subprocess.run(
        ["sh", "-c", f"'{DECKGEN}' kinds | head -1"], capture_output=True, encoding="utf-8", check=True
    )
    assert shown.stdout.startswith("term")
    assert "Traceback" not in shown.stderr
    assert "BrokenPipe" not in shown.stderr


def test_korean_is_printed_under_any_locale(project: Project) -> None:
    project.write("cards/01.yaml", GOOD)
    assert "갈래" in deckgen("build", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_click_completes_commands_and_options(shell: str) -> None:
    assert "_DECKGEN_COMPLETE" in deckgen(_DECKGEN_COMPLETE=f"{shell}_source").stdout

    def completed(*words: str) -> str:
        at = words[-1] if shell == "fish" else str(len(words) - 1)
        return deckgen(_DECKGEN_COMPLETE=f"{shell}_complete", COMP_WORDS=" ".join(words), COMP_CWORD=at).stdout

    assert "build" in completed("deckgen", "bu")
    assert "--format" in completed("deckgen", "check", "--fo")
    assert "json" in completed("deckgen", "check", "--format", "j")


@pytest.mark.skipif(sys.platform != "linux", reason="an opener of our own is where Linux looks for its own")
def test_build_open_hands_the_package_to_the_system(project: Project) -> None:
    project.write("cards/01.yaml", GOOD)
    opener = project.write("bin/xdg-open", '#!/bin/sh\necho "$1" > opened\n')
    opener.chmod(0o755)
    answer = deckgen("build", "--open", PATH=str(opener.parent))  # ends with the opener, which holds its output
    assert (answer.returncode, answer.stderr) == (0, "")
    opened = (project.root / "opened").read_text().strip()
    assert Path(opened) == project.root / "output/Test-deck-draft.apkg"
    opener.unlink()
    answer = deckgen("build", "--open", PATH=str(opener.parent))
    assert answer.returncode == 1
    assert "nothing on this system opens .apkg files" in answer.stderr


def test_a_broken_kind_is_reported_beside_the_sound_ones(project: Project) -> None:
    shutil.copytree(FIXTURES / "kinds", project.cards / "kinds")
    project.write("cards/kinds/pair/one.front.html", "{{lfet}}")
    for command in ("kinds", "schema"):
        answer = deckgen(command)
        assert answer.returncode == 1
        assert "cards/kinds/pair/one.front.html:1:1: error[unknown-template-field]" in answer.stderr
    shown = deckgen("kinds", "basic")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert deckgen("kinds", "pair").returncode == 1
    shutil.rmtree(project.cards)
    assert "term" in json.loads(deckgen("schema").stdout)["definitions"], "the built-in kinds need no deck"


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        (["--version"], {"yaml", "comrak", "sqlite3"}),
        (["check"], {"genanki", "pygments", "asyncio", "ssl"}),
        (["build"], {"pygments", "asyncio", "ssl", "zstandard", "deckgen.sources.yaml_problems"}),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else "",
)
def test_a_command_loads_nothing_that_it_does_not_use(project: Project, arguments: list[str], unused: set[str]) -> None:
    project.write("cards/01.yaml", "cards:\n  - {front: a, id: a, back: '**b**'}\n")
    script = "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); import runpy; "
    script += "runpy.run_module('deckgen', run_name='__main__')"
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=True)
    assert unused & {*done.stderr.split()} == set()

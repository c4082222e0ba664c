"""Whatever a file holds, a command ends in words, harms nothing, and lets nothing pass that could run: `make soak`."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen.kinds import builtin_kinds
from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from tests.compiler.project import CARD, DECK, Project
from tests.conftest import EXAMPLES
from tests.guard.oracle import unsafe

pytestmark = pytest.mark.soak

PIECES = (
    *"<>&\"'=/`*_~$[]()!#:{}\\\n\t|-+.@%,;?가 ", "{{c1::", "}}", "::", "\\(", "\\)", "$$", "[latex]", "[sound:", "![",
    "](", "<script>", "</script>", "<b onclick=x>", "<!--", "-->", "<svg>", "<style>", "<img src=x>", "<br>", "&lt;",
    "&#x6a;", "javascript:", "url(", "position:fixed;", "style='", "{{#", "{{/", "{{front}}", "[[", "]]", "- ",
    "\n  ", ": ", "&a ", "*a", "!x ", "'''", "id: ", "cards:\n", "---\n", "null", "true", "1e999", "9" * 30,
    '"\\ud800"', "@import 'x';", "/*", "*/", "\\26 ", "# ", "Q: ", "A: ", " :: ", "```\n", "#separator:tab\n",
    "#html:true\n", "\0", "\ufeff", "\u2028", "e\u0301", "\x1b[31m", "\u202e",
)  # fmt: skip
KIND = "key: word\nfields:\n- {name: word, id: 1, required: true, help: a word}\ncards:\n- {name: one, id: 1}\n"
CSS = ".card { color: red } @media (min-width: 1px) { b:not(.x) { content: '}' } }\n"
HTML = "cards:\n- {front: a, id: a, html: [back], back: '<p style=\"color: red\">x</p>'}\n"
EXAMPLE = "cards:\n" + "".join(f"  {line}\n" for kind in builtin_kinds() for line in kind.example.splitlines())
IMPORTED = (("check", "new/cards"), ("build", "new/cards"))
COMPILED = (("check", "cards"), ("build", "cards"), ("page", "cards"))


class Target(NamedTuple):
    """A file that may hold anything, what it holds when it is sound, and the commands that read it."""

    path: str
    sound: str
    commands: Sequence[tuple[str, ...]] = COMPILED


TARGETS = (
    Target("cards/deck.yaml", f"{DECK}description: About **this** deck.\nrules: {{same-front: error}}\n"),
    Target("cards/01.yaml", EXAMPLE),
    Target("cards/02.yaml", HTML),
    Target("cards/01.yaml", EXAMPLE, (("check", "cards", "--fix"), ("build", "cards"))),
    Target("cards/kinds/word/kind.yaml", KIND),
    Target("cards/kinds/word/one.front.html", "<b>{{word}}</b>{{#word}}x{{/word}}"),
    Target("cards/style.css", CSS),
    Target("cards/released.jsonl", "", (("check", "cards"), ("release",), ("site",), ("release", "--repair"))),
    Target(
        "notes.csv", 'front,back,tags\n"What, is it?",<b>This</b> {{c1::x}},a b\n', (("import", "notes.csv", "new"),)
    ),
    Target("notes.md", "# Topic\n\n## Why?\n\nSo.\n\nQ: Why?\nA: So.\n", (("import", "notes.md", "new"),)),
)


@st.composite
def slips(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound file with slips of the hand: pieces put in, taken out, repeated."""
    put = st.sampled_from(PIECES) | st.text(max_size=3)
    slip = st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 1, 2, 7, 40]), put, st.sampled_from([1] * 9 + [40, 2_000]))
    for where, gone, piece, often in draw(st.lists(slip, min_size=1, max_size=5)):
        at = int(where * len(sound))
        sound = sound[:at] + piece.encode(errors="surrogatepass") * often + sound[at + gone :]
    return sound


def run(project: Project, *command: str) -> int:
    """Run a command; whatever else than an error in words ends it fails the test."""
    before, said = project.files(), ""
    try:
        code, said, errors = project.run(*command)
        assert "Traceback" not in said + errors
    except (DeckgenError, click.ClickException) as error:
        code, errors = 1, str(error)
    assert code == 0 or errors or said
    wrote = project.files().keys() - before.keys()
    assert code == 0 or "--fix" in command or not wrote, f"{command} failed and wrote {wrote}"
    return code


def examine(project: Project, commands: Sequence[tuple[str, ...]]) -> None:
    """Run commands on a project and look at what they leave."""
    codes = {command[0]: run(project, *command) for command in commands}
    if (project.root / "new").exists():
        assert [run(project, *command) for command in IMPORTED] == [0, 0], "import writes what check refuses"
    if codes.get("check") == 0:
        assert codes.get("build", 0) == 0, "build refuses what check passes"
    for cards in (project.cards, project.root / "new/cards"):
        for note in load(cards)[0].notes if cards.is_dir() else ():
            for field in note.fields:
                assert not unsafe(field, latex=cards != project.cards), field


@contextlib.contextmanager
def projects() -> Iterator[Project]:
    """A project in a folder of its own, which is also the working folder."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            project = Project(Path(folder).resolve())
            project.write("cards/deck.yaml", DECK)
            project.write("cards/00.yaml", CARD)
            project.write("cards/kinds/word/kind.yaml", KIND)
            project.write("cards/kinds/word/one.front.html", "{{word}}")
            project.write("cards/kinds/word/one.back.html", "{{word}}")
            yield project
        finally:
            os.chdir(before)


@settings(deadline=None, max_examples=10 * EXAMPLES, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: f"{target.commands[0][0]} {target.path}")
def test_any_file(target: Target, data: st.DataObject) -> None:
    with projects() as project:
        if target.path == "cards/released.jsonl":
            assert run(project, "release", "--version", "1") == 0
        path = project.root / target.path
        project.write(target.path, data.draw(slips(target.sound.encode() or path.read_bytes())))
        examine(project, target.commands)

"""A pull request that carries every trick: nothing runs, nothing leaks, nothing outside changes, each is reported."""

import base64
import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from deckgen.cli.errors import described
from deckgen.release.ledger_file import format_ledger, read_ledger
from deckgen.web.preview import Preview
from tests.compiler.project import Project, deckgen, posix
from tests.guard.test_fields import BY_DELETIONS, REACHING_OUT, RUN_BY_ANKI
from tests.guard.test_html_fields import REFUSED
from tests.guard.test_own_kinds import PAGES, REMOTE, SCRIPTS, STYLES
from tests.guard.test_printing import COMMAND, EVIL, LIVE, printed

from .conftest import DECK, EDITED, KIND
from .test_foreign_git import plant

pytestmark = posix
SECRET = b"correct horse battery staple"
PNG = b"\x89PNG\r\n\x1a\n"
LATEX = [
    r"\input{/etc/passwd}", r"\@@input /etc/passwd", r"\InputIfFileExists{a}{b}{c}", r"\begin{input}{a}\end{input}",
    r"\file_input:n{a}", r"\begin{filecontents}{a}b\end{filecontents}", r"\write18{touch ran}", r"\openin5=a",
    r"\lstinputlisting{a}", r"\includegraphics{/etc/passwd}", r"\catcode`\!=0 !input a", r"\csname input\endcsname a",
]  # fmt: skip
TEXTS: dict[str, list[str]] = {
    "front unsafe": [*RUN_BY_ANKI, *REACHING_OUT],
    "cloze unsafe": BY_DELETIONS,
    "html unsafe": [
        *(f"[latex]{text}[/latex]" for text in LATEX),
        *(text for text in REFUSED if not re.match(r"a</div>|<div>|\{\{|\[sound:/|<img src=\"\\", text)),
    ],
        "front dead-link": ["[x](javascript:alert`1`)", "[x](data:text/html,x)", "[x](file:///etc/passwd)"],
    "front foreign-markup": ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[latex]x[/latex]"],
    "front media-outside": [
        f"![x](<{path}>)"
        for path in ("../../outside/secret.png", "media/../deck.yaml", "//host/share/a.png", "C:/a.png",
                     "media/%2e%2e/%2e%2e/outside/secret.png", "media/link.png")
    ],
    "front media-missing": [f"![x](<{name}>)" for name in ("/etc/passwd", "file:///etc/passwd", "media/run.exe")],
    "html media-outside": ["[sound:/etc/passwd.mp3]", "<img src='\\\\host\\a.png'>"],
    "html remote-picture": ["<img alt=x src='https://x.org/a.png'>", "<audio src=//x.org/a.mp3></audio>"],
    "front remote-picture": ["![x](https://x.org/a.png)", "![x](HTTPS://x.org/a.png)"],
    "front control-character": ["![x](<media/a\x1b[2J.png>)", "evil\x1b]0;owned\x07\x1b[2J"],
}  # fmt: skip
"""A card's key and the rule that reports it → texts."""
BOMB = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
FILES: dict[str, tuple[str | bytes, str]] = {
    "bomb.yaml": (f"a: &a [x, x]\n{BOMB}cards: *i\n", "yaml-alias"),
    "python.yaml": ('cards: !!python/object/apply:os.system ["touch ran"]\n', "yaml-tag"),
    "merge.yaml": ("x: &x {front: a}\ncards:\n  - {<<: *x, id: m, back: b}\n", "yaml-alias"),
    "deep.yaml": ("cards: " + "[" * 20_000 + "\n", "too-deep"),
    "control.yaml": (b"cards:\n  - {front: 'a\x1b[2Jb', id: ctl, back: b}\n", "control-character"),
    "nul.yaml": (b"cards:\n  - {front: a\x00b}\n", "control-character"),
    "id.yaml": ("cards:\n- {front: a, id: ../../outside/secret, back: b}\n", "bad-id"),
    "turned.yaml": ("category: 'x\u202ey'\ncards:\n- {front: q, id: turned, back: b}\n", "turned-name"),
    "tags.yaml": ("cards:\n- {front: t, id: tags, back: b, tags: ['<script>a']}\n", "unsafe"),
    "style.css": ("a { background: url(https://x.org) } b { position: fixed }", "own-remote"),
}
"""Files of the cards folder, and the rule that reports each."""
SETTINGS = {
    "file: ../../outside/x": "bad-value", "site: 'javascript:alert(1)'": "bad-value", "language: ../x": "bad-value",
    "report: 'javascript:alert(1)//{id}'": "bad-value", "tts: 'en]x'": "bad-value", "tag: '{{Front}}'": "unsafe",
    "rules: {unsafe: off}": "unknown-rule", "author: '<script>x</script>'": "unsafe", "<<: {name: x}": "unknown-key",
    "slices: ['<script>']": "unused-slice",
    r'licence: "x\x1b[2J"': "control-character", "sheet: !!python/name:os.system x": "yaml-tag",
}  # fmt: skip
RELEASED = '{"line":"release","version":"../../outside/x"}'
LEDGER_LINES = ["<<<<<<< HEAD", RELEASED, json.dumps({"line": "note", "id": EVIL}), "[" * 9_999, "x\x1b[2J"]
WRITING = [
    ("check", "--fix"), ("build",), ("page",), ("release", "--repair"), ("release",),
    ("verify", "output/semina-1.0.apkg", "cards"), ("site", "--url", "https://deck.org/"),
]  # fmt: skip
COMMANDS = [
    ("check",), ("check", "--all"), ("plan", "--until", "2030-01-01"),
    ("kinds",), ("kinds", "own-script"), ("rules",), ("schema",), ("schema", "--deck"), ("diff",),
    ("diff", "git:v1.0", "git:HEAD"), ("release", "--dry-run"), ("release", "--version", "; touch ran"),
    ("release", "--version", "../../outside/x"), ("release", "--again", "gpu"),
    ("merge", "output/semina-1.0.apkg", "--apply"), ("import", "output/semina-1.0.apkg", "came"),
    ("import", "notes", "came-3"), *WRITING,
]  # fmt: skip
LINKS = {"link.yaml": "secret.yaml", "media/link.png": "secret.png", "kinds/own-script/ask.back.html": ".env"}
PIPES = ("pipe.yaml", "media/pipe.png", "kinds/own-page/style.css")
PLACES = (
    "cards", "cards/sub", "cards/kinds", "cards/media", "cards/releases", "output", "cards/deck.yaml",
    "cards/released.jsonl", "cards/01.yaml", "cards/releases/1.0.md", "output/semina-1.0.apkg", "output/.built.json",
)  # fmt: skip
REPLACED = {"output/.built.json"}
"""deckgen's own: where a link is in the way, it is replaced by a file."""


class Branch:
    """The checked-out branch, and what lies outside of it."""

    def __init__(self, project: Project, outside: Path) -> None:
        self.project, self.outside = project, outside
        (outside / "kinds/own").mkdir(parents=True)
        (outside / "secret.png").write_bytes(PNG + SECRET)
        for name in ("secret.yaml", ".env", "x.md", "kinds/own/kind.yaml"):
            (outside / name).write_bytes(SECRET)
        self.before = self.everything_outside()
        program = project.write("program", '#!/bin/sh\necho "$0 $*" >> "$(dirname "$0")/ran"\nexit 1\n')
        program.chmod(0o755)
        shutil.copytree(project.root / ".git", project.cards, dirs_exist_ok=True)
        for repository in (project.root / ".git", project.cards):
            plant(repository, program)
        for name in ("git", "chromium", "xdg-open", "cards/.venv/bin/python"):
            project.write(name, program.read_bytes()).chmod(0o755)
        for name in ("yaml", "click", "genanki", "sitecustomize"):
            project.write(f"{name}.py", f"open({str(project.root / 'ran')!r}, 'w')\n")
        project.write(".gitattributes", "* filter=x diff=x merge=x\n")
        project.write(".gitmodules", f'[submodule "x"]\npath = cards/x\nurl = ext::{program}\nupdate = !{program}\n')

    def everything_outside(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.outside.rglob("*") if path.is_file()}

    def link(self, name: str, target: str) -> None:
        """Put a link out of the project in the place of whatever is there."""
        path = self.project.root / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(self.outside / target)

    def run(self, *command: str) -> str:
        """What a command prints; it may refuse, and nothing else may happen."""
        out = printed(*command)
        assert not re.search("traceback|internal", out, re.IGNORECASE), (command, out)
        assert LIVE.findall(out) == [], command
        assert command[0] == "check" or not COMMAND.search(out), (command, out)
        assert SECRET.decode() not in out, command
        self.is_whole()
        return out

    def is_whole(self) -> None:
        """Nothing ran, nothing outside changed, and no file here holds anything from there."""
        assert not (self.project.root / "ran").exists(), (self.project.root / "ran").read_text("utf-8")
        assert self.everything_outside() == self.before
        for path in self.project.root.rglob("*"):
            if path.is_file() and not path.resolve().is_relative_to(self.outside):
                assert not any(SECRET in data for data in contents(path)), path

    def reported(self, *severities: str) -> set[tuple[str, str, int]]:
        """What `check` finds, as (path in the cards folder, rule, line)."""
        found = json.loads(self.run("check", "--format", "json"))
        chosen = [each for each in found if not severities or each["severity"] in severities]
        return {(each["file"].removeprefix("cards/"), each["rule"], each["line"]) for each in chosen}


def contents(path: Path) -> list[bytes]:
    """All that a file shows to whoever gets it: a package's entries, a page's embedded files."""
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return [archive.read(name) for name in archive.namelist()]
    return [data, *(base64.b64decode(each + b"==") for each in re.findall(rb"base64,([\w+/]+)", data))]


@pytest.fixture
def branch(committed: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Branch:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    return Branch(committed, tmp_path_factory.mktemp("outside"))


def write_sources(project: Project) -> set[tuple[str, str, int]]:
    """Write every trick that is a source; gives what is to be reported: path, rule, and line or 0."""
    expected: set[tuple[str, str, int]] = set()
    for name, (content, rule) in FILES.items():
        project.write(f"cards/{name}", content)
        expected.add((name, rule, 0))
    for name, texts in TEXTS.items():
        key, _, rule = name.partition(" ")
        cards = []
        for n, text in enumerate(texts):
            about = {"front": text, "html": ["front"]} if key == "html" else {key: text}
            cards.append(json.dumps(about | {"id": f"{key}-{rule}-{n}"} | ({} if key == "cloze" else {"back": "b"})))
        project.write(f"cards/{key}-{rule}.yaml", "cards: [\n" + ",\n".join(cards) + "]\n")
        expected |= {(f"{key}-{rule}.yaml", rule, n + 2) for n in range(len(cards))}
    acts = {"own-script": SCRIPTS, "own-remote": REMOTE, "own-page": PAGES}
    for at, (rule, templates) in enumerate(acts.items()):
        for name, text in {
            "kind.yaml": KIND.replace("fact", f"fact{at}").replace("7", f"70{at}").replace("81", f"80{at}"),
            "ask.front.html": f"{{{{fact{at}}}}}\n" + "\n".join(templates),
            "ask.back.html": "{{answer}}",
            "style.css": "\n".join(STYLES.get(rule, [])[:1]),
        }.items():
            project.write(f"cards/kinds/{rule}/{name}", text)
        expected.add((f"kinds/{rule}/ask.front.html", rule, 0))
    return expected


def test_every_source_is_reported_and_no_command_does_harm(branch: Branch) -> None:
    project = branch.project
    expected = write_sources(project)
    for name, target in LINKS.items():
        branch.link(f"cards/{name}", target)
    for name in PIPES:
        (project.cards / name).unlink(missing_ok=True)
        os.mkfifo(project.cards / name)
    expected |= {(name, "no-access", 1) for name in (*LINKS, *PIPES) if "media" not in name}
    found = branch.reported()
    assert expected - found - {(name, rule, 0) for name, rule, _ in found} == set()
    for command in COMMANDS:
        branch.run(*command)
    built = {path.name for path in (project.root / "output").iterdir()}
    assert built == {"semina-1.0.apkg", "semina-1.0.md"}, "nothing is built of a deck with errors"
    assert SECRET not in preview()
    for command in (("check",), ("build",)):  # in a process of its own, which would import modules that lie here
        assert "Traceback" not in deckgen(*command).stderr
        branch.is_whole()


def test_what_is_no_error_does_no_harm_where_it_is_built(branch: Branch) -> None:
    project = branch.project
    write_sources(project)
    notes = [text for texts in TEXTS.values() for text in texts]
    project.write("notes/a.md", "".join(f"## {n}\n\n{text}\n\n" for n, text in enumerate(notes)))
    branch.link("notes/media/link.png", "secret.png")
    shown = "<script>x</script> [x](javascript:alert) ![x](media/link.png) ![x](../../outside/secret.png)"
    project.write("cards/deck.yaml", f"{DECK}description: '{shown}'\nintroductions: {{기초: '{shown}'}}\n")
    while wrong := {project.cards / name for name, _, _ in branch.reported("error")}:
        for path in wrong:
            shutil.rmtree(path.parent, ignore_errors=True) if path.parent != project.cards else path.unlink()
    project.write("cards/01.yaml", EDITED)
    for command in COMMANDS:
        branch.run(*command)
    pages = [(project.root / name).read_bytes() for name in ("output/semina.html", "output/site/index.html")]
    for page in (*pages, preview()):
        assert SECRET not in page
        assert not re.search(rb"<script>x|href=[\"']?\s*javascript:|src=[\"']?https?://x\.org", page)


def preview() -> bytes:
    """The preview's page."""
    shown = Preview(Path("cards"), described)
    shown.rebuild()
    return shown.page


def test_no_link_leads_out_and_no_setting_does_harm(branch: Branch) -> None:
    project = branch.project
    for line, rule in SETTINGS.items():
        project.write("cards/deck.yaml", f"name: a\nid: b\n{line}\n")
        assert ("deck.yaml", rule, 3) in branch.reported(), line
    shutil.copytree(project.root, project.root.parent / "whole", symlinks=True)
    for name in PLACES:
        for part in ("cards", "output"):
            path = project.root / part
            path.unlink() if path.is_symlink() else shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(project.root.parent / "whole" / part, path)
        project.write("cards/deck.yaml", DECK)
        project.write(
            "cards/01.yaml", EDITED.replace("GPU", "![x](media/secret.png) GPU" if "media" in name else "GPU")
        )
        branch.link(name, "." if "." not in Path(name).name else "secret.yaml")
        out = "".join(branch.run(*command) for command in WRITING)
        assert re.search("link|not an Anki package|cannot be written", out) or name in REPLACED, name


def test_ledger_that_a_stranger_wrote(branch: Branch) -> None:
    project = branch.project
    ledger, _ = read_ledger(Path("cards"))
    written = format_ledger(ledger)
    for line in LEDGER_LINES:
        project.write("cards/released.jsonl", f"{written}{line}\n")
        assert {(name, each) for name, _, each in branch.reported()} == {("released.jsonl", written.count("\n") + 1)}
    project.write("cards/01.yaml", EDITED)
    for version in ("../../../outside/x", EVIL, "'; touch ran"):
        named = replace(ledger.releases[-1], version=version)
        project.write("cards/released.jsonl", format_ledger(replace(ledger, releases=(named,))))
        for command in WRITING:
            branch.run(*command)

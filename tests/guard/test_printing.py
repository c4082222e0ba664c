"""What is printed never acts: no escape sequence, no control character, nothing that turns a line round."""

import gc
import io
import json
import os
import re
import sqlite3
import sys
from contextlib import closing, redirect_stderr, redirect_stdout, suppress

import pytest

from deckgen.cli import main
from deckgen.cli.printing import echo, styled
from deckgen.messages.inert import escaped, inert, one_line
from deckgen.release.differences.as_markdown import code
from tests.compiler.project import Project
from tests.release.packages import with_entry

from .test_fields import OWN as OWN_KIND

LIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
EVIL = "evil\x1b]0;owned\x07\x1b[2J\u202egnp\u2066\x9b31m\u200b\n::error::x\r##[error]y \U000e0041`*<b>"
NAMED = "e\x1b[2Jv\u202el\n::error::x"
"""As EVIL, in a file's name."""


@pytest.mark.parametrize(
    "character", [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u202a\u202e\u2066\u2069\u200e\ufeff\u2028"]
)
def test_each_character_that_acts_is_written_out(character: str, capsys: pytest.CaptureFixture[str]) -> None:
    echo(f"a{character}b")
    out = capsys.readouterr().out
    assert not LIVE.search(out)
    assert out == (f"a{character}b\n" if character in "\t\n" else f"a<U+{ord(character):04X}>b\n")
    assert json.loads(escaped(json.dumps(f"a{character}b", ensure_ascii=False))) == f"a{character}b"


def test_only_our_own_styles_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    echo(styled(f"a\x1b[31mb{EVIL}", fg="red"), color=True)
    out = capsys.readouterr().out
    assert re.findall(r"\x1b[^m]*m", out) == ["\x1b[31m", "\x1b[0m"]
    assert not LIVE.search(out.replace("\x1b[31m", "").replace("\x1b[0m", ""))


def test_what_is_no_danger_stays_as_it_is() -> None:
    text = "한글 é 👩‍👩‍👧 العربية עברית\tx\n\u200c"
    assert inert(text) == text
    assert one_line("a\n  b\r\nc") == "a b c"
    assert code("a`b\nc") == "`` a`b c ``"


@pytest.fixture
def evil(project: Project) -> Project:
    """A deck that is wrong in many ways, each with words that would act."""
    project.write(
        "cards/deck.yaml",
        f"name: {json.dumps('a' + EVIL)}\nid: evil\nauthor: {json.dumps(EVIL)}\nx: {json.dumps(EVIL)}\n",
    )
    project.write("cards/01.yaml", _card("a", "front", EVIL))
    project.write(
        "cards/02.yaml", _card(EVIL, "front", EVIL) + f"    tags: [{json.dumps(EVIL)}]\n    {json.dumps(EVIL)}: x\n"
    )
    project.write("cards/03.yaml", _card("c", EVIL, EVIL))
    project.write("cards/04.yaml", _card("d", "front", f"![{EVIL}](media/{EVIL}.png) $x [sound:{EVIL}]"))
    project.write("cards/05.yaml", f"cards:\n  - front: {EVIL}\n    id: \u202ee\n    back: \u2066x <b\u202e>\n")
    project.write("cards/kinds/own/kind.yaml", OWN_KIND.replace("id: 2}", f"id: 2, needs: {json.dumps(EVIL)}}}"))
    project.write("cards/kinds/own/one.front.html", "{{#\u202e\n::error::x}}{{/\u202ey}}")
    project.write("cards/kinds/own/one.back.html", "{{\u202e\n::x}} [[\u202e]]")
    project.write("cards/kinds/own/labels.yaml", f"en: {{{json.dumps(EVIL)}: [x], kind: {json.dumps('{{' + EVIL)}}}\n")
    if os.name == "posix":
        project.write(f"cards/{NAMED}.yaml", "cards:\n  - {front: '![x](<media/x.png>)', id: n, bakc: b}\n")
        project.write(f"cards/media/{NAMED}.png", "x")
        project.write(f"cards/kinds/{NAMED}/kind.yaml", "key: a\n")
    return project


def _card(id_: str, key: str, text: str) -> str:
    return f"cards:\n  - {json.dumps(key)}: {json.dumps(text)}\n    id: {json.dumps(id_)}\n    back: b\n"


def printed(*arguments: str) -> str:
    """What a command prints, all of it; also where it stops."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(sys, "argv", ["deckgen", *arguments])
        monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)  # main sets it
        with redirect_stdout(out), redirect_stderr(out), suppress(SystemExit):
            main()
    gc.unfreeze()
    return out.getvalue()


COMMANDS = [
    ("check",), ("check", "--format", "json"), ("build",), ("page",), ("kinds",),
    ("schema",), ("plan", "--from", "2026-01-01", "--until", "2026-02-01"), ("release",),
    ("release", "--version", EVIL),
    (EVIL,), ("check", EVIL), ("build", "-o", EVIL), ("rules", EVIL), ("kinds", EVIL), ("diff", EVIL),
    ("diff", f"HEAD:{NAMED}"), ("verify", EVIL, EVIL), ("merge", EVIL), ("import", EVIL, "x"),
    ("release", "--repair"), ("rules",), ("site",),
]  # fmt: skip


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: re.sub(r"[^a-z-]", "", " ".join(words)))
def test_of_a_hostile_deck_nothing_acts(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    out = printed(*arguments)
    assert out
    assert LIVE.findall(out) == []
    told = [line for line in out.splitlines() if COMMAND.search(line)]
    allowed = re.compile(r"::(?:error|warning) file=cards[^:,]*,line=\d+,col=\d+,title=[a-z-]+::")
    assert [line for line in told if arguments[0] != "check" or not allowed.match(line)] == []


FORMS = ("text", "markdown")


def hostile(project: Project) -> None:
    """Two packages: one of the deck, and one whose every name and text would act."""
    project.write("cards/01.yaml", 'cards:\n  - {front: a, id: a, back: "![x](media/x.png)", tags: [t]}\n')
    project.write("cards/media/x.png", "x")
    package = project.package("old.apkg")
    words = json.dumps(EVIL)[1:-1]

    def change(data: bytes) -> bytes:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(data)
            connection.execute(
                "UPDATE col SET models = replace(replace(replace(models, '\"Basic', ?), 'Test deck', ?), '\"Back', ?),"
                " decks = replace(decks, 'Test deck', ?)",
                (f'"{words}Basic', words, f'"{words}Back', words),
            )
            connection.execute("UPDATE notes SET flds = replace(flds, 'a', ?), tags = ?", (EVIL, f" {EVIL} "))
            connection.commit()
            return connection.serialize()

    project.root.joinpath("bad.apkg").write_bytes(with_entry(package, "collection.anki2", change))
    media = json.dumps({"0": EVIL.replace("/", "")}).encode()
    project.root.joinpath("media.apkg").write_bytes(with_entry(package, "media", lambda _: media))


@pytest.mark.parametrize("bad", ["bad.apkg", "media.apkg"])
def test_of_a_strangers_package_nothing_acts(bad: str, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    hostile(project)
    for arguments in (
        *(("diff", *packages, "--format", form) for packages in (("old.apkg", bad), (bad,)) for form in FORMS),
        ("merge", bad),
        ("merge", bad, "--apply"),
        ("import", bad, "x"),
        ("verify", "old.apkg", bad),
    ):
        out = printed(*arguments)
        assert out
        assert LIVE.findall(out) == []
        assert not COMMAND.search(out)

"""Files: nothing outside the deck is read, nothing that never ends, and nothing of anyone's is replaced."""

import os
from pathlib import Path

import pytest
from click import UsageError

from deckgen.model.diagnostics import DeckgenError
from deckgen.system.inputs import MOST_LEDGER, MOST_MEDIA, MOST_TEXT
from tests.compiler.project import CARD, Project, posix

HIDDEN = "root:x:0:0:hidden words"
KIND = "key: word\nfields:\n- {name: word, id: 1, required: true}\ncards:\n- {name: one, id: 1}\n"
SOURCES = (
    "deck.yaml", "01.yaml", "deeper/02.yaml", "style.css", "kinds/own/kind.yaml", "kinds/own/labels.yaml",
    "kinds/own/style.css", "kinds/own/one.front.html", "kinds/own/one.back.html", "kinds/own/example.yaml",
    "released.jsonl",
)  # fmt: skip
KINDS = ("pipe", "device", "sparse", "socket")
pytestmark = posix


@pytest.fixture
def whole(project: Project) -> Project:
    """A deck with every file that a deck may have."""
    project.write("cards/01.yaml", CARD)
    project.write("cards/deeper/02.yaml", CARD.replace("id: a", "id: b"))
    project.write("cards/style.css", ".card { color: black }")
    for name, text in {"kind.yaml": KIND, "one.front.html": "{{word}}", "one.back.html": "{{id}}"}.items():
        project.write(f"cards/kinds/own/{name}", text)
    return project


def put(project: Project, name: str, target: str) -> Path:
    """Put a link in a source's place."""
    path = project.cards / name
    path.unlink(missing_ok=True)
    path.symlink_to(os.path.relpath(project.root / target, path.parent))
    return path


@pytest.mark.parametrize("name", SOURCES)
def test_no_source_is_read_through_a_link_that_leads_out(name: str, whole: Project) -> None:
    for target in ("../outside.txt", "beside.txt", ".git/config", "cards/.hidden/config"):
        whole.write(target, HIDDEN)
        put(whole, name, target)
        code, out, err = whole.run("check", "cards")
        assert code == 1
        assert f"cards/{name}:1:1: error[no-access]: 'cards/{name}' is a link that leads out of the deck" in out
        assert "hidden words" not in err + out
    assert whole.run("build", "cards", "-o", "deck.apkg")[0] == 1
    assert not (whole.root / "deck.apkg").exists()


@pytest.mark.parametrize("name", SOURCES)
def test_what_never_ends_is_refused_at_once_and_in_words(name: str, whole: Project) -> None:
    path = whole.cards / name
    for kind in KINDS:
        path.unlink(missing_ok=True)
        _make(kind, path, 1 << 40)
        code, out, _ = whole.run("check", "cards")
        assert code == 1
        assert f"cards/{name}:1:1: error[no-access]: 'cards/{name}' is " in out
        most = MOST_LEDGER if name == "released.jsonl" else MOST_TEXT
        assert (f"larger than {most // 1_000_000} MB" if kind == "sparse" else "not a file") in out


def test_nor_does_a_picture_hang_or_fill_memory(project: Project) -> None:
    project.write("cards/01.yaml", CARD.replace("front: a", "front: '![x](media/x.svg)'"))
    (project.cards / "media").mkdir()
    path = project.cards / "media" / "x.svg"
    for kind in KINDS:
        path.unlink(missing_ok=True)
        _make(kind, path, MOST_MEDIA + 1)
        (found,) = project.load()[1]
        assert found.rule == "media-missing"
        assert ("larger than 100 MB" if kind == "sparse" else "is not a file") in found.message


def _make(kind: str, path: Path, size: int) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero") if os.geteuid() else os.mknod(path, 0o20666, os.makedev(1, 5))
    elif kind == "socket":
        os.mknod(path, 0o140666)
    else:
        with path.open("wb") as file:
            file.truncate(size)


def test_a_picture_that_changes_between_reading_and_writing_stops_the_build(project: Project) -> None:
    from deckgen.anki.package import Stamps, write_apkg

    project.write("cards/01.yaml", CARD.replace("front: a", "front: '![x](media/x.svg)'"))
    picture = project.write("cards/media/x.svg", "<svg/>")
    deck = project.clean()
    picture.write_bytes(b"<svg>other</svg>")
    with pytest.raises(DeckgenError, match="changed while it was read"):
        write_apkg(deck, project.root / "deck.apkg", Stamps(1))
    assert not (project.root / "deck.apkg").exists()


WRITERS = {
    "build": ".apkg",
    "page": ".html",
    "schema": ".json",
}


@pytest.mark.parametrize("command", WRITERS)
def test_an_output_replaces_no_source(command: str, whole: Project) -> None:
    before = whole.files()
    for name in ("cards/01.yaml", "cards/style.css", f"cards/media/x{WRITERS[command]}", "cards/kinds/one.front.html"):
        with pytest.raises((DeckgenError, UsageError), match=r"sources|must end in \."):
            whole.run(command, "cards", "-o", name)
        assert whole.files() == before
    for _ in range(2):
        assert whole.run(command, "cards", "-o", f"out/made{WRITERS[command]}")[0] == 0


@pytest.mark.parametrize("command", WRITERS)
def test_an_output_is_no_device(command: str, whole: Project) -> None:
    for kind in ("pipe", "device", "socket", "link"):
        path = whole.root / f"{kind}{WRITERS[command]}"
        if kind == "link":
            path.symlink_to("/dev/null")
        else:
            _make(kind, path, 0)
        before = os.lstat(path)
        with pytest.raises(DeckgenError, match="cannot be written: it is a device") as error:
            whole.run(command, "cards", "-o", path.name)
        assert error.value.hint
        after = os.lstat(path)
        assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)

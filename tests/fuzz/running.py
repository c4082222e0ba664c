"""One random project through some commands, and all that must hold afterwards, whatever it holds."""

from __future__ import annotations

import gc
import io
import os
import re
import shutil
import sys
import tempfile
import zlib
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from deckgen.cli import main
from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load
from deckgen.web.preview import Preview
from tests.guard.oracle import unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.fuzz.targets import Target

NOW = 1_700_086_400
_MEMORY = Path("/dev/shm")  # noqa: S108 - folders below it are made by tempfile
QUICK = _MEMORY if _MEMORY.is_dir() else None
"""Where files cost no disk."""
_BUG = 3
_SLOW = frozenset({"page", "release", "site", "plan"})
_LAST_FRAME = re.compile(r'File "[^"]*/deckgen/(?!cli/__init__)([^"]+)", line (\d+)')


class FindingError(AssertionError):
    """What must not be.

    Args:
        what: In a word or two, and where: the same for the same cause.
        said: All there is to know of it.
    """

    def __init__(self, what: str, said: str = "") -> None:
        super().__init__(f"{what}\n{said}")
        self.what = what


class Ended(NamedTuple):
    """A command's end."""

    code: int
    said: str


@dataclass
class Seen:
    """What left for Anki or the page, of all inputs so far."""

    fields: set[str]
    pages: set[str]


def examine(target: Target, files: Mapping[str, bytes], seen: Seen | None = None) -> None:
    """Put files into a target's project, run its commands, and look at what they leave.

    What costs the most runs for some inputs only, by what they hold: commands run again, the page, the preview.

    Args:
        target: The commands and the project.
        files: Path → content, of what is put in.
        seen: Takes what left.

    Raises:
        FindingError: Something that must not be.
    """
    turn = zlib.crc32(repr(sorted(files.items())).encode()) % 4
    with (
        tempfile.TemporaryDirectory(prefix="deckgen-fuzz-", dir=QUICK, ignore_cleanup_errors=True) as name,
        chdir(name),
    ):
        _put({**target.base(), **files})
        commands = [command for command in target.commands if turn < 2 or command[0] not in _SLOW]
        codes = {command: _examine_command(command, twice=turn == 0) for command in commands}
        for folder in ("cards", "new/cards"):
            if ("build", folder) in codes and Path(folder).is_dir():
                _examine_fields(Path(folder), seen, latex=target.moved_in)
        if codes.get(("check", "cards")) == 0 and codes.get(("build", "cards"), 0) != 0:
            raise FindingError("check passes what build refuses")
        if codes.get(("check", "new/cards")) == 1 and Path("new/cards").is_dir():
            raise FindingError("import writes what check refuses", run("check", "new/cards").said)
        if seen and 0 in {codes.get(("page", "cards")), codes.get(("site", "cards"))}:
            seen.pages.update(path.read_text(encoding="utf-8") for path in Path().glob(target.pages))
        if target.previews and turn == 1:
            _examine_preview(target.base())


def _put(files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(data)


def _examine_command(command: tuple[str, ...], *, twice: bool) -> int:
    before = contents()
    ended = run(*command)
    between = contents()
    if ended.code != 0 and between != before and "--fix" not in command:
        raise FindingError(f"{command[0]} failed and wrote", f"{_names(before, between)}\n{ended.said}")
    if twice and (again := run(*command)) and (after := contents()) != between:
        raise FindingError(f"{command[0]} run again made others", f"{_names(between, after)}\n{again.said}")
    return ended.code


def run(*command: str) -> Ended:
    """Run a command in this process, as its own would.

    Raises:
        FindingError: It ended as no command may.
    """
    said, code, home = io.StringIO(), 0, Path.cwd() / ".home"
    environment = {"SOURCE_DATE_EPOCH": str(NOW), "XDG_CONFIG_HOME": str(home), "HOME": str(home), "DECKGEN_LANG": "en"}
    hook = sys.unraisablehook
    with (
        patch.object(sys, "argv", ["deckgen", *command]),
        patch.dict(os.environ, environment),
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        finally:
            sys.unraisablehook = hook
            gc.unfreeze()
    words = said.getvalue()
    if code == _BUG or "Traceback" in words:
        log = home / "deckgen" / "deckgen-error.log"
        traceback = log.read_text(encoding="utf-8") if log.exists() else words
        raise FindingError(f"{command[0]}: {_cause(traceback)}", traceback)
    if "not enough memory" in words:
        raise FindingError(f"{command[0]}: memory", words)
    if code not in {0, 1}:
        raise FindingError(f"{command[0]}: exit code {code}", words)
    if code == 1 and not words.strip():
        raise FindingError(f"{command[0]} failed without a word")
    shutil.rmtree(home, ignore_errors=True)
    return Ended(code, words)


def _examine_fields(folder: Path, seen: Seen | None, *, latex: bool) -> None:
    """Look at what a deck's cards become; the preview shows those that are good beside those that are not."""
    deck, _ = load(folder)
    fields = {field for note in deck.notes for field in note.fields} | {deck.description}
    if seen:
        seen.fields |= fields
    for field in fields:
        if reason := unsafe(field, latex=latex):
            raise FindingError("unsafe", f"{reason} in {field!r}")


def _examine_preview(good: Mapping[str, bytes]) -> None:
    """The preview goes on: it shows the random deck or says what is wrong, then the good one."""
    bugs: list[BaseException] = []

    def note(error: BaseException) -> DeckgenError:
        bugs.append(error)
        return DeckgenError("bug.no-log", "a bug: {what}", what=repr(error))

    preview = Preview(Path("cards"), note)
    preview.rebuild()
    assert isinstance(preview.page, bytes)
    shutil.rmtree("cards")
    _put(good)
    seen = preview.rebuild()
    if bugs:
        raise FindingError(f"preview: {type(bugs[0]).__name__}") from bugs[0]
    if any(diagnostic.is_error for diagnostic in seen.diagnostics):
        raise FindingError("preview: the good deck has errors", "\n".join(map(str, seen.diagnostics)))


def contents() -> dict[str, bytes]:
    """Each file in the working folder: its path → its content."""
    return {
        path.as_posix(): path.read_bytes()
        for path in sorted(Path().rglob("*"))
        if path.is_file() and ".home" not in path.parts
    }


def _names(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    return ", ".join(sorted(_changed(before, after)))


def _changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    return (path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _cause(traceback: str) -> str:
    """What a log's traceback says last, and the last place in deckgen."""
    places = _LAST_FRAME.findall(traceback)
    place = ":".join(places[-1]) if places else "?"
    return f"{traceback.strip().splitlines()[-1][:80]} at {place}"


def project(*files: tuple[str, str]) -> dict[str, bytes]:
    """What some commands make of a project's files, ready to be put anywhere: released, built and shown.

    Raises:
        DeckgenError: The files are not good.
    """
    with tempfile.TemporaryDirectory(prefix="deckgen-fuzz-", dir=QUICK) as name, chdir(name):
        _put({path: text.encode() for path, text in files})
        for command in (("release", "--version", "1"), ("build", "cards"), ("page", "cards")):
            ended = run(*command)
            if ended.code:
                raise DeckgenError("bug", "{said}", said=ended.said)
        return contents()

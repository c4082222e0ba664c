"""Reading the ledger, and telling exactly where it was harmed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from deckgen.diagnostics import Diagnostic, Span
from deckgen.files import display_path
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import FORMAT, Ledger, Release, ReleasedNote, ReleasedNoteType
from deckgen.release.lost import lost_ledger

if TYPE_CHECKING:
    from pathlib import Path

_MARKER = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""Half a character, which no file can hold; deckgen writes characters as they are."""
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999, the last that can be written as a date."""
_RESTORE = "restore the file from git: it says what members already have, and cannot be made anew"
_TWO_RELEASES = "two branches made a release of this name: keep the line with the later time"
_MERGE = "keep the lines of both sides; of two lines for one note, the one with the greater mod"


def read_ledger(cards: Path) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Read `released.jsonl` of a cards folder.

    Args:
        cards: The cards folder.

    Returns:
        The ledger, an empty one where there never was a file, and what is wrong with it. Any diagnostic is an error:
        neither build nor release may go on, since a wrong time costs members their edits.
    """
    path = cards / LEDGER_NAME
    name = display_path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Ledger(path=name), lost_ledger(cards)
    except OSError as error:
        return Ledger(path=name), (Diagnostic(Span(name), "bad-ledger", f"cannot be read: {error.strerror}"),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig", errors="replace")
        span = Span(name, good.count("\n") + 1, len(good) - good.rfind("\n"))
        return Ledger(path=name), (Diagnostic(span, "bad-ledger", "the ledger is not UTF-8", _RESTORE),)
    return parse_ledger(text, name)


def parse_ledger(text: str, name: str = LEDGER_NAME) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Parse the ledger's text; see `read_ledger`.

    Args:
        text: The file's text.
        name: What diagnostics call the file.
    """
    reader = _Reader(name)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            reader.read(line.rstrip("\r"), number)
    reader.finish()
    return reader.ledger(), tuple(reader.diagnostics)


class _BadLineError(ValueError):
    pass


class _Reader:
    def __init__(self, name: str) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._name = name
        self._header: dict[str, Any] | None = None
        self._releases: dict[str, Release] = {}
        self._types: dict[str, ReleasedNoteType] = {}
        self._notes: dict[str, ReleasedNote] = {}
        self._other: list[str] = []
        self._lines: dict[str, int] = {}
        self._minor = FORMAT[1]
        self._conflict = False
        self._stopped = False
        self._line = 1

    def read(self, line: str, number: int) -> None:
        self._line = number
        if self._stopped:
            return
        if _MARKER.match(line):
            self._conflict = True
            self._report("conflict-marker", "git left a conflict here", _MERGE)
            return
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            self._report("bad-ledger", f"not a line of JSON: {error.msg}", _RESTORE, error.colno)
            return
        except (ValueError, RecursionError):
            self._report("bad-ledger", "not a line of JSON: its nesting or a number in it has no end", _RESTORE)
            return
        if not isinstance(value, dict) or _SURROGATE.search(line):
            self._report("bad-ledger", "not a JSON object of text", _RESTORE)
            return
        try:
            self._take(value, line)
        except _BadLineError as error:
            self._report("bad-ledger", str(error), _RESTORE)

    def _take(self, value: dict[str, Any], line: str) -> None:
        if self._header is None:
            self._take_header(value)
        elif "note" in value:
            note = _note(value)
            self._once(f"note '{note.id}'")
            self._notes[note.id] = note
        elif "note_type" in value:
            note_type = _note_type(value)
            self._once(f"note type '{note_type.kind}'")
            self._types[note_type.kind] = note_type
        elif "release" in value:
            release = _release(value)
            self._once(f"release '{release.version}'")
            self._releases[release.version] = release
        elif "ledger" in value:
            raise _BadLineError("a second header")
        elif self._minor > FORMAT[1]:
            self._other.append(line)
        else:
            raise _BadLineError("neither a release, nor a note type, nor a note")

    def _take_header(self, value: dict[str, Any]) -> None:
        if "ledger" not in value:
            self._stopped = True
            raise _BadLineError("the ledger does not begin with its header, '{\"ledger\": …}'")
        written = _text(value, "ledger")
        match = _VERSION.fullmatch(written)
        if not match or int(match.group(1)) != FORMAT[0]:
            self._stopped = True
            self._header = {}
            hint = "use the deckgen that wrote it, or a newer one"
            self._report(
                "ledger-version", f"the ledger's format is {written!r}; this deckgen reads {FORMAT[0]}.x", hint
            )
            return
        self._minor = max(FORMAT[1], int(match.group(2)))
        _text(value, "deck"), _text(value, "name")
        self._header = value

    def _once(self, what: str) -> None:
        if what in self._lines and not self._conflict:
            hint = "keep the line with the greater mod" if what.startswith("note") else _TWO_RELEASES
            self._report("duplicate-line", f"{what} stands in line {self._lines[what]} already", hint)
        self._lines[what] = self._line

    def finish(self) -> None:
        if self._stopped:
            return
        if self._header is None:
            if not self.diagnostics:
                self._report("bad-ledger", "the ledger is empty", f"{_RESTORE}; delete it if nothing was ever released")
            return
        if not self._releases and not self.diagnostics:
            self._report("bad-ledger", "the ledger names no release", _RESTORE)
        for note in self._notes.values():
            self._line = self._lines[f"note '{note.id}'"]
            if note.kind not in self._types:
                self._report("bad-ledger", f"note '{note.id}' is of kind '{note.kind}', which has no line", _RESTORE)
            for version in filter(None, (note.since, note.retired)):
                if version not in self._releases:
                    self._report(
                        "bad-ledger", f"note '{note.id}' names release '{version}', which has no line", _RESTORE
                    )

    def ledger(self) -> Ledger:
        header = self._header or {}
        return Ledger(
            deck=header.get("deck", ""),
            name=header.get("name", ""),
            releases=tuple(sorted(self._releases.values(), key=lambda release: release.time)),
            note_types=self._types,
            notes=self._notes,
            path=self._name,
            extra=_extra(header, {"ledger", "deck", "name"}),
            minor=self._minor,
            other_lines=tuple(self._other),
        )

    def _report(self, rule: str, message: str, hint: str, column: int = 1) -> None:
        self.diagnostics.append(Diagnostic(Span(self._name, self._line, column), rule, message, hint))


def _release(value: dict[str, Any]) -> Release:
    written = _text(value, "time")
    try:
        time = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise _BadLineError(f"'time' is {written!r}, not like 2026-11-24T07:35:23Z") from error
    known = {"release", "time", "arrangement"}
    return Release(
        _text(value, "release"), int(time.timestamp()), _text(value, "arrangement", ""), _extra(value, known)
    )


def _note_type(value: dict[str, Any]) -> ReleasedNoteType:
    known = {"note_type", "hash", "mod", "fields", "templates", "labels"}
    labels = value.get("labels", [])
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise _BadLineError("'labels' is not a list of names")
    return ReleasedNoteType(
        kind=_text(value, "note_type"),
        hash=_text(value, "hash"),
        mod=_seconds(value),
        fields=_pairs(value, "fields"),
        templates=_pairs(value, "templates"),
        labels=tuple(labels),
        extra=_extra(value, known),
    )


_NOTE_KEYS = frozenset({"note", "kind", "hash", "mod", "title", "since", "fields", "subdeck", "retired"})


def _note(value: dict[str, Any]) -> ReleasedNote:
    fields = value.get("fields")
    if not isinstance(fields, dict) or not all(isinstance(digits, str) for digits in fields.values()):
        raise _BadLineError("'fields' is not a mapping of names to hashes")
    return ReleasedNote(
        id=_text(value, "note"),
        kind=_text(value, "kind"),
        hash=_text(value, "hash"),
        mod=_seconds(value),
        title=_text(value, "title"),
        since=_text(value, "since"),
        fields=fields,
        subdeck=_text(value, "subdeck", ""),
        retired=_text(value, "retired", ""),
        extra=_extra(value, _NOTE_KEYS),
    )


def _text(value: dict[str, Any], key: str, default: str | None = None) -> str:
    found = value.get(key, default)
    if not isinstance(found, str) or (default is None and not found):
        raise _BadLineError(f"'{key}' is missing, or no text")
    return found


def _seconds(value: dict[str, Any]) -> int:
    found = value.get("mod")
    if type(found) is not int or not 0 < found <= _LAST_SECOND:
        raise _BadLineError("'mod' is missing, or no number of seconds")
    return found


def _pairs(value: dict[str, Any], key: str) -> tuple[tuple[int, str], ...]:
    found = value.get(key)
    if isinstance(found, list) and all(
        isinstance(pair, list) and len(pair) == 2 and type(pair[0]) is int and isinstance(pair[1], str)  # noqa: PLR2004 - a pair
        for pair in found
    ):
        return tuple((number, name) for number, name in found)
    raise _BadLineError(f"'{key}' is not a list of [id, name]")


def _extra(value: dict[str, Any], known: set[str] | frozenset[str]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key not in known} if value.keys() - known else {}

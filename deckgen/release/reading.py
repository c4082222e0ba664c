"""Reading the ledger, and telling exactly where it was harmed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from deckgen.model.diagnostics import Span, Text, finding
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import FORMAT, Ledger, Release, ReleasedNote, ReleasedNoteType, TypeKey, sum_of, timestamp
from deckgen.release.lines import BadLineError, read_object, read_record, read_text, read_texts
from deckgen.release.lost import lost_ledger
from deckgen.release.unfinished import unfinished_import
from deckgen.system.files import display_path
from deckgen.system.reading import MOST_LEDGER, NotReadError, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deckgen.messages.catalogue import Value
    from deckgen.model.diagnostics import Diagnostic, Finding


_DUPLICATE_LINE: dict[str, Text] = {
    "release": (
        "duplicate-line.release",
        "release '{name}' of {time} is already on line {line:d}",
        ("after a merge of two branches that both released, run 'deckgen release --repair', which unites both records"),
    ),
    "note": (
        "duplicate-line.note",
        "note '{name}' is already on line {line:d}",
        ("after a merge of two branches that both released, run 'deckgen release --repair', which unites both records"),
    ),
    "type": (
        "duplicate-line.type",
        "note type '{name}' is already on line {line:d}",
        ("after a merge of two branches that both released, run 'deckgen release --repair', which unites both records"),
    ),
    "shape": (
        "duplicate-line.shape",
        "note type '{name}', shape {shape} is already on line {line:d}",
        ("after a merge of two branches that both released, run 'deckgen release --repair', which unites both records"),
    ),
}

_UNREADABLE_FILE: dict[str, Text] = {
    "": (
        "unreadable-file",
        "cannot be read: {why:system}",
        "check the file's permissions, or the link that leads to it",
    ),
    "outside": (
        "unreadable-file.outside",
        "it is a link that leads out of the deck",
        "copy the file itself to where the link is",
    ),
    "no-file": ("unreadable-file.no-file", "it is a device or a pipe, not a file", "put the file itself there"),
    "too-large": ("unreadable-file.too-large", "it is larger than {why}", "split it; no source is so large"),
}

_BAD_LEDGER: dict[str, Text] = {
    "not-utf8": (
        "bad-ledger.not-utf8",
        "the ledger is not UTF-8",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "empty": (
        "bad-ledger.empty",
        "the ledger is empty",
        ("restore the file from git, or run 'deckgen release --repair'; delete it if nothing was ever released"),
    ),
    "importing": (
        "bad-ledger.importing",
        "an import was stopped before its end: nobody knows what members have of this deck",
        ("delete what it wrote (this line names each file, and this file itself is one), and import again"),
    ),
    "adding": (
        "bad-ledger.adding",
        ("an import into this deck was stopped before its end: nobody knows what members have of its cards"),
        "delete the files that this line names, then this line, and import again",
    ),
    "no-header": (
        "bad-ledger.no-header",
        "the ledger does not begin with its header, '{{\"ledger\": …}}'",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "no-sum": (
        "bad-ledger.no-sum",
        "the ledger does not end with its checksum: lines may be missing",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "json": (
        "bad-ledger.json",
        "not a line of JSON: {said:system}",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "endless": (
        "bad-ledger.endless",
        "not a line of JSON: its nesting or a number in it has no end",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "object": (
        "bad-ledger.object",
        "not a JSON object of text",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "record": (
        "bad-ledger.record",
        "neither a release, nor a note type, nor a note",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "text": (
        "bad-ledger.text",
        "'{key}' is missing, or is not text",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "texts": (
        "bad-ledger.texts",
        "'{key}' is not a mapping of texts",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "written": (
        "bad-ledger.written",
        "'time' is '{said}', not like 2026-11-24T07:35:23Z",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "labels": (
        "bad-ledger.labels",
        "'labels' is not a list of names",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "hash": (
        "bad-ledger.hash",
        "'{key}' is not a hash",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "numbers": (
        "bad-ledger.numbers",
        "'cards' does not number them",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "whole": (
        "bad-ledger.whole",
        "'{key}' is missing, or is not a whole number above 0",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "time": (
        "bad-ledger.time",
        "'{key}' is not a time that a release can have",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
    "pairs": (
        "bad-ledger.pairs",
        "'{key}' is not a list of [id, name]",
        (
            "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
            "git and released packages"
        ),
    ),
}


_MARKER = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")


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
        data = read_file(path, cards, MOST_LEDGER)
    except NotReadError as error:
        if error.case == "missing":
            return Ledger(path=name), lost_ledger(cards)
        return Ledger(path=name), (finding(*_UNREADABLE_FILE[error.case], why=error.why).at(Span(name)),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig", errors="replace")
        span = Span(name, good.count("\n") + 1, len(good) - good.rfind("\n"))
        return Ledger(path=name), (
            finding(
                "bad-ledger.not-utf8",
                "the ledger is not UTF-8",
                "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
                "git and released packages",
            ).at(span),
        )
    return parse_ledger(text, name)


def parse_ledger(text: str, name: str = LEDGER_NAME) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Parse the ledger's text; see `read_ledger`.

    Args:
        text: The file's text.
        name: What diagnostics call the file.

    Returns:
        What could be read, and what is wrong.
    """
    reader = _Reader(name)
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    reader.read(lines)
    return reader.ledger(), tuple(reader.diagnostics)


class _Reader:
    def __init__(self, name: str) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._name = name
        self._header: dict[str, Any] = {}
        self._releases: dict[tuple[str, int], Release] = {}
        self._types: dict[TypeKey, ReleasedNoteType] = {}
        self._notes: dict[str, ReleasedNote] = {}
        self._seen: dict[tuple[Value, ...], int] = {}
        """What a line is about → its number."""
        self._line = 1

    def read(self, lines: list[tuple[int, str]]) -> None:
        values = list(self._objects(lines))
        if not values:
            if not self.diagnostics:
                self._report(
                    finding(
                        "bad-ledger.empty",
                        "the ledger is empty",
                        "restore the file from git, or run 'deckgen release --repair'; delete it if nothing was "
                        "ever released",
                    )
                )
            return
        stopped = unfinished_import(values[0][1], alone=len(values) == 1)
        if stopped is not None:
            self._report(stopped)
        if stopped is not None or not self._take_header(*values[0]):
            return
        whole = not self.diagnostics
        for number, value in values[1:]:
            self._line = number
            if "lines" not in value:
                self._take(value)
        if whole:
            self._check_sum([line for _, line in lines], values[-1][1])

    def _objects(self, lines: list[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
        for number, line in lines:
            self._line = number
            if _MARKER.match(line):
                self._report(
                    finding(
                        "conflict-marker",
                        "git left a conflict here",
                        "after a merge of two branches that both released, run 'deckgen release --repair', which "
                        "unites both records",
                    )
                )
                continue
            try:
                yield number, read_object(line)
            except BadLineError as error:
                self._report(finding(*_BAD_LEDGER[error.case], **error.values), error.column)

    def _take_header(self, number: int, value: dict[str, Any]) -> bool:
        self._line = number
        if "ledger" not in value:
            self._report(
                finding(
                    "bad-ledger.no-header",
                    "the ledger does not begin with its header, '{{\"ledger\": …}}'",
                    "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
                    "git and released packages",
                )
            )
            return False
        if value["ledger"] != FORMAT:
            by = value.get("written_by")
            said = {"format": str(value["ledger"]), "known": str(FORMAT)}
            if isinstance(by, dict) and "deckgen" in by:
                self._report(
                    finding(
                        "ledger-version.by",
                        "this ledger of deckgen {version} has format {format}, and this deckgen reads {known}",
                        "use the deckgen that wrote it, or a newer one",
                        version=str(by["deckgen"]),
                        **said,
                    )
                )
            else:
                self._report(
                    finding(
                        "ledger-version",
                        "this ledger has format {format}, and this deckgen reads {known}",
                        "use the deckgen that wrote it, or a newer one",
                        **said,
                    )
                )
            return False
        try:
            read_text(value, "deck"), read_text(value, "name"), read_texts(value, "written_by")
        except BadLineError as error:
            self._report(finding(*_BAD_LEDGER[error.case], **error.values))
            return False
        self._header = value
        return True

    def _take(self, value: dict[str, Any]) -> None:
        try:
            record = read_record(value)
        except BadLineError as error:
            self._report(finding(*_BAD_LEDGER[error.case], **error.values))
            return
        if isinstance(record, Release):
            self._once("release", name=record.version, time=timestamp(record.time))
            self._releases[record.version, record.time] = record
        elif isinstance(record, ReleasedNote):
            self._once("note", name=record.id)
            self._notes[record.id] = record
        else:
            self._once("shape" if record.shape > 1 else "type", name=record.kind, shape=record.shape)
            self._types[record.kind, record.shape] = record

    def _once(self, case: str, **named: Value) -> None:
        what = (case, *named.values())
        if what in self._seen and not any(d.rule == "conflict-marker" for d in self.diagnostics):
            self._report(finding(*_DUPLICATE_LINE[case], line=self._seen[what], **named))
        self._seen[what] = self._line

    def _check_sum(self, lines: list[str], last: dict[str, Any]) -> None:
        if "lines" not in last:
            self._report(
                finding(
                    "bad-ledger.no-sum",
                    "the ledger does not end with its checksum: lines may be missing",
                    "restore the file from git, or run 'deckgen release --repair', which rebuilds it from "
                    "git and released packages",
                )
            )
            return
        above = lines[:-1]
        if last["lines"] != len(above):
            self._report(
                finding(
                    "ledger-harmed.lines",
                    "the ledger should have {was} lines, and has {now}",
                    "restore the file from git; after a merge of two branches that both released, run "
                    "'deckgen release --repair', which unites both records",
                    was=str(last["lines"]),
                    now=len(above),
                )
            )
        elif last.get("sum") != sum_of(above):
            self._report(
                finding(
                    "ledger-harmed.sum",
                    "the ledger's checksum does not match: a line was changed by hand, or by a merge",
                    "restore the file from git; after a merge of two branches that both released, run "
                    "'deckgen release --repair', which unites both records",
                )
            )

    def ledger(self) -> Ledger:
        return Ledger(
            deck=self._header.get("deck", ""),
            name=self._header.get("name", ""),
            releases=tuple(sorted(self._releases.values(), key=lambda release: (release.time, release.version))),
            note_types=self._types,
            notes=self._notes,
            path=self._name,
            written_by=self._header.get("written_by", {}),
        )

    def _report(self, what: Finding, column: int = 1) -> None:
        self.diagnostics.append(what.at(Span(self._name, self._line, column)))

"""The ledger's file: written, read, and every harm to it reported with its line."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from deckgen.model.diagnostics import Diagnostic, Finding, Span, Text, finding
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import (
    FORMAT,
    Again,
    GivenLook,
    GivenNote,
    Header,
    Ledger,
    Line,
    Release,
    ReleasedNote,
    ReleasedNoteType,
    TagSet,
    Trailer,
    stopped_import,
    timestamp,
)
from deckgen.sources.text import read_data
from deckgen.system.files import display_path
from deckgen.system.reading import MOST_LEDGER

_RESTORE = (
    "restore the file from git, or run 'deckgen release --repair', which rebuilds it from git and released packages"
)
_UNITE = "after a merge of two branches that both released, run 'deckgen release --repair', which unites both records"
_DUPLICATE_LINE: dict[str, Text] = {
    "release": ("duplicate-line.release", "release '{name}' of {time} is already on line {line:d}", _UNITE),
    "note": ("duplicate-line.note", "note '{name}' is already on line {line:d}", _UNITE),
    "type": ("duplicate-line.type", "note type '{name}' is already on line {line:d}", _UNITE),
    "shape": ("duplicate-line.shape", "note type '{name}', shape {shape} is already on line {line:d}", _UNITE),
}

T = TypeVar("T")

_MARKER = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_FIRST_KEY = re.compile(r'\s*(?:\{\s*"(\w+)"\s*:|(\[))')
_DECODERS: Mapping[str, msgspec.json.Decoder[Any]] = MappingProxyType(
    {
        "ledger": msgspec.json.Decoder(Header),
        "release": msgspec.json.Decoder(Release),
        "again": msgspec.json.Decoder(Again),
        "note_type": msgspec.json.Decoder(ReleasedNoteType),
        "note": msgspec.json.Decoder(ReleasedNote),
        "tags": msgspec.json.Decoder(TagSet),
        "look": msgspec.json.Decoder(GivenLook),
        "[": msgspec.json.Decoder(GivenNote),
        "lines": msgspec.json.Decoder(Trailer),
    }
)
"""By the first key of a line."""


def format_ledger(ledger: Ledger) -> str:
    """The ledger as the text of its file; reading it gives the same ledger."""
    lines = [encoded(record) for record in _records(ledger)]
    lines.append(encoded(Trailer(len(lines), sum_of(lines))))
    return "".join(f"{line}\n" for line in lines)


def _records(ledger: Ledger) -> Iterator[Line]:
    yield Header(FORMAT, ledger.deck, ledger.name, dict(ledger.written_by))
    yield from ledger.releases
    yield from ledger.again
    yield from (note_type for _, note_type in sorted(ledger.note_types.items()))
    yield from (note for _, note in sorted(ledger.notes.items()))
    yield from (TagSet(key, names) for key, names in ledger.tags.items())
    yield from ledger.looks
    yield from ledger.given


def encoded(line: Line) -> str:
    """A line of the file, without its end."""
    return msgspec.json.encode(line).decode()


def sum_of(lines: Iterable[str]) -> str:
    """The sum of the lines above the last one, 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def read_ledger(cards: Path) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Read the ledger of a cards folder.

    Returns:
        The ledger, an empty one where there is no file, and what is wrong with it. Any diagnostic is an error: neither
        build nor release may go on, since a wrong time costs members their edits.
    """
    path = cards / LEDGER_NAME
    name = display_path(path)
    if not (path.exists() or path.is_symlink()):
        return Ledger(path=name), ()
    data = read_data(path, name, cards, MOST_LEDGER)
    if isinstance(data, Diagnostic):
        return Ledger(path=name), (data,)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig", errors="replace")
        span = Span(name, good.count("\n") + 1, len(good) - good.rfind("\n"))
        return Ledger(path=name), (finding("bad-ledger.not-utf8", "the ledger is not UTF-8", _RESTORE).at(span),)
    return parse_ledger(text, name)


def parse_ledger(text: str, name: str = LEDGER_NAME) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Parse the ledger's text: as much as can be read, and what is wrong; see `read_ledger`."""
    parser = _Parser(name)
    parser.parse([(n, line.rstrip("\r")) for n, line in enumerate(text.split("\n"), 1) if line.strip()])
    return parser.ledger(), tuple(parser.problems)


class _Parser:
    def __init__(self, name: str) -> None:
        self.problems: list[Diagnostic] = []
        self._name = name
        self._records: list[Any] = []
        self._seen: dict[tuple[str | int, ...], int] = {}
        """What a line is about → its number."""
        self._line = 1

    def parse(self, lines: list[tuple[int, str]]) -> None:
        if not lines:
            self._report(
                finding(
                    "bad-ledger.empty",
                    "the ledger is empty",
                    "restore the file from git, or run 'deckgen release --repair'; delete it if nothing was "
                    "ever released",
                )
            )
            return
        stopped = stopped_import(lines[0][1], alone=len(lines) == 1)
        if stopped is not None:
            self._report(stopped)
            return
        for self._line, line in lines:
            if _MARKER.match(line):
                self._report(
                    finding(
                        "conflict-marker",
                        "git left a conflict here",
                        _UNITE,
                    )
                )
            elif not self._take(line):
                return
        if not self.problems:
            self._check_sum([line for _, line in lines])

    def _take(self, line: str) -> bool:
        """Read a line; False where the rest cannot be a ledger."""
        key = _FIRST_KEY.match(line)
        decoder = _DECODERS.get(key[1] or key[2]) if key else None
        if not self._records and decoder is not _DECODERS["ledger"]:
            self._report(
                finding(
                    "bad-ledger.no-header",
                    "the ledger does not begin with its header, '{{\"ledger\": …}}'",
                    _RESTORE,
                )
            )
            return False
        try:
            if decoder is None:
                msgspec.json.decode(line)
                self._report(
                    finding(
                        "bad-ledger.record",
                        "not a line of a ledger",
                        _RESTORE,
                    )
                )
                return True
            if not self._records and not self._is_known(line):
                return False
            record = decoder.decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            self._report(
                finding(
                    "bad-ledger.line",
                    "not a line that deckgen wrote: {said:system}",
                    _RESTORE,
                    said=str(error),
                )
            )
            return bool(self._records)
        self._once(record)
        self._records.append(record)
        return True

    def _is_known(self, header: str) -> bool:
        """Whether the file is of this deckgen's format."""
        value = msgspec.json.decode(header)
        if value["ledger"] == FORMAT:
            return True
        by = value.get("written_by")
        version = str(by.get("deckgen", "")) if isinstance(by, dict) else ""
        self._report(
            finding(
                "ledger-version",
                "this ledger of deckgen {version} has format {format}, and this deckgen reads {known}",
                "use the deckgen that wrote it, or a newer one",
                version=version or "?",
                format=str(value["ledger"]),
                known=str(FORMAT),
            )
        )
        return False

    def _once(self, record: Line) -> None:
        """Report what stands twice, as after a merge by hand; with conflict markers in the file, that is expected."""
        named: dict[str, str | int]
        match record:
            case Release():
                case, named = "release", {"name": record.version, "time": timestamp(record.time)}
            case ReleasedNote():
                case, named = "note", {"name": record.id}
            case ReleasedNoteType():
                case, named = ("shape" if record.shape > 1 else "type"), {"name": record.kind, "shape": record.shape}
            case _:
                return
        what = (case, *named.values())
        if what in self._seen and not any(d.rule == "conflict-marker" for d in self.problems):
            self._report(finding(*_DUPLICATE_LINE[case], line=self._seen[what], **named))
        self._seen[what] = self._line

    def _check_sum(self, lines: list[str]) -> None:
        last, above = self._records[-1], lines[:-1]
        if not isinstance(last, Trailer):
            self._report(
                finding(
                    "bad-ledger.no-sum",
                    "the ledger does not end with its checksum: lines may be missing",
                    _RESTORE,
                )
            )
        elif last.lines != len(above):
            self._report(
                finding(
                    "ledger-harmed.lines",
                    "the ledger should have {was} lines, and has {now}",
                    "restore the file from git; after a merge of two branches that both released, run "
                    "'deckgen release --repair', which unites both records",
                    was=str(last.lines),
                    now=len(above),
                )
            )
        elif last.sum != sum_of(above):
            self._report(
                finding(
                    "ledger-harmed.sum",
                    "the ledger's checksum does not match: a line was changed by hand, or by a merge",
                    "restore the file from git; after a merge of two branches that both released, run "
                    "'deckgen release --repair', which unites both records",
                )
            )

    def ledger(self) -> Ledger:
        def all_of(kind: type[T]) -> list[T]:
            return [record for record in self._records if isinstance(record, kind)]

        header = self._records[0] if self._records else None
        releases = {(release.version, release.time): release for release in all_of(Release)}
        return Ledger(
            deck=header.deck if header else "",
            name=header.name if header else "",
            releases=tuple(sorted(releases.values(), key=lambda release: (release.time, release.version))),
            note_types={(each.kind, each.shape): each for each in all_of(ReleasedNoteType)},
            notes={note.id: note for note in all_of(ReleasedNote)},
            again=tuple(all_of(Again)),
            given=tuple(all_of(GivenNote)),
            looks=tuple(all_of(GivenLook)),
            tags={each.key: each.names for each in all_of(TagSet)},
            path=self._name,
            written_by=header.written_by if header else {},
        )

    def _report(self, what: Finding) -> None:
        self.problems.append(what.at(Span(self._name, self._line)))

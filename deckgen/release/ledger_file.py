"""The ledger's file: written, read, and every harm to it reported with its line."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding
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
)
from deckgen.sources.text import read_data
from deckgen.system.files import display_path
from deckgen.system.reading import MOST_LEDGER

_RESTORE = (
    "restore the file from git, or run 'deckgen release --repair', which rebuilds it from git and released packages"
)

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


class _Format(msgspec.Struct):
    ledger: int


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
    return parse_ledger(data.decode("utf-8-sig", errors="replace"), name)


def parse_ledger(text: str, name: str = LEDGER_NAME) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Parse the ledger's text: as much as can be read, and what is wrong; see `read_ledger`."""
    lines = [(n, line.rstrip("\r")) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    stopped = stopped_import(lines[0][1]) if lines else None
    if stopped is not None:
        return Ledger(path=name), (stopped.at(Span(name)),)
    records: list[Line] = []
    problems: list[Diagnostic] = []
    for n, line in lines:
        record = _record(line)
        if isinstance(record, Finding):
            problems.append(record.at(Span(name, n)))
            if record.id == "ledger-version":
                return Ledger(path=name), tuple(problems)
        else:
            records.append(record)
    if not problems and not _is_whole(records, [line for _, line in lines]):
        harmed = finding("ledger-harmed", "lines of the ledger were lost, doubled or edited", _RESTORE)
        problems.append(harmed.at(Span(name, lines[-1][0] if lines else 1)))
    return _ledger(records, name), tuple(problems)


def _record(line: str) -> Line | Finding:
    """What a line says, or what is wrong with it."""
    if _MARKER.match(line):
        return finding("conflict-marker", "git left a conflict here", _RESTORE)
    key = _FIRST_KEY.match(line)
    decoder = _DECODERS.get(key[1] or key[2]) if key else None
    try:
        if decoder is _DECODERS["ledger"]:
            written = msgspec.json.decode(line, type=_Format).ledger
            if written != FORMAT:
                return finding(
                    "ledger-version",
                    "this ledger has format {format}, and this deckgen reads {known}",
                    "use the deckgen that wrote it, or a newer one",
                    format=str(written),
                    known=str(FORMAT),
                )
        if decoder is not None:
            record: Line = decoder.decode(line)
            return record
        msgspec.json.decode(line)
        said = ""
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        said = str(error)
    return finding("bad-ledger.line", "not a line that deckgen wrote: {said:system}", _RESTORE, said=said)


def _is_whole(records: Sequence[Line], lines: Sequence[str]) -> bool:
    """Whether the lines end with the number and the sum of those above."""
    return bool(records) and records[-1] == Trailer(len(lines) - 1, sum_of(lines[:-1]))


def _ledger(records: Sequence[Line], name: str) -> Ledger:
    def all_of(kind: type[T]) -> list[T]:
        return [record for record in records if isinstance(record, kind)]

    header = next(iter(all_of(Header)), Header(FORMAT, "", "", {}))
    releases = {(release.version, release.time): release for release in all_of(Release)}
    return Ledger(
        deck=header.deck,
        name=header.name,
        releases=tuple(sorted(releases.values(), key=lambda release: (release.time, release.version))),
        note_types={(each.kind, each.shape): each for each in all_of(ReleasedNoteType)},
        notes={note.id: note for note in all_of(ReleasedNote)},
        again=tuple(all_of(Again)),
        given=tuple(all_of(GivenNote)),
        looks=tuple(all_of(GivenLook)),
        tags={each.key: each.names for each in all_of(TagSet)},
        path=name,
        written_by=header.written_by,
    )

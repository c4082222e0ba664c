"""The ledger's file: written, read, and every harm to it reported with its line."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding
from deckgen.release import LEDGER_NAME
from deckgen.release.ledger import Again, Given, Header, Ledger, Release, ReleasedNote, ReleasedNoteType, Sum, TagSet
from deckgen.sources.text import read_data
from deckgen.system.files import display_path
from deckgen.system.git import has_committed
from deckgen.system.inputs import MOST_LEDGER

FORMAT = 1
"""A ledger of another format is refused: half understood, it would cost members what they wrote."""
_IMPORT = '{"import":'
"""How the first line begins while an import writes its deck: what is there then is not what members have."""
_RESTORE = (
    "restore the file from git, or run 'deckgen release --repair', which rebuilds it from git and released packages"
)
_MARKER = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_WRITTEN = re.compile(r'\{"line":"ledger","format":(\d+)')
T = TypeVar("T")
Record: TypeAlias = Header | Release | Again | ReleasedNoteType | ReleasedNote | TagSet | Sum
_RECORD: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)
_GIVEN: msgspec.json.Decoder[Given] = msgspec.json.Decoder(Given)


def import_mark(names: Iterable[str]) -> str:
    """The ledger's first line while an import writes these files, by their paths next to the cards folder."""
    return msgspec.json.encode({"import": [*names]}).decode() + "\n"


def format_ledger(ledger: Ledger) -> str:
    """The ledger as the text of its file; reading it gives the same ledger."""
    lines = [msgspec.json.encode(record).decode() for record in _records(ledger)]
    lines.append(msgspec.json.encode(Sum(_sum_of(lines))).decode())
    return "".join(f"{line}\n" for line in lines)


def _records(ledger: Ledger) -> Iterator[Record | Given]:
    yield Header(FORMAT, ledger.deck, ledger.name, ledger.written_by)
    yield from ledger.releases
    yield from ledger.again
    yield from (note_type for _, note_type in sorted(ledger.note_types.items()))
    yield from (note for _, note in sorted(ledger.notes.items()))
    yield from (TagSet(key, names) for key, names in ledger.tags.items())
    yield from ledger.given


def _sum_of(lines: Iterable[str]) -> str:
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
        return Ledger(path=name), (_lost(name),) if has_committed(path) else ()
    data = read_data(path, name, cards, MOST_LEDGER)
    if isinstance(data, Diagnostic):
        return Ledger(path=name), (data,)
    return parse_ledger(data.decode("utf-8-sig", errors="replace"), name)


def _lost(name: str) -> Diagnostic:
    return finding(
        "lost-ledger",
        "the record of what members have is gone, and git has it",
        "get it back: git checkout HEAD -- {path}; only for a new deck of its own, commit that it is deleted",
        path=name,
    ).at(Span(name))


def parse_ledger(text: str, name: str = LEDGER_NAME) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Parse the ledger's text: as much as can be read, and what is wrong; see `read_ledger`."""
    stopped = unreadable(text)
    if stopped is not None:
        return Ledger(path=name), (stopped.at(Span(name)),)
    lines = [(n, line.rstrip("\r")) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    records: list[Record | Given] = []
    problems: list[Diagnostic] = []
    for n, line in lines:
        record = _record(line)
        if isinstance(record, Finding):
            problems.append(record.at(Span(name, n)))
        else:
            records.append(record)
    if not problems and records[-1:] != [Sum(_sum_of(line for _, line in lines[:-1]))]:
        harmed = finding("ledger-harmed", "lines of the ledger were lost, doubled or edited", _RESTORE)
        problems.append(harmed.at(Span(name, lines[-1][0] if lines else 1)))
    return _ledger(records, name), tuple(problems)


def unreadable(text: str) -> Finding | None:
    """Why nothing of a ledger may be read: an import was stopped, or another deckgen wrote it."""
    if text.startswith(_IMPORT):
        return finding(
            "bad-ledger.importing",
            "an import was stopped before its end: no one knows what members have of its cards",
            "delete the files that this line names and then this line, or the whole file if it is all, and import "
            "again",
        )
    written = _WRITTEN.match(text)
    if written is None or int(written[1]) == FORMAT:
        return None
    return finding(
        "ledger-version",
        "this ledger has format {format}, and this deckgen reads {known}",
        "use the deckgen that wrote it, or a newer one",
        format=written[1],
        known=str(FORMAT),
    )


def _record(line: str) -> Record | Given | Finding:
    """What a line says, or what is wrong with it."""
    if _MARKER.match(line):
        return finding("conflict-marker", "git left a conflict here", _RESTORE)
    try:
        return _GIVEN.decode(line) if line.startswith("[") else _RECORD.decode(line)
    except (ValueError, RecursionError) as error:
        return finding("bad-ledger.line", "not a line that deckgen wrote: {said:system}", _RESTORE, said=str(error))


def _ledger(records: list[Record | Given], name: str) -> Ledger:
    def all_of(kind: type[T]) -> list[T]:
        return [record for record in records if isinstance(record, kind)]

    header = next(iter(all_of(Header)), Header(FORMAT, "", ""))
    return Ledger(
        deck=header.deck,
        name=header.name,
        releases=tuple(sorted(set(all_of(Release)), key=lambda release: (release.time, release.version))),
        note_types={(each.kind, each.shape): each for each in all_of(ReleasedNoteType)},
        notes={note.id: note for note in all_of(ReleasedNote)},
        again=tuple(all_of(Again)),
        given=tuple(all_of(Given)),
        tags={each.key: each.names for each in all_of(TagSet)},
        path=name,
        written_by=header.written_by,
    )

"""An Anki package as card drafts: guids, note types and tags as members have them, decks as categories."""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unicodedata import is_normalized

from deckgen.anki.archive import PackageArchive
from deckgen.anki.reading import read_open
from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.anki.tags import bare_tag
from deckgen.anki.template import is_filled
from deckgen.editing.card_files import Value
from deckgen.editing.ids import id_from
from deckgen.exchange.draft import Before, CardDraft, Draft, Remark, Section
from deckgen.exchange.draft_files import Existing
from deckgen.exchange.importing.decks import Decks
from deckgen.exchange.importing.note_types import (
    Move,
    OwnKind,
    acts_of,
    fault_of,
    known_kind,
    mostly_html,
    move_of,
    own_kinds,
    with_known_header,
)
from deckgen.exchange.importing.package_fields import Fields, FieldText, description_of
from deckgen.exchange.importing.packed_media import PackedMedia, named_in
from deckgen.html.text import plain_text
from deckgen.kinds import builtin_kinds
from deckgen.pipeline.by_name import fields_in_tags
from deckgen.sources.text import FORBIDDEN
from deckgen.system.clock import wall_clock

SUFFIXES = frozenset({".apkg", ".colpkg"})
_NAMELESS = frozenset({id_from(""), "image-occlusion"})
"""Ids of texts that say nothing of their own."""
_SHOWN = 60
"""Signs of a note that a remark shows."""


class Source(NamedTuple):
    """What a deck elsewhere holds, whatever file it came in."""

    snapshot: Snapshot
    media: PackedMedia
    dated: bool = True
    """Whether it says when each note was last changed, and by which ids members know the note types."""


def read_source(path: Path, taken: Iterable[str] = ()) -> Source:
    """Open an `.apkg` or a `.colpkg` of any tool and any format.

    Args:
        path: The file; it stays open, since its media are read only when they are written.
        taken: Names below `media/` that are not free, without case.

    Raises:
        DeckgenError: It cannot be read, is broken, or unpacks to more than any real deck.
    """
    archive = PackageArchive(path)
    files = archive.media_files()
    media = PackedMedia(files, lambda name: archive.media_file(files[name]), taken)
    return Source(read_open(archive), media)


def draft_of(
    source: Source,
    name: str,
    existing: Existing,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
    *,
    move: bool = False,
) -> Draft:
    """The cards of a deck elsewhere, in kinds that go on with its note types.

    Args:
        name: What to call it where its decks have no name in common.
        existing: What the deck holds already that the cards join; its notes stay as they are.
        progress: Called now and then with a stage's name, the work done, and all of its work.
        move: Whether notes go to deckgen's own kinds where these show the same. Members who have them do not see that.
    """
    return _Importer(source, name, existing, progress, move=move).draft()


class _Importer:
    def __init__(
        self, source: Source, name: str, existing: Existing, progress: Callable[[str, int, int], None], *, move: bool
    ) -> None:
        self._snapshot, self._media, self._dated = source
        self._fields = Fields(self._media)
        self._existing = existing
        self._progress = progress
        self._move = move
        self._changed: list[Remark] = []
        self._look: list[Remark] = []
        self._left: list[Remark] = []
        self._decks = Decks.of([note.decks[:1] for note in self._snapshot.notes], name)

    def draft(self) -> Draft:
        types: dict[int, SnapshotNoteType] = {}
        for note_type in self._snapshot.note_types.values():
            fault = fault_of(note_type)
            if fault is not None:
                self._left.append(fault)
                continue
            types[note_type.id], changed = with_known_header(note_type)
            self._changed += changed
        whole_notes = (note for note in self._unique(self._snapshot.notes) if self._has_type(note, types))
        notes = [self._padded(note, len(types[note.note_type].fields)) for note in whole_notes]
        moves = {t.id: move for t in types.values() if self._move and (move := move_of(t))}
        texts: list[tuple[FieldText, ...]] = []
        for done, note in enumerate(notes):
            if not done % 100:
                self._progress("convert", done, len(notes))
            texts.append(self._texts(note, types[note.note_type]))
        whole = mostly_html(notes, texts)
        staying = [t for t in types.values() if t.id not in moves]
        kinds = {t.id: kind for t in staying if (kind := known_kind(t, self._existing.kinds))}
        not_free = builtin_kinds() if self._move and not self._existing.kinds else self._existing.kinds
        taken = {name for kind in not_free for name in (kind.name, kind.key)}
        whole = frozenset(at for at in whole if at[0] not in kinds)
        kinds |= own_kinds([t for t in staying if t.id not in kinds], notes, taken, whole)
        sections: dict[str, list[CardDraft]] = defaultdict(list)
        for note, written in zip(notes, texts, strict=True):
            if note.note_type in moves:
                card = self._moved(note, written, moves[note.note_type])
            elif kinds[note.note_type].columns:
                card = self._card(note, written, kinds[note.note_type], whole)
            else:
                card = None
                self._left.append(Remark(0, _words(note), "other_fields"))
            if card is not None:
                sections[self._decks.category(note.decks[:1])].append(card)
        self._keep_shown_by_templates(types.values(), notes)
        self._report_times(notes)
        self._left += [Remark(0, name, "unused_file") for name in self._media.unused]
        now = {t.id: max(1, t.mod) for t in staying}
        known = {note.guid: _given(note) for note in notes if note.note_type not in moves}
        package = self._snapshot._replace(notes=tuple(note for note in notes if note.guid in known))
        files = {path: text for kind in kinds.values() for path, text in kind.files.items()}
        return Draft(
            name=self._decks.name,
            sections=tuple(
                Section(category, tuple(sections[category]), self._decks.file(category))
                for category in self._decks.ordered(sections)
            ),
            media=self._media.files,
            changed=tuple(self._changed),
            look=tuple(self._look),
            left=tuple(self._left),
            before=Before(files, known, now if self._dated else {}, package, len(notes) - len(known)),
            settings={**self._described(), **({"subdecks": "true"} if self._decks.several else {})},
        )

    def _described(self) -> dict[str, str]:
        """The deck's description as `deck.yaml` holds it; one that Markdown cannot say is left out, and told."""
        written = self._snapshot.descriptions.get(self._decks.name, "").strip()
        if not written:
            return {}
        text = description_of(written)
        if not text:
            self._left.append(Remark(0, " ".join(plain_text(written).split())[:_SHOWN], "description"))
            return {}
        return {"description": json.dumps(text, ensure_ascii=False)}

    def _report_times(self, notes: Sequence[SnapshotNote]) -> None:
        """Say what members will find strange of the notes' times and decks."""
        ahead = sum(note.mod > wall_clock() for note in notes)
        if ahead and self._dated:
            self._look.append(Remark(0, f"{ahead:,}", "dated_ahead"))
        if self._decks.several and not self._decks.common:
            self._look.append(Remark(0, self._decks.name, "several_roots"))

    def _unique(self, notes: Iterable[SnapshotNote]) -> Iterator[SnapshotNote]:
        """The notes, of several with one guid the first: Anki knows them by it."""
        seen: set[str] = set()
        for note in notes:
            if FORBIDDEN.search(note.guid) or not note.guid.strip() or not is_normalized("NFC", note.guid):
                self._left.append(Remark(0, _words(note), "bad_guid", (("guid", repr(note.guid)),)))
            elif note.guid in self._existing.guids:
                self._left.append(Remark(0, _words(note), "already"))
            elif note.guid in seen:
                self._left.append(Remark(0, _words(note), "guid_twice", (("guid", note.guid),)))
            else:
                seen.add(note.guid)
                yield note

    def _has_type(self, note: SnapshotNote, types: dict[int, SnapshotNoteType]) -> bool:
        if note.note_type in types:
            return True
        known = self._snapshot.note_types.get(note.note_type)
        remark = Remark(0, _words(note), "of_left_type", (("name", known.name),)) if known else None
        self._left.append(remark or Remark(0, _words(note), "no_type"))
        return False

    def _padded(self, note: SnapshotNote, count: int) -> SnapshotNote:
        """A note with as many fields as its note type."""
        if len(note.fields) == count:
            return note
        if any(text.strip() for text in note.fields[count:]):
            self._changed.append(Remark(0, _words(note), "more_fields"))
        return note._replace(fields=(*note.fields, *[""] * count)[:count])

    def _texts(self, note: SnapshotNote, note_type: SnapshotNoteType) -> tuple[FieldText, ...]:
        return tuple(self._fields.written(field, note_type) for field in note.fields)

    def _card(
        self, note: SnapshotNote, texts: Sequence[FieldText], kind: OwnKind, whole: frozenset[tuple[int, int]]
    ) -> CardDraft | None:
        written: dict[str, Value] = {kind.key: ""}
        as_html: list[str] = []
        for place, (column, text) in enumerate(zip(kind.columns, texts, strict=True)):
            if (note.note_type, place) in whole:
                text = self._fields.as_html(note.fields[place], kind.note_type)  # noqa: PLW2901 - the same
            elif text.html:
                as_html.append(column)
            written[column] = text.text
            if text.taken_out and self._report_taken_out(note, column, text):
                return None
        if not is_filled(str(written[kind.key])):
            self._left.append(Remark(0, _words(note), "no_key", (("field", kind.key),)))
            return None
        title = _title([text.text for text in texts], kind.columns.index(kind.key))
        return CardDraft({**written, "tags": _tags(note), "html": as_html, "guid": note.guid}, title=title)

    def _moved(self, note: SnapshotNote, texts: Sequence[FieldText], move: Move) -> CardDraft | None:
        """A note as a card of one of deckgen's kinds."""
        written: dict[str, Value] = {}
        for column, text in zip(move.columns, texts, strict=True):
            written[column] = bool(text.text) if column == "reverse" else text.text
            if text.taken_out and self._report_taken_out(note, column, text):
                return None
        if move.both_ways:
            written["reverse"] = True
        as_html = [
            column for column, text in zip(move.columns, texts, strict=True) if text.html and column != "reverse"
        ]
        return CardDraft({**written, "tags": _tags(note), "html": as_html, "guid": note.guid})

    def _report_taken_out(self, note: SnapshotNote, column: str, text: FieldText) -> bool:
        """Say what was taken out of a field; gives whether the note cannot go without it."""
        remark = Remark(0, _words(note), "taken_out", (("field", column), ("what", text.taken_out)))
        (self._left if text.other_cards else self._changed).append(remark)
        return text.other_cards

    def _keep_shown_by_templates(self, types: Iterable[SnapshotNoteType], notes: Sequence[SnapshotNote]) -> None:
        """Keep the files that templates and styles show by name."""
        names = self._media.unused
        shown = {name for name in names if name.startswith("_")}
        for note_type in types:
            self._look += acts_of(note_type)
            templates = "\n".join(side for t in note_type.templates for side in (t.front, t.back))
            shown.update(named_in(f"{note_type.css}\n{templates}", names))
            for at in (n for n, field in enumerate(note_type.fields) if field in fields_in_tags(templates)):
                shown.update(html.unescape(note.fields[at]).strip() for note in notes if note.note_type == note_type.id)
        for name in sorted(shown):
            new = self._media.keep(name)
            if new not in {"", name}:
                self._look.append(Remark(0, name, "renamed_file", (("name", new),)))


def _given(note: SnapshotNote) -> int:
    """When members surely had a note: when it was made, which its id says.

    Its last change may be the author's own, who studied it: a leech, or a mark that was set and taken away. A first
    build with that time would replace what members wrote.
    """
    return max(1, min(note.mod, note.made or note.mod))


def _tags(note: SnapshotNote) -> list[str]:
    return list(dict.fromkeys(name for tag in note.tags if (name := FORBIDDEN.sub("", bare_tag(tag)))))


def _title(texts: Sequence[str], key: int) -> str:
    """The text that names a note best: its key, or where that shows no words the first that does."""
    return next((text for text in (texts[key], *texts) if id_from(text) not in _NAMELESS), "")


def _words(note: SnapshotNote) -> str:
    return " ".join(FORBIDDEN.sub("", plain_text(" | ".join(note.fields))).split())[:_SHOWN] or repr(note.guid)

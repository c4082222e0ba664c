"""An Anki package as card drafts: guids, note types and tags as members have them, decks as categories."""

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from unicodedata import is_normalized

from msgspec.structs import replace

from deckgen.anki.archive import PackageArchive
from deckgen.anki.collection_reader import read_open
from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.anki.tags import bare_tag
from deckgen.anki.template import fields_in_tags, is_filled
from deckgen.editing.ids import id_from
from deckgen.editing.new_files import Value
from deckgen.exchange.draft import Before, CardDraft, Draft, DraftSection, Remark
from deckgen.exchange.draft_check import of_left_type
from deckgen.exchange.draft_files import Existing
from deckgen.exchange.importing.crowdanki import deck_file, read_crowdanki
from deckgen.exchange.importing.found_files import read_media
from deckgen.exchange.importing.own_kinds import OwnKind, fault_of, kinds_of, with_known_header
from deckgen.exchange.importing.package_fields import Fields, FieldText, description_of
from deckgen.exchange.importing.packed_media import PackedMedia, named_in
from deckgen.html.plain import plain_text
from deckgen.model.diagnostics import DeckgenError, Finding, finding
from deckgen.sources.text import FORBIDDEN
from deckgen.system.inputs import is_inside

SUFFIXES = frozenset({".apkg", ".colpkg"})
_NAMELESS = frozenset({id_from(""), "image-occlusion"})
"""Ids of texts that say nothing of their own."""
_SHOWN = 60
"""Characters of a note that a remark shows."""
ALREADY = finding("import-report.already", "the deck has it already")
_OTHER_FIELDS = finding("import-report.other-fields", "the deck's kind of that note type has other fields")
_UNUSED_FILE = finding("import-report.unused-file", "a file that nothing shows")
_DESCRIPTION = finding("import-report.description", "a description that Markdown cannot express, or of a subdeck")
_SEVERAL_ROOTS = finding(
    "import-report.several-roots",
    "the decks have no name in common: new cards go below this one; members' cards stay where they are",
)


def draft_of(path: Path, existing: Existing, progress: Callable[[str, int, int], None]) -> Draft:
    """The cards of a package of any tool, or of CrowdAnki's JSON, in kinds that go on with its note types.

    A package stays open until its media are written.

    Args:
        existing: What the deck holds already that the cards join; its notes stay as they are.
        progress: Called now and then with a stage's name, the work done, and all of its work.

    Raises:
        DeckgenError: It cannot be read, is broken, or unpacks to more than any real deck; or it is of the deck itself.
    """
    json_file = deck_file(path)
    if json_file is not None:
        snapshot, folder = read_crowdanki(json_file), json_file.parent
        names = [file.name for file in sorted((folder / "media").glob("*")) if is_inside(file, folder)]
        media = PackedMedia(
            (name for name in names if not name.startswith(".")),
            lambda name: read_media(folder / "media" / name, folder),
            existing.media,
        )
    else:
        archive = PackageArchive(path)
        files = archive.media_files()
        media = PackedMedia(files, lambda name: archive.media_file(files[name]), existing.media)
        snapshot = read_open(archive)
    if any(note.note_type in existing.note_types for note in snapshot.notes):
        raise DeckgenError(
            "cannot-import.own-types",
            "'{path}' holds notes of this deck's own note types",
            "deckgen merge {path} shows what a member changed in them; with --notes it takes notes of their own",
            path=str(path),
        )
    return _Package(snapshot, media, path.stem, existing, progress).draft(dated=json_file is None)


def _parts(deck: str) -> list[str]:
    parts = (" ".join(re.sub(FORBIDDEN, "", part).split()) for part in deck.split("::"))
    return [part for part in parts if part] or ["Default"]


class _Package:
    def __init__(
        self,
        snapshot: Snapshot,
        media: PackedMedia,
        name: str,
        existing: Existing,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self._snapshot, self._media = snapshot, media
        self._fields = Fields(media)
        self._existing = existing
        self._progress = progress
        self._remarks: list[Remark] = []
        decks = dict.fromkeys(note.decks[0] for note in snapshot.notes if note.decks and note.decks[0])
        common = [pair[0] for pair in takewhile(lambda pair: len({*pair}) == 1, zip(*map(_parts, decks), strict=False))]
        self._several = len(decks) > 1
        self._common = len(common)
        """How many parts the names of all decks begin with; the rest of each name is a category."""
        self._name = "::".join(common) or name

    def draft(self, *, dated: bool) -> Draft:
        types = {note_type.id: note_type for note_type in self._whole_types()}
        notes = [*self._whole_notes(types)]
        texts: list[tuple[FieldText, ...]] = []
        for done, note in enumerate(notes):
            if not done % 100:
                self._progress("convert", done, len(notes))
            texts.append(tuple(self._fields.written(field, types[note.note_type]) for field in note.fields))
        kinds = kinds_of(types.values(), notes, texts, self._existing.kinds)
        sections: dict[str, list[CardDraft]] = defaultdict(list)
        for note, written in zip(notes, texts, strict=True):
            card = self._card(note, written, kinds[note.note_type])
            if card is not None:
                sections["::".join(_parts(note.decks[0])[self._common :]) if note.decks else ""].append(card)
        self._keep_shown_by_templates(types.values(), notes)
        self._remarks += [Remark(0, name, _UNUSED_FILE) for name in self._media.unused]
        before = Before(
            {path: text for kind in kinds.values() for path, text in kind.files.items()},
            {note.guid: _given(note) for note in notes},
            {t.id: max(1, t.mod) for t in types.values()} if dated else {},
            replace(self._snapshot, notes=tuple(notes)),
        )
        settings = self._settings()  # which adds to the remarks
        return Draft(
            self._name,
            tuple(
                DraftSection(name, tuple(cards), name.replace("::", " ") or _parts(self._name)[-1])
                for name, cards in sections.items()
            ),
            media=self._media.files,
            remarks=tuple(self._remarks),
            before=before,
            settings=settings,
        )

    def _whole_types(self) -> Iterator[SnapshotNoteType]:
        for note_type in self._snapshot.note_types.values():
            fault = fault_of(note_type)
            if fault is not None:
                self._remarks.append(Remark(0, note_type.name, fault))
                continue
            whole, changed = with_known_header(note_type)
            self._remarks += changed
            yield whole

    def _whole_notes(self, types: Mapping[int, SnapshotNoteType]) -> Iterator[SnapshotNote]:
        """The notes that can be cards, each with as many fields as its note type."""
        seen: set[str] = set()
        for note in self._snapshot.notes:
            why = self._why_left(note, types, seen)
            if why is not None:
                self._remarks.append(Remark(0, _words(note), why))
                continue
            seen.add(note.guid)
            count = len(types[note.note_type].fields)
            if any(text.strip() for text in note.fields[count:]):
                self._remarks.append(Remark(0, _words(replace(note, fields=note.fields[count:]))))
            fits = len(note.fields) == count
            yield note if fits else replace(note, fields=(*note.fields, *[""] * count)[:count])

    def _why_left(self, note: SnapshotNote, types: Mapping[int, SnapshotNoteType], seen: set[str]) -> Finding | None:
        if re.search(FORBIDDEN, note.guid) or not note.guid.strip() or not is_normalized("NFC", note.guid):
            return finding("import-report.bad-guid", "its guid, {guid}, cannot be written", guid=repr(note.guid))
        if note.guid in self._existing.guids:
            return ALREADY
        if note.guid in seen:
            return finding("import-report.guid-twice", "another note has its guid, {guid}", guid=note.guid)
        if note.note_type in types:
            return None
        known = self._snapshot.note_types.get(note.note_type)
        return of_left_type(known.name if known else "?")

    def _card(self, note: SnapshotNote, texts: Sequence[FieldText], kind: OwnKind) -> CardDraft | None:
        if not kind.columns:
            self._remarks.append(Remark(0, _words(note), _OTHER_FIELDS))
            return None
        written: dict[str, Value] = {kind.key: ""}
        as_html: list[str] = []
        for place, (column, text) in enumerate(zip(kind.columns, texts, strict=True)):
            if place in kind.html:
                text = self._fields.as_html(note.fields[place], kind.note_type)  # noqa: PLW2901 - the same
            elif text.html:
                as_html.append(column)
            written[column] = text.text
            if text.taken_out:
                why = finding(
                    "import-report.taken-out", "taken out of '{field}': {what}", field=column, what=text.taken_out
                )
                self._remarks.append(Remark(0, _words(note), why, kind="left" if text.other_cards else "changed"))
                if text.other_cards:
                    return None
        if not is_filled(str(written[kind.key])):
            why = finding(
                "import-report.no-key", "'{field}', which every card of its kind needs, is empty", field=kind.key
            )
            self._remarks.append(Remark(0, _words(note), why))
            return None
        tags = dict.fromkeys(name for tag in note.tags if (name := re.sub(FORBIDDEN, "", bare_tag(tag))))
        named = (texts[kind.columns.index(kind.key)], *texts)  # the key, or where that has no words the first that has
        title = next((text.text for text in named if id_from(text.text) not in _NAMELESS), "")
        return CardDraft({**written, "tags": list(tags), "html": as_html, "guid": note.guid}, title=title)

    def _settings(self) -> dict[str, str]:
        """What `deck.yaml` says next to the name."""
        if self._several and not self._common:
            self._remarks.append(Remark(0, self._name, _SEVERAL_ROOTS, kind="look"))
        said: dict[str, str] = {}
        for name, written in self._snapshot.descriptions.items():
            text = description_of(written) if name == self._name else ""
            if text:
                said["description"] = json.dumps(text, ensure_ascii=False)
            elif written.strip():
                self._remarks.append(Remark(0, _shown(written), _DESCRIPTION))
        return {**said, "subdecks": "true"} if self._several else said

    def _keep_shown_by_templates(self, types: Iterable[SnapshotNoteType], notes: Sequence[SnapshotNote]) -> None:
        """Keep the files that templates and styles show by name."""
        names = self._media.unused
        shown = {name for name in names if name.startswith("_")}
        for note_type in types:
            templates = "\n".join(side for t in note_type.templates for side in (t.front, t.back))
            shown.update(named_in(f"{note_type.css}\n{templates}", names))
            for at in (n for n, field in enumerate(note_type.fields) if field in fields_in_tags(templates)):
                shown.update(html.unescape(note.fields[at]).strip() for note in notes if note.note_type == note_type.id)
        for name in sorted(shown):
            new = self._media.keep(name)
            if new not in {"", name}:
                why = finding(
                    "import-report.renamed-file",
                    "a template shows it, but its name is taken or not allowed everywhere: name it '{name}' there, too",
                    name=new,
                )
                self._remarks.append(Remark(0, name, why, kind="look"))


def _given(note: SnapshotNote) -> int:
    """When members surely had a note: when it was made, which its id says.

    Its last change may be the author's own, who studied it: a leech, or a mark that was set and taken away. A first
    build with that time would replace what members wrote.
    """
    return max(1, min(note.mod, note.made or note.mod))


def _words(note: SnapshotNote) -> str:
    return _shown(" | ".join(note.fields)) or repr(note.guid)


def _shown(html: str) -> str:
    return " ".join(re.sub(FORBIDDEN, "", plain_text(html)).split())[:_SHOWN]

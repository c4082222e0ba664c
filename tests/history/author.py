"""The author of a random history: a deck project on disk, and its releases.

What the author means is kept here as plain values; what a package says is read back from its database. Neither asks
deckgen what changed, so that the promise is checked against something of its own.
"""

import copy
import dataclasses
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias
from unittest.mock import patch

from msgspec.structs import replace

from deckgen.anki.collection_reader import read_package as read_snapshot
from deckgen.anki.package import Stamps, package_bytes
from deckgen.exchange.draft import Before
from deckgen.exchange.importing.writing import release_zero
from deckgen.exchange.merging.corrections import Ours
from deckgen.exchange.source_cards import source_cards
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic, has_errors
from deckgen.pipeline.load import load
from deckgen.release import LEDGER_NAME
from deckgen.release.building import Prepared, again, prepare
from deckgen.release.given import GivenFields, given_notes
from deckgen.release.history import read_known
from deckgen.release.ledger import Ledger
from deckgen.release.ledger_file import format_ledger, read_ledger
from deckgen.release.local_builds import read_record
from deckgen.release.publish import plan_release, publish
from tests.history.edits import Editor
from tests.history.package import Package, read_package
from tests.history.repository import Repository
from tests.history.sources import DECK, CardFile, Project, Source

Compiler: TypeAlias = Callable[[Deck, Stamps, int], bytes]
"""Deck, deckgen's own stamps, and the time now → a package's bytes."""
Hard: TypeAlias = tuple[str, str, str, int | None, bool]
"""What a member reads, and which cards there are: kind, front, back, the picture's edition, and one more card."""
Content: TypeAlias = tuple[Hard, frozenset[str], tuple[str, ...]]
"""The same with what replaces nothing that a member wrote: the tags, and what else the HTML and the tags depend on."""


@dataclasses.dataclass(frozen=True)
class Published:
    """One release, as members get it."""

    path: Path
    time: int
    package: Package
    content: dict[str, Content]
    """Card id → what the author meant by it."""
    changed: dict[str, int]
    """Card id → when what members read of it last changed, counting only releases."""
    stamps: dict[str, int]
    """Card id → its time in the package, as the promise wants it: `changed`, and a second for each soft change."""
    decks: dict[str, str]
    """Card id → the deck that its cards belong in."""
    looks_changed: dict[int, int]
    """Note type id → when its look last changed."""


def clock_at(now: int) -> AbstractContextManager[object]:
    """Let deckgen believe that it is another time."""
    return patch.dict(os.environ, {"SOURCE_DATE_EPOCH": str(now)})


def by_renderer(deck: Deck, version: int) -> Deck:
    """The deck as another version of what makes HTML writes it: the same texts, wrapped and spelt otherwise."""
    if not version:
        return deck

    def written(html: str) -> str:
        return f'<span class="v{version}">{html.replace("2", "&#50;")}</span>'

    notes = tuple(replace(note, fields=(written(note.fields[0]), *note.fields[1:])) for note in deck.notes)
    return replace(deck, notes=notes)


class Author(Editor):
    """Edits and releases one deck."""

    def __init__(
        self, folder: Path, *, subdecks: bool = False, git: bool = False, compiler: Compiler | None = None
    ) -> None:
        super().__init__(subdecks=subdecks)
        self.folder = folder
        self.repository = Repository(folder) if git else None
        self.cards = folder / "cards"
        self.releases: list[Published] = []
        self.reverted = False
        """Whether the last release was taken back, and no other made since."""
        self.moved = False
        """Whether the first release was another tool's, which wrote other HTML."""
        self.drafted = False
        """Whether this machine's builds are ahead of the releases, so that its next build is a draft."""
        self.types: dict[str, int] = {}
        """Guid → note type of each note as it was last built."""
        self._compiler = compiler
        self._written: dict[str, str] = {}
        self._read = ((b"", 0, False), Ledger())
        """What the ledger was when it was read last, and what it says together with git."""
        self._last: tuple[Project, list[Source]] | None = None
        """The project at the last release."""
        self._before: tuple[Project, list[Source], str] | None = None
        """The project and the ledger before the last release, for a revert."""

    def release(self, now: int) -> Published | None:
        """Write the sources, release them as `deckgen release` does, and read the package back."""
        self._write_sources()
        loaded = load(self.cards)
        if self.releases:
            with clock_at(self.releases[-1].time - 1):
                early, _ = plan_release(self.cards, self._prepared(loaded, late=True).deck)
                assert early is None or not (early.changes.changed or early.changes.touched), "a clock that hides a fix"
        with clock_at(now):
            deck = replace(self._prepared(loaded).deck, description="")  # `prepare` fills it in
            plan, problems = plan_release(self.cards, deck)
            assert not has_errors(problems), problems
            if plan is None:
                return None
            ledger = plan.ledger_path.read_text(encoding="utf-8") if self.releases else ""
            output = self.folder / f"{len(self.releases) + 1}.apkg"  # a place that no other release looks at
            plan = dataclasses.replace(
                plan, package_path=output, notes_paths=(output.with_suffix(".md"), plan.notes_paths[1])
            )
            publish(plan)
            if self._compiler:
                plan.package_path.write_bytes(self._compiler(plan.deck, plan.stamps, now))
        published = self._publish(plan.package_path, now)
        self.reverted = False
        self._before, self._last = (self._last[0], self._last[1], ledger) if self._last else None, self._copy()
        return published

    def move_in(self, now: int) -> Published:
        """Another tool gave these notes to members; what they have becomes release 0, as `deckgen import` makes it."""
        self._write_sources()
        output = self.folder / "0.apkg"
        with clock_at(now):
            ready = self._prepared(load(self.cards))
            theirs = by_renderer(ready.deck, 9)
            output.write_bytes(package_bytes(theirs, ready.stamps))
            snapshot = read_snapshot(output, media=False)
            notes = {note.guid: note.mod for note in snapshot.notes}
            types = {number: kind.mod for number, kind in snapshot.note_types.items()}
            ledger = release_zero(ready.deck, Before({}, notes, types, snapshot), Ledger(), now)
            (self.cards / LEDGER_NAME).write_text(format_ledger(ledger), encoding="utf-8")
        published = self._publish(output, now)
        self.moved = True
        self._last = self._copy()
        return published

    def draft(self, now: int) -> Path | None:
        """Build the sources as they are, as `deckgen build` does; the package, where it is a draft."""
        if self.reverted:
            return None
        self._write_sources()
        path = self.folder / "draft.apkg"
        with clock_at(now):
            loaded = load(self.cards)
            ready = self._prepared(loaded, late=True)
            if not ready.draft:
                return None
            path.write_bytes(package_bytes(ready.deck, ready.stamps))
            self.drafted = True
            ready.record()
        return path

    def again(self, now: int, pick: int) -> Path | None:
        """Bring a note of the last release again, as `deckgen release --again` does."""
        if self.reverted or self._last is None or self._last != self._copy():
            return None
        path = self.folder / "again.apkg"
        with clock_at(now):
            deck = self._prepared(load(self.cards)).deck
            part, stamps, ledger = again(deck, read_ledger(self.cards)[0], [deck.notes[pick % len(deck.notes)].id])
            (self.cards / LEDGER_NAME).write_text(format_ledger(ledger), encoding="utf-8")
            path.write_bytes(package_bytes(part, stamps))
        if self.repository:
            self.repository.commit(now)
        return path

    def given(self) -> dict[str | int, GivenFields]:
        """What deckgen knows of all that was ever given, this machine's drafts among it."""
        return given_notes(self._ledger())

    def ours(self) -> Ours:
        """The sources as `deckgen merge` compares a member's collection with them."""
        self._write_sources()
        deck = by_renderer(load(self.cards)[0], self.project.renderer)
        return Ours(deck, self._ledger(), source_cards(self.cards, deck.kinds), self.cards)

    def _ledger(self) -> Ledger:
        path = self.cards / LEDGER_NAME
        read = path.read_bytes() if path.exists() else b"", len(self.releases), self.reverted
        if read != self._read[0]:
            ledger, problems = read_ledger(self.cards)
            assert problems == ()
            if self.repository:
                ledger = read_known(self.cards, "history").ledger
            self._read = read, ledger
        return read_record(self.cards, self._built).gift.added_to(self._read[1])

    def revert(self, now: int) -> None:
        """The last release is taken back, as `git revert` does: cards and ledger are as they were before it."""
        if not self.repository or not self._before or self.reverted or not self._before[2]:
            return
        project, gone, ledger = copy.deepcopy(self._before)
        project.grown = self.project.grown
        self.project, self.gone = project, gone
        self.repository.ledger.write_text(ledger, encoding="utf-8")
        self._write_sources()
        self.repository.commit(now)
        self._before, self._last, self.reverted = None, (project, gone), True

    def _copy(self) -> tuple[Project, list[Source]]:
        return copy.deepcopy((self.project, self.gone))

    def build(self, now: int) -> bytes:
        """What `deckgen build` makes of the files on disk at a later time."""
        with clock_at(now):
            ready = self._prepared(load(self.cards))
            assert not ready.draft
            return package_bytes(ready.deck, ready.stamps)

    def _prepared(self, loaded: tuple[Deck, tuple[Diagnostic, ...]], *, late: bool = False) -> Prepared:
        deck, diagnostics = loaded
        self._built = deck
        self.types |= {note.guid: deck.types[note.kind, note.shape].id for note in deck.notes}
        ready = prepare(self.cards, by_renderer(deck, self.project.renderer))
        told = () if late else ready.diagnostics
        assert not has_errors((*diagnostics, *told)), (diagnostics, told)
        return ready

    def _publish(self, path: Path, now: int) -> Published:
        """See that a package says what the author means, and put it to the releases."""
        package = read_package(path.read_bytes())
        content = {card.id: self._content(file, card) for file in self.project.files for card in file.cards}
        assert package.by_id.keys() == content.keys(), "the package holds other cards than the sources"
        for id_, ((_, front, back, *_), tags, _) in content.items():
            note = package.notes[package.by_id[id_]]
            text = " ".join(note.fields).replace("&#50;", "2")
            assert all(word in text.split("deck-word") or word in text for word in f"{front} {back}".split()), id_
            assert all(any(tag == name or tag.endswith(f"::{name}") for tag in note.tags) for name in tags), id_
        changed, stamps, looks = {}, {}, {}
        for id_, meant in content.items():
            last = next((old for old in reversed(self.releases) if id_ in old.content), None)
            hard = last is None or last.content[id_][0] != meant[0]
            changed[id_] = now if last is None or hard else last.changed[id_]
            stamps[id_] = now if last is None or hard else last.stamps[id_] + (last.content[id_] != meant)
            if last is not None and not (self.moved and last is self.releases[0]):
                old = last.package.notes[last.package.by_id[id_]]
                new = package.notes[package.by_id[id_]]
                same = last.content[id_] == meant and last.stamps[id_] == stamps[id_]
                moved = (old.fields, old.tags) != (new.fields, new.tags)
                assert moved != same, f"{id_}: the author {'changed nothing' if same else 'changed it'}"
        for number, look in package.looks.items():
            before = next((old for old in reversed(self.releases) if number in old.package.looks), None)
            kept = before is not None and before.package.looks[number] == look
            looks[number] = before.looks_changed[number] if before is not None and kept else now
        if not self.releases:
            self.first_texts = {id_: (front, back) for id_, ((_, front, back, *_), *_) in content.items()}
        self.releases.append(Published(path, now, package, content, changed, stamps, self._decks(), looks))
        if self.repository:
            self.repository.commit(now)
        return self.releases[-1]

    def _decks(self) -> dict[str, str]:
        below = [(card.id, file.category) for file in self.project.files for card in file.cards]
        return {id_: f"{DECK}::{category}" if self.project.subdecks else DECK for id_, category in below}

    def _content(self, file: CardFile, card: Source) -> Content:
        tags = frozenset({*card.tags, *file.tags, file.category.replace(" ", "-")})
        more = card.more and card.kind != "fact"
        project = self.project
        picture = project.picture if card.pictured else None
        label = project.labels["kind"] if card.kind == "fact" else project.language
        written = (label, project.tag, str(project.renderer))
        return (card.kind, card.front, card.back, picture, more), tags, written

    def _write_sources(self) -> None:
        for name, text in self.project.texts().items():
            if self._written.get(name) != text:
                path = self.cards / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self._written[name] = text

"""A temporary Anki collection, driven by the official `anki` package: the only module that imports it.

`anki` is AGPL and large, so it is an extra, and it is imported when a rehearsal begins.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deckgen.model.diagnostics import DeckgenError
from deckgen.release.verify.state import CardState, CollectionState, NoteState, NoteTypeState

_ANKI = "anki>=25.9"
"""What the extra `verify` installs."""


class MemberCollection:
    """A fresh collection in a temporary folder, gone at the end of the `with` block. Never a user's own.

    Raises:
        DeckgenError: `anki` is not installed; the hint has the whole line that installs it.
    """

    def __init__(self) -> None:
        try:
            from anki.buildinfo import version
            from anki.collection import Collection
        except ImportError as error:
            command = f"{_quoted(sys.executable)} -m pip install {_quoted(_ANKI)}"
            raise DeckgenError(
                "missing-extra",
                "verify rehearses in the real Anki, and the '{package}' package is not installed",
                "install it: {command}",
                package="anki",
                command=command,
            ) from error
        self.version = version
        self._folder = tempfile.TemporaryDirectory(prefix="deckgen-verify-", ignore_cleanup_errors=True)
        self._anki = Collection(str(Path(self._folder.name) / "collection.anki2"))
        self._never_wait_for_the_disk()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._anki.close()
        self._folder.cleanup()

    def take_in(self, package: Path) -> None:
        """Import a package as a member does: with Anki's default options.

        Raises:
            DeckgenError: Anki refuses the package; the message is Anki's own.
        """
        from anki.collection import ImportAnkiPackageRequest
        from anki.errors import AnkiException

        if not package.is_file():
            raise DeckgenError("no-package", "there is no package '{path}'", "name an .apkg file", path=str(package))
        try:
            self._anki.import_anki_package(ImportAnkiPackageRequest(package_path=str(package.resolve())))
        except AnkiException as error:
            said = str(error).strip() or type(error).__name__
            raise DeckgenError(
                "import-refused",
                "Anki does not import '{path}': {said}",
                "is it an .apkg file? A member who imports it sees the same words",
                path=str(package),
                said=said,
            ) from error

    def review(self, card: int, rating: int) -> None:
        """Answer a card through the scheduler: 1 again, 2 hard, 3 good, 4 easy."""
        from anki.cards import CardId

        answered = self._anki.get_card(CardId(card))
        answered.start_timer()
        self._anki.sched.answerCard(answered, rating)  # type: ignore[arg-type] # Anki wants a literal

    def write(self, note: int, field: int, text: str) -> None:
        """Add text to a field of a note."""
        from anki.notes import NoteId

        written = self._anki.get_note(NoteId(note))
        written.fields[field] += text
        self._anki.update_note(written)

    def tag(self, note: int, tag: str) -> None:
        """Put one more tag on a note."""
        from anki.notes import NoteId

        self._anki.tags.bulk_add([NoteId(note)], tag)

    def delete(self, notes: Iterable[int]) -> None:
        """Delete notes with their cards."""
        from anki.notes import NoteId

        self._anki.remove_notes([NoteId(note) for note in notes])

    def suspend(self, card: int) -> None:
        """Suspend a card."""
        from anki.cards import CardId

        self._anki.sched.suspend_cards([CardId(card)])

    def move(self, card: int, deck: str) -> None:
        """Move a card to a deck of the member's own."""
        from anki.cards import CardId
        from anki.decks import DeckId

        number = self._anki.decks.id(deck)
        assert number is not None  # noqa: S101 - for the type checker: `id` creates what is missing
        self._anki.set_deck([CardId(card)], DeckId(number))

    def date_import(self, time: int) -> None:
        """Make the last import as old as the package was, where Anki dated note types with the time of import.

        It does where a note type of the same name exists, such as "Basic": the other comes in as "Basic+".
        """
        self._db.execute("UPDATE notetypes SET mtime_secs = ? WHERE mtime_secs > ?", time, time)
        self._anki.close()  # Anki keeps note types in memory
        self._anki.reopen()
        self._never_wait_for_the_disk()

    def date(self, note: int, mod: int) -> None:
        """Make an edit look as old as `mod`: the rehearsal's edits happened before the new package was made."""
        self._db.execute("UPDATE notes SET mod = ? WHERE id = ?", mod, note)

    def snapshot(self) -> CollectionState:
        """What the collection holds now.

        The collection's own manager of note types would remember them from before an import; a new one looks.
        """
        from anki.models import ModelManager

        decks = {deck.id: deck.name for deck in self._anki.decks.all_names_and_ids()}
        return CollectionState(
            notes=tuple(
                NoteState(id_, guid, type_, mod, tuple(fields.split("\x1f")), frozenset(tags.split()))
                for id_, guid, type_, mod, fields, tags in self._db.execute(
                    "SELECT id, guid, mid, mod, flds, tags FROM notes ORDER BY id"
                )
            ),
            cards=tuple(
                CardState(id_, note, ordinal, decks.get(home or deck, "?"), new, (new, None if new else due, *rest))
                for id_, note, ordinal, deck, home, new, due, *rest in self._db.execute(
                    "SELECT id, nid, ord, did, odid, type = 0, due, type, queue, ivl, factor, reps, lapses, left, odue,"
                    " flags, data FROM cards ORDER BY id"
                )
            ),
            reviews=dict(self._db.execute("SELECT id, cid FROM revlog")),
            note_types={kind["id"]: _note_type(kind) for kind in ModelManager(self._anki).all()},
            decks=frozenset(decks.values()),
        )

    def _never_wait_for_the_disk(self) -> None:
        """The folder is thrown away; a rehearsal's 900 waits for a disk took longer than all else."""
        self._db.execute("PRAGMA synchronous = OFF")

    @property
    def _db(self) -> Any:
        return self._anki.db


def _note_type(kind: dict[str, Any]) -> NoteTypeState:
    sides = (template[side] for template in kind["tmpls"] for side in ("qfmt", "afmt"))
    return NoteTypeState(
        name=kind["name"],
        names=(tuple(field["name"] for field in kind["flds"]), tuple(each["name"] for each in kind["tmpls"])),
        look=tuple(text.strip() for text in (kind["css"], *sides)),  # what is around shows nowhere
        cloze=bool(kind["type"]),
    )


def _quoted(word: str) -> str:
    """A word of a command as this system's shell reads it."""
    return subprocess.list2cmdline([word]) if sys.platform == "win32" else shlex.quote(word)

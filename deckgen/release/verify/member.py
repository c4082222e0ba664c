"""A temporary Anki collection, driven by the official `anki` package: the only module that imports it.

`anki` is AGPL and large, so it is an extra, and it is imported when a rehearsal begins.
"""

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from deckgen.model.diagnostics import DeckgenError
from deckgen.release.verify.state import CardState, CollectionState, NoteState, NoteTypeState

OWN_WORDS = " (a member's own words)"
OWN_TAG = "a-members-own-tag"
_OWN_DECK = "A member's own deck"
_ANKI = "anki>=25.9"
"""What the extra `verify` installs."""
_RATINGS = (3, 1, 2)
"""Good, again, hard: ways in which a card's schedule can move."""


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
        self._anki: Any = Collection(str(Path(self._folder.name) / "collection.anki2"))
        self._never_wait_for_the_disk()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._anki.close()
        self._folder.cleanup()

    def take_in(self, package: Path) -> None:
        """Import a package as a member does: with Anki's default options.

        Raises:
            DeckgenError: Anki refuses the package; the message is Anki's own.
        """
        from anki.collection import ImportAnkiPackageRequest
        from anki.errors import AnkiException

        try:
            self._anki.import_anki_package(ImportAnkiPackageRequest(package_path=str(package.resolve())))
        except AnkiException as error:
            raise DeckgenError(
                "import-refused",
                "Anki does not import '{path}': {said}",
                "is it an .apkg file? A member who imports it sees the same words",
                path=str(package),
                said=str(error).strip() or type(error).__name__,
            ) from error

    def date_import(self, time: int) -> None:
        """Make the last import as old as the package was, where Anki dated note types with the time of import.

        It does where a note type of the same name exists, such as "Basic": the other comes in as "Basic+".
        """
        self._anki.db.execute("UPDATE notetypes SET mtime_secs = ? WHERE mtime_secs > ?", time, time)
        self._anki.close()  # Anki keeps note types in memory
        self._anki.reopen()
        self._never_wait_for_the_disk()

    def act(
        self, written: Mapping[int, int], reviewed: Sequence[int], suspended: Sequence[int], moved: Sequence[int]
    ) -> None:
        """Do what a member does.

        Args:
            written: The notes in which they write and to which they give a tag → when, in seconds since 1970.
            reviewed: The cards that they answer, once to three times.
            suspended: The cards that they suspend.
            moved: The cards that they move to a deck of their own.
        """
        anki = self._anki
        for number, time in written.items():
            note = anki.get_note(number)
            answered = len(note.fields) > 1 and note.fields[1].strip()
            note.fields[1 if answered else 0] += OWN_WORDS
            note.tags.append(OWN_TAG)
            anki.update_note(note)
            anki.db.execute("UPDATE notes SET mod = ? WHERE id = ?", time, number)
        for turn, number in enumerate(reviewed):
            for rating in _RATINGS[: turn % 3 + 1]:
                card = anki.get_card(number)
                card.start_timer()
                anki.sched.answerCard(card, rating)
        anki.sched.suspend_cards(suspended)
        anki.set_deck(moved, anki.decks.id(_OWN_DECK))

    def snapshot(self) -> CollectionState:
        """What the collection holds now.

        The collection's own manager of note types would remember them from before an import; a new one looks.
        """
        from anki.models import ModelManager

        query = self._anki.db.execute
        decks = {deck.id: deck.name for deck in self._anki.decks.all_names_and_ids()}
        return CollectionState(
            notes=tuple(
                NoteState(id_, guid, type_, mod, tuple(fields.split("\x1f")), frozenset(tags.split()))
                for id_, guid, type_, mod, fields, tags in query(
                    "SELECT id, guid, mid, mod, flds, tags FROM notes ORDER BY id"
                )
            ),
            cards=tuple(
                # upstream may choose a new card's place in the queue
                CardState(id_, note, ordinal, decks.get(home or deck, "?"), (new, None if new else due, *rest))
                for id_, note, ordinal, deck, home, new, due, *rest in query(
                    "SELECT id, nid, ord, did, odid, type = 0, due, type, queue, ivl, factor, reps, lapses, left, odue,"
                    " flags, data FROM cards ORDER BY id"
                )
            ),
            reviews=dict(query("SELECT id, cid FROM revlog")),
            note_types={kind["id"]: _note_type(kind) for kind in ModelManager(self._anki).all()},
            decks=frozenset(decks.values()),
        )

    def _never_wait_for_the_disk(self) -> None:
        """The folder is thrown away; a rehearsal's 900 waits for a disk took longer than all else."""
        self._anki.db.execute("PRAGMA synchronous = OFF")


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

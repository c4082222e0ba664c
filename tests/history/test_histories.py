"""The promise, for years: random release histories with the real importer."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from msgspec.structs import replace

from deckgen.anki.package import Stamps, package_bytes
from deckgen.model import Deck
from tests.history.anki_process import AnkiProcess, quick_folder
from tests.history.author import Compiler
from tests.history.machine import walk
from tests.history.promise import Tally

_LONG_AGO = 1_400_000_000


@pytest.fixture(scope="module")
def anki() -> Iterator[AnkiProcess]:
    with quick_folder() as folder, AnkiProcess(folder) as started:
        yield started


def test_the_promise_holds_in_random_histories(anki: AnkiProcess) -> None:
    tally = Tally()
    walk(anki, tally, 32)
    assert tally.releases > 200
    assert tally.imports > 360
    least = {
        "fields known as given": 20_000,
        "fields of a member known as theirs": 200,
        "corrections found": 16,
        "corrections merged": 2,
        "decks that moved in": 10,
        "reviews kept": 300,
        "studied cards kept": 200,
        "suspended cards kept": 10,
        "cards in a member's own deck kept": 10,
        "edits kept": 100,
        "edits kept from a soft change": 20,
        "soft changes arrived": 200,
        "edits replaced by a change": 10,
        "newer words of a member kept": 10,
        "changes arrived": 160,
        "note type changes arrived": 160,
        "orphans intact": 60,
        "pictures right": 100,
    }
    rare = {what: tally.met[what] for what, number in least.items() if tally.met[what] < number}
    assert not rare, "the histories met too little of this to prove anything"


def _stamped_by_build(deck: Deck, _: Stamps, now: int) -> bytes:
    return package_bytes(deck, Stamps(now))


def _stamped_once(deck: Deck, _: Stamps, __: int) -> bytes:
    return package_bytes(deck, Stamps(_LONG_AGO))


def _note_types_stamped_once(deck: Deck, stamps: Stamps, _: int) -> bytes:
    return package_bytes(deck, replace(stamps, note_types={t.id: _LONG_AGO for t in deck.note_types}))


def _guids_of_fields(deck: Deck, stamps: Stamps, _: int) -> bytes:
    notes = tuple(replace(note, guid=sha256(note.fields[0].encode()).hexdigest()[:10]) for note in deck.notes)
    return package_bytes(replace(deck, notes=notes), stamps)


def _note_types_by_style(deck: Deck, stamps: Stamps, _: int) -> bytes:
    types = tuple(replace(t, id=t.id + len(t.css)) for t in deck.note_types)
    return package_bytes(replace(deck, note_types=types), stamps)


def _deck_named_by_count(deck: Deck, stamps: Stamps, _: int) -> bytes:
    config = replace(deck.config, name=f"{deck.config.name} ({len(deck.notes)} notes)")
    return package_bytes(replace(deck, config=config), stamps)


@pytest.mark.parametrize(
    ("compiler", "breach"),
    [
        (_stamped_by_build, "a note that did not change upstream changed for the member"),
        (_stamped_once, "a change did not arrive"),
        (_note_types_stamped_once, "a note type's change did not arrive"),
        (_guids_of_fields, "a note came twice"),
        (_note_types_by_style, "a change did not arrive|note types forked"),
        (_deck_named_by_count, "a new card lies in another deck"),
    ],
)
def test_the_histories_catch_how_other_tools_break_it(anki: AnkiProcess, compiler: Compiler, breach: str) -> None:
    with pytest.raises(AssertionError, match=breach):
        walk(anki, Tally(), 3, compiler=compiler)

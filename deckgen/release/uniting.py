"""Several ledgers of one deck to one: what members may have, whichever of their releases they took.

A release that was reverted, a branch that released on its own, a merge that kept one side's lines: members have those
releases all the same. A note that two of the ledgers know with different content is brought again by the next release,
to everyone, with a time that is later than any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.release.content import Content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deckgen.release.ledger import Ledger, Release, ReleasedNote, ReleasedNoteType

UNKNOWN = Content("", "", "0" * 16)
"""A content that no note has: whatever the deck says now is a change, and a hard one."""


def missing_releases(ledger: Ledger, other: Ledger) -> tuple[Release, ...]:
    """The releases of another ledger that this one lacks."""
    known = {(release.version, release.time) for release in ledger.releases}
    return tuple(release for release in other.releases if (release.version, release.time) not in known)


def behind(ledger: Ledger, other: Ledger) -> tuple[str, ...]:
    """The ids of notes that another ledger has and this one lacks, or has with a lesser time."""
    return tuple(
        key for key, note in other.notes.items() if key not in ledger.notes or ledger.notes[key].mod < note.mod
    )


def not_held(ledger: Ledger, others: Iterable[Ledger]) -> tuple[Ledger, ...]:
    """Those of several ledgers that know something which neither this one nor another of them does.

    Only these are to be united: what an older ledger says otherwise, one that followed it has settled.
    """
    left: list[Ledger] = []
    for other in sorted(others, key=lambda other: len(other.releases), reverse=True):
        if all(missing_releases(known, other) or behind(known, other) for known in (ledger, *left)):
            left.append(other)
    return tuple(left)


def unite(ledger: Ledger, others: Iterable[Ledger]) -> Ledger:
    """A ledger that knows all that these know.

    Args:
        ledger: The one that goes on, with its name and path.
        others: Ledgers of the same deck that have releases, notes or times which it lacks.
    """
    for other in others:
        releases = (*ledger.releases, *missing_releases(ledger, other))
        ledger = ledger._replace(
            deck=ledger.deck or other.deck,
            name=ledger.name or other.name,
            partial=ledger.partial | (ledger.notes.keys() ^ other.notes.keys()),
            releases=tuple(sorted(releases, key=lambda release: (release.time, release.version))),
            note_types={**other.note_types, **ledger.note_types}
            | {
                key: _united_types(ledger.note_types[key], other.note_types[key])
                for key in ledger.note_types.keys() & other.note_types.keys()
            },
            notes={**other.notes, **ledger.notes}
            | {key: _united(ledger.notes[key], other.notes[key]) for key in ledger.notes.keys() & other.notes.keys()},
        )
    return ledger


def _united(one: ReleasedNote, two: ReleasedNote) -> ReleasedNote:
    newer = two if two.mod > one.mod else one
    same = one.content.whole == two.content.whole
    return newer._replace(
        content=newer.content if same else UNKNOWN,
        retired="" if not (one.retired and two.retired) else newer.retired,
        cards={**one.cards, **two.cards, **newer.cards},
    )


def _united_types(one: ReleasedNoteType, two: ReleasedNoteType) -> ReleasedNoteType:
    newer = two if two.mod > one.mod else one
    return newer if one.hash == two.hash else newer._replace(hash=UNKNOWN.whole)

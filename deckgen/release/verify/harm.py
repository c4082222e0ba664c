"""Harm that Anki's own counts do not show: every note arrives as it should, and a card is still not what it was.

Each function looks for one way, and compares what upstream said before with what it says now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze, reveal_only
from deckgen.anki.plain_text import strip_tags
from deckgen.anki.template import Side, render_card
from deckgen.release.verify.alike import media_of
from deckgen.release.verify.causes import Breach, breach, forked, titles
from deckgen.release.verify.doubles import likeness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deckgen.release.verify.rehearsal import Rehearsal
    from deckgen.release.verify.state import CollectionState, NoteState

_UNLIKE = 0.15
"""Below this share of common three-letter pieces, two texts are not one text mended."""
_TELLING = 12
"""Characters from which on a text says anything about likeness."""
_CASES = {"id-reused": "rehearsed", "no-cards": "notes", "media-missing": "package"}
"""Which case of a rule it is, where other stages find others."""


def harms(rehearsal: Rehearsal) -> Iterator[Breach]:
    """Every harm that is found."""
    kept = [
        guid
        for guid, note in rehearsal.new.by_guid.items()
        if guid in rehearsal.old.by_guid
        and note.note_type == rehearsal.old.by_guid[guid].note_type
        and not forked(rehearsal, note.note_type)
    ]
    changed = [guid for guid in kept if rehearsal.changed(guid)]
    swapped = _swapped(rehearsal, changed)
    another = [guid for guid in changed if guid not in set(swapped) and _is_another(rehearsal, guid)]
    found = {
        "cards-blank": _blank(rehearsal, kept),
        "schedules-shifted": _shifted(rehearsal, changed),
        "ids-swapped": swapped,
        "id-reused": another,
        "no-cards": [note.guid for note in rehearsal.new.notes if not rehearsal.new.cards_of.get(note.id)],
        "stamped-too-old": _stamped_too_old(rehearsal, changed),
        "pictures-stale": _pictures_stale(rehearsal),
        "media-missing": [note.guid for note in rehearsal.new.notes if _media_missing(rehearsal, note)],
    }
    breaches = [breach(rule, titles(rehearsal, guids), _CASES.get(rule, "")) for rule, guids in found.items()]
    yield from filter(None, (*breaches, _deck_id_shared(rehearsal)))


def _ordinals(state: CollectionState, note: NoteState) -> set[int]:
    return {card.ordinal for card in state.cards_of.get(note.id, ())}


def _blank(rehearsal: Rehearsal, kept: Sequence[str]) -> list[str]:
    old, new = rehearsal.old, rehearsal.new
    return [guid for guid in kept if _ordinals(old, old.by_guid[guid]) - _ordinals(new, new.by_guid[guid])]


def _shifted(rehearsal: Rehearsal, changed: Sequence[str]) -> list[str]:
    found = []
    for guid in changed:
        was, now = _asked(rehearsal.old, guid), _asked(rehearsal.new, guid)
        for ordinal, text in was.items():
            moved = [other for other, asked in now.items() if asked == text and other != ordinal]
            if text and moved and now.get(ordinal) != text:
                found.append(guid)
                break
    return found


def _asked(state: CollectionState, guid: str) -> dict[int, str]:
    """What each card of a note asks for: a cloze's hidden text, or the text of its front."""
    note = state.by_guid[guid]
    kind = state.note_types[note.note_type]
    ordinals = sorted(_ordinals(state, note))
    if len(ordinals) <= 1 and not kind.cloze:
        return {}
    if kind.cloze:
        texts = [parse_cloze(field) for field in note.fields if "{{c" in field]
        return {
            n: " / ".join(strip_tags(reveal_only(text, n + 1, question=False)) for text in texts).strip(" /")
            for n in ordinals
        }
    fields = dict(zip([name for name, _ in kind.fields], note.fields, strict=False))
    sides = [(kind.look[1 + 2 * n], kind.look[2 + 2 * n]) for n in range(len(kind.templates))]
    return {n: strip_tags(render_card(*sides[n], Side(fields, n + 1))[0]) for n in ordinals if n < len(sides)}


def _swapped(rehearsal: Rehearsal, changed: Sequence[str]) -> list[str]:
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    before: dict[tuple[str, ...], str] = {}
    for guid, note in old.items():
        before.setdefault(_telling(note), guid)
    found = []
    for guid in changed:
        other = before.get(_telling(new[guid]))
        if other not in {None, guid} and _telling(new[guid]) != _telling(old[guid]):
            found.append(guid)
    return found


def _telling(note: NoteState) -> tuple[str, ...]:
    """The first two fields: what is asked, and as a rule what is answered."""
    return tuple(strip_tags(field) for field in note.fields[:2])


def _is_another(rehearsal: Rehearsal, guid: str) -> bool:
    """Whether neither the first field nor the rest of the text is a mended form of what it was."""
    was, now = rehearsal.old.by_guid[guid], rehearsal.new.by_guid[guid]
    pairs = ((was.fields[:1], now.fields[:1]), (was.fields[1:], now.fields[1:]))
    compared = [
        likeness(a, b)
        for a, b in ((strip_tags(" ".join(x)), strip_tags(" ".join(y))) for x, y in pairs)
        if min(len(a), len(b)) >= _TELLING
    ]
    return len(compared) == len(pairs) and max(compared) < _UNLIKE


def _stamped_too_old(rehearsal: Rehearsal, changed: Sequence[str]) -> list[str]:
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    made = max((note.mod for note in rehearsal.old.notes), default=0)
    hard = (guid for guid in changed if guid not in rehearsal.soft)
    return [guid for guid in hard if old[guid].mod < new[guid].mod < made]


def _media_of(note: NoteState) -> list[str]:
    return [name for field in note.fields for name in media_of(field)]


def _pictures_stale(rehearsal: Rehearsal) -> list[str]:
    """Pictures that changed under their names, while the notes that show them did not arrive anew."""
    was, now = rehearsal.old_media, rehearsal.new_media
    other = {name for name, digest in now.items() if was.get(name, digest) != digest}
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    return [
        guid
        for guid, note in new.items()
        if guid in old and old[guid].content == note.content and other.intersection(_media_of(note))
    ]


def media_missed_before(rehearsal: Rehearsal) -> Breach | None:
    """Pictures and sounds that members never had, and do not get now: no harm of the update."""
    new, was = rehearsal.new.by_guid, rehearsal.old.by_guid
    long_gone = [g for g in was if g in new and not _media_missing(rehearsal, new[g]) and _absent(rehearsal, new[g])]
    return breach("media-missing", titles(rehearsal, long_gone), "before")


def _media_missing(rehearsal: Rehearsal, note: NoteState) -> bool:
    """Whether a note shows what neither package holds, and did not show it before."""
    was = rehearsal.old.by_guid.get(note.guid)
    return bool(_absent(rehearsal, note).difference(_media_of(was) if was else ()))


def _absent(rehearsal: Rehearsal, note: NoteState) -> set[str]:
    names = {name for name in _media_of(note) if "://" not in name and not name.startswith("data:")}
    return names.difference(rehearsal.new_media, rehearsal.old_media)


def _deck_id_shared(rehearsal: Rehearsal) -> Breach | None:
    """A deck whose id another deck of OLD has now, and whose notes lie in that."""
    was, now = (
        {guid: state.cards_of[note.id][0].deck for guid, note in state.by_guid.items() if note.id in state.cards_of}
        for state in (rehearsal.old, rehearsal.new)
    )
    moved = {(deck, now[guid]) for guid, deck in was.items() if guid in now}
    known = set(rehearsal.old_decks.values())
    shared = sorted(
        f"'{deck}' = '{other}'"
        for number, deck in rehearsal.old_decks.items()
        if (other := rehearsal.new_decks.get(number, deck)) != deck and other in known and (deck, other) in moved
    )
    return Breach("deck-id-shared", values=(("pairs", ", ".join(shared)),)) if shared else None

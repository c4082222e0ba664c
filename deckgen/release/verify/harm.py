"""Harm that Anki's own counts do not show: every note arrives as it should, and a card is still not what it was.

Each function looks for one way, and compares what upstream said before with what it says now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from deckgen.anki.question import Question, question_of
from deckgen.html.text import plain_text
from deckgen.release.verify.alike import media_of
from deckgen.release.verify.causes import Breach, breach, forked, titles
from deckgen.release.verify.doubles import likeness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from deckgen.release.verify.rehearsal import Rehearsal
    from deckgen.release.verify.state import CollectionState, NoteState

    _Questions: TypeAlias = Mapping[int, Question]

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
    asked = {guid: (_questions(rehearsal.old, guid), _questions(rehearsal.new, guid)) for guid in kept}
    blank = [guid for guid, (was, now) in asked.items() if _goes_blank(was, now)]
    swapped = _swapped(asked)
    left = [guid for guid in kept if guid not in {*blank, *swapped}]
    found = {
        "cards-blank": blank,
        "schedules-shifted": [guid for guid in left if _asks_otherwise(rehearsal, guid, *asked[guid])],
        "ids-swapped": swapped,
        "id-reused": [guid for guid in changed if guid not in swapped and _is_another(rehearsal, guid)],
        "no-cards": [note.guid for note in rehearsal.new.notes if not rehearsal.new.cards_of.get(note.id)],
        "stamped-too-old": _stamped_too_old(rehearsal, changed),
        "pictures-stale": _pictures_stale(rehearsal),
        "media-missing": [note.guid for note in rehearsal.new.notes if _media_missing(rehearsal, note)],
    }
    breaches = [breach(rule, titles(rehearsal, guids), _CASES.get(rule, "")) for rule, guids in found.items()]
    yield from filter(None, (*breaches, _deck_id_shared(rehearsal)))


def _questions(state: CollectionState, guid: str) -> _Questions:
    """What each card that a member has of a note asks, by its ordinal."""
    note = state.by_guid[guid]
    kind = state.note_types[note.note_type]
    names = [name for name, _ in kind.fields]
    fronts = kind.look[1::2]
    ordinals = [card.ordinal for card in state.cards_of.get(note.id, ())]
    return {
        n: question_of(fronts[0 if kind.cloze else n], names, note.fields, n + 1, cloze=kind.cloze)
        for n in ordinals
        if kind.cloze or n < len(fronts)
    }


def _goes_blank(was: _Questions, now: _Questions) -> bool:
    return any(not question.is_blank and now.get(n, Question()).is_blank for n, question in was.items())


def _asks_otherwise(rehearsal: Rehearsal, guid: str, was: _Questions, now: _Questions) -> bool:
    """Whether a card asks what another card of the note asked; by another front, none of the fields that it showed."""
    number = rehearsal.old.by_guid[guid].note_type
    old_type, new_type = rehearsal.old.note_types[number], rehearsal.new.note_types[number]
    if old_type.cloze is not new_type.cloze:
        return True
    old = {n: question.hidden or question.text for n, question in was.items()}
    for n in was.keys() & now.keys():
        text = now[n].hidden or now[n].text
        if text and text != old[n] and text in old.values():
            return True
        if old_type.look[1::2] != new_type.look[1::2] and now[n].fields.isdisjoint(was[n].fields) and was[n].fields:
            return True
    return False


def _swapped(asked: Mapping[str, tuple[_Questions, _Questions]]) -> list[str]:
    """Notes that ask what another note asked, which asks it no more."""
    before = {question.text: (guid, n) for guid, (was, _) in asked.items() for n, question in was.items()}
    found = []
    for guid, (was, now) in asked.items():
        for n, question in now.items():
            other, m = before.get(question.text, (guid, n))
            same = other == guid or not question.text or was.get(n, Question()).text == question.text
            if not same and asked[other][1].get(m, Question()).text != question.text:
                found.append(guid)
                break
    return found


def _is_another(rehearsal: Rehearsal, guid: str) -> bool:
    """Whether neither the first field nor the rest of the text is a mended form of what it was."""
    was, now = rehearsal.old.by_guid[guid], rehearsal.new.by_guid[guid]
    pairs = ((was.fields[:1], now.fields[:1]), (was.fields[1:], now.fields[1:]))
    compared = [
        likeness(a, b)
        for a, b in ((plain_text(" ".join(x)), plain_text(" ".join(y))) for x, y in pairs)
        if min(len(a), len(b)) >= _TELLING
    ]
    return len(compared) == len(pairs) and max(compared) < _UNLIKE


def _stamped_too_old(rehearsal: Rehearsal, changed: Sequence[str]) -> list[str]:
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    made = max((note.mod for note in rehearsal.old.notes), default=0)
    hard = (guid for guid in changed if guid not in rehearsal.soft)
    return [guid for guid in hard if old[guid].mod < new[guid].mod <= made]


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

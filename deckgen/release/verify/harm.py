"""Harm that Anki's own counts do not show: every note arrives as it should, and a card is still not what it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from deckgen.anki.question import Question, question_of
from deckgen.html.text import plain_text
from deckgen.release.verify.breaches import Breach, breach
from deckgen.release.verify.doubles import likeness
from deckgen.release.verify.rehearsal import Rehearsal
from deckgen.release.verify.state import CollectionState, NoteState, media_of

_Questions: TypeAlias = Mapping[int, Question]
"""Of one note, by the ordinals of its cards."""

_UNLIKE = 0.15
"""Below this share of common three-letter pieces, two texts are not one text edited."""
_TELLING = 12
"""Characters from which on a text says anything about likeness."""


def find_harm(rehearsal: Rehearsal) -> Iterator[Breach | None]:
    """Every harm to cards that members have, and what NEW shows and does not hold."""
    old, new = rehearsal.old, rehearsal.new
    kept = [
        guid
        for guid, note in new.by_guid.items()
        if guid in old.by_guid and note.note_type == old.by_guid[guid].note_type not in rehearsal.forked
    ]
    changed = [guid for guid in kept if rehearsal.changed(guid)]
    asked = {guid: (_questions(old, guid), _questions(new, guid)) for guid in kept}
    blank = [guid for guid, (was, now) in asked.items() if _goes_blank(was, now)]
    swapped = _swapped(asked)
    seen = {*blank, *swapped}
    shifted = [guid for guid in kept if guid not in seen and _asks_otherwise(rehearsal, guid, *asked[guid])]
    without_cards = [note.guid for note in new.notes if not new.cards_of.get(note.id)]
    for rule, guids in (
        ("cards-blank", blank),
        ("schedules-shifted", shifted),
        ("ids-swapped", swapped),
        ("id-reused", [guid for guid in changed if guid not in seen and _is_another(rehearsal, guid)]),
        ("no-cards", without_cards),
        ("stamped-too-old", _stamped_too_old(rehearsal, changed)),
        ("pictures-stale", _pictures_stale(rehearsal)),
        ("media-missing", [note.guid for note in new.notes if _lacks_media(rehearsal, note)]),
    ):
        yield breach(rule, rehearsal.titles(guids))


def _questions(state: CollectionState, guid: str) -> _Questions:
    """What each card that a member has of a note asks, by its ordinal."""
    note = state.by_guid[guid]
    kind = state.note_types[note.note_type]
    fronts = kind.fronts
    ordinals = [card.ordinal for card in state.cards_of.get(note.id, ())]
    return {
        n: question_of(fronts[0 if kind.cloze else n], kind.names[0], note.fields, n + 1, cloze=kind.cloze)
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
        if old_type.fronts != new_type.fronts and now[n].fields.isdisjoint(was[n].fields) and was[n].fields:
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
    """Whether neither the first field nor the rest of the text is an edited form of what it was."""
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
    was, now = rehearsal.media
    other = {name for name, digest in now.items() if was.get(name, digest) != digest}
    old, new = rehearsal.old.by_guid, rehearsal.new.by_guid
    return [
        guid
        for guid, note in new.items()
        if guid in old and old[guid].content == note.content and other.intersection(_media_of(note))
    ]


def _lacks_media(rehearsal: Rehearsal, note: NoteState) -> bool:
    """Whether a note shows what neither package holds, and did not show it before."""
    was = rehearsal.old.by_guid.get(note.guid)
    names = {name for name in _media_of(note) if "://" not in name and not name.startswith("data:")}
    return bool(names.difference(*rehearsal.media, _media_of(was) if was else ()))

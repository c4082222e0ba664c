"""Harm that Anki's own counts do not show: every note arrives as it should, and a card is still not what it was."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from msgspec.structs import replace

from deckgen.anki.question import Question, question_of
from deckgen.html.file_names import files_of
from deckgen.html.plain import plain_text
from deckgen.model.diagnostics import Finding, finding
from deckgen.release.verify.doubles import likeness
from deckgen.release.verify.rehearsal import Rehearsal
from deckgen.release.verify.state import CollectionState, NoteState

_Questions: TypeAlias = Mapping[int, Question]
"""Of one note, by the ordinals of its cards."""
_UNLIKE = 0.15
"""Below this share of common three-letter pieces, two texts are not one text edited."""
_TELLING = 12
"""Characters from which on a text says anything about likeness."""


class Breach(NamedTuple):
    """One way in which the update breaks the promise, or a warning of the same form."""

    finding: Finding
    notes: tuple[str, ...] = ()
    """The titles of the notes that it concerns."""


def breach(titles: Sequence[str], found: Finding) -> Iterator[Breach]:
    """A breach of notes, whose number is its `n`; nothing where there are none."""
    if titles:
        yield Breach(replace(found, values=(("n", len(titles)), *found.values)), tuple(titles))


def find_harm(rehearsal: Rehearsal) -> Iterator[Breach]:
    """Every harm to cards that members have, and what NEW shows and does not hold."""
    old, new, changed = rehearsal.old, rehearsal.new, rehearsal.changed
    kept = [
        guid
        for guid, note in new.by_guid.items()
        if guid in old.by_guid and note.note_type == old.by_guid[guid].note_type not in rehearsal.forked
    ]
    fronts = {
        number
        for number, kind in new.used_types.items()
        if number in old.used_types
        and (kind.fronts, kind.cloze) != (old.note_types[number].fronts, old.note_types[number].cloze)
    }
    asked = {
        guid: (_questions(old, guid), _questions(new, guid))
        for guid in kept
        if guid in changed or new.by_guid[guid].note_type in fronts
    }
    blank = [guid for guid, (was, now) in asked.items() if _goes_blank(was, now)]
    swapped = _swapped(asked)
    seen = {*blank, *swapped}
    shifted = [guid for guid, each in asked.items() if guid not in seen and _asks_otherwise(rehearsal, guid, *each)]
    reused = [guid for guid in kept if guid in changed and guid not in seen and _is_another(rehearsal, guid)]
    media, media_now = rehearsal.media
    renewed = {name for name, digest in media_now.items() if media.get(name, digest) != digest}
    shown = {guid: _media_of(note) for guid, note in new.by_guid.items()}
    stale = [guid for guid in kept if guid not in changed and renewed & shown[guid]]
    missing = {guid: names.difference(media, media_now) for guid, names in shown.items()}
    lacking = [guid for guid, names in missing.items() if names - _media_of(old.by_guid.get(guid))]

    def titles(guids: Sequence[str]) -> list[str]:
        return [rehearsal.titles[guid] for guid in guids]

    yield from breach(
        titles(blank),
        finding(
            "cards-blank",
            "cards of {n:?note|notes} that members may have studied go blank: the field, the cloze number or the "
            "template that made them shows nothing now",
            "keep what they showed, or give members a search for them, since 'Empty Cards' deletes their reviews",
        ),
    )
    yield from breach(
        titles(shifted),
        finding(
            "schedules-shifted",
            "cards of {n:?note|notes} ask something else of the note now: cloze numbers, fields or templates changed "
            "places",
            "a card's schedule belongs to its number: new deletions get new numbers, and new questions a kind of their "
            "own",
        ),
    )
    yield from breach(
        titles(swapped),
        finding(
            "ids-swapped",
            "{n:?note|notes} ask what another note asked that members have",
            "reviews belong to the guid: give each text its own id back",
        ),
    )
    yield from breach(
        titles(reused),
        finding(
            "id-reused.rehearsed",
            "{n:?note|notes} now say something else altogether, but keep the reviews of what they said before",
            "give the new card an id of its own, and let the old one go",
        ),
    )
    yield from breach(
        titles(stale),
        finding(
            "pictures-stale",
            "members keep the old pictures or sounds of {n:?note|notes}: a file changed under its name",
            "put a hash of the content into the file's name, or rename it, so that the note changes with it",
        ),
    )
    yield from breach(
        titles(lacking),
        finding(
            "media-missing.package",
            "pictures or sounds of {n:?note|notes} are in neither package",
            "add every file that a note names to the package's media",
        ),
    )


def _questions(state: CollectionState, guid: str) -> _Questions:
    """What each card that a member has of a note asks, by its ordinal."""
    note = state.by_guid[guid]
    kind = state.note_types[note.note_type]
    return {
        n: question_of(kind.fronts[0 if kind.cloze else n], kind.names[0], note.fields, n + 1, cloze=kind.cloze)
        for n in (card.ordinal for card in state.cards_of.get(note.id, ()))
        if kind.cloze or n < len(kind.fronts)
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


def _media_of(note: NoteState | None) -> set[str]:
    """The files of a note as Anki looks for them, addresses on the web left out."""
    names = (unquote(file.name) for field in (note.fields if note else ()) for file in files_of(field))
    return {name for name in names if "://" not in name and not name.startswith("data:")}

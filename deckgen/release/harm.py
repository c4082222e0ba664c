"""What a change does to released cards, where members would notice and Anki says nothing.

A card that shows nothing any more is blank for whoever studied it. A deletion's number, an id or a front that goes to
another text takes the reviews with it.
"""

from collections.abc import Iterator, Mapping, Sequence

from deckgen.anki.question import Question, question_of
from deckgen.anki.titles import LONGEST
from deckgen.messages.catalogue import Value
from deckgen.model import Deck, Note, NoteType
from deckgen.model.diagnostics import Diagnostic, warning
from deckgen.release.content import Change, card_hashes, read_columns, type_key
from deckgen.release.given import NEVER, GivenFields, given_notes, kept_hash
from deckgen.release.history_checks import first_fields, kind_span
from deckgen.release.ledger import Ledger, ReleasedNote, ReleasedNoteType
from deckgen.release.stamping import Stamping

_ALIKE = 0.4
"""The least likeness of two titles of one card, from 0 to 1."""


def harm_problems(stamping: Stamping) -> Iterator[Diagnostic]:
    """Warnings about released cards that go blank, or whose reviews would go to another text."""
    deck, ledger = stamping.deck, stamping.ledger
    types = deck.types
    hard = [note for note in deck.notes if stamping.notes[note.id] is Change.HARD]
    if hard:
        given, fronts = given_notes(ledger, {note.guid for note in hard}), first_fields(ledger.notes.values(), ledger)
        for note in hard:
            old = ledger.notes[note.id]
            if (old.kind, old.shape) == type_key(note):
                yield from _lost_cards(note, old, types[type_key(note)])
                yield from _other_text(note, old, types[type_key(note)], given.get(old.guid, NEVER), fronts)
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        if recorded is not None and recorded.fronts != tuple(template.front for template in note_type.templates):
            yield from _other_fronts(deck, note_type, ledger, recorded)


def _other_fronts(deck: Deck, note_type: NoteType, ledger: Ledger, recorded: ReleasedNoteType) -> Iterator[Diagnostic]:
    """Released cards that go blank or ask something else because their front is another now.

    Both fronts are rendered with the note as it is now, so that only what the front does is seen.
    """
    found: dict[tuple[str, bool], list[str]] = {}
    names = [field.name for field in note_type.fields]
    fronts = [template.front for template in note_type.templates]
    for note in deck.notes:
        old = ledger.notes.get(note.id)
        if old is None or old.retired or type_key(note) != type_key(note_type):
            continue
        was = _questions(recorded.fronts, recorded.labels, note, old, cloze=recorded.cloze)
        now = _questions(fronts, names, note, old, cloze=note_type.cloze)
        for number in was.keys() & now.keys():
            card = note_type.templates[0 if note_type.cloze else number - 1].name
            blank = now[number].is_blank
            moved = was[number].fields and now[number].fields.isdisjoint(was[number].fields)
            if (blank and not was[number].is_blank) or (moved and not blank):
                found.setdefault((card, blank), []).append(note.id)
    for (card, blank), ids in found.items():
        values: dict[str, Value] = {"card": card, "kind": note_type.kind, "n": len(dict.fromkeys(ids)), "id": ids[0]}
        said = (
            warning(
                "card-lost.template",
                "the front of card '{card}' of kind '{kind}' changed: it shows nothing now on "
                "{n:?released note|released notes}, such as '{id}'",
                "keep what it showed, and make a kind for the new question: Anki keeps the blank card, and 'Empty "
                "Cards' deletes its reviews",
                **values,
            )
            if blank
            else warning(
                "card-moved",
                "the front of card '{card}' of kind '{kind}' changed: it asks something else now on "
                "{n:?released note|released notes}, such as '{id}'",
                "reviews stay with the card: let it ask what it asked, and make a kind for the new question",
                **values,
            )
        )
        yield said.at(kind_span(note_type, ledger))


def _questions(
    fronts: Sequence[str], names: Sequence[str], note: Note, old: ReleasedNote, *, cloze: bool
) -> dict[int, Question]:
    """What each released card of a note asks with these fronts, by its number."""
    return {
        number: question_of(fronts[0 if cloze else number - 1], names, note.fields, number, cloze=cloze)
        for number in old.cards
        if fronts and (cloze or number <= len(fronts))
    }


def _lost_cards(note: Note, old: ReleasedNote, note_type: NoteType) -> Iterator[Diagnostic]:
    now = card_hashes(note, note_type)
    lost = sorted(old.cards.keys() - now.keys())
    if lost:
        names = ", ".join(f"c{n}" if note_type.cloze else f"'{note_type.templates[n - 1].name}'" for n in lost)
        yield warning(
            "card-lost",
            "'{id}' loses {n:!a card|cards} that members may have studied: {names}",
            "theirs will be blank, and 'Empty Cards' deletes it with its reviews; the release notes "
            "have a search for it, or keep the card",
            id=note.id,
            n=len(lost),
            names=names,
        ).at(note.span)
    was = {digits: n for n, digits in old.cards.items() if digits}
    for n, digits in now.items():
        before = was.get(digits)
        if before is not None and before != n and n in old.cards and old.cards[n] != digits:
            yield warning(
                "cloze-moved",
                "c{new} of '{id}' now hides what c{old} hid",
                "members' reviews stay with the number: give each deletion its old number, and new ones the next",
                id=note.id,
                new=n,
                old=before,
            ).at(note.span)


def _other_text(
    note: Note,
    old: ReleasedNote,
    note_type: NoteType,
    had: GivenFields,
    fronts: Mapping[tuple[str, str], ReleasedNote],
) -> Iterator[Diagnostic]:
    front = kept_hash(note.fields[0])
    owner = fronts.get((note.kind, front))
    if owner is not None and owner.id != note.id and front != had.last(0):
        yield warning(
            "id-moved",
            "'{id}' now asks what '{old}' asked",
            "members' reviews stay with the id: give each text its old id, and a new text an id of its own",
            id=note.id,
            old=owner.id,
        ).at(note.span)
    elif not _shares_a_field(note, note_type, had) and _likeness(note.title, old.title) < _ALIKE:
        yield warning(
            "id-reused",
            "'{id}' was another card: '{title}'",
            "members' reviews stay with the id: give each text its old id, and a new text an id of its own",
            id=note.id,
            title=old.title,
        ).at(note.span)


def _shares_a_field(note: Note, note_type: NoteType, had: GivenFields) -> bool:
    """Whether any field that an author writes, but for flags, is as it was."""
    return any(
        had.last(at) == kept_hash(html)
        for at, (column, html) in enumerate(zip(read_columns(note_type), note.fields, strict=True))
        if column and html not in {"", "1"}
    )


def _likeness(one: str, two: str) -> float:
    from difflib import SequenceMatcher  # few builds change a title

    return SequenceMatcher(None, one[:LONGEST], two[:LONGEST], autojunk=False).ratio()

"""What a deck's history forbids, and what a change does to those who already have the deck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.anki.identity import guid_of
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.release.content import field_hashes, subdeck_of, type_key
from deckgen.sources.places import SourceFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen.model import Deck, NoteType
    from deckgen.release.ledger import Ledger, ReleasedNoteType

_FEW, _SHARE = 5, 5
"""A release that retires five notes or more, and a fifth of the deck, is worth a word."""


def history_problems(deck: Deck, ledger: Ledger) -> tuple[Diagnostic, ...]:
    """Compare a deck with what was released of it.

    Returns:
        Errors where members would lose something (an id of another kind, a frozen list that changed, a
        changed deck id), warnings where they would see something odd (a second deck, cards that stay behind).
    """
    if not ledger.releases:
        return ()
    if deck.config.id != ledger.deck:
        message = f"the deck was released with the id '{ledger.deck}' and now has '{deck.config.id}'"
        hint = (
            f"write 'id: {ledger.deck}' again: with another id every note is new to members, beside the old ones; "
            "in a copy that becomes a deck of its own, delete released.jsonl instead"
        )
        return (Diagnostic(_deck_yaml(ledger, "id"), "deck-id-changed", message, hint),)
    return (
        *_note_problems(deck, ledger),
        *_frozen_lists(deck, ledger),
        *_cards_that_stay(deck, ledger),
        *_renamed_ids(deck, ledger),
    )


def retirement_problem(retired: int, ledger: Ledger) -> tuple[Diagnostic, ...]:
    """A warning where a release would retire so much that files may be missing.

    Args:
        retired: How many notes it would retire.
        ledger: What was released.
    """
    living = sum(not note.retired for note in ledger.notes.values())
    if retired < _FEW or retired * _SHARE < living:
        return ()
    message = f"{retired:,} of {living:,} released notes are gone from the sources"
    hint = "if a card file is missing, put it back"
    return (Diagnostic(Span(ledger.path), "many-retired", message, hint, Severity.WARNING),)


def _note_problems(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    for note in deck.notes:
        recorded = ledger.notes.get(note.id)
        if recorded is None:
            continue
        if recorded.kind != note.kind:
            message = f"'{note.id}' was released as a {recorded.kind} and is a {note.kind} now"
            hint = "Anki would update neither: give this card an id of its own, and the old one is retired"
            yield Diagnostic(note.span, "kind-changed", message, hint)
        elif recorded.shape != note.shape:
            message = (
                f"'{note.id}' was released with shape {recorded.shape} of {note.kind} and has shape {note.shape} now"
            )
            if recorded.shape < note.shape:
                hint = "git knows that release and the ledger does not: run 'deckgen ledger'"
            elif (_folder(ledger) / "kinds" / note.kind).is_dir():
                hint = "Anki would update it for nobody: put the kind's fields and cards back, 'since' and all"
            else:
                wrote = ledger.written_by.get("deckgen", "")
                hint = f"Anki would update it for nobody: use deckgen {wrote}, which released it, or a newer one"
            yield Diagnostic(note.span, "shape-changed", message, hint)
        elif (recorded.guid or guid_of(ledger.deck, note.id)) != note.guid:
            message = f"'{note.id}' was released under another guid: members would get it twice"
            hint = f"write 'guid: {recorded.guid}' again" if recorded.guid else "leave its 'guid:' out again"
            yield Diagnostic(note.span, "guid-changed", message, hint)


def _frozen_lists(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    for note_type in deck.note_types:
        recorded = ledger.note_types.get(type_key(note_type))
        if recorded is None:
            continue
        if recorded.id != note_type.id:
            message = f"the released kind '{note_type.kind}' has another note type now: {note_type.id}"
            hint = f"Anki would update none of its notes: write 'note_type: {{id: {recorded.id}, …}}' again"
            yield Diagnostic(Span(ledger.path), "note-type-changed", message, hint)
        span = Span(ledger.path)
        own = _folder(ledger) / "kinds" / note_type.kind / "kind.yaml"
        if own.is_file():
            span = Span(own.as_posix())
        for what, changes in _list_changes(note_type, recorded):
            message = f"the {what} list of the released kind '{note_type.kind}' changed: {changes}"
            hint = (
                "Anki would add a second note type and update none of these notes: restore the list (names may change, "
                "ids and their order may not), or make a new kind"
            )
            yield Diagnostic(span, "frozen-list", message, hint)


def _list_changes(note_type: NoteType, recorded: ReleasedNoteType) -> Iterator[tuple[str, str]]:
    now_fields = tuple((f.id, column) for f, column in zip(note_type.fields, note_type.columns, strict=True))
    now_templates = tuple((t.id, t.name) for t in note_type.templates)
    for what, old, new in (
        ("field", recorded.fields, now_fields),
        ("template", recorded.templates, now_templates),
    ):
        old_ids, new_ids = [number for number, _ in old], [number for number, _ in new]
        if old_ids == new_ids:
            continue
        left = [f"'{name}' ({number}) left" for number, name in old if number not in new_ids]
        came = [f"'{name}' ({number}) came" for number, name in new if number not in old_ids]
        yield what, ", ".join([*left, *came]) or "its order is another"


def _cards_that_stay(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    """Anki matches decks by name, and leaves a card that exists in the deck where it is."""
    old_name, name = ledger.name, deck.config.name
    if old_name != name:
        message = f"the deck was released as '{old_name}' and is '{name}' now"
        hint = (
            f"Anki matches decks by name: members' cards stay in '{old_name}', and a second deck gets only the new "
            "ones, unless they rename their own deck before they import"
        )
        yield Diagnostic(_deck_yaml(ledger, "name"), "deck-renamed", message, hint, Severity.WARNING)
    for (old, new), spans in moved_subdecks(deck, ledger).items():
        notes = f"{len(spans)} released {'note moves' if len(spans) == 1 else 'notes move'}"
        message = f"{notes} from '{old}' to '{new}'"
        hint = f"members' cards stay in '{old}', Anki moves none: only cards that are new to them appear in '{new}'"
        yield Diagnostic(spans[0], "subdeck-changed", message, hint, Severity.WARNING)


def moved_subdecks(deck: Deck, ledger: Ledger) -> dict[tuple[str, str], list[Span]]:
    """The released notes whose deck is another below the deck's name: (old name, new name) → where they are written."""
    moves: dict[tuple[str, str], list[Span]] = {}
    for note in deck.notes:
        recorded = ledger.notes.get(note.id)
        place = subdeck_of(deck, note)
        if recorded is not None and not recorded.retired and recorded.subdeck != place:
            old = "::".join(filter(None, (ledger.name, recorded.subdeck)))
            new = "::".join(filter(None, (deck.config.name, place)))
            moves.setdefault((old, new), []).append(note.span)
    return moves


def _renamed_ids(deck: Deck, ledger: Ledger) -> Iterator[Diagnostic]:
    here = {note.id for note in deck.notes}
    types = {type_key(note_type): note_type for note_type in deck.note_types}
    gone: dict[tuple[str, str], str] = {}
    for old in ledger.notes.values():
        recorded_type = ledger.note_types.get((old.kind, old.shape))
        if old.id not in here and not old.retired and recorded_type is not None and recorded_type.fields:
            front = old.fields.get(recorded_type.fields[0][1])
            if front:
                gone[old.kind, front] = old.id
    if not gone:
        return
    for note in deck.notes:
        if note.id in ledger.notes:
            continue
        note_type = types[type_key(note)]
        old_id = gone.get((note.kind, field_hashes(note, note_type).get(note_type.columns[0], "")))
        if old_id:
            message = f"'{note.id}' looks like the released '{old_id}' under another id"
            hint = f"write 'id: {old_id}' again: else members get a new card and keep the old one with their reviews"
            yield Diagnostic(note.span, "id-renamed", message, hint, Severity.WARNING)


def _folder(ledger: Ledger) -> Path:
    return Path(ledger.path).parent


def _deck_yaml(ledger: Ledger, key: str) -> Span:
    """Where `deck.yaml` says this; its beginning where that cannot be told."""
    return SourceFiles().places((_folder(ledger) / "deck.yaml").as_posix()).of_key(key)

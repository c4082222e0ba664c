"""Notes of a member that are no corrections of the deck's cards: named, and taken where they can be."""

import pytest
import yaml

from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project

from .conftest import CARDS, DECK, Member


def test_cards_that_the_deck_no_longer_has_are_not_the_members(project: Project, member: Member) -> None:
    project.write("cards/01.yaml", CARDS[: CARDS.index("- {front: flow")])
    assert project.run("release")[0] == 0
    before = project.files()
    said = project.run("merge", str(member.export()), "--notes")[1]
    assert said == "0 cards changed by this member\n"
    assert {**project.files(), "member.apkg": b""} == {**before, "member.apkg": b""}


def test_a_correction_of_a_card_that_the_deck_no_longer_has_is_named(project: Project, member: Member) -> None:
    member.write("flow", "Back", "yes", "no")
    project.write("cards/01.yaml", CARDS[: CARDS.index("- {front: flow")])
    said = project.run("merge", str(member.export()))[1]
    assert "1 note changed by this member, but no longer in the deck\n      · flow\n" in said


def test_a_note_of_another_note_type_is_taken_once_it_has_one_of_the_decks(project: Project, member: Member) -> None:
    """As a note of the deck, with its guid, so that the member keeps their reviews; and in its category."""
    project.write("cards/deck.yaml", f"{DECK}subdecks: true\n")
    collection = member.collection
    note = member.adds("세미나::기초", "내 질문", "내 답")
    said = project.run("merge", str(member.export()))[1]
    assert "1 note left out: of no note type of this deck; --notes takes it once the member has given it one" in said
    assert said.endswith("and exported again\n      · 내 질문\n")
    change = collection.models.change_notetype_info(
        old_notetype_id=note.mid, new_notetype_id=member.note("gpu").mid
    ).input
    change.note_ids.append(note.id)
    collection.models.change_notetype_of_notes(change)
    assert project.run("merge", str(member.export()), "--notes")[0] == 0
    written = yaml.safe_load((project.cards / "02-member.yaml").read_bytes())
    card = {"front": "내 질문", "id": "내-질문", "back": "내 답", "guid": note.guid}
    assert written == {"category": "기초", "cards": [card]}
    taken = "0 cards changed by this member\n"
    assert project.run("merge", str(member.export()))[1] == taken, "the member's note has no category"
    assert project.run("release")[0] == 0
    assert project.run("merge", str(member.export()))[1] == taken
    counts = member.receives(project.root / "output/semina-1.1.apkg")
    assert (counts["new"], counts["conflicting"]) == (0, 0)


def test_an_export_of_this_decks_notes_is_for_merge_and_not_for_import(project: Project, member: Member) -> None:
    member.adds("세미나", "내 질문", "내 답")
    before = project.files()
    with pytest.raises(DeckgenError, match="holds notes of this deck's own note types") as refused:
        project.run("import", str(member.export()), "--into", "cards")
    assert "merge" in refused.value.hint
    assert {**project.files(), "member.apkg": b""} == {**before, "member.apkg": b""}

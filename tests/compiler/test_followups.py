"""Follow-ups: cards in a card, each a note of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deckgen.anki.identity import guid_of

from .project import import_package

if TYPE_CHECKING:
    from anki.collection import Collection

    from deckgen.model import Deck, Note

    from .project import Project

NESTED = """\
category: Memory
tags: [all]
cards:
  - question: Why **recall**?
    id: why
    answer: It lasts longer.
    tags: [core]
    sources: [Roediger 2006]
    followups:
      - term: Spacing
        id: spacing
        definition: Meeting it again later.
        followups:
          - cloze: 'Wait {{c1::a day}} first.'
            id: wait
            followups:
              - {front: How long then?, id: then, back: Three days}
      - front: What for?
        id: what-for
        back: Exams
        category: Use
        tags: [depth]
        sources: [Mine]
        context: A student asks.
  - {front: Last, id: last, back: b}
"""


def by_id(deck: Deck) -> dict[str, Note]:
    return {note.id: note for note in deck.notes}


def field(deck: Deck, id_: str, column: str) -> str:
    note = by_id(deck)[id_]
    return note.fields[deck.note_type(note.kind).columns.index(column)]


def test_a_follow_up_stands_right_after_its_parent(project: Project) -> None:
    project.write("cards/01.yaml", NESTED)
    assert [note.id for note in project.clean().notes] == ["why", "spacing", "wait", "then", "what-for", "last"]


def test_a_follow_up_takes_from_its_parent_what_it_does_not_say_itself(project: Project) -> None:
    project.write("cards/01.yaml", NESTED)
    deck = project.clean()
    for id_ in ("spacing", "wait", "then"):
        note = by_id(deck)[id_]
        assert {"Test-deck::all", "Test-deck::core", "Test-deck::Memory"} < set(note.tags)
        assert note.category == "Memory"
        assert field(deck, id_, "sources") == "<ul><li>Roediger 2006</li></ul>"
    own = by_id(deck)["what-for"]
    assert set(own.tags) == {"Test-deck::all", "Test-deck::depth", "Test-deck::Use", "Test-deck::Basic"}
    assert field(deck, "what-for", "sources") == "<ul><li>Mine</li></ul>"


def test_a_follow_up_shows_the_title_of_its_parent_as_its_context(project: Project) -> None:
    project.write("cards/01.yaml", NESTED)
    deck = project.clean()
    contexts = {note.id: field(deck, note.id, "context") for note in deck.notes}
    assert contexts == {
        "why": "",
        "spacing": "Why <strong>recall</strong>?",
        "wait": "Spacing",
        "then": "Wait a day first.",
        "what-for": "A student asks.",
        "last": "",
    }


def test_a_card_that_moves_out_of_a_nest_stays_the_same_note(project: Project) -> None:
    project.write("cards/01.yaml", NESTED)
    before = by_id(project.clean())
    project.write(
        "cards/01.yaml",
        "category: Memory\ntags: [all, core]\ncards:\n"
        "  - {term: Spacing, id: spacing, definition: Meeting it again later., sources: [Roediger 2006],\n"
        "     context: 'Why **recall**?'}\n",
    )
    after = by_id(project.clean())["spacing"]
    assert after == before["spacing"]._replace(span=after.span, parent="")  # what Anki gets is the same
    assert after.guid == guid_of("test-deck-1", "spacing")


def test_a_follow_up_is_studied_after_its_parent_wherever_that_moves(project: Project) -> None:
    project.write("cards/deck.yaml", "name: D\nid: d\nslices: [first, second]\n")
    project.write(
        "cards/01.yaml",
        "cards:\n  - front: a\n    id: a\n    back: b\n    tags: [second]\n    followups:\n"
        "      - {front: b, id: b, back: b, tags: [first]}\n"
        "  - {front: c, id: c, back: b, tags: [first], requires: [a]}\n",
    )
    assert [note.id for note in project.clean().notes] == ["a", "b", "c"]


@pytest.mark.parametrize("slip", ["requires: [spacing]", "requires: [then]"])
def test_a_parent_that_requires_its_follow_up_is_a_circle(slip: str, project: Project) -> None:
    project.write("cards/01.yaml", NESTED.replace("tags: [core]", slip))
    (problem,) = project.load()[1]
    assert problem.rule == "requirement-cycle"
    assert "why → " in problem.message


def test_an_error_in_a_parent_or_a_follow_up_is_told_once_and_alone(project: Project) -> None:
    project.write("cards/01.yaml", NESTED.replace("answer: It", "anwser: It").replace("front: What", "fornt: What"))
    _, problems = project.load()
    assert [(d.rule, d.span.line) for d in problems] == [("unknown-field", 6), ("unknown-kind", 18)]
    project.write("cards/01.yaml", NESTED.replace("**recall**", "![x](media/none.svg)"))
    assert [d.rule for d in project.load()[1]] == ["media-missing"], "though two cards show the title"


def test_anki_gives_each_follow_up_its_own_card_and_place(project: Project, collection: Collection) -> None:
    project.write("cards/01.yaml", NESTED)
    import_package(collection, project.package())
    order = [collection.get_card(c).note()["ID"] for c in collection.find_cards("", order="c.due asc")]
    assert order == ["why", "spacing", "wait", "then", "what-for", "last"]

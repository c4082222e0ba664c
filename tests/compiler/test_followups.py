"""Follow-ups: cards in a card, each a note of its own."""

import pytest
from anki.collection import Collection
from msgspec.structs import replace

from deckgen.anki.identity import guid_of
from deckgen.model import Deck, Note

from .project import Project, import_package

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


def test_a_follow_up_comes_after_its_parent_and_inherits_what_it_does_not_say(
    project: Project, collection: Collection
) -> None:
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
    assert {note.id: field(deck, note.id, "context") for note in deck.notes} == {
        "why": "",
        "spacing": "Why <strong>recall</strong>?",
        "wait": "Spacing",
        "then": "Wait a day first.",
        "what-for": "A student asks.",
        "last": "",
    }
    import_package(collection, project.package())
    order = [collection.get_card(c).note()["ID"] for c in collection.find_cards("", order="c.due asc")]
    assert order == ["why", "spacing", "wait", "then", "what-for", "last"]


def test_a_card_that_moves_out_of_its_parent_stays_the_same_note(project: Project) -> None:
    project.write("cards/01.yaml", NESTED)
    before = by_id(project.clean())
    project.write(
        "cards/01.yaml",
        "category: Memory\ntags: [all, core]\ncards:\n"
        "  - {term: Spacing, id: spacing, definition: Meeting it again later., sources: [Roediger 2006],\n"
        "     context: 'Why **recall**?'}\n",
    )
    after = by_id(project.clean())["spacing"]
    assert after == replace(before["spacing"], span=after.span, parent="")  # what Anki gets is the same
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


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("tags: [core]", "requires: [then]", ["requirement-cycle"]),
        ("answer: It", "anwser: It", ["unknown-field"]),
        ("**recall**", "![x](media/none.svg)", ["media-missing"]),  # though two cards show the title
    ],
)
def test_an_error_in_a_parent_is_reported_once(old: str, new: str, rules: list[str], project: Project) -> None:
    project.write("cards/01.yaml", NESTED.replace(old, new))
    assert [d.rule for d in project.load()[1]] == rules

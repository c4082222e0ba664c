"""Kinds grow by shapes: what was released keeps its fields, what is new gets the newest."""

import pytest
from anki.collection import Collection
from msgspec.structs import replace

from deckgen.anki.identity import note_type_id
from deckgen.anki.package import Stamps, write_apkg
from deckgen.anki.template import parse_template, rename_fields, without

from .project import NOW, Project, import_package

KIND = """\
=== cards/kinds/fact/kind.yaml
key: fact
fields:
  - {name: fact, id: 1, required: true}
  - {name: why, id: 2}
cards:
  - {name: ask, id: 11}
=== cards/kinds/fact/labels.yaml
en: {kind: Fact, fact: Fact, why: Why, source: Source, hint: Hint, card.ask: Ask, card.back: Back}
=== cards/kinds/fact/ask.front.html
{{fact}} ?
=== cards/kinds/fact/ask.back.html
{{FrontSide}}<hr id="answer">{{why}}
"""
YOUNG_CARD = """\
=== cards/kinds/fact/back.front.html
{{why}}
=== cards/kinds/fact/back.back.html
{{fact}}
"""
GROWN = (
    KIND.replace("\ncards:", "\n  - {name: hint, id: 3, since: 2}\ncards:")
    .replace("id: 11}", "id: 11}\n  - {name: back, id: 12, when: why, since: 2}")
    .replace("{{fact}} ?\n", "{{fact}}{{#hint}} <i>{{hint:hint}}</i>{{/hint}}{{^hint}} ?{{/hint}}\n", 1)
    + YOUNG_CARD
)
CARDS = "cards:\n  - {fact: a, id: a, why: b}\n"
YOUNG = "  - {fact: c, id: c, why: d, hint: e}\n"
LEDGER = """\
{"line":"ledger","deck":"test-deck-1"}
{"line":"note","id":"a","kind":"fact","title":"a"}
"""


def test_what_was_released_keeps_its_note_type_and_what_is_new_gets_the_grown_one(
    project: Project, collection: Collection
) -> None:
    project.write_all(CARDS + KIND)
    before = project.clean()
    import_package(collection, project.package("one.apkg"))
    (old,) = collection.find_cards("")
    collection.sched.set_due_date([old], "30")
    project.write_all(CARDS.replace("why: b", "why: better") + YOUNG + GROWN)
    project.write("cards/released.jsonl", LEDGER)
    deck = project.clean()
    write_apkg(deck, project.root / "two.apkg", Stamps(NOW, {"a": NOW + 9}))
    assert import_package(collection, project.root / "two.apkg") == {
        "new": 1, "updated": 1, "duplicate": 0, "conflicting": 0
    }  # fmt: skip
    assert replace(deck.note_type("fact"), css="") == replace(before.note_type("fact"), css="")
    assert deck.note_type("fact", 2).id == note_type_id("test-deck-1", "fact", 2) != deck.note_type("fact").id
    assert {m["name"] for m in collection.models.all()} >= {"Test deck · Fact", "Test deck · Fact 2"}
    note = collection.get_card(old).note()
    assert (note["Fact"], note["Why"]) == ("a", "better")
    assert collection.get_card(old).ivl == 30
    (young,) = collection.find_notes("ID:c")
    assert [card.ord for card in collection.get_note(young).cards()] == [0, 1]
    assert "e" in collection.get_note(young).cards()[0].question()


def test_a_released_card_cannot_take_a_younger_field(project: Project) -> None:
    project.write_all("cards:\n  - fact: a\n    id: a\n    hint: late\n" + GROWN)
    project.write("cards/released.jsonl", LEDGER)
    deck, (problem,) = project.load()
    assert str(problem).startswith(
        "cards/01.yaml:4:11: error[late-field]: 'hint' was added after this card was released"
    )
    assert "detail" in problem.hint
    assert deck.notes[0].shape == 1


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a{{x}}b", "ab"),
        ("{{#x}}a{{y}}{{/x}}{{^x}}b{{y}}{{/x}}", "b{{y}}"),
        ("{{#y}}a{{hint:x}}{{#x}}c{{/x}}{{^x}}d{{/x}}{{/y}}", "{{#y}}ad{{/y}}"),
        ("{{^y}}{{^x}}e{{/x}}{{/y}}{{tts ko_KR:x}}", "{{^y}}e{{/y}}"),
        ("{{y}}<!-- {{x}} -->", "{{y}}<!-- {{x}} -->"),
    ],
)
def test_what_a_shape_lacks_is_cut_from_its_templates(template: str, expected: str) -> None:
    assert rename_fields(without(parse_template(template), {"x"}), {}) == expected


def test_a_field_that_a_front_misspells_is_no_field_that_came_later(project: Project) -> None:
    project.write_all(CARDS + GROWN.replace("{{fact}}{{#hint}}", "{{Fact}}{{#hint}}"))
    found = [(each.rule, each.hint) for each in project.load()[1] if each.is_error]
    assert found == [("unknown-template-field", "did you mean 'fact'?")]

"""A deck that members have already moves in: their notes and reviews go on."""

from pathlib import Path

import genanki
from anki.collection import Collection

from deckgen.anki.package import Stamps, write_apkg

from .project import NOW, Project, import_package

NOTE_TYPE = 1_607_392_319_000
FRONT = "{{앞면}}<br>{{kana:Front Side}} [[0]] {{#Tags}}{{Tags}}{{/Tags}}"
KIND = f"""\
=== cards/kinds/word/kind.yaml
key: word
note_type: {{id: {NOTE_TYPE}, name: 옛 단어}}
fields:
  - {{name: word, id: 1, anki: 앞면, required: true}}
  - {{name: reading, id: 2, anki: Front Side}}
  - {{name: revision, id: 3, anki: 메모}}
cards:
  - {{name: ask, id: 11, anki: Card 1}}
=== cards/kinds/word/ask.front.html
{FRONT.replace("앞면", "word").replace("Front Side", "reading")}
=== cards/kinds/word/ask.back.html
{{{{FrontSide}}}}<hr>{{{{revision}}}}
=== cards/kinds/word/style.css
.card {{ color: teal; }}
"""


def old_package(path: Path) -> None:
    """What another tool made."""
    model = genanki.Model(
        NOTE_TYPE,
        "옛 단어",
        fields=[{"name": "앞면"}, {"name": "Front Side"}, {"name": "메모"}],
        templates=[{"name": "Card 1", "qfmt": FRONT, "afmt": "{{FrontSide}}<hr>{{메모}}"}],
    )
    deck = genanki.Deck(1_607_392_319_001, "옛 덱")
    deck.add_note(genanki.Note(model, ["나무", "なむ", "m"], guid='Bn!9;"Ym'))
    genanki.Package(deck).write_to_file(path, timestamp=NOW)


def test_notes_and_reviews_go_on_in_the_note_type_that_members_have(project: Project, collection: Collection) -> None:
    old_package(project.root / "old.apkg")
    import_package(collection, project.root / "old.apkg")
    (old,) = collection.find_cards("")
    collection.sched.set_due_date([old], "30")
    project.write("cards/deck.yaml", "name: 옛 덱\nid: old\n")
    project.write_all(
        "cards:\n"
        "  - {word: 나무, id: tree, guid: 'Bn!9;\"Ym', reading: なむ, revision: 고친 메모}\n"
        "  - {word: 돌, id: stone, tags: [new]}\n" + KIND
    )
    deck = project.clean()
    (note_type,) = deck.note_types
    assert (note_type.id, note_type.name, note_type.css) == (NOTE_TYPE, "옛 단어", ".card { color: teal; }\n")
    assert [f.name for f in note_type.fields] == ["앞면", "Front Side", "메모"]
    assert note_type.templates[0].front == FRONT
    write_apkg(deck, project.root / "new.apkg", Stamps(NOW + 9))
    log = import_package(collection, project.root / "new.apkg")
    assert log == {"new": 1, "updated": 1, "duplicate": 0, "conflicting": 0}
    card = collection.get_card(old)
    assert (card.ivl, card.note().fields) == (30, ["나무", "なむ", "고친 메모"])
    assert [m["name"] for m in collection.models.all()].count("옛 단어") == 1
    assert not [m for m in collection.models.all() if m["name"].endswith("+")]


def test_furigana_is_no_foreign_sign_where_a_card_reads_it(project: Project) -> None:
    project.write("cards/deck.yaml", "name: 옛 덱\nid: old\n")
    card = "cards:\n  - {word: '漢[かん]', id: kan, guid: g, reading: '漢[かん]', revision: '漢[かん]'}\n"
    project.write_all(card + KIND.replace("{{word}}<br>", "{{#word}}{{tts ja_JP:furigana:word}}{{/word}}<br>"))
    _, diagnostics = project.load()
    assert [(d.rule, d.span.column) for d in diagnostics] == [("foreign-markup", card.splitlines()[1].rindex("漢") + 1)]

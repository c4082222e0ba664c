"""The package, as the real Anki imports it."""

import json
from pathlib import Path

import pytest
from anki.collection import Collection

from deckgen.anki.package import Stamps, package_bytes
from deckgen.pipeline.load import load

from .project import MIXED, NOW, ROOT, Project, import_package


def healthy(collection: Collection) -> None:
    """Nothing for Anki to repair: neither by its database check nor among cards and media."""
    problems, _ = collection.fix_integrity()
    assert "error" not in problems.lower()
    assert not [line for line in problems.splitlines() if line and "rebuilt and optimized" not in line], problems
    assert list(collection.get_empty_cards().notes) == []
    media = collection.media.check()
    assert (list(media.missing), list(media.unused)) == ([], [])


def test_anki_imports_what_was_written(project: Project, collection: Collection) -> None:
    project.write_all(MIXED)
    project.write(
        "cards/deck.yaml",
        "name: 덱\nid: mixed\nlanguage: ko\ntag: 뿌리 태그\nsubdecks: true\ndescription: '**굵게** a < b'\n",
    )
    deck = project.clean()
    assert import_package(collection, project.package()) == {"new": 6, "updated": 0, "duplicate": 0, "conflicting": 0}
    assert collection.note_count() == 6
    assert collection.card_count() == sum(len(note.cards) for note in deck.notes) == 9
    decks = {d.name for d in collection.decks.all_names_and_ids() if d.name != "Default"}
    assert decks == {"덱", "덱::경량화와 LoRA", "덱::기초"}
    for position, note in enumerate(deck.notes, start=1):
        (found,) = collection.find_notes(f'ID:"{note.id}"')
        real = collection.get_note(found)
        assert tuple(real.fields) == note.fields
        assert real.guid == note.guid
        assert sorted(real.tags) == sorted(note.tags)
        assert [card.ord for card in real.cards()] == list(note.cards)
        assert {card.due for card in real.cards()} == {position}
        assert {collection.decks.name(card.did) for card in real.cards()} == {f"덱::{note.category}"}
    lora = next(note for note in deck.notes if note.id == "lora")
    roots = {"경량화와-LoRA", "용어", "강화-학습", "두-칸", "따옴표", "a::b"}
    assert set(lora.tags) == {f"뿌리-태그::{name}" for name in roots}
    healthy(collection)
    made = collection.decks.by_name("덱")
    assert made is not None
    assert made["desc"] == "<strong>굵게</strong> a &lt; b"
    for model in [model for model in collection.models.all() if model["name"].startswith("덱")]:
        closed = {field["name"] for field in model["flds"] if field["collapsed"] and field["preventDeletion"]}
        assert closed == {"Context", "Category", "ID", "Revision", "Spare 1", "Spare 2"}, "helpers in Anki's editor"
    assert import_package(collection, project.package(mod=NOW)) == {
        "new": 0, "updated": 0, "duplicate": 6, "conflicting": 0
    }  # fmt: skip
    assert import_package(collection, project.package(mod=NOW + 1))["updated"] == 6
    assert (collection.note_count(), collection.card_count()) == (6, 9)


def test_the_seminar_deck_imports_whole(collection: Collection, tmp_path: Path) -> None:
    deck, _ = load(ROOT / "cards")
    package = tmp_path / "seminar.apkg"
    package.write_bytes(package_bytes(deck, Stamps(NOW)))
    assert import_package(collection, package)["new"] == len(deck.notes)
    assert collection.card_count() == sum(len(note.cards) for note in deck.notes)
    questions = [note.id for note in deck.notes if note.id in {f"q{n:02}" for n in range(1, 16)}]
    assert sorted(questions) == [f"q{n:02}" for n in range(1, 16)]
    healthy(collection)
    assert import_package(collection, package)["new"] == 0


def test_a_renamed_label_and_a_changed_template_reach_every_note(project: Project, collection: Collection) -> None:
    kind = {
        "kind.yaml": "key: left\nfields:\n  - {name: left, id: 1, required: true}\n  - {name: right, id: 2}\n"
        "cards:\n  - {name: one, id: 11}\n",
        "labels.yaml": "en: {kind: Pair, left: Left, right: Right, card.one: One}\n",
        "one.front.html": "{{left}}",
        "one.back.html": "{{right}}",
    }
    for name, text in kind.items():
        project.write(f"cards/kinds/pair/{name}", text)
    project.write(
        "cards/01.yaml", "category: A\ncards:\n  - {left: a, id: a, right: x}\n  - {left: b, id: b, right: y}\n"
    )
    import_package(collection, project.package())
    card = collection.get_note(collection.find_notes("ID:a")[0]).cards()[0]
    project.write("cards/kinds/pair/labels.yaml", "en: {kind: Couple, left: First, right: Second}\n")
    project.write("cards/kinds/pair/one.front.html", "<b>{{left}}</b>")
    project.write("cards/style.css", ".card { color: teal; }")
    log = import_package(collection, project.package(mod=NOW + 10))
    assert log == {"new": 0, "updated": 2, "duplicate": 0, "conflicting": 0}
    collection.close()
    collection.reopen()  # the Python side remembers note types
    ours = [m for m in collection.models.all() if "Test deck" in m["name"]]
    assert [m["name"] for m in ours] == ["Test deck · Couple"]
    assert [f["name"] for f in ours[0]["flds"]][:2] == ["Left", "Right"], "labels are for people, names for Anki"
    assert [t["name"] for t in ours[0]["tmpls"]] == ["One"]
    assert ".card { color: teal; }" in ours[0]["css"]
    again = collection.get_card(card.id)
    assert "<b>a</b>" in again.render_output(reload=True).question_text


NAMES = ["a b.svg", "fig (1).svg", "100%.svg", "a&b.svg", "deep/er/한글.svg", "e\u0301\u1100\u1161.svg", "_x.SVG"]
SOUNDS = ["소리_1.mp3", "a b.mp3", "a~b_c.ogg"]


def test_anki_finds_every_picture_and_sound(project: Project, collection: Collection) -> None:
    for n, name in enumerate((*NAMES, *SOUNDS)):
        project.write(f"cards/media/{name}", f"{n}")
    project.write("cards/media/unused.svg", "<svg/>")
    pairs = [(f"![x](media/{name})", "b") for name in NAMES] + [(f"[sound:media/{name}]", "b") for name in SOUNDS]
    project.basics(*pairs)
    deck = project.clean()
    assert len(deck.media) == len(pairs)
    import_package(collection, project.package())
    healthy(collection)
    folder = Path(collection.media.dir())
    assert sorted(path.name for path in folder.iterdir()) == sorted(file.name for file in deck.media)
    for file in deck.media:
        assert (folder / file.name).read_bytes() == file.path.read_bytes()


@pytest.mark.parametrize("name", ['A "quoted" deck', "a::b :: c", "e\u0301", "x" * 300, "  space  ", "덱\u3000이름"])
def test_a_deck_keeps_its_name_at_the_second_import(name: str, project: Project, collection: Collection) -> None:
    project.write("cards/deck.yaml", f"name: {json.dumps(name)}\nid: x\nsubdecks: true\n")
    project.write("cards/01.yaml", "category: 'A \"b\" :: c'\ncards:\n  - {front: a, id: a, back: b}\n")
    deck = project.clean()
    import_package(collection, project.package())
    before = sorted(d.name for d in collection.decks.all_names_and_ids())
    import_package(collection, project.package(mod=NOW + 1))
    assert sorted(d.name for d in collection.decks.all_names_and_ids()) == before
    assert deck.config.name in before

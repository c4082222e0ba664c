"""Kinds: the built-in ones are frozen, a deck's own obey the same rules and get the same help."""

import itertools
import json
import re
import shutil

import pytest
from anki.collection import Collection

from deckgen.anki.identity import deck_number, guid_of, note_number, note_type_id
from deckgen.anki.template import front_exists, parse_template
from deckgen.kinds import builtin_kinds, load_kinds
from deckgen.kinds.checks import check_kind
from deckgen.kinds.documentation import example_of
from deckgen.model import Format, Kind

from .accept import lists_of_kinds
from .project import FIXTURES, Case, Project, cases, import_package

BUILTIN = {kind.name: kind for kind in builtin_kinds()}


@pytest.mark.parametrize("case", cases(FIXTURES / "bad_kinds.txt"), ids=lambda case: case.title)
def test_a_fault_of_a_kind_is_named_with_its_place(case: Case, project: Project) -> None:
    project.write_all(case.given)
    _, diagnostics = project.load()
    assert "".join(f"{d}\n" for d in diagnostics) == case.expected
    assert all(d.hint for d in diagnostics)


def test_kinds_that_come_with_deckgen_have_no_faults() -> None:
    for kind in BUILTIN.values():
        assert check_kind(kind, kind.name) == []


def test_field_and_card_lists_are_frozen() -> None:
    """A released field or card that moves, or a new one, forks the note type of every member: see anki-import.

    A new kind is added by `python -m tests.compiler.accept`; nothing else in the fixture may ever change.
    """
    assert json.loads((FIXTURES / "frozen_kinds.json").read_text(encoding="utf-8")) == lists_of_kinds()


def test_identities_are_frozen() -> None:
    assert guid_of("test-deck-1", "lora") == "YI7ogLCSwqF_yniw"
    assert guid_of("덱", "카드") == "L8ZfbgAN5ZSR-eKG"
    assert note_type_id("test-deck-1", "term") == 1_465_729_759_643
    assert deck_number("test-deck-1", "Test deck") == 1_552_280_326_884
    assert note_number("YI7ogLCSwqF_yniw") == 1_593_653_536_270


def test_identities_depend_on_ids_alone(project: Project) -> None:
    project.write("cards/01.yaml", "category: A\ncards:\n  - {front: a, id: x, back: b}\n")
    before = project.clean().notes[0]
    project.write("cards/01.yaml", "category: A\ncards: []\n")
    project.write(
        "cards/9/other.yaml", "category: B\ntags: [t]\ncards:\n  - {front: '**new**', id: x, back: c, detail: d}\n"
    )
    project.write("cards/deck.yaml", "name: Renamed\nid: test-deck-1\nlanguage: ko\nsubdecks: true\n")
    deck = Project(project.root).load()[0]
    after = deck.notes[0]
    assert (after.guid, deck.note_types[0].id) == (before.guid, note_type_id("test-deck-1", "basic"))
    project.write("cards/deck.yaml", "name: Renamed\nid: another\n")
    assert project.load()[0].notes[0].guid != before.guid


def test_ids_are_in_the_past_of_every_member() -> None:
    for n in range(2_000):
        for number in (note_type_id("d", str(n)), deck_number("d", str(n)), note_number(str(n))):
            assert 1_400_000_000_000 <= number < 1_600_000_000_000


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", BUILTIN.values(), ids=BUILTIN)
def test_the_example_of_a_kind_is_clean_and_in_its_language(kind: Kind, language: str, project: Project) -> None:
    lines = example_of(kind, language).splitlines()
    project.write("cards/01.yaml", "category: A\ncards:\n" + "\n".join(f"  {line}" for line in lines))
    for name in (line.split("media/")[1].split(")")[0].split("]")[0] for line in lines if "media/" in line):
        project.write(f"cards/media/{name}", "x")
    deck, diagnostics = project.load()
    assert [str(d) for d in diagnostics if d.rule != "unknown-requirement"] == []
    assert all(bool(re.search("[가-힣]", " ".join(note.fields[:4]))) == (language == "ko") for note in deck.notes)


def variants(kind: Kind) -> list[dict[str, object]]:
    """A card for every choice among the fields that may be left out (the common ones all together)."""
    filled: dict[Format, object] = {
        Format.MARKDOWN: "{{c1::x}} {{c3::y}}" if kind.cloze else "x",
        Format.STEPS: ["x"],
        Format.BULLETS: ["x"],
        Format.SOURCES: ["x"],
        Format.FLAG: "true",
    }
    optional = [spec for spec in kind.authored.values() if not spec.required]
    switches = [spec for spec in optional if any(card.when == spec.name for card in kind.cards)]
    cards: list[dict[str, object]] = []
    for rest in (False, True):
        for chosen in itertools.product((False, True), repeat=len(switches)):
            card = {spec.name: filled[spec.format] for spec in kind.authored.values() if spec.required}
            card["id"] = f"c{len(cards)}"
            needed = {s.needs for s in itertools.compress(switches, chosen)}
            wanted = [*itertools.compress(switches, chosen), *(s for s in optional if s.name in needed)]
            wanted += [s for s in optional if rest and s not in switches]
            card |= {s.name: filled[s.format] for s in wanted}
            cards.append(card)
    return cards


@pytest.mark.parametrize("name", [*BUILTIN, "pair", "speak"])
def test_a_note_has_the_cards_that_anki_would_make(name: str, project: Project, anki: Collection) -> None:
    shutil.copytree(FIXTURES / "kinds", project.cards / "kinds")
    kind = next(k for k in load_kinds(project.cards)[0] if k.name == name)
    project.write("cards/01.yaml", json.dumps({"category": "A", "cards": variants(kind)}))
    project.write(
        "cards/deck.yaml",
        f"name: {name}\nid: cards-{name}\ntts: ko_KR\nreport: 'https://example.com/{{id}}'\n"
        "rules: {cloze-elsewhere: off}\n",
    )
    deck = project.clean()
    import_package(anki, project.package())
    for note in deck.notes:
        (found,) = anki.find_notes(f"ID:{note.id} deck:{name}")
        real = anki.get_note(found)
        assert sorted(card.ord for card in real.cards()) == list(note.cards)
        again = anki.new_note(real.note_type() or {})
        again.fields = list(real.fields)
        anki.add_note(again, real.cards()[0].did)
        assert sorted(card.ord for card in again.cards()) == list(note.cards), note.id
    report = anki.get_empty_cards()
    assert list(report.notes) == []


TEMPLATES = [
    "{{A}}", "{{B}}", "x{{A}}", "{{type:A}}", "{{type:B}}{{A}}", "{{hint:A}}", "{{text:A}}", "{{tts ko_KR:A}}",
    "{{ A }}", "{{#A}}{{B}}{{/A}}", "{{^A}}{{B}}{{/A}}", "{{^B}}{{A}}{{/B}}",
    "{{^B}}x{{/B}}{{A}}", "{{#A}}x{{/A}}{{B}}", "{{#A}}{{#B}}{{A}}{{/B}}{{/A}}",
    "{{#B}}{{^A}}{{B}}{{/A}}{{/B}}", "{{#A}}{{^B}}{{A}}{{/B}}{{/A}}", "{{{A}}}",
    "<!--{{A}}-->{{B}}", "{{furigana:A}}", "{{text:type:A}}", "{{#A}}{{A}}{{/ A }}", "a}}{{A}}", "{{A}}{{FrontSide}}",
    "{{^A}}{{^B}}{{A}}{{/B}}{{/A}}{{B}}",
]  # fmt: skip
FILLINGS = ["", "x", " ", "<br>", "<div></div>", "&nbsp;", "\u3000", "<br  />", "<b></b>", "<img src=x>", "\n\t"]


def test_a_front_makes_a_card_exactly_where_anki_makes_one(anki: Collection) -> None:
    from deckgen.anki.template import is_filled

    wrong = []
    for n, front in enumerate(TEMPLATES):
        models = anki.models
        kind = models.new(f"front {n}")
        for field in ("A", "B", "Z"):
            models.add_field(kind, models.new_field(field))
        for name, side in (("tried", front), ("always", "{{Z}}")):
            template = models.new_template(name)
            template["qfmt"], template["afmt"] = side, "{{Z}}"
            models.add_template(kind, template)
        models.add(kind)
        saved = models.by_name(f"front {n}")
        assert saved is not None
        fillings = [("x", ""), ("", "x"), ("x", "x"), ("", ""), *([(f, "") for f in FILLINGS] if n == 0 else [])]
        for a, b in fillings:
            note = anki.new_note(saved)
            note["A"], note["B"], note["Z"] = a, b, "z"
            anki.add_note(note, anki.decks.id("fronts") or 1)  # type: ignore[arg-type]
            real = 0 in {card.ord for card in note.cards()}
            filled = {name for name, value in (("A", a), ("B", b), ("Z", "z")) if is_filled(value)}
            if front_exists(parse_template(front), filled) is not real:
                wrong.append((front, a, b, real))
    assert wrong == []

"""What a deck's history forbids, and what it warns of."""

import pytest
from msgspec.structs import replace

from deckgen.release.ledger_file import format_ledger, read_ledger
from tests.compiler.project import Project

from .conftest import CARDS, DECK, FIRST, KIND, LATER, prepared, problems

ERRORS = {
    "another kind": (
        "cards/01.yaml",
        CARDS.replace("term: 토큰", "front: 토큰은 무엇인가요?").replace("definition", "back"),
        ("cards/01.yaml:6:5", "error[kind-changed]", "'token' was released as a term and is a basic now"),
    ),
    "another deck id": (
        "cards/deck.yaml",
        DECK.replace("seminar-1", "seminar-2"),
        (
            "cards/deck.yaml:2:5",
            "error[deck-id-changed]",
            "the deck was released with the id 'seminar-1' and now has 'seminar-2'",
        ),
    ),
    "another guid": (
        "cards/01.yaml",
        CARDS.replace("id: token", "id: token\n    guid: other"),
        (
            "cards/01.yaml:6:5",
            "error[guid-changed]",
            "'token' was released under another guid: members would get it twice",
        ),
    ),
    "another name": (
        "cards/deck.yaml",
        DECK.replace("name: 세미나", "name: 모임") + "tag: 세미나\n",
        ("cards/deck.yaml:1:7", "warning[deck-renamed]", "the deck was released as '세미나' and is '모임' now"),
    ),
    "subdecks": (
        "cards/deck.yaml",
        DECK + "subdecks: true\n",
        ("cards/01.yaml:3:5", "warning[subdeck-changed]", "3 released notes move from '세미나' to '세미나::기초'"),
    ),
    "another id": (
        "cards/01.yaml",
        CARDS.replace("id: token", "id: tokens"),
        ("cards/01.yaml:6:5", "warning[id-renamed]", "'tokens' looks like the released 'token' under another id"),
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_the_history_speaks_against(released: Project, name: str) -> None:
    path, text, expected = ERRORS[name]
    released.write(path, text)
    assert problems(released) == [expected]
    code, _, err = released.run("release", "--dry-run")
    assert code == ("error[" in expected[1])
    assert expected[1] in err
    assert "hint: " in err


def test_a_retired_card_may_come_back(released: Project) -> None:
    released.write("cards/01.yaml", CARDS[: CARDS.index("  - cloze")])
    assert released.run("release")[0] == 0
    released.write("cards/01.yaml", CARDS)
    assert problems(released) == []
    code, out, _ = released.run("release")
    assert code == 0
    assert "released 1.2: 1 new, 0 changed, 0 retired" in out
    note = read_ledger(released.cards)[0].notes["lora"]
    assert (note.retired, note.since, note.mod) == ("", "1.0", FIRST), "whoever kept it keeps what they wrote"


FROZEN = {
    "a field more": (KIND.replace("cards:", "  - {name: more, format: markdown, id: 73}\ncards:"), "+'more' (73)"),
    "another field id": (KIND.replace("id: 72", "id: 74"), "−'answer' (72), +'answer' (74)"),
    "another order": (
        KIND.replace("id: 71, required: true", "id: 72, required: true").replace(
            "answer, format: markdown, id: 72", "answer, format: markdown, id: 71"
        ),
        "'fact' (72), 'answer' (71)",
    ),
    "another template id": (KIND.replace("id: 81", "id: 82"), "−'Ask' (81), +'Ask' (82)"),
}


@pytest.mark.parametrize("name", FROZEN)
def test_the_lists_of_a_released_kind_are_frozen(own_kind: Project, name: str) -> None:
    text, expected = FROZEN[name]
    own_kind.write("cards/kinds/fact/kind.yaml", text)
    found = [found for found in problems(own_kind) if found[1] == "error[note-type-changed]"]
    assert len(found) == 1
    assert found[0][0] == "cards/kinds/fact/kind.yaml:1:1"
    assert found[0][2].startswith(f"the released kind 'fact' is another now: {expected}")


def test_a_released_note_keeps_its_shape(own_kind: Project) -> None:
    own_kind.write("cards/kinds/fact/kind.yaml", KIND.replace("cards:", "  - {name: aside, id: 73, since: 2}\ncards:"))
    text = (own_kind.cards / "02.yaml").read_text(encoding="utf-8")
    own_kind.write("cards/02.yaml", f"{text}  - fact: 소금물은?\n    id: salt\n    answer: 더 높다\n")
    code, _, err = own_kind.run("release")
    assert code == 0, err
    notes = read_ledger(own_kind.cards)[0].notes
    assert (notes["water"].shape, notes["salt"].shape) == (1, 2)
    own_kind.write("cards/kinds/fact/kind.yaml", KIND)
    assert ("error[shape-changed]", "'salt' was released with shape 2 of fact and has shape 1 now") in {
        found[1:] for found in problems(own_kind)
    }


def test_an_older_deckgen_whose_kind_has_not_grown_yet_says_what_to_use(released: Project) -> None:
    """The ledger says that a note of a built-in kind has a shape that this deckgen does not know."""
    ledger, _ = read_ledger(released.cards)
    grown = {**ledger.notes, "token": replace(ledger.notes["token"], shape=2)}
    newer = replace(ledger, notes=grown, written_by="99.1")
    released.write("cards/released.jsonl", format_ledger(newer))
    assert [found[1] for found in problems(released)] == ["error[shape-changed]"]
    assert "use the version that released it, 99.1, or a newer one" in released.run("build")[2]


def test_a_renamed_label_shows_on_cards_and_not_in_ankis_names(own_kind: Project) -> None:
    own_kind.write("cards/kinds/fact/ask.back.html", "[[answer]]: {{answer}}")
    assert own_kind.run("release")[0] == 0
    own_kind.write("cards/kinds/fact/labels.yaml", "en: {kind: Truth, fact: Fact, answer: Reply, card.ask: Say}\n")
    found = prepared(own_kind)
    assert found.diagnostics == ()
    fact = found.deck.note_type("fact")
    assert [field.name for field in fact.fields][:2] == ["Fact", "Answer"]
    assert fact.templates[0].name == "Ask"
    assert "Reply: {{Answer}}" in fact.templates[0].back
    assert found.stamps.note_types[fact.id] == LATER
    assert set(found.stamps.notes.values()) <= {FIRST, FIRST + 1}, "the kind's name is a tag, too"


CLOZE = CARDS.replace("{{c1::작은 두 행렬}}을 학습", "{{c1::작은 두 행렬}}을 {{c2::학습}}")
HARM = {
    "a flag switched off": (
        CARDS.replace("id: token", "id: token\n    recall: true"),
        CARDS,
        ("cards/01.yaml:6:5", "warning[card-lost]", "'token' loses a card that members may have studied: 'Recall'"),
    ),
    "a deletion's number gone": (
        CLOZE,
        CARDS,
        ("cards/01.yaml:9:5", "warning[card-lost]", "'lora' loses a card that members may have studied: c2"),
    ),
    "a deletion's number that moves": (
        CLOZE,
        CLOZE.replace("c1::", "c3::").replace("c2::", "c1::").replace("c3::", "c2::"),
        ("cards/01.yaml:9:5", "warning[cloze-moved]", "c1 of 'lora' now hides what c2 hid"),
    ),
    "an id for another text": (
        CARDS,
        CARDS.replace("GPU는 왜 빠른가요?", "양자화란 무엇인가요").replace("같은 계산을", "수를 줄이는 일로,"),
        ("cards/01.yaml:3:5", "warning[id-reused]", "'gpu' was another card: 'GPU는 왜 빠른가요?'"),
    ),
    "swapped ids": (
        CARDS + "  - front: 왜 느린가요?\n    id: cpu\n    back: 하나씩\n",
        (CARDS + "  - front: 왜 느린가요?\n    id: gpu\n    back: 하나씩\n").replace("id: gpu", "id: cpu", 1),
        ("cards/01.yaml:3:5", "warning[id-moved]", "'cpu' now asks what 'gpu' asked"),
    ),
}


@pytest.mark.parametrize("name", HARM)
def test_harm_inside_a_note_is_told_before_it_is_done(project: Project, name: str) -> None:
    before, after, expected = HARM[name]
    project.write("cards/01.yaml", before)
    assert project.run("release", "--version", "1.0")[0] == 0
    project.write("cards/01.yaml", after)
    assert expected in problems(project)
    for command in ("check", "release"):
        assert expected[1] in "".join(project.run(command, *(["--dry-run"] if command == "release" else []))[1:])


def test_what_stays_itself_is_not_told(released: Project) -> None:
    edited = CARDS.replace("GPU는 왜 빠른가요?", "GPU가 CPU보다 빠른 까닭은 무엇인가요?").replace(
        "작은 조각", "작은 단위"
    )
    released.write("cards/01.yaml", edited.replace("학습한다", "학습하고 {{c2::나머지}}는 둔다"))
    assert problems(released) == []

"""What a deck's history forbids, and what it warns of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deckgen.release.reading import read_ledger

from .conftest import CARDS, DECK, FIRST, LATER, prepared, problems

if TYPE_CHECKING:
    from tests.compiler.project import Project


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
    before = released.files()
    for command in ("build", "release"):
        code, _, err = released.run(command, "--strict")
        assert code == 1
        assert expected[1] in err
        assert "hint: " in err
    assert released.files() == before


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


def test_a_renamed_category_leaves_cards_behind_only_with_subdecks(project: Project) -> None:
    project.write("cards/deck.yaml", DECK + "subdecks: true\n")
    assert project.run("release")[0] == 0
    project.write("cards/01.yaml", CARDS.replace("category: 기초", "category: 처음"))
    assert problems(project) == [
        ("cards/01.yaml:3:5", "warning[subdeck-changed]", "3 released notes move from '세미나::기초' to '세미나::처음'")
    ]


KIND = """\
key: fact
fields:
  - {name: fact, format: markdown, id: 71, required: true}
  - {name: answer, format: markdown, id: 72}
cards:
  - {name: ask, id: 81}
"""


@pytest.fixture
def own_kind(project: Project) -> Project:
    """A deck with a kind of its own, released."""
    for name, text in {
        "kind.yaml": KIND,
        "labels.yaml": "en: {kind: Fact, fact: Fact, answer: Answer}\n",
        "ask.front.html": "{{fact}}",
        "ask.back.html": "{{answer}}",
        "style.css": "",
        "example.yaml": "fact: a\nid: a\nanswer: b\n",
    }.items():
        project.write(f"cards/kinds/fact/{name}", text)
    project.write(
        "cards/02.yaml", "category: 물\ncards:\n  - fact: 물은 몇 도에서 끓나요?\n    id: water\n    answer: 100도\n"
    )
    code, _, err = project.run("release", "--version", "1.0")
    assert (code, err) == (0, "")
    return project


FROZEN = {
    "a field more": (KIND.replace("cards:", "  - {name: more, format: markdown, id: 73}\ncards:"), "'more' (73) came"),
    "another field id": (KIND.replace("id: 72", "id: 74"), "'answer' (72) left, 'answer' (74) came"),
    "another order": (
        KIND.replace("id: 71, required: true", "id: 72, required: true").replace(
            "answer, format: markdown, id: 72", "answer, format: markdown, id: 71"
        ),
        "its order is another",
    ),
    "another template id": (KIND.replace("id: 81", "id: 82"), "'ask' (81) left, 'ask' (82) came"),
}


@pytest.mark.parametrize("name", FROZEN)
def test_the_lists_of_a_released_kind_are_frozen(own_kind: Project, name: str) -> None:
    text, expected = FROZEN[name]
    own_kind.write("cards/kinds/fact/kind.yaml", text)
    found = [found for found in problems(own_kind) if found[1] == "error[frozen-list]"]
    assert len(found) == 1
    assert found[0][0] == "cards/kinds/fact/kind.yaml:1:1"
    assert found[0][2].endswith(f"list of the released kind 'fact' changed: {expected}")


def test_a_renamed_label_is_a_change_of_the_note_type_alone(own_kind: Project) -> None:
    own_kind.write("cards/kinds/fact/labels.yaml", "en: {kind: Fact, fact: Fact, answer: Reply}\n")
    found = prepared(own_kind)
    assert found.stamps.note_types[found.deck.note_type("fact").id] == LATER
    assert found.stamps.notes["water"] == FIRST
    assert problems(own_kind) == [
        (
            "cards/kinds/fact/labels.yaml:1:1",
            "warning[label-renamed]",
            "fields or cards of the released kind 'fact' were renamed: 'Answer' is 'Reply' now",
        )
    ]


def test_another_language_renames_what_was_released(released: Project) -> None:
    released.write("cards/deck.yaml", "name: 세미나\nid: seminar-1\nlanguage: en\n")
    found = [found for found in problems(released) if found[1] == "warning[label-renamed]"]
    assert [place for place, *_ in found] == ["cards/deck.yaml:3:11"] * 3
    assert found[0][2].startswith("fields or cards of the released kind 'term' were renamed: '용어' is 'Term' now, ")
    assert found[0][2].endswith(" more")

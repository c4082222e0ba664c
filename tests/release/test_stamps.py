"""Modification times, and what a deck's history forbids."""

from __future__ import annotations

import os
import re
import time
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from deckgen.release.reading import read_ledger
from deckgen.release.stamping import stamps_for

from .conftest import CARDS, DAY, DECK, FIRST, read_time_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen import Stamps
    from tests.compiler.project import Project

LATER = FIRST + DAY
PACKAGE = "output/세미나.apkg"
RELEASE = "output/세미나-1.0.apkg"


def stamps(project: Project, now: int = LATER, clock: int | None = None) -> Stamps:
    """The times of a build that nothing speaks against."""
    deck, _ = project.load()
    ledger, _ = read_ledger(project.cards)
    found, problems = stamps_for(deck, ledger, now, clock)
    assert problems == ()
    return found


def problems(project: Project, now: int = LATER) -> list[tuple[str, str, str]]:
    """What the history says, as (place, severity[rule], message)."""
    deck, _ = project.load()
    ledger, _ = read_ledger(project.cards)
    found = stamps_for(deck, ledger, now)[1]
    return [(str(d.span), f"{d.severity.value}[{d.rule}]", d.message) for d in found]


@pytest.fixture
def _time_zone() -> Iterator[None]:
    yield
    os.environ.pop("TZ", None)
    read_time_zone()


@pytest.mark.usefixtures("_time_zone")
@pytest.mark.parametrize("epoch", ["0", str(FIRST + 7), str(LATER * 2), ""])
@pytest.mark.parametrize("subdecks", ["true", "false"])
def test_a_build_after_a_release_is_the_release(
    project: Project, monkeypatch: pytest.MonkeyPatch, epoch: str, subdecks: str
) -> None:
    project.write("cards/deck.yaml", f"{DECK}subdecks: {subdecks}\ndescription: 덱\n")
    project.write("cards/media/그림.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    project.write(
        "cards/02.yaml",
        "category: 둘\ncards:\n- front: 그림은 무엇인가요?\n  id: p\n  back: '![그림](media/그림.svg)'\n",
    )
    assert project.run("release", "--version", "1.0")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    monkeypatch.setenv("TZ", "America/New_York")
    read_time_zone()
    assert project.run("build", "--strict")[0] == 0
    assert (project.root / PACKAGE).read_bytes() == (project.root / RELEASE).read_bytes()


def test_only_what_changed_gets_a_new_time(released: Project) -> None:
    released.write(
        "cards/01.yaml",
        CARDS.replace("작은 조각", "작은 단위") + "  - front: 새 카드는 무엇인가요?\n    id: new\n    back: 새것\n",
    )
    found = stamps(released)
    assert found.notes == {"gpu": FIRST, "token": LATER, "lora": FIRST, "new": LATER}
    assert found.note_types == {"basic": FIRST, "term": FIRST, "cloze": FIRST}


def test_tags_and_pictures_are_content_and_the_order_is_not(released: Project) -> None:
    first, *others = CARDS.split("  - ")
    released.write("cards/01.yaml", first + "".join(f"  - {card}" for card in reversed(others)))
    assert set(stamps(released).notes.values()) == {FIRST}
    released.write("cards/01.yaml", CARDS.replace("id: gpu", "id: gpu\n    tags: [하드웨어]"))
    assert stamps(released).notes == {"gpu": LATER, "token": FIRST, "lora": FIRST}
    picture = CARDS.replace("id: gpu", "id: gpu\n    figure: '![g](media/g.svg)'")
    released.write("cards/01.yaml", picture)
    released.write("cards/media/g.svg", "<svg>1</svg>")
    assert released.run("release")[0] == 0
    assert stamps(released, LATER + DAY).notes["gpu"] == LATER
    released.write("cards/media/g.svg", "<svg>2</svg>")
    assert stamps(released, LATER + DAY).notes == {"gpu": LATER + DAY, "token": FIRST, "lora": FIRST}


def test_a_style_changes_note_types_and_no_note(released: Project) -> None:
    released.write("cards/style.css", ".card { color: teal }\n")
    found = stamps(released)
    assert set(found.notes.values()) == {FIRST}
    assert set(found.note_types.values()) == {LATER}


def test_a_change_back_is_a_change(released: Project) -> None:
    for text in (CARDS.replace("작은 조각", "작은 단위"), CARDS):
        released.write("cards/01.yaml", text)
        assert released.run("release")[0] == 0
    assert stamps(released).notes == {"gpu": FIRST, "token": LATER + 1, "lora": FIRST}


def test_an_old_build_time_never_lowers_a_time(released: Project) -> None:
    released.write("cards/01.yaml", CARDS.replace("작은 조각", "작은 단위"))
    deck, _ = released.load()
    ledger, _ = read_ledger(released.cards)
    found, told = stamps_for(deck, ledger, FIRST - DAY, clock=LATER)
    assert found.notes == {"gpu": FIRST, "token": FIRST + 1, "lora": FIRST}
    assert told == ()


def test_a_clock_behind_the_ledger_is_an_error_where_a_change_would_lie_in_the_future(released: Project) -> None:
    assert problems(released, FIRST - DAY) == []
    released.write("cards/01.yaml", CARDS.replace("작은 조각", "작은 단위"))
    ((place, rule, message),) = problems(released, FIRST - DAY)
    assert (place, rule) == ("cards/released.jsonl:1:1", "error[clock-behind]")
    assert "2023-11-13T22:13:20Z" in message
    assert "2023-11-14T22:13:20Z" in message


def test_a_clock_behind_the_ledger_is_a_warning_where_it_does_no_harm(released: Project) -> None:
    released.write(
        "cards/02.yaml", "category: 새것\ncards:\n  - front: 새 카드는 무엇인가요?\n    id: new\n    back: 새것\n"
    )
    ((_, rule, _),) = problems(released, FIRST - DAY)
    assert rule == "warning[clock-behind]"


def test_no_time_in_a_package_is_the_future(released: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(time.time()) + DAY))
    released.write("cards/01.yaml", CARDS.replace("작은 조각", "작은 단위"))
    assert released.run("build")[0] == 0
    from deckgen.unpack import read_package  # noqa: PLC0415 - beside its one use

    assert max(note.mod for note in read_package(released.root / PACKAGE).notes) <= time.time()


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


def test_a_retired_id_is_never_used_again(released: Project) -> None:
    released.write("cards/01.yaml", CARDS.replace("id: token", "id: tokens"))
    assert released.run("release")[0] == 0
    released.write("cards/01.yaml", CARDS)
    assert ("cards/01.yaml:6:5", "error[retired-id]", "'token' was retired in 1.1 (토큰)") in problems(released)


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
    found, _ = stamps_for(own_kind.load()[0], read_ledger(own_kind.cards)[0], LATER)
    assert found.note_types["fact"] == found.default
    assert found.notes["water"] == FIRST
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


def test_a_ledger_without_labels_is_read_and_says_nothing(own_kind: Project) -> None:
    path = own_kind.cards / "released.jsonl"
    path.write_text(re.sub(r', "labels": \[[^]]*\]', "", path.read_text(encoding="utf-8")), encoding="utf-8")
    own_kind.write("cards/kinds/fact/labels.yaml", "en: {kind: Fact, fact: Fact, answer: Reply}\n")
    assert problems(own_kind) == []


def test_the_package_itself_carries_these_times(released: Project) -> None:
    released.write("cards/01.yaml", CARDS.replace("작은 조각", "작은 단위"))
    assert released.run("build")[0] == 0
    from deckgen.unpack import read_package  # noqa: PLC0415 - beside its one use

    package = read_package(released.root / PACKAGE)
    assert {note.id: note.mod for note in package.notes} == {"gpu": FIRST, "token": LATER, "lora": FIRST}
    assert {t.mod for t in package.note_types.values()} == {FIRST}
    with zipfile.ZipFile(released.root / PACKAGE) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_ledger_in_memory_needs_no_file(released: Project) -> None:
    deck, _ = released.load()
    ledger = replace(read_ledger(released.cards)[0], path="", deck="other")
    assert [d.rule for d in stamps_for(deck, ledger, LATER)[1]] == ["deck-id-changed"]

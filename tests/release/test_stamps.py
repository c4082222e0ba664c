"""Modification times: what changed gets a newer one, and nothing else."""

from __future__ import annotations

import os
import time
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from deckgen.release.reading import read_ledger
from deckgen.release.stamping import stamps_for

from .conftest import CARDS, DAY, DECK, FIRST, LATER, problems, read_time_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen import Stamps
    from tests.compiler.project import Project

PACKAGE = "output/세미나.apkg"
RELEASE = "output/세미나-1.0.apkg"


def stamps(project: Project, now: int = LATER, clock: int | None = None) -> Stamps:
    """The times of a build that nothing speaks against."""
    deck, _ = project.load()
    ledger, _ = read_ledger(project.cards)
    found, problems = stamps_for(deck, ledger, now, clock)
    assert problems == ()
    return found


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
    from deckgen.anki.reading import read_package  # noqa: PLC0415 - beside its one use

    assert max(note.mod for note in read_package(released.root / PACKAGE).notes) <= time.time()


def test_the_package_itself_carries_these_times(released: Project) -> None:
    released.write("cards/01.yaml", CARDS.replace("작은 조각", "작은 단위"))
    assert released.run("build")[0] == 0
    from deckgen.anki.reading import read_package  # noqa: PLC0415 - beside its one use

    package = read_package(released.root / PACKAGE)
    assert {note.id: note.mod for note in package.notes} == {"gpu": FIRST, "token": LATER, "lora": FIRST}
    assert {t.mod for t in package.note_types.values()} == {FIRST}
    with zipfile.ZipFile(released.root / PACKAGE) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_ledger_in_memory_needs_no_file(released: Project) -> None:
    deck, _ = released.load()
    ledger = replace(read_ledger(released.cards)[0], path="", deck="other")
    assert [d.rule for d in stamps_for(deck, ledger, LATER)[1]] == ["deck-id-changed"]

"""Modification times: what changed gets a newer one, and nothing else."""

import os
import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from deckgen.release.history_checks import clock_problems
from deckgen.release.ledger_file import read_ledger
from deckgen.release.local_builds import LocalBuilds
from deckgen.release.stamping import stamp_deck
from tests.compiler.project import Project

from .conftest import CARDS, DAY, DECK, FIRST, LATER, prepared, read_time_zone

PACKAGE = "output/semina.apkg"
DRAFT = "output/semina-draft.apkg"
RELEASE = "output/semina-1.0.apkg"


def stamps(project: Project, now: int = LATER) -> dict[str, int]:
    """The notes' times in a build that nothing speaks against."""
    found = prepared(project, now)
    assert found.diagnostics == ()
    return dict(found.stamps.notes)


def looks(project: Project, now: int = LATER) -> dict[str, int]:
    """The note types' times, by kind."""
    found = prepared(project, now)
    return {t.kind: found.stamps.note_types[t.id] for t in found.deck.note_types}


@pytest.fixture
def _time_zone() -> Iterator[None]:
    yield
    os.environ.pop("TZ", None)
    read_time_zone()


@pytest.mark.usefixtures("_time_zone")
@pytest.mark.parametrize("epoch", ["0", str(LATER * 2), ""])
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
    assert project.run("build")[::2] == (0, "")
    assert (project.root / PACKAGE).read_bytes() == (project.root / RELEASE).read_bytes()


def test_only_what_changed_gets_a_new_time(released: Project) -> None:
    released.write(
        "cards/01.yaml",
        CARDS.replace("작은 조각", "작은 단위") + "  - front: 새 카드는 무엇인가요?\n    id: new\n    back: 새것\n",
    )
    assert stamps(released) == {"gpu": FIRST, "token": LATER, "lora": FIRST, "new": LATER}
    assert looks(released) == {"basic": FIRST, "term": FIRST, "cloze": FIRST}


DEFINITION = "모델이 글을 읽고 쓰는 가장 작은 조각."
SOFT = {
    "a tag": ("01.yaml", CARDS.replace("id: gpu", "id: gpu\n    tags: [하드웨어]"), {"gpu"}),
    "the category": ("01.yaml", CARDS.replace("category: 기초", "category: 처음"), {"gpu", "token", "lora"}),
    "the language": ("deck.yaml", DECK.replace("language: ko", "language: en"), {"gpu", "token", "lora"}),
    "lines broken elsewhere": ("01.yaml", CARDS.replace("많이 하기", "많이\n\n      하기"), {"gpu"}),
    "another character for bold": ("01.yaml", CARDS.replace("**한꺼번에**", "__한꺼번에__"), set()),
}


@pytest.mark.parametrize("name", SOFT)
def test_what_reads_the_same_steps_one_second(released: Project, name: str) -> None:
    path, text, expected = SOFT[name]
    released.write(f"cards/{path}", text)
    times = prepared(released).stamps.notes
    assert {key for key, mod in times.items() if mod == FIRST + 1} == expected
    assert {mod for key, mod in times.items() if key not in expected} <= {FIRST}


HARD = {
    "a word": CARDS.replace("작은 조각", "작은 단위"),
    "a flag": CARDS.replace("id: token", "id: token\n    recall: true"),
    "a link's address": CARDS.replace("조각.", "[조각](https://example.org)."),
    "a deletion's number": CARDS.replace("c1::", "c2::"),
    "a line of code": CARDS.replace(
        "모델이 글을 읽고 쓰는 가장 작은 조각.", "|\n      ```python\n      x = 1\n      ```"
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_what_reads_otherwise_gets_the_time_of_now(released: Project, name: str) -> None:
    released.write("cards/01.yaml", HARD[name])
    assert sorted(prepared(released).stamps.notes.values()) == [FIRST, FIRST, LATER]


def test_indentation_of_code_is_read_and_its_colour_is_not(released: Project) -> None:
    code = CARDS.replace(
        "모델이 글을 읽고 쓰는 가장 작은 조각.", "|\n      ```python\n      if x:\n          y = 1\n      ```"
    )
    released.write("cards/01.yaml", code)
    assert released.run("release")[0] == 0
    released.write("cards/01.yaml", code.replace("```python", "```text"))
    assert stamps(released, LATER + DAY)["token"] == LATER + 1, "the author changed the colours, no reader a word"
    released.write("cards/01.yaml", code.replace("    y = 1", "  y = 1"))
    assert stamps(released, LATER + DAY)["token"] == LATER + DAY


def by_another_renderer(html: str) -> str:
    """The same text as other versions of Pygments and comrak write it."""
    other = re.sub(r'<span class="k-(\w+)">', r'<span style="" class="kk-\1">', html)
    return other.replace("&quot;", '"').replace("</p>\n<p>", "</p><p>").replace("'", "&#39;").replace(".", "&#46;")


def test_another_renderer_overwrites_nothing(released: Project) -> None:
    code = "|\n      하나\n\n      둘\n\n      ```python\n      print(\"a\", 'b')\n      ```"
    released.write("cards/01.yaml", CARDS.replace("같은 계산을 **한꺼번에** 많이 하기 때문입니다.", code))
    assert released.run("release")[0] == 0
    deck, _ = released.load()
    notes = tuple(replace(n, fields=tuple(by_another_renderer(html) for html in n.fields)) for n in deck.notes)
    assert notes[0].fields != deck.notes[0].fields
    found = stamp_deck(
        replace(deck, notes=notes), read_ledger(released.cards)[0], LocalBuilds(), LATER + DAY, release=True
    )
    assert found.stamps.notes == {"gpu": LATER + 1, "token": FIRST + 1, "lora": FIRST + 1}


def test_pictures_are_content_and_their_names_and_the_order_are_not(released: Project) -> None:
    first, *others = CARDS.split("  - ")
    released.write("cards/01.yaml", first + "".join(f"  - {card}" for card in reversed(others)))
    assert set(stamps(released).values()) == {FIRST}
    picture = CARDS.replace("id: gpu", "id: gpu\n    figure: '![g](media/g.svg)'")
    released.write("cards/01.yaml", picture)
    released.write("cards/media/g.svg", "<svg>1</svg>")
    assert released.run("release")[0] == 0
    assert stamps(released, LATER + DAY)["gpu"] == LATER
    released.write("cards/media/h.svg", "<svg>1</svg>")
    released.write("cards/01.yaml", picture.replace("g.svg", "h.svg"))
    assert stamps(released, LATER + DAY)["gpu"] == LATER + 1
    released.write("cards/media/h.svg", "<svg>2</svg>")
    assert stamps(released, LATER + DAY) == {"gpu": LATER + DAY, "token": FIRST, "lora": FIRST}


def test_a_style_changes_note_types_and_no_note(released: Project) -> None:
    released.write("cards/style.css", ".card { color: teal }\n")
    assert set(stamps(released).values()) == {FIRST}
    assert set(looks(released).values()) == {LATER}


def test_an_old_build_time_never_lowers_a_time(released: Project) -> None:
    released.write("cards/01.yaml", CARDS.replace("작은 조각", "작은 단위"))
    assert stamps(released, FIRST - DAY) == {"gpu": FIRST, "token": FIRST + 1, "lora": FIRST}


FIX = CARDS.replace("작은 조각", "작은 단위")
NEW_CARD = CARDS + "  - front: 새 카드는 무엇인가요?\n    id: new\n    back: 새것\n"


BEHIND = [
    ("01.yaml", CARDS, ""),
    ("01.yaml", FIX, "error"),
    ("01.yaml", NEW_CARD, "warning"),
    ("style.css", "", "error"),
]


@pytest.mark.parametrize(("path", "text", "severity"), BEHIND)
def test_a_clock_earlier_than_the_ledger_is_an_error_where_a_fix_would_be_hidden(
    released: Project, path: str, text: str, severity: str
) -> None:
    released.write(f"cards/{path}", text or ".card { color: teal }\n")
    deck, _ = released.load()
    ledger, _ = read_ledger(released.cards)
    stamping = stamp_deck(deck, ledger, LocalBuilds(), FIRST - DAY, release=False)
    found = list(clock_problems(stamping, FIRST - DAY))
    assert [(d.severity.value, d.rule) for d in found] == ([(severity, "early-clock")] if severity else [])
    assert all("2023-11-13T22:13:20Z, but the deck knows of 2023-11-14T22:13:20Z" in d.message for d in found)

"""Two ledgers that went different ways become one that forgets nothing which members may have."""

import pytest
from msgspec.structs import replace

from deckgen.release.content import UNKNOWN, Content
from deckgen.release.history import union, unite
from deckgen.release.ledger import Again, Given, Ledger, Release, ReleasedNote, ReleasedNoteType

T = 1_700_000_000
NOTE = ReleasedNote(
    id="a",
    guid="g",
    kind="basic",
    content=Content("s", "t", "w"),
    mod=T,
    revision="1.0",
    since="1.0",
    title="A",
    cards={1: "x"},
)
TYPE = ReleasedNoteType(
    kind="basic", id=1, hash="h", mod=T, fields=((1, "front"),), templates=((2, "C"),), labels=("F",), fronts=("{{F}}",)
)
GIVEN = Given("g", "1.0", 1, "h", "")
BASE = Ledger(
    deck="d",
    name="D",
    releases=(Release("1.0", T),),
    note_types={("basic", 1): TYPE},
    notes={"a": NOTE},
    given=(GIVEN,),
)


def side(version: str, time: int, note: ReleasedNote = NOTE) -> Ledger:
    """The base, and one release more."""
    return replace(BASE, releases=(*BASE.releases, Release(version, time)), notes={note.id: note})


@pytest.mark.parametrize("swapped", [False, True])
def test_of_two_times_the_later_is_what_members_may_have(swapped: bool) -> None:
    one, two = side("1.1", T + 10, replace(NOTE, mod=T + 10)), side("1.2", T + 20, replace(NOTE, mod=T + 20))
    united = unite(*((two, one) if swapped else (one, two)))
    assert united.notes["a"].mod == T + 20
    assert united.notes["a"].content == NOTE.content, "both say the same text"
    assert [release.version for release in united.releases] == ["1.0", "1.1", "1.2"]


def test_a_note_with_two_texts_is_brought_to_everyone_again() -> None:
    one = side("1.1", T + 10, replace(NOTE, mod=T + 10, content=Content("s1", "t1", "w1")))
    two = side("1.2", T + 20, replace(NOTE, mod=T + 20, content=Content("s2", "t2", "w2")))
    assert unite(one, two).notes["a"].content == UNKNOWN


@pytest.mark.parametrize("swapped", [False, True])
def test_a_note_that_one_side_has_is_not_retired(swapped: bool) -> None:
    one, two = side("1.1", T + 10, replace(NOTE, retired="1.1")), side("1.2", T + 20)
    assert unite(*((two, one) if swapped else (one, two))).notes["a"].retired == ""
    both = unite(one, side("1.2", T + 20, replace(NOTE, retired="1.2", mod=T + 1)))
    assert both.notes["a"].retired == "1.2"


@pytest.mark.parametrize("swapped", [False, True])
def test_a_card_that_either_side_had_may_have_been_studied(swapped: bool) -> None:
    one, two = (
        side("1.1", T + 10, replace(NOTE, cards={1: "x", 2: "y"})),
        side("1.2", T + 20, replace(NOTE, mod=T + 20)),
    )
    assert unite(*((two, one) if swapped else (one, two))).notes["a"].cards == {1: "x", 2: "y"}


@pytest.mark.parametrize("swapped", [False, True])
def test_a_note_that_some_members_of_either_side_lack_is_still_to_be_given(swapped: bool) -> None:
    one, two = side("1.1", T + 10, replace(NOTE, partial=True)), side("1.2", T + 20)
    assert unite(*((two, one) if swapped else (one, two))).notes["a"].partial


def test_what_either_side_gave_was_given() -> None:
    one = replace(side("1.1", T + 10), given=(GIVEN, Given("g", "1.1", 1, "h1", "")))
    two = replace(side("1.2", T + 20), given=(GIVEN, Given("g", "1.2", 1, "h2", ""), Given("g", "1.0+", 1, "h3", "")))
    united = unite(two, one)
    assert [(line.release, line.hashes) for line in united.given] == [
        ("1.0", "h"),
        ("1.0+", "h3"),
        ("1.1", "h1"),
        ("1.2", "h2"),
    ]
    assert union([united, one, two]) == united


def test_a_note_type_that_looks_different_on_both_sides_is_stamped_anew() -> None:
    one = replace(side("1.1", T + 10), note_types={("basic", 1): replace(TYPE, mod=T + 10, hash="h1")})
    two = replace(side("1.2", T + 20), note_types={("basic", 1): replace(TYPE, mod=T + 20, hash="h2")})
    merged = unite(one, two).note_types["basic", 1]
    assert (merged.mod, merged.hash) == (T + 20, UNKNOWN.whole)


LACKS = {
    "a release": side("1.1", T + 10),
    "a package of notes again": replace(BASE, again=(Again(("g",), T + 1),)),
    "what was given": replace(BASE, given=(GIVEN, Given("g", "1.0+", 1, "h3", ""))),
}


@pytest.mark.parametrize("name", LACKS)
def test_a_ledger_that_lacks_anything_does_not_settle_what_another_says(name: str) -> None:
    assert union([BASE, LACKS[name]]) == union([LACKS[name], BASE]) == LACKS[name]

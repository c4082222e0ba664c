"""Study order: slices, then the source; what is required comes first, and nothing else moves."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.pipeline.load import load

from .project import Project
from .test_moving_in import KIND


def _order(folder: Path, cards: list[tuple[str, list[str]]]) -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / "deck.yaml").write_text("name: Order\nid: order\n", encoding="utf-8")
    lines = [f"  - {{front: {name}, id: {name}, back: b, requires: [{', '.join(needs)}]}}" for name, needs in cards]
    (folder / "01.yaml").write_text("category: c\ncards:\n" + "\n".join(lines), encoding="utf-8")
    deck, diagnostics = load(folder)
    assert diagnostics == ()
    assert len(deck.notes) == len(cards)
    return [note.id for note in deck.notes]


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        ("a b c d", "a b c d"),
        ("a b:d c d", "a d b c"),  # d moves up to right before b; c, which has nothing to do with it, stays after b
        ("a:c b:c c d", "c a b d"),
        ("a:d,c b c d", "c d a b"),  # several that are required keep their own order
        ("a:b b:c c:d d", "d c b a"),
    ],
)
def test_only_what_is_required_moves(cards: str, expected: str, tmp_path: Path) -> None:
    parsed = [(name, needs.split(",") if needs else []) for name, _, needs in (c.partition(":") for c in cards.split())]
    assert " ".join(_order(tmp_path, parsed)) == expected


def test_slices_come_in_their_order_and_what_they_require_with_them(project: Project) -> None:
    project.write("cards/deck.yaml", "name: Order\nid: order\nslices: [core 7, depth]\n")
    project.write(
        "cards/01.yaml",
        "category: c\ncards:\n"
        "  - {front: a, id: a, back: b}\n"
        "  - {front: b, id: b, back: b, tags: [depth, core 7], requires: [e]}\n"
        "  - {front: c, id: c, back: b, tags: [depth]}\n"
        "  - {front: d, id: d, back: b, tags: [other, core-7]}\n"
        "  - {front: e, id: e, back: b, tags: [late]}\n",
    )
    assert [note.id for note in project.clean().notes] == ["e", "b", "d", "c", "a"]


def test_slices_order_the_cards_of_a_note_type_that_members_had(project: Project) -> None:
    project.write("cards/deck.yaml", "name: D\nid: d\nslices: [exam]\n")
    project.write_all(
        "cards:\n  - {word: a, id: a, guid: ga, revision: r}\n"
        "  - {word: b, id: b, guid: gb, revision: r, tags: [exam]}\n" + KIND
    )
    assert [note.id for note in project.clean().notes] == ["b", "a"]


@given(st.lists(st.sets(st.integers(0, 30)), min_size=2, max_size=25))
@settings(deadline=None)
def test_every_card_comes_after_what_it_requires(
    tmp_path_factory: pytest.TempPathFactory, needs: list[set[int]]
) -> None:
    # requiring only what has a smaller shuffled rank keeps the graph free of circles
    rank = [(n * 7 + 3) % 31 for n in range(len(needs))]
    cards = [
        (f"c{n}", [f"c{m}" for m in sorted(wanted) if m < len(needs) and rank[m] < rank[n]])
        for n, wanted in enumerate(needs)
    ]
    order = _order(tmp_path_factory.mktemp("order"), cards)
    assert sorted(order) == sorted(name for name, _ in cards)
    assert all(order.index(need) < order.index(name) for name, wanted in cards for need in wanted)

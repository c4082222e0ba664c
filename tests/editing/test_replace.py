"""Files changed in one place: the new text is read there, and every other byte is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.editing.card_files import card_file
from deckgen.editing.lists import Items
from deckgen.editing.places import places
from deckgen.editing.replace import Addition, Change, EditError, add_key, changed_file, replace_field
from deckgen.model import Node, Scalar, Sequence
from deckgen.sources.nodes import parse

from .test_card_files import cards
from .texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen.editing.card_files import CardText

AUTHORS = """\
# deck of mine
category:   기초   # one file
cards:
# the first
- term: LoRA   # key
  id: "lora"
  definition: >-  # folded
      Low rank
      adaptation of
      large models.


  steps:
  - 'one'
  -   two
  example: plain text
    over two lines
  formula: |
    $$a$$

    $$b$$

  # an end
- {front: a, id: b, back: c d}
-   front: |+
        kept


    id: z
"""
FORMS = [
    AUTHORS,
    AUTHORS.replace("\n", "\r\n"),
    "\ufeff" + AUTHORS.replace("\n", "\r\n"),
    AUTHORS.replace("기초", "기초"),
    AUTHORS.rstrip("\n"),
]


def at(text: str, value: str) -> tuple[int, int]:
    """Where a scalar stands, as the reader says it."""
    found = [place for place in places(text) if place.text == value]
    assert len(found) == 1, value
    return found[0].line, found[0].column


def lines_changed(old: str, new: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(old.splitlines(), new.splitlines(), strict=True) if a != b]


@pytest.mark.parametrize("text", FORMS)
@settings(deadline=None)
@given(data=st.data(), new=texts)
def test_replaces_one_text_and_nothing_else(text: str, data: st.DataObject, new: str) -> None:
    before = places(text)
    number = data.draw(st.sampled_from([n for n, place in enumerate(before) if not place.key]))
    place = before[number]
    try:
        after = replace_field(text, place.line, place.column, new)
    except EditError:
        assert place.flow, "only inside brackets there are texts that YAML cannot hold"
        return
    assert [p.text for p in places(after)] == [new if n == number else p.text for n, p in enumerate(before)]
    assert after.startswith(text[: place.start])
    rest = text[place.end :]
    assert after.endswith((rest, rest[rest.find("\n") :]))  # a block's text stands below the rest of its line
    assert replace_field(after, place.line, place.column, new) == after
    back = replace_field(after, place.line, place.column, place.text)
    assert [p.text for p in places(back)] == [p.text for p in before]
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")


@pytest.mark.parametrize("text", FORMS)
def test_changes_nothing_where_every_text_is_as_it_was(text: str) -> None:
    changes = [Change(place.line, place.column, place.text) for place in places(text)]
    assert changed_file(text, changes) == text


@settings(deadline=None)
@given(st.lists(cards, min_size=1, max_size=3))
def test_finds_places_where_the_reader_says_they_are(written: list[CardText]) -> None:
    text = card_file("A", written)
    read, _ = parse(text, "cards.yaml")
    assert read.root is not None
    assert [(p.text, p.line, p.column, p.style) for p in places(text)] == list(scalars(read.root))


def scalars(node: Node) -> Iterator[Scalar]:
    """All scalars of a node, in source order."""
    if isinstance(node, Scalar):
        yield node
    else:
        inner = node.items if isinstance(node, Sequence) else [item for pair in node.pairs for item in pair]
        for item in inner:
            yield from scalars(item)


def test_keeps_the_style_the_comment_and_the_lines_that_did_not_change() -> None:
    old = "Low rank adaptation of large models."
    new = replace_field(AUTHORS, *at(AUTHORS, old), old.replace("large", "very large"))
    assert lines_changed(AUTHORS, new) == [("      large models.", "      very large models.")]
    new = replace_field(AUTHORS, *at(AUTHORS, "plain text over two lines"), "plain text over three lines")
    assert lines_changed(AUTHORS, new) == [("    over two lines", "    over three lines")]
    new = replace_field(AUTHORS, *at(AUTHORS, "one"), "it's")
    assert lines_changed(AUTHORS, new) == [("  - 'one'", "  - 'it''s'")]
    new = replace_field(AUTHORS, *at(AUTHORS, "LoRA"), "LoRA: a")
    assert lines_changed(AUTHORS, new) == [("- term: LoRA   # key", "- term: 'LoRA: a'   # key")]
    new = replace_field(AUTHORS, *at(AUTHORS, "$$a$$\n\n$$b$$\n"), "$$a$$\n\n$$c$$\n")
    assert lines_changed(AUTHORS, new) == [("    $$b$$", "    $$c$$")]


def test_a_plain_text_that_grows_lines_becomes_a_block_below_its_comment() -> None:
    new = replace_field(AUTHORS, *at(AUTHORS, "LoRA"), "a\nb")
    assert "- term: |-   # key\n    a\n    b\n  id:" in new


def test_fills_a_value_that_is_empty() -> None:
    assert replace_field("a:\nb: c\n", 1, 3, "x") == "a: x\nb: c\n"
    assert replace_field("a:   # why\nb: c\n", 1, 3, "x") == "a: x   # why\nb: c\n"


@pytest.mark.parametrize(
    ("text", "why"), [("a: &x b\nc: *x\n", "anchor"), ("a: !!str b\n", "tag"), ("a:  b\n", "no text begins")]
)
def test_refuses_what_others_may_read(text: str, why: str) -> None:
    with pytest.raises(EditError, match=why):
        replace_field(text, 1, 4, "x")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_adds_an_id_below_a_cards_first_key(newline: str) -> None:
    text = """\
cards:
  - front: a   # why
    back: b
  -   front: |
        two
        lines

      back: b
  - {front: "a, b", back: c}
  - front: last""".replace("\n", newline)
    firsts = [p for p in places(text) if p.key and p.text == "front"]
    for number, place in reversed(list(enumerate(firsts))):
        text = add_key(text, place.line, place.column, "id", f"c{number}")
    assert (
        text
        == """\
cards:
  - front: a   # why
    id: c0
    back: b
  -   front: |
        two
        lines
      id: c1

      back: b
  - {front: "a, b", id: c2, back: c}
  - front: last
    id: c3""".replace("\n", newline)
    )


def test_adds_a_key_of_many_lines_below_the_one_whose_text_stands_there() -> None:
    text = "cards:\n  - front: a\n    id: x  # mine\n    back: b\n"
    place = next(p for p in places(text) if p.text == "x")
    added = add_key(text, place.line, place.column, "detail", "one\n\ntwo\n")
    assert added == text.replace("# mine\n", "# mine\n    detail: |\n      one\n\n      two\n")


def test_adds_no_key_where_none_stands() -> None:
    for line, column in ((1, 1), (9, 9)):
        with pytest.raises(EditError, match="no key"):
            add_key("cards:\n  - front: a\n", line, column, "id", "x")


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ("  id: a  # mine\n", "  id: a  # mine\n  tags: [x, 'y: z']\n"),
        ("  id: a\r\n  back: b\r\n", "  id: a\r\n  tags: [x, 'y: z']\r\n  back: b\r\n"),
        ("  id: a", "  id: a\n  tags: [x, 'y: z']"),
        ("  id: a\n  tags: [b,   c]  # two\n", "  id: a\n  tags: [b,   c, x, 'y: z']  # two\n"),
        ("  tags: [b, # one\n    c,]\n  id: a\n", "  tags: [b, # one\n    c, x, 'y: z',]\n  id: a\n"),
        ("  tags: []\n  id: a\n", "  tags: [x, 'y: z']\n  id: a\n"),
        ("  id: a\n  tags: b\n", "  id: a\n  tags: [b, x, 'y: z']\n"),
        ("  id: a\n  tags:\n", "  id: a\n  tags: [x, 'y: z']\n"),
        ("  id: a\n  tags:\n  - b  # one\n", "  id: a\n  tags:\n  - b  # one\n  - x\n  - 'y: z'\n"),
        ("  tags:\n    -   b\n\n  id: a\n", "  tags:\n    -   b\n    - x\n    - 'y: z'\n\n  id: a\n"),
    ],
)
def test_a_list_grows_where_its_author_wrote_it(written: str, now: str) -> None:
    head = "\ufeff# 덱\ncards:\n- {front: o, id: other, tags: [b]}\n- front: 'q'\n"
    line = head.count("\n") + written.partition("id: a")[0].count("\n") + 1
    assert changed_file(head + written, (), (), [Items(line, 7, "tags", ("x", "y: z"))]) == head + now


def test_a_list_grows_in_braces_and_not_where_it_is_none() -> None:
    text = "cards: [{front: a, id: a}]\n"
    grown = changed_file(text, (), (), [Items(1, 24, "tags", ("x",))])
    assert grown == "cards: [{front: a, id: a, tags: [x]}]\n"
    with pytest.raises(EditError):
        changed_file("- {id: a, tags: {b: c}}\n", (), (), [Items(1, 8, "tags", ("x",))])


def test_two_keys_come_to_one_place_in_the_order_given() -> None:
    added = [Addition(1, 7, "note", "n"), Addition(1, 7, "also", "a")]
    assert changed_file("- id: a\n", (), added, [Items(1, 7, "tags", ("x",))]) == (
        "- id: a\n  note: n\n  also: a\n  tags: [x]\n"
    )

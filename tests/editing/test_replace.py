"""Files changed in one place: the new text is read there, and every other byte is the same."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.editing.new_files import CardText, card_file
from deckgen.editing.replace import Addition, Change, EditError, Items, Rewrite, changed_file
from deckgen.editing.tree import Tree, TreeNode, read_tree
from deckgen.model.nodes import Node, Scalar, Sequence
from deckgen.sources.yaml_reader import parse

from .test_card_files import cards
from .texts import texts

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


def at(tree: Tree, value: str) -> TreeNode:
    """The only scalar with a text."""
    (found,) = [node for node in tree.scalars if node.text == value]
    return found


def replace(text: str, value: str, new: str) -> str:
    tree = read_tree(text)
    return changed_file(tree, [Rewrite(at(tree, value), new)])


def lines_changed(old: str, new: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(old.splitlines(), new.splitlines(), strict=True) if a != b]


@pytest.mark.parametrize("text", FORMS)
@settings(deadline=None)
@given(data=st.data(), new=texts)
def test_replaces_one_text_and_nothing_else(text: str, data: st.DataObject, new: str) -> None:
    before = read_tree(text)
    node = data.draw(st.sampled_from([node for node in before.scalars if not node.is_key]))
    try:
        after = changed_file(before, [Rewrite(node, new)])
    except EditError:
        assert node.flow, "only inside brackets there are texts that YAML cannot hold"
        return
    tree = read_tree(after)
    assert [n.text for n in tree.scalars] == [new if n is node else n.text for n in before.scalars]
    assert after.startswith(text[: node.start])
    rest = text[node.end :]
    assert after.endswith((rest, rest[rest.find("\n") :]))  # a block's text comes below the rest of its line
    same = tree.nodes[node.number]
    assert changed_file(tree, [Rewrite(same, new)]) == after
    back = changed_file(tree, [Rewrite(same, node.text)])
    assert [n.text for n in read_tree(back).scalars] == [n.text for n in before.scalars]
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")


@pytest.mark.parametrize("text", FORMS)
def test_changes_nothing_where_every_text_is_as_it_was(text: str) -> None:
    tree = read_tree(text)
    assert changed_file(tree, [Rewrite(node, node.text) for node in tree.scalars]) == text


@settings(deadline=None)
@given(st.lists(cards, min_size=1, max_size=3))
def test_finds_places_where_the_reader_says_they_are(written: list[CardText]) -> None:
    text = card_file("A", written)
    read, _ = parse(text, "cards.yaml")
    assert read.root is not None
    tree, expected = read_tree(text), list(scalars(read.root))
    assert [(node.text, node.style) for node in tree.scalars] == [(scalar.text, scalar.style) for scalar in expected]
    assert [tree.scalar_at(scalar.line, scalar.column) for scalar in expected] == list(tree.scalars)


def scalars(node: Node) -> Iterator[Scalar]:
    """All scalars of a node, in source order."""
    if isinstance(node, Scalar):
        yield node
    else:
        inner = (
            node.items
            if isinstance(node, Sequence)
            else [item for pair in zip(node.keys, node.values.values(), strict=True) for item in pair]
        )
        for item in inner:
            yield from scalars(item)


def test_keeps_the_style_the_comment_and_the_lines_that_did_not_change() -> None:
    old = "Low rank adaptation of large models."
    new = replace(AUTHORS, old, old.replace("large", "very large"))
    assert lines_changed(AUTHORS, new) == [("      large models.", "      very large models.")]
    new = replace(AUTHORS, "plain text over two lines", "plain text over three lines")
    assert lines_changed(AUTHORS, new) == [("    over two lines", "    over three lines")]
    new = replace(AUTHORS, "one", "it's")
    assert lines_changed(AUTHORS, new) == [("  - 'one'", "  - 'it''s'")]
    new = replace(AUTHORS, "LoRA", "LoRA: a")
    assert lines_changed(AUTHORS, new) == [("- term: LoRA   # key", "- term: 'LoRA: a'   # key")]
    new = replace(AUTHORS, "$$a$$\n\n$$b$$\n", "$$a$$\n\n$$c$$\n")
    assert lines_changed(AUTHORS, new) == [("    $$b$$", "    $$c$$")]


def test_a_plain_text_that_grows_lines_becomes_a_block_below_its_comment() -> None:
    new = replace(AUTHORS, "LoRA", "a\nb")
    assert "- term: |-   # key\n    a\n    b\n  id:" in new


def test_fills_a_value_that_is_empty() -> None:
    assert replace("a:\nb: c\n", "", "x") == "a: x\nb: c\n"
    assert replace("a:   # why\nb: c\n", "", "x") == "a: x   # why\nb: c\n"


def test_a_block_that_ends_in_spaces_at_the_end_of_a_file_is_replaced_whole() -> None:
    block = replace("a: z", "z", "0\n ")
    assert replace(block, "0\n ", "z") == "a: |-\n  z"


@pytest.mark.parametrize(
    ("text", "why"), [("a: &x b\nc: *x\n", "anchor"), ("a: !!str b\n", "tag"), ("a: b\n'c", "not YAML")]
)
def test_refuses_what_others_may_read(text: str, why: str) -> None:
    with pytest.raises(EditError, match=why):
        replace(text, "b", "x")


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
    tree = read_tree(text)
    firsts = [node for node in tree.scalars if node.is_key and node.text == "front"]
    assert (
        changed_file(tree, [Addition(node, "id", f"c{number}") for number, node in enumerate(firsts)])
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


def test_adds_a_key_of_many_lines_below_the_one_whose_text_is_there() -> None:
    text = "cards:\n  - front: a\n    id: x  # mine\n    back: b\n"
    tree = read_tree(text)
    added = changed_file(tree, [Addition(at(tree, "x"), "detail", "one\n\ntwo\n")])
    assert added == text.replace("# mine\n", "# mine\n    detail: |\n      one\n\n      two\n")


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ("  id: a  # mine\n", "  id: a  # mine\n  tags: [x, 'y: z']\n"),
        ("  id: a\r\n  back: b\r\n", "  id: a\r\n  tags: [x, 'y: z']\r\n  back: b\r\n"),
        ("  id: a", "  id: a\n  tags: [x, 'y: z']"),
        ("  tags: [b, # one\n    c,]\n  id: a\n", "  tags: [b, # one\n    c, x, 'y: z',]\n  id: a\n"),
        ("  tags: []\n  id: a\n", "  tags: [x, 'y: z']\n  id: a\n"),
        ("  id: a\n  tags:\n", "  id: a\n  tags: [x, 'y: z']\n"),
        ("  tags:\n    -   b\n\n  id: a\n", "  tags:\n    -   b\n    - x\n    - 'y: z'\n\n  id: a\n"),
    ],
)
def test_a_list_grows_where_its_author_wrote_it(written: str, now: str) -> None:
    head = "\ufeff# 덱\ncards:\n- {front: o, id: other, tags: [b]}\n- front: 'q'\n"
    tree = read_tree(head + written)
    assert changed_file(tree, [Items(at(tree, "a"), "tags", ("x", "y: z"))]) == head + now


def test_in_braces_keys_come_to_one_place_in_the_order_given_and_no_list_grows_where_it_is_none() -> None:
    tree = read_tree("cards: [{front: a, id: b}]\n")
    changes: list[Change] = [Addition(at(tree, "b"), "note", "n"), Items(at(tree, "b"), "tags", ("x",))]
    assert changed_file(tree, changes) == "cards: [{front: a, id: b, note: n, tags: [x]}]\n"
    tree = read_tree("- {id: a, tags: {b: c}}\n")
    with pytest.raises(EditError):
        changed_file(tree, [Items(at(tree, "a"), "tags", ("x",))])

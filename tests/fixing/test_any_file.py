"""Random decks, broken as authors break them: what is fixed reads as it was meant, and nothing else has moved."""

from __future__ import annotations

import re
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.editing.card_files import CardText, card_file
from deckgen.editing.fixing import fix_file
from deckgen.editing.ids import Ids
from deckgen.editing.tree import read_tree
from deckgen.kinds import builtin_kinds
from deckgen.model.diagnostics import Diagnostic
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence
from deckgen.sources.nodes import parse
from deckgen.sources.schema import check_file

KINDS = builtin_kinds()
ID = re.compile(r"^[ \t]+id: [^\s]+(?:\r?\n|$)|, id: [^\s,}]+", re.MULTILINE)


def fix(text: str) -> str:
    """A card file, fixed by itself."""
    return fix_file(text, "x.yaml", KINDS, Ids()).text


def problems(text: str) -> tuple[Diagnostic, ...]:
    source, found = parse(text, "x.yaml")
    return (*found, *check_file(source, KINDS).diagnostics)


def plain(node: Node | None) -> object:
    """A tree without its places."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node and node.text


WORDS = st.sampled_from(
    ["가", "나다", "LoRA", "it's", '"x"', "50%", "a,b", "[1]", "{x}", "$y$", "왜?", "back", "\\(z\\)"]
)
HEADS = st.sampled_from(["", "", "@", "`", "*", "&", "!", "%", "[CLS] ", "{{c1::x}} ", "“", '"q" '])
JOINTS = st.sampled_from([" ", " ", ": "])
TEXTS = st.builds(
    lambda head, words, joint: head + joint.join(words), HEADS, st.lists(WORDS, min_size=1, max_size=4), JOINTS
)


BLOCKS = st.lists(st.sampled_from(["가 나", "\ttab", "- item", "", "x: y", "# h"]), min_size=2, max_size=4).map(
    lambda lines: "\n".join(["한 줄", *lines, "끝"])
)
BACKS = st.one_of(TEXTS, TEXTS, BLOCKS)


def basic(number: int, front: str, back: str, *, reverse: bool) -> CardText:
    return {"front": front, "id": f"c{number}", "back": back, "reverse": reverse}


def mechanism(number: int, front: str, back: str, *, reverse: bool) -> CardText:
    return {"mechanism": front, "id": f"c{number}", "summary": back, "steps": [back, front] if reverse else [back]}


CARDS = st.lists(
    st.tuples(st.sampled_from([basic, mechanism]), TEXTS, BACKS, st.booleans()), min_size=1, max_size=4
).map(lambda made: [make(n, front, back, reverse=flag) for n, (make, front, back, flag) in enumerate(made)])
SLIPS = st.sets(st.sampled_from(["ids", "flags", "quotes"]), min_size=1)


def unquoted(match: re.Match[str]) -> str:
    """A text without its quotes, unless YAML would take it for another one in silence."""
    text = match[1].replace("''", "'")
    root = parse(f"k: {text}", "x.yaml")[0].root
    read = root.pairs[0][1] if isinstance(root, Mapping) and root.pairs else None
    return match[0] if isinstance(read, Scalar) and read.text != text else text


def slipped(text: str, slips: set[str]) -> str:
    """A card file with slips of the hand in it, none of which YAML takes for something else in silence."""
    if "ids" in slips:
        text = ID.sub("", text)
    if "flags" in slips:
        text = text.replace("reverse: true", "reverse: 네")
    if "quotes" in slips:
        text = re.sub(r"(?<=: )'((?:[^'\n]|'')*)'$", unquoted, text, flags=re.MULTILINE)
    return text


@given(CARDS, SLIPS)
@settings(max_examples=100, deadline=None)
def test_what_is_fixed_reads_as_it_was_meant(cards: list[CardText], slips: set[str]) -> None:
    whole = card_file("갈래", cards)
    broken = slipped(whole, slips)
    after = fix(broken)
    assert fix(after) == after, "a second time there is nothing to do"
    left = problems(after)
    if not left:
        meant, read = (plain(parse(ID.sub("", text), "x.yaml")[0].root) for text in (whole, after))
        assert read == meant
    elif "quotes" not in slips:
        raise AssertionError(left)
    for old, new in zip(ID.sub("", broken).split("\n"), ID.sub("", after).split("\n"), strict=True):
        assert bare(old) == bare(new)


def bare(line: str) -> str:
    """A line without what a fix may change."""
    return re.sub(r"""['"“”‘’\s]|네|true""", "", line)


CHARACTERS = st.text(st.sampled_from("\t\n  -:#'\"“”@*&!%[]{}|>가a"), max_size=30)
PLACES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10), CHARACTERS), max_size=4)


@given(CARDS, SLIPS, PLACES)
@settings(max_examples=100, deadline=None)
def test_any_file_is_fixed_once_and_never_made_worse(
    cards: list[CardText], slips: set[str], places: list[tuple[float, int, str]]
) -> None:
    text = slipped(card_file("갈래", cards), slips)
    for where, gone, put in places:
        at = int(where * len(text))
        text = text[:at] + put + text[at + gone :]
    after = fix(text)
    assert fix(after) == after
    before, now = read_tree(text), read_tree(after)
    assert now.broken is None or (before.broken is not None and now.broken >= before.broken)
    if before.broken is None and not parse(text, "x.yaml")[0].broken:
        assert len(problems(after)) <= len(problems(text))
        kept = partial(re.sub, r"""['"“”\s]|네|true|false""", "")
        assert kept(ID.sub("", after)) == kept(ID.sub("", text)), "only quotes, flags and ids have changed"

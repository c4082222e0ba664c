"""Random decks, broken as authors break them: what is fixed reads as it was meant, and nothing else has moved."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.editing.fixing import fix_file
from deckgen.editing.ids import Ids
from deckgen.editing.new_files import CardText, card_file
from deckgen.editing.tree import read_tree
from deckgen.kinds import builtin_kinds
from deckgen.model.diagnostics import Diagnostic
from deckgen.sources.card_reader import check_file
from deckgen.sources.yaml_reader import parse

KINDS = builtin_kinds()
ID = re.compile(r"^[ \t]+id:.*(?:\r?\n|$)|, id: [^\s,}]+", re.MULTILINE)
WORDS = st.sampled_from(
    ["가", "나다", "LoRA", "it's", '"x"', "50%", "a,b", "[1]", "{x}", "$y$", "왜?", "back", "\\(z\\)"]
)
HEADS = st.sampled_from(["", "", "@", "`", "*", "&", "!", "%", "[CLS] ", "{{c1::x}} ", "“", '"q" '])
TEXTS = st.builds(
    lambda head, words, joint: head + joint.join(words),
    HEADS,
    st.lists(WORDS, min_size=1, max_size=4),
    st.sampled_from([" ", " ", ": "]),
)
BACKS = TEXTS | st.just("한 줄\n\ttab\n- item\n\nx: y\n# h\n끝")
CARDS = st.lists(st.tuples(TEXTS, BACKS, st.booleans()), min_size=1, max_size=4).map(
    lambda made: [
        {"front": front, "id": f"c{n}", "back": back, "reverse": flag}
        if n % 2
        else {"mechanism": front, "id": f"c{n}", "summary": back, "steps": [back, front]}
        for n, (front, back, flag) in enumerate(made)
    ]
)
SLIPS = st.sets(st.sampled_from(["ids", "flags", "quotes"]), min_size=1)


def fix(text: str) -> str:
    """A card file, fixed by itself; a second time there is nothing to do."""
    after = fix_file(text, "x.yaml", KINDS, Ids()).text
    assert fix_file(after, "x.yaml", KINDS, Ids()).text == after
    return after


def problems(text: str) -> tuple[Diagnostic, ...]:
    source, found = parse(text, "x.yaml")
    return (*found, *check_file(source, KINDS).diagnostics)


def texts_of(text: str) -> list[str]:
    """What a file says, without its ids."""
    return [node.text for node in read_tree(ID.sub("", text)).scalars]


def unquoted(match: re.Match[str]) -> str:
    """A text without its quotes, unless YAML would take it for another one in silence."""
    text = match[1].replace("''", "'")
    read = read_tree(f"k: {text}")
    return match[0] if read.broken is None and texts_of(read.text) != ["k", text] else text


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
    after = fix(slipped(whole, slips))
    if not problems(after):
        assert texts_of(after) == texts_of(whole)
    else:
        assert "quotes" in slips


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
    before, now = read_tree(text), read_tree(after)
    assert now.broken is None or (before.broken is not None and now.broken >= before.broken)
    if before.broken is None and not parse(text, "x.yaml")[0].broken:
        assert len(problems(after)) <= len(problems(text))
    kept = [re.sub(r"""['"“”\s]|네|true|false""", "", ID.sub("", each)) for each in (text, after)]
    assert kept[0] == kept[1], "only quotes, flags and ids have changed"

"""Random files: whole ones with slips of the hand, texts of pieces that mean something, trees of any shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.fuzz.pieces import MARKDOWN, YAML

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy


def texts(pieces: Sequence[str], most: int = 14) -> SearchStrategy[str]:
    """Texts of a few pieces each: of all at once, nearly every text would be refused for one of them."""
    few = st.lists(st.sampled_from(pieces) | st.text(max_size=2), min_size=1, max_size=4)
    return few.flatmap(lambda some: st.lists(st.sampled_from([*some, "a", " "]), max_size=most).map("".join))


def slips(*wholes: str, pieces: Sequence[str]) -> SearchStrategy[bytes]:
    """Whole files with slips of the hand, or texts of the pieces alone; see `slips_of`.

    Args:
        wholes: What the files are without slips.
        pieces: What is put in.
    """
    whole = st.sampled_from([whole.encode() for whole in wholes])
    return whole.flatmap(lambda data: slips_of(data, pieces=pieces)) | texts(pieces).map(str.encode)


def slips_of(whole: bytes, *, pieces: Sequence[str]) -> SearchStrategy[bytes]:
    """A file with slips of the hand: pieces put in, taken out, repeated; now and then bytes that are no text.

    Args:
        whole: What it is without.
        pieces: What is put in.
    """
    put = st.sampled_from(pieces).map(str.encode) | st.text(max_size=3).map(str.encode) | st.sampled_from(_BYTES)
    often = st.sampled_from([1] * 12 + [3, 40, 3_000])
    slip = st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 0, 1, 2, 7, 40, 1 << 30]), put, often)
    return st.lists(slip, max_size=5).map(lambda edits: _slipped(whole, edits))


_BYTES = (b"\xff", b"\xed\xa0\x80", b"\x00", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\xc3", b"\x85")


def _slipped(data: bytes, edits: list[tuple[float, int, bytes, int]]) -> bytes:
    for where, gone, put, often in edits:
        at = int(where * len(data))
        data = data[:at] + put * often + data[at + gone :]
    return data


_WORDS = ("front", "id", "a", "media/x.svg", "term", "a::b", "2001-01-01", "https://x.org")
_KEYS = (
    *("front", "back", "id", "tags", "requires", "cloze", "question", "answer", "followups", "term", "definition", "x"),
    *("ignore", "html", "guid", "figure", "sources", "category", "mechanism", "summary", "steps", "recall"),
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | texts(MARKDOWN + YAML, 5) | st.sampled_from(_WORDS)
VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=8,
)
"""Trees as a file might hold them: a card's keys with values of any sort."""


@st.composite
def cards(draw: st.DrawFn, pieces: Sequence[str], *, html: bool = False) -> str:
    """A card file whose cards are well made, of any kind, and hold any texts."""
    text = texts(pieces)
    shapes: list[dict[str, object]] = []
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(sorted(_SHAPES)))
        card: dict[str, object] = {
            key: draw(text) if value == "" else [draw(text)] for key, value in _SHAPES[kind].items()
        }
        card["id"] = f"a{number}"
        if html:
            card["html"] = [key for key, value in _SHAPES[kind].items() if value == ""]
        shapes.append(card)
    return json.dumps({"category": draw(text | st.just("A")), "cards": shapes}, ensure_ascii=False)


_SHAPES: dict[str, dict[str, object]] = {
    "basic": {"front": "", "back": ""},
    "cloze": {"cloze": ""},
    "term": {"term": "", "definition": "", "example": "", "sources": []},
    "mechanism": {"mechanism": "", "summary": "", "steps": [], "formula": ""},
    "question": {"question": "", "answer": "", "detail": "", "figure": ""},
}

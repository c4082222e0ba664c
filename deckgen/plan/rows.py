"""A deck's notes as rows of a plan: how long each card takes its learner."""

import re
import unicodedata

from deckgen.anki.tags import clean_tag
from deckgen.html.plain import plain_text
from deckgen.html.tokens import replace_pairs
from deckgen.model import Deck
from deckgen.plan.simulate import DayRow
from deckgen.web.page.faces import faces

_THINKING = 8.0
"""Seconds to recall an answer and rate it: what Anki's simulator takes for a good answer on average, 12, without the
reading of a short card."""
_LETTERS = 9.8
"""Hangul syllables that are read in a second: 202 words a minute, silently, of 18.9 letters to 6.5 words (Song, Kim and
Hyung, J Korean Ophthalmol Soc 57, 2016, 642–649)."""
_SCREEN = 400
"""Syllables of a back that are read at each review: a phone's screen. What is below it is looked up."""
_UNREAD = ("header", "footer", "details", "style", "script")
_ANSWER = re.compile(r"<hr\b[^<>]*?\bid=[\"']?answer\b[^<>]*+>", re.IGNORECASE)


def rows_of(deck: Deck) -> tuple[DayRow, ...]:
    """One row for each note, in study order."""
    types = deck.types
    rows = []
    for note in deck.notes:
        seconds = []
        for face in faces(deck, note, types[note.kind, note.shape]):
            back = _ANSWER.split("".join(face.back))[-1]  # above it is the front again
            read = letters_of("".join(face.front)) + min(letters_of(back), _SCREEN)
            seconds.append(_THINKING + read / _LETTERS)
        rows.append(DayRow(note.tags, tuple(seconds)))
    return tuple(rows)


def slice_tags(deck: Deck) -> tuple[str, ...]:
    """The tags, as notes carry them, of the slices by which the deck is ordered: with the root, or moved in without."""
    used = {tag for note in deck.notes for tag in note.tags}
    pairs = ((f"{deck.config.tag}::{clean_tag(name)}", clean_tag(name)) for name in deck.config.slices)
    return tuple(rooted if rooted in used else bare for rooted, bare in pairs)


def letters_of(html: str) -> float:
    """How much there is to read, in Hangul syllables: two Latin letters or digits take the time of one.

    English is read at 238 words a minute, 18 letters a second (Brysbaert, Journal of Memory and Language 109, 2019),
    which is near to twice the syllables that Korean is read at. Spaces count nothing.
    """
    html = replace_pairs(html, "<!--", "-->", " ")
    for name in _UNREAD:
        html = replace_pairs(html, f"<{name}", f"</{name}>", " ")
    text = "".join(plain_text(html).split())
    return sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in text)

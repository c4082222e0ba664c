"""Cards that lines announce: `Q:` and `A:`, `front :: back`, `**term**: meaning`, toggles, `?` between two texts."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from deckgen.editing.new_files import Value

_QUESTION = re.compile(r"\s*(?:[-*+]\s+)?\**(?:Q|질문|문제|문)\s*\d*\s*[:.)：]\**\s*(.+)", re.IGNORECASE)
_ANSWER = re.compile(r"\s*(?:[-*+]\s+)?\**(?:A|답변|정답|답)\s*\d*\s*[:.)：]\**\s*(.*)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*\?{1,2}\s*")
_ITEM = re.compile(r"\s*(?:[-*+]\s+)?")
_COLONS = re.compile(r"(?<!:):{2,3}(?!:)")
_TERM = re.compile(
    r"\s*(?:[-*+]|\d+[.)])\s+(?:\*\*|__)(.+?)\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*(?:[:：]|[-–—]\s))\s*(.*\S)"
)
MARKUP = re.compile(r"[*_`]")
"""What Markdown sets a name in."""
_KOREAN_OR_ASKED = re.compile(r"[가-힣?？]")
_TOGGLE = re.compile(r"[-*+]\s+(?!\[[ xX]\])\S.*")
_LISTED = re.compile(r"[-*+]\s|\d+[.)]\s")
_GOES_ON = re.compile(r"\s|[-*+>|]|\d+[.)]\s|```|~~~|\$\$|\\\[")
"""How a line begins after an empty one that still belongs to an answer."""


class Line(NamedTuple):
    """A line of a note."""

    number: int
    text: str
    level: int = 0
    """Of a heading, 1 to 6."""
    code: bool = False


class Announced(NamedTuple):
    """A card that lines announce."""

    fields: dict[str, Value]
    line: int


def announced(body: Sequence[Line], *, spaced: bool) -> tuple[list[Announced], list[Line]]:
    """The cards that lines announce by themselves, and the lines that are in none.

    Args:
        spaced: Whether `::` separates a card only with a space on both sides, or next to Korean or a question mark; in
            other texts it may be code, or a property of the note.
    """
    found = _toggles(body)
    if found:
        return found, []
    rest: list[Line] = []
    at = 0
    while at < len(body):
        taken, card = 1, None
        if body[at].code:
            pass
        elif _BETWEEN.fullmatch(body[at].text):
            taken, card = _divided(rest, body, at)
        elif _QUESTION.fullmatch(body[at].text):
            taken, card = _asked(body, at, spaced=spaced)
        else:
            card = _one_line(body[at], spaced=spaced)
        if card is None:
            rest += body[at : at + taken]
        else:
            found.append(card)
        at += taken
    return found, rest


def _toggles(body: Sequence[Line]) -> list[Announced]:
    """The cards of toggles, as Notion exports them: items that hide a text of their own; none where there is more."""
    found: list[tuple[Line, list[str]]] = []
    for line in body:
        item = not line.code and _TOGGLE.fullmatch(line.text) and not _QUESTION.fullmatch(line.text)
        if item and _one_line(line, spaced=True) is None:
            found.append((line, []))
        elif found and (not line.text.strip() or line.text.startswith(("    ", "\t"))):
            found[-1][1].append(line.text)
        elif line.text.strip():
            return []
    cards = [(line, textwrap.dedent("\n".join(hidden)).strip()) for line, hidden in found]
    if any(not hidden or (not _asks(line.text) and _LISTED.match(hidden)) for line, hidden in cards):
        return []
    return [Announced({"front": line.text[1:].strip(), "back": hidden}, line.number) for line, hidden in cards]


def _divided(rest: list[Line], body: Sequence[Line], at: int) -> tuple[int, Announced | None]:
    """How many lines from a `?` on belong to a card, and the card, whose front is taken from the end of `rest`."""
    above = [*takewhile(_has_text, reversed(rest))] if rest and rest[-1].number == body[at].number - 1 else []
    below = [*takewhile(_has_text, islice(body, at + 1, None))]
    if not (above and below):
        return 1, None
    del rest[-len(above) :]
    fields: dict[str, Value] = {"front": joined(above[::-1]), "back": joined(below)}
    both = {"reverse": True} if "??" in body[at].text else {}
    return 1 + len(below), Announced({**fields, **both}, above[-1].number)


def _asked(body: Sequence[Line], at: int, *, spaced: bool) -> tuple[int, Announced | None]:
    """How many lines a question and its answer take, and the card; no card where no answer follows."""
    first = _QUESTION.fullmatch(body[at].text)
    asked, answered = [first[1] if first else ""], list[str]()
    end = at + 1
    while end < len(body) and not _ends_answer(body, end, answered, spaced=spaced):
        line = body[end]
        answer = None if line.code or answered else _ANSWER.fullmatch(line.text)
        if answer:
            answered.append(answer[1])
        elif answered:
            answered.append(line.text)
        else:
            asked.append(line.text)
        end += 1
    text = "\n".join(answered)
    if not text.strip():
        return end - at, None
    return end - at, Announced({"question": "\n".join(asked).strip(), "answer": text}, body[at].number)


def _ends_answer(body: Sequence[Line], at: int, answered: Sequence[str], *, spaced: bool) -> bool:
    """Whether a line announces a card itself, or follows an empty one and is no list, table, code or formula."""
    line = body[at]
    if line.code:
        return False
    if _QUESTION.fullmatch(line.text) or (answered and _one_line(line, spaced=spaced) is not None):
        return True
    after_gap = any(text.strip() for text in answered) and not body[at - 1].text.strip()
    return bool(after_gap and line.text.strip() and not _GOES_ON.match(line.text))


def _one_line(line: Line, *, spaced: bool) -> Announced | None:
    """The card of a `front :: back` or `- **term**: meaning` line; with `:::` it asks both ways."""
    term = _TERM.fullmatch(line.text)
    if term:
        name, meaning = term[1].strip(), term[2].strip()
        keys = ("front", "back") if _asks(name) else ("term", "definition")
        return Announced(dict(zip(keys, (MARKUP.sub("", name), meaning), strict=True)), line.number)
    colons = _COLONS.search(line.text)
    item = _ITEM.match(line.text)
    if colons is None or item is None:
        return None
    front, back = line.text[item.end() : colons.start()], line.text[colons.end() :]
    if not front.strip() or not back.strip() or front.count("`") % 2 or (spaced and not _may_part(front, back)):
        return None
    both = {"reverse": True} if colons[0] == ":::" else {}
    return Announced({"front": front.strip(), "back": back.strip(), **both}, line.number)


def _may_part(front: str, back: str) -> bool:
    """Whether `::` can be nothing else between two texts but what parts a card."""
    before, after = front[-1].isspace(), back[0].isspace()
    adjacent = _KOREAN_OR_ASKED.match(front[-1]) or _KOREAN_OR_ASKED.match(back)
    return (before and after) or (not before and not after and adjacent is not None)


def _asks(text: str) -> bool:
    return text.rstrip().endswith(("?", "？"))


def _has_text(line: Line) -> bool:
    return bool(line.text.strip())


def joined(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)

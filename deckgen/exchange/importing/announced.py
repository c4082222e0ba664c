"""Cards that lines of a note announce: `Q:`/`A:`, `term :: meaning`, `**term**: meaning`, toggles, `?` between two."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from deckgen.editing.card_files import Value

_QUESTION = re.compile(r"\s*(?:[-*+]\s+)?\**(?:Q|질문|문제|문)\s*\d*\s*[:.)：]\**\s*(.+)", re.IGNORECASE)
_ANSWER = re.compile(r"\s*(?:[-*+]\s+)?\**(?:A|답변|정답|답)\s*\d*\s*[:.)：]\**\s*(.*)", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*+]\s+)?")
_COLONS = re.compile(r"(?<!:):{2,3}(?!:)")
_TERM = re.compile(
    r"\s*(?:[-*+]|\d+[.)])\s+(?:\*\*|__)(.+?)\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*(?:[:：]|[-–—]\s))\s*(.*\S)"
)
_EXPANDED = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]")
_KOREAN_OR_ASKED = re.compile(r"[가-힣?？]")
_TOGGLE = re.compile(r"[-*+]\s+(?!\[[ xX]\])\S.*")
_LISTED = re.compile(r"[-*+]\s|\d+[.)]\s")
_GOES_ON = re.compile(r"\s|[-*+>|]|\d+[.)]\s|```|~~~|\$\$|\\\[")
"""How a line begins after an empty one that still belongs to an answer."""
_INDENTED = ("    ", "\t")
_BETWEEN = re.compile(r"\s*\?{1,2}\s*")
MARKUP = re.compile(r"[*_`]")
"""What Markdown sets a name in."""


class AnnouncedLine(NamedTuple):
    """A line and what it begins, if anything."""

    number: int
    text: str
    level: int = 0
    """Of a heading, 1 to 6."""
    code: bool = False


class Announced(NamedTuple):
    """A card that lines announce by themselves."""

    fields: dict[str, Value]
    line: int
    pair: dict[str, Value] = {}  # noqa: RUF012 - never changed
    """The same as a front and a back, of a line that names a term and its meaning."""


def alike(found: Sequence[Announced]) -> list[Announced]:
    """Cards of which those that lines of one form announce are of one kind: where one asks, all are front and back."""
    asked = any(card.pair and "term" not in card.fields for card in found)
    return [card._replace(fields=card.pair) if asked and card.pair else card for card in found]


def announced(body: Sequence[AnnouncedLine], *, spaced: bool = True) -> tuple[list[Announced], list[AnnouncedLine]]:
    """The cards that lines announce by themselves, and the lines that are in none.

    Args:
        spaced: Whether `::` separates a card only with a space on both sides, or next to Korean or a question mark; in
            other texts it may be code, or a property of the note.
    """
    found = _toggles(body)
    if found:
        return found, []
    rest: list[AnnouncedLine] = []
    at = 0
    while at < len(body):
        line = body[at]
        if not line.code and _BETWEEN.fullmatch(line.text) and rest and rest[-1].number == line.number - 1:
            above, below = _paragraph(rest, len(rest) - 1, -1), _paragraph(body, at + 1, 1)
            if above and below:
                del rest[-len(above) :]
                between: dict[str, Value] = {"front": _joined(above[::-1]), "back": _joined(below)}
                if "??" in line.text:
                    between["reverse"] = True
                found.append(Announced(between, above[-1].number))
                at += 1 + len(below)
                continue
        taken, card = 1, None
        if not line.code and _QUESTION.fullmatch(line.text):
            taken, card = _asked(body, at, spaced=spaced)
        elif not line.code:
            card = _one_line(line, spaced=spaced)
        if card is None:
            rest += body[at : at + taken]
        else:
            found.append(card)
        at += taken
    return found, rest


def _toggles(body: Sequence[AnnouncedLine]) -> list[Announced]:
    """The cards of toggles, as Notion exports them: items that hide a text of their own; none where there is more."""
    found: list[tuple[AnnouncedLine, list[str]]] = []
    for line in body:
        item = None if line.code and line.text[:1].isspace() else _TOGGLE.fullmatch(line.text)
        if item and _one_line(line, spaced=True) is None and not _QUESTION.fullmatch(line.text):
            found.append((line, []))
        elif found and (not line.text.strip() or line.text.startswith(_INDENTED)):
            found[-1][1].append(line.text)
        elif line.text.strip():
            return []
    cards = [(line, textwrap.dedent("\n".join(hidden)).strip()) for line, hidden in found]
    if not all(hidden and (_asks(line) or not _LISTED.match(hidden)) for line, hidden in cards):
        return []
    return [Announced({"front": line.text[1:].strip(), "back": hidden}, line.number) for line, hidden in cards]


def _asks(line: AnnouncedLine) -> bool:
    return line.text.rstrip().endswith(("?", "？"))


def _paragraph(lines: Sequence[AnnouncedLine], start: int, step: int) -> list[AnnouncedLine]:
    """The lines from one on, downward or upward, to the first empty one."""
    found = list[AnnouncedLine]()
    at = start
    while 0 <= at < len(lines) and lines[at].text.strip():
        found.append(lines[at])
        at += step
    return found


def _joined(lines: Sequence[AnnouncedLine]) -> str:
    return "\n".join(line.text for line in lines)


def _asked(body: Sequence[AnnouncedLine], at: int, *, spaced: bool) -> tuple[int, Announced | None]:
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


def _ends_answer(body: Sequence[AnnouncedLine], at: int, answered: Sequence[str], *, spaced: bool) -> bool:
    """Whether a line is none of a question and its answer any more.

    It announces a card itself; or it comes after an empty line, and is no list, table, code or formula.
    """
    line = body[at]
    if line.code:
        return False
    if _QUESTION.fullmatch(line.text) or (answered and _one_line(line, spaced=spaced) is not None):
        return True
    after_gap = answered and any(text.strip() for text in answered) and not body[at - 1].text.strip()
    return bool(after_gap and line.text.strip() and not _GOES_ON.match(line.text))


def _one_line(line: AnnouncedLine, *, spaced: bool) -> Announced | None:
    """The card of a `term :: meaning` or `- **term**: meaning` line."""
    term = _TERM.fullmatch(line.text)
    if term:
        return _named(term[1].strip(), term[2].strip(), line.number, both=False)
    colons = _COLONS.search(line.text)
    item = _ITEM.match(line.text)
    if colons is None or item is None:
        return None
    name, meaning = line.text[item.end() : colons.start()], line.text[colons.end() :]
    if not name.strip() or not meaning.strip() or name.count("`") % 2 or (spaced and not _parts(name, meaning)):
        return None
    return _named(name.strip(), meaning.strip(), line.number, both=colons[0] == ":::")


def _parts(name: str, meaning: str) -> bool:
    """Whether `::` can be nothing else between two texts but what parts a card."""
    before, after = name[-1].isspace(), meaning[0].isspace()
    adjacent = _KOREAN_OR_ASKED.match(name[-1]) or _KOREAN_OR_ASKED.match(meaning)
    return (before and after) or (not before and not after and adjacent is not None)


def _named(name: str, meaning: str, line: int, *, both: bool) -> Announced:
    """A card of a name and what it means: a question where it asks; both ways where the note has three colons."""
    pair: dict[str, Value] = {"front": name, "back": meaning, **({"reverse": True} if both else {})}
    if name.endswith(("?", "？")):
        return Announced(pair, line, pair)
    again: dict[str, Value] = {"recall": True} if both else {}
    named = _EXPANDED.fullmatch(MARKUP.sub("", name))
    if named:
        fields: dict[str, Value] = {"term": named[1], "expansion": named[2], "definition": meaning, **again}
    else:
        fields = {"term": MARKUP.sub("", name), "definition": meaning, **again}
    return Announced(fields, line, pair)

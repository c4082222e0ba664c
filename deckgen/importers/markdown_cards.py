"""Notes in Markdown to card drafts: headings with text, `Q:`/`A:`, `term :: meaning`, lists of `**term**: meaning`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from deckgen.importers.media import MediaFinder
from deckgen.importers.model import CardDraft, Draft, Remark, Section
from deckgen.importers.text import clean, read_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_UNDERLINE = re.compile(r"(?:=+|-{3,})\s*")
_QUESTION = re.compile(r"\s*(?:[-*+]\s+)?\**(?:Q|질문|문제|문)\s*\d*\s*[:.)：]\**\s*(.+)", re.IGNORECASE)
_ANSWER = re.compile(r"\s*(?:[-*+]\s+)?\**(?:A|답변|정답|답)\s*\d*\s*[:.)：]\**\s*(.*)", re.IGNORECASE)
_PAIR = re.compile(r"\s*(?:[-*+]\s+)?(\S.*?)\s+:{2,3}\s+(\S.*)")
_TERM = re.compile(
    r"\s*(?:[-*+]|\d+[.)])\s+(?:\*\*|__)(.+?)\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*(?:[:：]|[-–—]\s))\s*(.*\S)"
)
_FENCE = re.compile(r"\s*(```+|~~~+)")
_EXPANDED = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]")
_MARKUP = re.compile(r"[*_`]")


class Line(NamedTuple):
    """A line and what it begins, if anything."""

    number: int
    text: str
    level: int = 0
    """Of a heading, 1 to 6."""
    code: bool = False


class _Block(NamedTuple):
    """A heading and the lines below it, to the next one."""

    heading: Line | None
    body: list[Line]


def read_markdown(path: Path, taken: frozenset[str] = frozenset()) -> Draft:
    """Read a file of notes.

    Args:
        path: The file.
        taken: Names below `media/` that are not free.

    Raises:
        DeckgenError: It cannot be read.
    """
    media = MediaFinder(path.parent, taken)
    reader = _Reader(media, path.stem)
    lines = list(_lines(read_any(path)))
    blocks = _blocks(lines)
    for number, block in enumerate(blocks):
        deeper = number + 1 < len(blocks) and _level(blocks[number + 1]) > _level(block)
        reader.block(block, deeper=deeper)
    return Draft(
        name=reader.title,
        sections=tuple(Section(name, tuple(cards)) for name, cards in reader.sections.items()),
        media=media.files,
        look=tuple(media.remarks),
        left=tuple(reader.left),
    )


class _Reader:
    def __init__(self, media: MediaFinder, name: str) -> None:
        self.sections: dict[str, list[CardDraft]] = {}
        self.left: list[Remark] = []
        self.title = ""
        self._media = media
        self._path: list[tuple[int, str]] = []
        """The headings above that are no cards: level, text."""
        self._name = name

    def block(self, block: _Block, *, deeper: bool) -> None:
        """Read a heading and what follows: a card, or a category of the cards that are written in its lines."""
        heading, body = block
        found, rest = self._inner(body)
        if heading is not None:
            title = heading.level == 1 and deeper and not self.title
            self._path = [(level, text) for level, text in self._path if level < heading.level]
            if title or found or not any(line.text.strip() for line in body):
                self._path.append((heading.level, _MARKUP.sub("", heading.text)))
                if title:
                    self.title = _MARKUP.sub("", heading.text)
                if not found and not deeper:
                    self.left.append(Remark(heading.number, heading.text, "empty_heading"))
            else:
                self._add({"front": heading.text, "back": "\n".join(line.text for line in body)}, heading.number)
                return
        for fields, number in found:
            self._add(fields, number)
        self.left.extend(Remark(line.number, line.text.strip()) for line in rest if line.text.strip())

    def _add(self, fields: dict[str, str], line: int) -> None:
        names = [text for level, text in self._path if level > 1] or [text for _, text in self._path] or [self._name]
        rewritten = {key: self._media.rewritten(clean(text), line) for key, text in fields.items()}
        self.sections.setdefault(names[-1], []).append(CardDraft(rewritten, line))

    def _inner(self, body: list[Line]) -> tuple[list[tuple[dict[str, str], int]], list[Line]]:
        """The cards that lines announce by themselves, and the lines that are in none."""
        found: list[tuple[dict[str, str], int]] = []
        rest: list[Line] = []
        at = 0
        while at < len(body):
            line = body[at]
            question = None if line.code else _QUESTION.fullmatch(line.text)
            taken, fields = self._asked(body, at) if question else (1, None if line.code else _one_line(line.text))
            if fields is None:
                rest += body[at : at + taken]
            else:
                found.append((fields, line.number))
            at += taken
        return found, rest

    def _asked(self, body: list[Line], at: int) -> tuple[int, dict[str, str] | None]:
        """How many lines a question and its answer take, and the card; no card where no answer follows."""
        first = _QUESTION.fullmatch(body[at].text)
        asked, answered = [first[1] if first else ""], list[str]()
        end = at + 1
        for line in body[at + 1 :]:
            if not line.code and _QUESTION.fullmatch(line.text):
                break
            answer = None if line.code or answered else _ANSWER.fullmatch(line.text)
            if answer:
                answered.append(answer[1])
            elif answered:
                answered.append(line.text)
            else:
                asked.append(line.text)
            end += 1
        text = "\n".join(answered)
        return end - at, {"question": "\n".join(asked).strip(), "answer": text} if text.strip() else None


def _one_line(text: str) -> dict[str, str] | None:
    """The card of a `term :: meaning` or `- **term**: meaning` line."""
    pair = _TERM.fullmatch(text) or _PAIR.fullmatch(text)
    if pair is None:
        return None
    name, meaning = pair[1].strip(), pair[2].strip()
    if name.endswith(("?", "？")):
        return {"front": name, "back": meaning}
    named = _EXPANDED.fullmatch(_MARKUP.sub("", name))
    if named:
        return {"term": named[1], "expansion": named[2], "definition": meaning}
    return {"term": _MARKUP.sub("", name), "definition": meaning}


def _lines(text: str) -> Iterator[Line]:
    """The lines, with their headings found: `# text`, and text underlined by `===` or `---`."""
    fence = ""
    lines = text.split("\n")
    skip = 0
    for number, line in enumerate(lines, start=1):
        if number <= skip:
            continue
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[1]
            yield Line(number, line, code=True)
            continue
        if fence:
            yield Line(number, line, code=True)
            continue
        below = lines[number] if number < len(lines) else ""
        heading = _HEADING.fullmatch(line)
        if heading:
            yield Line(number, heading[2], len(heading[1]))
        elif line.strip() and line[0] not in " \t-*+>|#" and _UNDERLINE.fullmatch(below):
            yield Line(number, line.strip(), 1 if below.startswith("=") else 2)
            skip = number + 1
        else:
            yield Line(number, line)


def _blocks(lines: Iterable[Line]) -> list[_Block]:
    blocks = [_Block(None, [])]
    for line in lines:
        if line.level:
            blocks.append(_Block(line, []))
        else:
            blocks[-1].body.append(line)
    return blocks


def _level(block: _Block) -> int:
    return block.heading.level if block.heading else 0

"""Notes in Markdown to card drafts: headings with text, and what lines announce by themselves; see `announced`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from deckgen.exchange.importing.announced import MARKUP, Line, announced
from deckgen.exchange.importing.front_matter import FrontMatter, as_tag, front_matter
from deckgen.exchange.importing.media import MediaFinder
from deckgen.exchange.importing.model import CardDraft, Draft, Remark, Section
from deckgen.exchange.importing.names import readable_stem
from deckgen.exchange.importing.text import clean, read_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from deckgen.editing.card_files import Value

SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_UNDERLINE = re.compile(r"(?:=+|-{3,})\s*")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_TAGS = re.compile(r"\s*(?:#[^\s#]+\s*)+")
_SAID_TAGS = re.compile(r"tags:\s*(.*)", re.IGNORECASE)
_CARDS = "flashcards"
"""The tag by which Obsidian knows that a note has cards."""


class _Block(NamedTuple):
    """A heading and the lines below it, to the next one."""

    heading: Line | None
    body: list[Line]


def read_markdown(path: Path, media: MediaFinder) -> Draft:
    """Read a file of notes.

    Raises:
        DeckgenError: It cannot be read.
    """
    text = read_any(path).split("\n")
    properties = front_matter(text)
    reader = _Reader(media, readable_stem(path), properties)
    blocks = _blocks(reader.tagged(_lines(text, properties.end)))
    for number, block in enumerate(blocks):
        deeper = number + 1 < len(blocks) and _level(blocks[number + 1]) > _level(block)
        reader.block(block, deeper=deeper, last=number + 1 == len(blocks))
    return Draft(
        name=reader.title,
        sections=tuple(Section(name, tuple(cards)) for name, cards in reader.sections.items()),
        media=media.files,
        shown=media.names,
        look=tuple(media.remarks),
        left=tuple(reader.left),
    )


class _Reader:
    def __init__(self, media: MediaFinder, name: str, properties: FrontMatter) -> None:
        self.sections: dict[str, list[CardDraft]] = {}
        self.left = [Remark(line, text) for line, text in properties.left]
        self.title = properties.title
        self._media = media
        self._titled = False
        self._tags = [*properties.tags]
        self._path: list[tuple[int, str]] = []
        """The headings above that are no cards: level, text."""
        self._name = name

    def tagged(self, lines: Iterable[Line]) -> list[Line]:
        """The lines of a note but for those of tags alone, which its cards get."""
        kept = []
        for line in lines:
            said = _SAID_TAGS.fullmatch(line.text) if line.level else None
            if said or (not line.code and not line.level and _TAGS.fullmatch(line.text)):
                self._tags += (as_tag(tag) for tag in re.split(r"[\s,`]+", said[1] if said else line.text) if tag)
            else:
                kept.append(line)
        return kept

    def block(self, block: _Block, *, deeper: bool, last: bool) -> None:
        """Read a heading and what follows: a card, or a category of the cards that are written in its lines."""
        heading, body = block
        found, rest = announced(body, spaced=not any(tag.split("::")[0] == _CARDS for tag in self._tags))
        if heading is not None:
            text = MARKUP.sub("", heading.text)
            page = text == self._name and not last  # as Notion begins one, whose headings are of level 1, too
            title = heading.level == 1 and (deeper or page) and not self._titled
            self._path = [(level, text) for level, text in self._path if level < heading.level]
            if title or found or not any(line.text.strip() for line in body):
                self._path.append((heading.level, text))
                if title:
                    self.title, self._titled = self.title or text, True
                if not found and not deeper and not title:
                    self.left.append(Remark(heading.number, heading.text, "empty_heading"))
            else:
                self._add({"front": heading.text, "back": "\n".join(line.text for line in body)}, heading.number)
                return
        for fields, number in found:
            self._add(fields, number)
        self.left.extend(Remark(line.number, line.text.strip()) for line in rest if line.text.strip())

    def _add(self, fields: Mapping[str, Value], line: int) -> None:
        names = [text for level, text in self._path if level > 1] or [text for _, text in self._path] or [self._name]
        rewritten = {
            key: self._media.rewritten(clean(value), line) if isinstance(value, str) else value
            for key, value in fields.items()
        }
        tags = list(dict.fromkeys(filter(None, (tag.removeprefix(_CARDS).removeprefix("::") for tag in self._tags))))
        card = rewritten | ({"tags": tags} if tags else {})
        self.sections.setdefault(names[-1], []).append(CardDraft(card, line))


def _lines(lines: list[str], start: int) -> Iterator[Line]:
    """The lines from one on, with their headings found: `# text`, and text underlined by `===` or `---`."""
    fence = ""
    skip = start
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

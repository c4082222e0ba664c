"""Notes in Markdown to card drafts: headings with text, and what lines announce by themselves; see `announced`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from deckgen.exchange.draft import CardDraft, Draft, DraftSection, Remark
from deckgen.exchange.importing.announced import MARKUP, Announced, AnnouncedLine, alike, announced
from deckgen.exchange.importing.media import MediaFinder
from deckgen.exchange.text import clean, read_any, readable_stem, with_sounds
from deckgen.model.diagnostics import finding

_PROPERTY = re.compile(r"([\w-]+):[ \t]*(.*)")
_TAG_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_TAG_LIST = re.compile(r"[,\s\[\]]+")
_DASHES, _ENDS = "---", ("---", "...")
SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_UNDERLINE = re.compile(r"(?:=+|-{3,})\s*")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_TAGS = re.compile(r"\s*(?:#[^\s#]+\s*)+")
_SAID_TAGS = re.compile(r"tags:\s*(.*)", re.IGNORECASE)
_SCHEDULE = re.compile(r"<!--SR:[^\n]*?-->")
"""What Obsidian's Spaced Repetition writes after a card: when it is due."""
_LINK = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)"
    r"|(?<!!)\[\[(?P<page>[^\[\]|\n]*[^\W\d][^\[\]|\n]*)(?:\|(?P<words>[^\[\]\n]+))?\]\]",
    re.DOTALL,
)
_EMPTY_HEADING = finding("import-report.empty-heading", "a heading with nothing below it")
_CARDS = "flashcards"
"""The tag by which Obsidian knows that a note has cards."""


class _Block(NamedTuple):
    """A heading and the lines below it, to the next one."""

    heading: AnnouncedLine | None
    body: list[AnnouncedLine]


def read_markdown(path: Path, media: MediaFinder) -> Draft:
    """Read a file of notes."""
    text = _SCHEDULE.sub("", read_any(path)).split("\n")
    properties = front_matter(text)
    reader = _Reader(media, readable_stem(path), properties)
    blocks = _blocks(reader.tagged(_lines(text, properties.end)))
    for number, block in enumerate(blocks):
        deeper = number + 1 < len(blocks) and _level(blocks[number + 1]) > _level(block)
        reader.block(block, deeper=deeper, last=number + 1 == len(blocks))
    sections = reader.sections()
    return Draft(
        name=reader.title,
        sections=tuple(DraftSection(name, tuple(cards)) for name, cards in sections.items()),
        media=media.files,
        shown=media.names,
        look=tuple(media.remarks),
        left=tuple(reader.left),
    )


class _Reader:
    def __init__(self, media: MediaFinder, name: str, properties: FrontMatter) -> None:
        self._found: list[tuple[str, Announced]] = []
        """Category and card."""
        self.left = [Remark(line, text) for line, text in properties.left]
        self.title = properties.title
        self._media = media
        self._titled = False
        self._tags = [*properties.tags]
        self._path: list[tuple[int, str]] = []
        """The headings above that are no cards: level, text."""
        self._name = name

    def tagged(self, lines: Iterable[AnnouncedLine]) -> list[AnnouncedLine]:
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
            text = MARKUP.sub("", _linked_words(heading.text))
            page = text == self._name and not last  # as Notion begins one, whose headings are of level 1, too
            title = heading.level == 1 and (deeper or page) and not self._titled
            self._path = [(level, text) for level, text in self._path if level < heading.level]
            if title or found or not any(line.text.strip() for line in body):
                self._path.append((heading.level, text))
                if title:
                    self.title, self._titled = self.title or text, True
                if not found and not deeper and not title:
                    self.left.append(Remark(heading.number, heading.text, _EMPTY_HEADING))
            else:
                self._add(Announced({"front": heading.text, "back": _joined(body)}, heading.number))
                return
        for card in found:
            self._add(card)
        self.left.extend(Remark(line.number, line.text.strip()) for line in rest if line.text.strip())

    def _add(self, card: Announced) -> None:
        names = [text for level, text in self._path if level > 1] or [text for _, text in self._path] or [self._name]
        self._found.append((names[-1], card))

    def sections(self) -> dict[str, list[CardDraft]]:
        """All cards, by category."""
        found: dict[str, list[CardDraft]] = {}
        tags = list(dict.fromkeys(filter(None, (tag.removeprefix(_CARDS).removeprefix("::") for tag in self._tags))))
        cards = alike([card for _, card in self._found])
        for (category, _), card in zip(self._found, cards, strict=True):
            rewritten = {
                key: self._media.rewritten(clean(with_sounds(_linked_words(value))), card.line)
                if isinstance(value, str)
                else value
                for key, value in card.fields.items()
            }
            fields = rewritten | ({"tags": tags} if tags else {})
            found.setdefault(category, []).append(CardDraft(fields, card.line))
        return found


def _linked_words(text: str) -> str:
    """A text with the words of its links to other notes, `[[note|words]]`; code stays as it is."""
    if "[[" not in text:
        return text
    return _LINK.sub(lambda m: m["code"] or m["words"] or m["page"].strip("#").replace("#", " > "), text)


def _joined(lines: Iterable[AnnouncedLine]) -> str:
    return "\n".join(line.text for line in lines)


def _lines(lines: list[str], start: int) -> Iterator[AnnouncedLine]:
    """The lines from one on, with their headings found: `# text`, and text underlined by `===` or `---`."""
    fence = ""
    skip = start
    for number, line in enumerate(lines, start=1):
        if number <= skip:
            continue
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[1]
            yield AnnouncedLine(number, line, code=True)
            continue
        if fence:
            yield AnnouncedLine(number, line, code=True)
            continue
        below = lines[number] if number < len(lines) else ""
        heading = _HEADING.fullmatch(line)
        if heading:
            yield AnnouncedLine(number, heading[2], len(heading[1]))
        elif line.strip() and line[0] not in " \t-*+>|#" and _UNDERLINE.fullmatch(below):
            yield AnnouncedLine(number, line.strip(), 1 if below.startswith("=") else 2)
            skip = number + 1
        else:
            yield AnnouncedLine(number, line)


def _blocks(lines: Iterable[AnnouncedLine]) -> list[_Block]:
    blocks = [_Block(None, [])]
    for line in lines:
        if line.level:
            blocks.append(_Block(line, []))
        else:
            blocks[-1].body.append(line)
    return blocks


def _level(block: _Block) -> int:
    return block.heading.level if block.heading else 0


class FrontMatter(NamedTuple):
    """A note's properties."""

    end: int
    """How many lines of the text they take; 0 where there are none."""
    title: str
    tags: tuple[str, ...]
    left: tuple[tuple[int, str], ...]
    """Line and text of what says nothing to a deck."""


def front_matter(lines: list[str]) -> FrontMatter:
    """Read the properties of a note; all of them that are no title and no tags are left."""
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() in _ENDS), 0)
    if lines[0].rstrip() != _DASHES or not any(_PROPERTY.fullmatch(line) for line in lines[1:end]):
        return FrontMatter(0, "", (), ())
    title, tags, left = "", list[str](), list[tuple[int, str]]()
    key = ""
    for number, line in enumerate(lines[1:end], start=2):
        said = _PROPERTY.fullmatch(line)
        item = None if said else _TAG_ITEM.fullmatch(line)
        key = said[1].lower() if said else key
        value = said[2] if said else item[1] if item else line.strip()
        if key == "title" and said:
            title = _unquoted(value)
        elif key in {"tags", "tag"} and (said or item):
            tags += (_unquoted(tag) for tag in _TAG_LIST.split(value))
        elif line.strip():
            left.append((number, line.strip()))
    return FrontMatter(end + 1, title, tuple(filter(None, map(as_tag, tags))), tuple(left))


def as_tag(written: str) -> str:
    """A tag of a note as Anki has it: one of several levels with `::` between."""
    return "::".join(filter(None, written.strip().removeprefix("#").split("/")))


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value

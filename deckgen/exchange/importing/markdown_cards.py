"""Notes in Markdown to card drafts: headings with text, and what lines announce by themselves; see `announced`."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from deckgen.exchange.decoding import clean, read_any, readable_stem
from deckgen.exchange.draft import CardDraft, Draft, DraftSection, Remark
from deckgen.exchange.importing.announced import MARKUP, Announced, Line, announced, joined
from deckgen.exchange.importing.found_files import Media

SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_PROPERTY = re.compile(r"([\w-]+):[ \t]*(.*)")
_TAG_LIST = re.compile(r"[,\s\[\]\"']+")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_TAGS = re.compile(r"\s*(?:#[^\s#]+\s*)+")
_SCHEDULE = re.compile(r"<!--SR:[^\n]*?-->")
"""What Obsidian's Spaced Repetition writes after a card: when it is due."""
_LINK = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)"
    r"|(?<!!)\[\[(?P<page>[^\[\]|\n]*[^\W\d][^\[\]|\n]*)(?:\|(?P<words>[^\[\]\n]+))?\]\]",
    re.DOTALL,
)
_CARDS = "flashcards"
"""The tag by which Obsidian knows that a note has cards."""


class _Block(NamedTuple):
    """A heading and the lines below it, to the next one."""

    heading: Line | None
    body: list[Line]

    @property
    def level(self) -> int:
        return self.heading.level if self.heading else 0


def read_markdown(path: Path, media: Media) -> Draft:
    """Read a file of notes."""
    text = _SCHEDULE.sub("", read_any(path)).split("\n")
    end, title, tags, left = front_matter(text)
    file = _NoteFile(media, path, title, tags, left)
    blocks = [_Block(None, [])]
    for line in file.tagged(_lines(text, end)):
        if line.level:
            blocks.append(_Block(line, []))
        else:
            blocks[-1].body.append(line)
    for number, block in enumerate(blocks, start=1):
        following = blocks[number].level if number < len(blocks) else 0
        file.block(block, deeper=following > block.level, last=number == len(blocks))
    sections = file.sections()
    return Draft(
        name=file.title,
        sections=tuple(DraftSection(name, tuple(cards)) for name, cards in sections.items()),
        remarks=tuple(file.remarks),
    )


class _NoteFile:
    def __init__(self, media: Media, path: Path, title: str, tags: Iterable[str], remarks: Iterable[Remark]) -> None:
        self._found: list[tuple[str, Announced]] = []
        """Category and card."""
        self.remarks = [*remarks]
        self.title = title
        self._media = media
        self._titled = False
        self._tags = [*tags]
        self._path: list[tuple[int, str]] = []
        """The headings above that are no cards: level, text."""
        self._name = readable_stem(path)
        self._folder = path.parent

    def tagged(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines of a note but for those of tags alone, which its cards get."""
        for line in lines:
            if line.code or line.level or not _TAGS.fullmatch(line.text):
                yield line
            else:
                self._tags += map(_as_tag, line.text.split())

    def block(self, block: _Block, *, deeper: bool, last: bool) -> None:
        """Read a heading and what follows: a card, or a category of the cards that are written in its lines."""
        heading, body = block
        found, rest = announced(body, spaced=not any(tag.split("::")[0] == _CARDS for tag in self._tags))
        if heading is not None:
            text = MARKUP.sub("", _linked_words(heading.text))
            page = text == self._name and not last  # as Notion begins one, whose headings are of level 1, too
            title = heading.level == 1 and (deeper or page) and not self._titled
            self._path = [(level, text) for level, text in self._path if level < heading.level]
            if not (title or found) and any(line.text.strip() for line in body):
                self._add(Announced({"front": heading.text, "back": joined(body)}, heading.number))
                return
            self._path.append((heading.level, text))
            if title:
                self.title, self._titled = self.title or text, True
            elif not (found or deeper):
                self.remarks.append(Remark(heading.number, heading.text))
        for card in found:
            self._add(card)
        self.remarks.extend(Remark(line.number, line.text.strip()) for line in rest if line.text.strip())

    def _add(self, card: Announced) -> None:
        names = [text for level, text in self._path if level > 1] or [text for _, text in self._path] or [self._name]
        self._found.append((names[-1], card))

    def sections(self) -> dict[str, list[CardDraft]]:
        """All cards, by category."""
        found: dict[str, list[CardDraft]] = {}
        tags = list(dict.fromkeys(filter(None, (tag.removeprefix(_CARDS).removeprefix("::") for tag in self._tags))))
        for category, card in self._found:
            fields, missing = {**card.fields}, set[str]()
            for key, value in card.fields.items():
                if isinstance(value, str):
                    text = clean(_linked_words(value))
                    fields[key], lost = self._media.rewritten(text, self._folder, card.line, self.remarks)
                    missing |= {key} if lost else set()
            fields |= {"tags": tags} if tags else {}
            found.setdefault(category, []).append(CardDraft(fields, card.line, missing=frozenset(missing)))
        return found


def _linked_words(text: str) -> str:
    """A text with the words of its links to other notes, `[[note|words]]`; code stays as it is."""
    if "[[" not in text:
        return text
    return _LINK.sub(lambda m: m["code"] or m["words"] or m["page"].strip("#").replace("#", " > "), text)


def _lines(lines: list[str], start: int) -> Iterator[Line]:
    """The lines after the first few, with headings and code found."""
    fence = ""
    for number, line in islice(enumerate(lines, start=1), start, None):
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[1]
            yield Line(number, line, code=True)
        elif fence or not (heading := _HEADING.fullmatch(line)):
            yield Line(number, line, code=bool(fence))
        else:
            yield Line(number, heading[2], len(heading[1]))


def front_matter(lines: list[str]) -> tuple[int, str, list[str], list[Remark]]:
    """How many lines the properties of a note take, its title and its tags; the other properties are left."""
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() in {"---", "..."}), 0)
    if lines[0].rstrip() != "---" or not any(map(_PROPERTY.fullmatch, lines[1:end])):
        return 0, "", [], []
    key, title, tags, left = "", "", list[str](), list[Remark]()
    for number, line in enumerate(lines[1:end], start=2):
        said = _PROPERTY.fullmatch(line)
        key, value = (said[1].lower(), said[2]) if said else (key, line.strip().removeprefix("-"))
        if key == "title" and said:
            title = value.strip().strip("\"'")
        elif key in {"tags", "tag"}:
            tags += map(_as_tag, _TAG_LIST.split(value))
        elif line.strip():
            left.append(Remark(number, line.strip()))
    return end + 1, title, [*filter(None, tags)], left


def _as_tag(written: str) -> str:
    """A tag of a note as Anki has it: one of several levels with `::` between."""
    return "::".join(filter(None, written.strip().removeprefix("#").split("/")))

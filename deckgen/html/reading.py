"""What people see and hear of a field, whatever its HTML was written with.

A field is reduced to pieces in reading order: runs of text with their marks, line breaks, list and table markers,
pictures, sounds, and boxes: elements that show something though they hold no text. Padding, blank lines and markup
without effect do not count.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from deckgen.html.elements import BLOCKS, IMPLIED_END, LISTS, MEDIA, OWN, REPLACED, SAID, SAME_AS, SHOWS_ALONE, SILENT
from deckgen.html.tokens import VOID, Tag, Text, tokens

SOUND = re.compile(r"\[sound:((?:[^\]\[\n]++|\[(?!sound:))++)\]")
"""A sound as Anki plays it, and its name; of two openings before one end the second, as Anki has it."""
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
"""Anki's editor leaves no-break spaces wherever someone types two."""
_FORMULA_PADDING = re.compile(r"(?<=\\[(\[])[ \t\n\r\f\xa0]++|[ \t\n\r\f\xa0]++(?=\\[)\]])")
_LOOKS = "~"
"""Begins the marks that say only how something looks."""
_DEEPEST = 60
"""Elements nested deeper than people write get no marks of their own."""
_NONE: frozenset[str] = frozenset()


class Piece(Struct, frozen=True):
    """A piece of what is read."""

    kind: str
    """`text`, `break`, `item`, `row`, `cell`, `rule`, `picture`, `sound`, `box`, or the name of another element."""
    text: str = ""
    """A run of text, an item's bullet or number, a picture's alternative text, or how a box is written."""
    marks: frozenset[str] = _NONE
    """What is said of it: `b`, `h2`, `a https://…`, `ul 2`; what begins with `~` says only how it looks."""
    source: str = ""
    """The file that is shown or played."""


BREAK = Piece("break")
PARAGRAPH = Piece("break", "p")
"""As `BREAK`, in what `read_breaks` gives: the line ends because an element does."""


class _OpenElement(NamedTuple):
    name: str
    marks: frozenset[str]
    shown: int
    """How many pieces were shown when it began."""
    box: str
    """Its looks, where it shows them without any content."""


def read(source: str) -> tuple[Piece, ...]:
    """What is read of a field's HTML. Two fields with the same pieces read the same."""
    if "<" not in source and "&" not in source and "[sound:" not in source:
        text = _folded(_plain(source)).strip(" ")
        return (Piece("text", text),) if text else ()
    return tuple([BREAK if piece is PARAGRAPH else piece for piece in read_breaks(source)])


@lru_cache(maxsize=64)
def read_breaks(source: str) -> tuple[Piece, ...]:
    """As `read`, with `PARAGRAPH` for breaks that are more than a `<br>`."""
    reader = _Reader(source)
    out: list[Piece] = []
    for piece in reader.pieces:
        if piece.kind == "break":
            _end_line(out, piece)
        elif piece.kind != "text" or "pre" in piece.marks:
            out.append(piece)
        else:
            for part in _parts(piece):
                last = out[-1] if out else BREAK
                if part.text != " " or not (last.kind in _BEGINS_LINE or last.text.endswith(" ")):
                    out.append(part)
    _end_line(out, BREAK)
    return tuple(_joined(out[:-1] if out and out[-1].kind == "break" else out))


_BEGINS_LINE = frozenset(("break", "item", "row", "cell", "rule"))


def without_looks(marks: frozenset[str]) -> list[str]:
    """The other marks, in order."""
    return sorted(mark for mark in marks if not mark.startswith(_LOOKS))


class _Reader:
    """Pieces as they are written, breaks and spaces in excess included."""

    def __init__(self, source: str) -> None:
        self.pieces: list[Piece] = []
        self._open: list[_OpenElement] = []
        self._names = Counter[str]()
        self._lists: list[list[int]] = []
        """Of each open list the next item's number; 0 where it has bullets."""
        self._shown = 0
        for token in tokens(source):
            if isinstance(token, Text):
                if not token.raw or token.raw in {"textarea", "xmp"}:
                    self._add_text(source[token.start : token.end])
            elif isinstance(token, Tag):
                if not token.closing:
                    self._begin(token, closed=source[token.end - 2] == "/")
                elif self._names[token.name]:
                    self._end(token.name)
                elif token.name in {"br", "p"}:  # browsers read them as <br> and <p></p>
                    self.pieces.append(BREAK if token.name == "br" else PARAGRAPH)
        while self._open:
            self._end(self._open[-1].name)

    @property
    def _marks(self) -> frozenset[str]:
        return self._open[-1].marks if self._open else _NONE

    def _add(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self._shown += 1

    def _add_text(self, written: str) -> None:
        marks = self._marks
        for n, part in enumerate(SOUND.split(written) if "[sound:" in written else (written,)):
            text = _plain(html.unescape(part))
            if n % 2:
                self._add(Piece("sound", "", marks, text))
            elif "pre" in marks:
                last = self.pieces[-1] if self.pieces else BREAK
                first = last.kind != "text" or "pre" not in last.marks  # browsers drop a line feed right after <pre>
                self._add(Piece("text", text.removeprefix("\n") if first else text, marks))
            elif text:
                self.pieces.append(Piece("text", text, marks))
                self._shown += not text.isspace()

    def _begin(self, tag: Tag, *, closed: bool) -> None:
        name = SAME_AS.get(tag.name, tag.name)
        self._end_implied(name)
        marks = self._marks
        looks = "" if "pre" in marks else _looks(name, tag)  # the colors of code are deckgen's own
        here = marks | {looks} if looks else marks
        self._show(name, tag, marks, here)
        if name in VOID:
            return
        if name in BLOCKS:
            self.pieces.append(PARAGRAPH)
        here |= self._said(name, tag, here)
        if len(self._open) >= _DEEPEST:
            here = marks | {f"{_LOOKS}deep"}
        box = looks if (tag.get("class") or "bgcolor" in looks or SHOWS_ALONE.search(tag.get("style") or "")) else ""
        self._open.append(_OpenElement(tag.name, here, self._shown, box))
        self._names[tag.name] += 1
        if closed and name in REPLACED:
            self._end(tag.name)

    def _show(self, name: str, tag: Tag, marks: frozenset[str], here: frozenset[str]) -> None:
        """Add what an element shows of its own; `marks` are those around it, `here` has its looks, too."""
        if name == "br":
            self.pieces.append(Piece("text", "\n", marks) if "pre" in marks else BREAK)
        elif name == "hr":
            self.pieces.append(PARAGRAPH)
            self._add(Piece("rule", "", here))
        elif name == "img":
            self._add(Piece("picture", _plain(tag.get("alt") or ""), here, tag.get("src") or ""))
        elif name in MEDIA:
            self._add(Piece(name, "", here, tag.get("src") or ""))
        elif name in REPLACED:
            self._add(Piece(name, _looks(name, tag)[1:], marks))

    def _said(self, name: str, tag: Tag, marks: frozenset[str]) -> frozenset[str]:
        """The marks that an element gives its content; begins items, rows and cells."""
        if name in LISTS:
            self._lists.append([_number(tag.get("start"), 1) if name == "ol" else 0])
        elif name == "li":
            numbers = self._lists[-1] if self._lists else [0]
            if numbers[0]:
                numbers[0] = _number(tag.get("value"), numbers[0])
            bullet = f"{numbers[0]}." if numbers[0] else "•"
            said = frozenset((f"{'ol' if numbers[0] else 'ul'} {len(self._lists)}",))
            numbers[0] += numbers[0] != 0
            self._add(Piece("item", bullet, marks | said))
            return said
        elif name == "tr":
            self._add(Piece("row", "", marks))
        elif name in {"td", "th"}:
            self._add(Piece("cell", "", marks))
            align = tag.get("align")
            return frozenset((name, f"align {align}") if align else (name,))
        elif name == "a":
            href = tag.get("href")
            return frozenset((f"a {href}",)) if href is not None else _NONE
        elif name == "blockquote":
            return frozenset((f"blockquote {1 + self._names[name]}",))
        elif (
            name not in SILENT
            and name not in MEDIA
            and name not in REPLACED
            and not (name == "code" and "pre" in marks)
        ):
            return frozenset((name,))
        return _NONE

    def _end_implied(self, name: str) -> None:
        ended, within = IMPLIED_END.get(name, ((), ()))
        for each in reversed(self._open[-_DEEPEST:] if ended else ()):
            if each.name in ended:
                self._end(each.name)
            if each.name in ended or each.name in within:
                return

    def _end(self, tag_name: str) -> None:
        name = ""
        while name != tag_name:
            name, marks, shown, box = self._open.pop()
            self._names[name] -= 1
            if box and shown == self._shown:
                self._add(Piece("box", box[1:], marks))
            if name in LISTS:
                self._lists.pop()
            if name in BLOCKS:
                self.pieces.append(PARAGRAPH)


def _looks(name: str, tag: Tag) -> str:
    if not tag.attributes:
        return ""
    own, said = OWN.get(name, {}), SAID.get(name, ())
    kept = {each.name: each.value for each in reversed(tag.attributes)}  # of two of one name the first counts
    written = [f'{key}="{kept[key]}"' for key in sorted(kept) if key not in said and own.get(key) != kept[key]]
    return " ".join((f"{_LOOKS}{name}", *written)) if written else ""


def _number(written: str | None, default: int) -> int:
    return int(written) if written and re.fullmatch(r"[0-9]{1,9}", written) and int(written) else default


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _FORMULA_PADDING.sub("", text) if "\\" in text else text


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text)


def _parts(piece: Piece) -> Iterator[Piece]:
    """A run without the spaces at its ends, which belong to no mark."""
    whole = _folded(piece.text)
    inner = whole.strip(" ")
    if whole[:1] == " ":
        yield Piece("text", " ")
    if inner:
        yield replace(piece, text=inner)
        if whole[-1] == " ":
            yield Piece("text", " ")


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Join neighboring runs with the same marks."""
    for (kind, marks), run in groupby(pieces, lambda piece: (piece.kind, piece.marks)):
        if kind != "text":
            yield from run
            continue
        text = "".join([piece.text for piece in run])
        yield Piece("text", text.removesuffix("\n") if "pre" in marks else text, marks)


def _end_line(out: list[Piece], end: Piece) -> None:
    """Drop the spaces before the end of a line, and all but one of the breaks that follow each other."""
    while out and out[-1].kind == "text" and "pre" not in out[-1].marks and not out[-1].text.strip(" "):
        out.pop()
    if not out or out[-1].kind in _BEGINS_LINE:
        if out and out[-1] is BREAK:
            out[-1] = PARAGRAPH  # a blank line
        return
    out.append(end)

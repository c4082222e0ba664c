"""A field's reading back to Markdown, for imports and for members' edits.

Not every reading has Markdown that says it: whoever takes a candidate renders it and compares the two readings.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from deckgen.html.elements import ALLOWED_TAGS
from deckgen.html.reading import BREAK, PARAGRAPH, Piece, read_breaks

_DELIMITERS = {"b": "**", "i": "*", "s": "~~"}
_TAGS = ("sub", "sup", "u", "mark", "kbd", "ruby", "rt", "rp")
_ORDER = ("ruby", "b", "i", "s", *_TAGS, "code")
"""Which of two marks with the same extent is the outer one."""
_KINDS = frozenset(("text", "break", "item", "row", "cell", "rule", "picture", "sound"))
_MARKS = frozenset(("pre", "td", "th", *_DELIMITERS, *_TAGS, "code"))
_BLOCK_MARK = re.compile(r"(?:ul|ol|blockquote) \d+|h[1-6]|align (?:left|right|center)")
_QUOTE_OR_ITEM = re.compile(r"(?:ul|ol|blockquote) \d+")
_OPENS_TAG = re.compile(rf"<(?=/?(?:{'|'.join(ALLOWED_TAGS)})\s*/?>|https?://)", re.IGNORECASE)
"""A `<` that would open a tag; any other is text in deckgen's Markdown."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FORMULA = re.compile(r"\\\(((?:[^\\]|\\(?![()]))+)\\\)|\\\[((?:[^\\]|\\(?![\[\]]))+)\\\]")
_ESCAPED = (None, re.compile(r"[*_]"), re.compile(r"[*_\\`\]~|]"), re.compile(r"[*_\\`\]~|$]"))
_LINE_START = re.compile(r"[-+>#=:](?!\S*\Z)|#|>|([0-9]{1,9})(?=[.)](?:\s|\Z))|[-+=]+\Z")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LEVELS = len(_ESCAPED)


def is_sayable(pieces: Iterable[Piece]) -> bool:
    """Whether Markdown can say all that is said of some pieces: not colors, sizes, films and the like."""
    return all(
        piece.kind in _KINDS
        and all(mark in _MARKS or mark.startswith("a ") or _BLOCK_MARK.fullmatch(mark) for mark in piece.marks)
        for piece in pieces
    )


def candidates(source: str, folder: str = "") -> Iterator[str]:
    """A field's HTML as Markdown, `LEVELS` times, with ever more characters escaped.

    `folder` is written before the names of pictures.
    """
    lines = list(_lines(read_breaks(source)))
    for level in range(LEVELS):
        yield _MarkdownWriter(level, folder).write(lines)


class _MarkdownLine(NamedTuple):
    runs: list[Piece]
    ends: bool
    """Whether what follows is another block, no line of the same."""


def _lines(pieces: tuple[Piece, ...]) -> Iterator[_MarkdownLine]:
    runs: list[Piece] = []
    for piece in pieces:
        if piece.kind == "break":
            yield _MarkdownLine(runs, piece is PARAGRAPH)
            runs = []
        else:
            if runs and piece.kind in {"item", "row", "rule"}:
                yield _MarkdownLine(runs, ends=True)
                runs = []
            runs.append(piece)
            if piece.kind == "rule":
                yield _MarkdownLine(runs, ends=True)
                runs = []
    if runs:
        yield _MarkdownLine(runs, ends=True)


class _Container(NamedTuple):
    """A quote or a list item that lines are in."""

    mark: str
    quote: bool
    level: int
    width: int
    """Of its prefix on the lines after the first."""

    @property
    def prefix(self) -> str:
        """What begins the lines after the first."""
        return "> " if self.quote else " " * self.width


class _MarkdownWriter:
    def __init__(self, level: int, folder: str) -> None:
        self._escaped = _ESCAPED[level]
        self._folder = folder
        self._level = level
        self._out: list[str] = []
        self._containers: list[_Container] = []
        self._blank = ""
        """A blank line in the containers that go on."""

    def write(self, lines: list[_MarkdownLine]) -> str:
        previous = _MarkdownLine([], ends=True)
        table: list[list[Piece]] = []
        for line in lines:
            first = line.runs[0] if line.runs else BREAK
            in_table = first.kind in {"row", "cell"} or any(mark in {"td", "th"} for mark in first.marks)
            if table and not in_table:
                self._add_table(table)
                table, previous = [], _MarkdownLine([], ends=True)
            if in_table:
                inside = table and first.kind not in {"row", "cell"}
                table.append([BREAK, *line.runs] if inside else line.runs)
            elif line.runs:
                self._add_line(line, previous)
                previous = line
        if table:
            self._add_table(table)
        return "\n".join(self._out)

    def _add_line(self, line: _MarkdownLine, previous: _MarkdownLine) -> None:
        first = line.runs[0]
        item = first if first.kind == "item" else None
        runs = line.runs[1:] if item else line.runs
        start, tight = self._enter(first, item)
        if first.kind == "rule":
            self._add_block(["---"], start)
            return
        if "pre" in first.marks or (runs and "pre" in runs[0].marks):
            code = "".join(run.text for run in runs)
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
            self._add_block([fence, *code.split("\n"), fence], start, tight=tight)
            return
        heading = next((mark for mark in first.marks if re.fullmatch("h[1-6]", mark)), "")
        text = self._inline(runs)
        text = f"{'#' * int(heading[1])} {text}" if heading else self._guard_start(text)
        if not previous.ends and not item and previous.runs and self._out and self._out[-1]:
            self._out[-1] += "\\"
            self._out.append(f"{self._prefix()}{text}")
        else:
            self._add_block([text], start, tight=tight)

    def _enter(self, first: Piece, item: Piece | None) -> tuple[str, bool]:
        """Leave and open containers; the prefix of the first line, and whether no blank line is due before it."""
        here = {mark: _container(mark) for mark in first.marks if _QUOTE_OR_ITEM.fullmatch(mark)}
        lists = [each for each in here.values() if not each.quote]
        own = max(lists, key=lambda each: each.level, default=None) if item else None
        depth = next((n for n, each in enumerate(self._containers) if each.mark not in here), len(self._containers))
        tight = False
        if own and item:
            siblings = [n for n, each in enumerate(self._containers) if not each.quote and each.level == own.level]
            depth = min([depth, *siblings])
            nested = any(not each.quote for each in self._containers[:depth])
            starts = nested and item.text in {"•", "1."}  # others interrupt no paragraph
            tight = starts or any(self._containers[n].mark == own.mark for n in siblings)
        del self._containers[depth:]
        start = self._prefix()
        self._blank = start.rstrip()
        known = {each.mark for each in self._containers}
        new = sorted(each for each in here.values() if each.quote and each.mark not in known)
        self._containers += new
        start += "> " * len(new)
        if own and item:
            bullet = "- " if item.text == "•" else f"{item.text} "
            self._containers.append(own._replace(width=len(bullet)))
            start += bullet
        return start, tight

    def _prefix(self) -> str:
        return "".join(each.prefix for each in self._containers)

    def _add_block(self, lines: list[str], start: str, *, tight: bool = False) -> None:
        if self._out and not tight:
            self._out.append(self._blank)
        prefix = self._prefix()
        self._out += (f"{prefix if n else start}{line}".rstrip() for n, line in enumerate(lines))

    def _add_table(self, lines: list[list[Piece]]) -> None:
        rows: list[list[list[Piece]]] = []
        for piece in (piece for line in lines for piece in line):
            if piece.kind == "row":
                rows.append([])
            elif piece.kind == "cell":
                if not rows:
                    rows.append([])
                rows[-1].append([])
            elif rows and rows[-1]:
                rows[-1][-1].append(piece)
        rows = [row for row in rows if row]
        if not rows:
            return
        aligns = [next((m[6:] for run in cell for m in run.marks if m.startswith("align ")), "") for cell in rows[-1]]
        marks = {"left": ":--", "right": "--:", "center": ":-:"}
        written = [f"| {' | '.join(self._cell(cell) for cell in row)} |" for row in rows]
        start, _ = self._enter(lines[0][0], None)
        self._add_block(
            [written[0], f"| {' | '.join(marks.get(each, '---') for each in aligns)} |", *written[1:]], start
        )

    def _cell(self, runs: list[Piece]) -> str:
        lines: list[list[Piece]] = [[]]
        for run in runs:
            if run is BREAK:
                lines.append([])
            else:
                lines[-1].append(run)
        text = "<br>".join(self._inline(line) for line in lines)
        return text if self._level > 1 else text.replace("|", "\\|")

    def _inline(self, runs: list[Piece]) -> str:
        """A line's runs with their marks, each opened and closed as late and as early as nesting allows."""
        marks = [_inline_marks(run.marks) for run in runs]
        for n, run in enumerate(runs[1:-1], 1):
            if run.text == " " and marks[n - 1] != marks[n + 1]:
                marks[n] = marks[n - 1] & marks[n + 1] - {"code"}
        out: list[str] = []
        open_: list[str] = []
        for n, run in enumerate(runs):
            while not marks[n].issuperset(open_):
                out.append(_end(open_.pop()))
            new = marks[n].difference(open_)
            for mark in sorted(new, key=lambda mark: (mark == "code", -_extent(mark, marks, n), _rank(mark))):
                out.append(_begin(mark))
                open_.append(mark)
            out.append(self._run(run, code="code" in open_))
        out += map(_end, reversed(open_))
        return "".join(out).strip()

    def _run(self, run: Piece, *, code: bool) -> str:
        if run.kind == "picture":
            folder = "" if _ADDRESS.match(run.source) else self._folder
            return f"![{run.text}]({folder}{run.source})"
        if run.kind == "sound":
            return f"[sound:{run.source}]"
        if code:
            if "`" not in run.text:
                return run.text
            fence = "`" * max(map(len, re.findall("`+", run.text)))
            return f"{fence} {run.text} {fence}"
        out: list[str] = []
        position = 0
        for found in _FORMULA.finditer(run.text):
            formula = f"${found[1]}$" if found[1] is not None else f"$${found[2]}$$"
            out += (self._escape(run.text[position : found.start()]), formula)
            position = found.end()
        return "".join((*out, self._escape(run.text[position:])))

    def _escape(self, text: str) -> str:
        if self._escaped is not None:
            text = self._escaped.sub(r"\\\g<0>", text)
        return _OPENS_TAG.sub("&lt;", _ENTITY.sub("&amp;", text))

    def _guard_start(self, text: str) -> str:
        """A line that begins no list, heading or quote by accident."""
        found = _LINE_START.match(text) if self._level > 1 else None
        if found is None:
            return text
        return f"{found[1]}\\{text[found.end() :]}" if found[1] else f"\\{text}"


def _container(mark: str) -> _Container:
    name, level = mark.split()
    return _Container(mark, name == "blockquote", int(level), 0)


def _inline_marks(marks: frozenset[str]) -> frozenset[str]:
    return frozenset(mark for mark in marks if mark in _ORDER or mark.startswith("a "))


def _rank(mark: str) -> int:
    return _ORDER.index(mark) if mark in _ORDER else -1


def _extent(mark: str, marks: list[frozenset[str]], start: int) -> int:
    """How many runs from here on have a mark."""
    return next((n for n in range(start, len(marks)) if mark not in marks[n]), len(marks)) - start


def _begin(mark: str) -> str:
    return "[" if mark.startswith("a ") else "`" if mark == "code" else _DELIMITERS.get(mark, f"<{mark}>")


def _end(mark: str) -> str:
    if mark.startswith("a "):
        return f"](<{mark[2:]}>)" if re.search(r"[\s()]", mark) and " " in mark[2:] else f"]({mark[2:]})"
    return "`" if mark == "code" else _DELIMITERS.get(mark, f"</{mark}>")

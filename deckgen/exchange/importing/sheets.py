"""The rows of a table, whoever wrote it: CSV, TSV, the text that Anki exports, spreadsheets."""

import datetime
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from deckgen.anki.limits import refusal
from deckgen.exchange.decoding import read_any
from deckgen.exchange.draft import Remark
from deckgen.model.diagnostics import DeckgenError, finding

TEXTS = frozenset({".csv", ".tsv"})
SPREADSHEETS = frozenset({".xlsx", ".xlsm"})
MAX_ROWS = 100_000
"""Five times the largest deck that anybody is known to keep in a table."""
MAX_SPREADSHEET = 100_000_000
"""Bytes that a spreadsheet may unpack to."""
_COLUMNS = 200
"""Of a spreadsheet; those beyond are not looked at, as rows beyond `MAX_ROWS`."""
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_ANKI_LINE = re.compile(r"#([a-z ]+):(.*)")
_COMMENT = re.compile(r"#+(?:\s.*|[^\t,;|]*)")
"""A line above a table that is no row of it; `#,front,back` is one."""
_SIGNS = ("\t", ",", ";", "|")
_SNIFFED = 50
"""Rows by which the separator is found."""

_COMMENT_LINE = finding("import-report.comment-line", "a comment")
_OTHER_SHEET = finding("import-report.other-sheet", "this sheet was not read: only the first one is")
_PASTED = (
    "{n:?picture was|pictures were} pasted into the sheet, and left out: "
    "save each as a file, and write its name into the cell"
)


class Row(NamedTuple):
    """A row and where it is."""

    line: int
    """Of its first cell, 1-based; of a spreadsheet, the row's number."""
    cells: list[str]


class Sheet(NamedTuple):
    """A table as it was written."""

    rows: list[Row]
    """Without empty ones."""
    said: Mapping[str, str]
    """What Anki's lines above the table say: key → value."""
    left: tuple[Remark, ...]
    """Comments, and sheets that were not read."""

    @property
    def separator(self) -> str:
        """What Anki's lines say that cells are parted by; a tab where they do not say it."""
        named = self.said.get("separator", "")
        return _SEPARATORS.get(named.lower(), named[:1]) or "\t"


def read_sheet(path: Path) -> Sheet:
    """Read the rows of a table.

    Raises:
        DeckgenError: It cannot be read, or has more than `MAX_ROWS` rows.
    """
    sheet = _spreadsheet(path) if path.suffix.lower() in SPREADSHEETS else _text(path)
    if len(sheet.rows) > MAX_ROWS:
        raise refusal(path, MAX_ROWS, "rows in a table")
    return sheet


def _text(path: Path) -> Sheet:
    lines = read_any(path).split("\n")
    said: dict[str, str] = {}
    while len(said) < len(lines) and (found := _ANKI_LINE.fullmatch(lines[len(said)])):
        if found[1] in said:
            break
        said[found[1]] = found[2]
    first = len(said)
    while first < len(lines) and (_COMMENT.fullmatch(lines[first]) or (said and lines[first].startswith("#"))):
        first += 1
    comments = tuple(Remark(n + 1, lines[n], _COMMENT_LINE) for n in range(len(said), first))
    body = "\n".join(lines[first:])
    sheet = Sheet([], said, comments)
    separator = sheet.separator if "separator" in said or path.suffix.lower() == ".tsv" else _sniffed(body)
    written = (row for row in rows(body, separator) if any(cell.strip() for cell in row.cells))
    return sheet._replace(rows=[Row(first + row.line, row.cells) for row in written])


def _spreadsheet(path: Path) -> Sheet:
    """The first sheet that holds something.

    `openpyxl` reads row by row. `python-calamine` asks for the memory of the whole area between the first and the last
    cell, and ends the process where a file of 5 kB names two cells far from each other.
    """
    from openpyxl import load_workbook  # slow to load

    found: list[Row] = []
    left: list[Remark] = []
    try:
        with zipfile.ZipFile(path) as packed:  # which unpacks no entry to more than it says
            if sum(info.file_size for info in packed.infolist()) > MAX_SPREADSHEET:
                raise refusal(path, f"{MAX_SPREADSHEET // 1_000_000} MB", "in one entry")
            if pictures := sum(name.startswith("xl/media/") for name in packed.namelist()):
                left.append(Remark(0, path.name, finding("import-report.pasted-pictures", _PASTED, n=pictures)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a table can do without, such as validation
            book = load_workbook(path, read_only=True, data_only=True)
            for sheet in book.worksheets:
                written = _filled(sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=_COLUMNS))
                if not found:
                    found = [*islice(written, MAX_ROWS + 1)]
                elif next(written, None) is not None:
                    left.append(Remark(0, sheet.title, _OTHER_SHEET))
            book.close()
    except _NO_SPREADSHEET as error:
        raise DeckgenError(
            "cannot-import.spreadsheet",
            "'{path}' cannot be read as a spreadsheet",
            "save it as CSV (UTF-8) and import that",
            path=str(path),
        ) from error
    return Sheet(found, {}, tuple(left))


_NO_SPREADSHEET = (
    *(OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),  # as a zip
    *(LookupError, ValueError, TypeError, AttributeError, SyntaxError),  # as what `openpyxl` looks for in it
)


def _filled(table: Iterable[Iterable[Any]]) -> Iterator[Row]:
    for number, row in enumerate(table, start=1):
        cells = [_shown(cell.value, cell.number_format) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield Row(number, cells)


def _shown(value: object, number_format: str) -> str:
    """A cell as the spreadsheet shows it."""
    if value is None:
        return ""
    if isinstance(value, int | float) and number_format.endswith("%"):
        return f"{value * 100:.15g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def rows(text: str, separator: str) -> Iterator[Row]:
    r"""Part a text into rows, also the empty ones.

    A cell that begins with `"` ends at the next single `"`, lines and separators and all, if the cell ends there too.
    Otherwise the quote belongs to the text, as in `"quoted" word`, and to what Quizlet and spreadsheets copy; `csv`
    would take it for the beginning of a cell that may never end.

    The text has `\n` as line ends.
    """
    beyond = re.escape(separator)
    cell = re.compile(rf'"([^"]*+(?:""[^"]*+)*+)"(?=[{beyond}\n]|\Z)|[^{beyond}\n]*+')
    at, line = 0, 1
    while at < len(text):
        cells, first = list[str](), line
        while True:
            found = cell.match(text, at)
            assert found is not None  # noqa: S101 - it may be empty
            quoted = found[1]
            cells.append(found[0] if quoted is None else quoted.replace('""', '"'))
            line += found[0].count("\n")
            at = found.end()
            if text[at : at + 1] != separator:
                break
            at += 1
        yield Row(first, cells)
        at += 1
        line += 1


def _sniffed(text: str) -> str:
    """The separator that parts most of the first rows into one and the same number of cells, more than one."""

    def weight(separator: str) -> tuple[int, int]:
        widths = [len(row.cells) for row in islice(rows(text, separator), _SNIFFED) if any(row.cells)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(_SIGNS, key=weight)


def looks_like_table(text: str) -> bool:
    """Whether a text without a telling name has rows: Anki's own lines above them, or tabs in most lines."""
    lines = [line for line in text.split("\n")[:_SNIFFED] if line.strip()]
    return bool(lines) and (lines[0].startswith("#separator:") or 2 * sum("\t" in line for line in lines) > len(lines))

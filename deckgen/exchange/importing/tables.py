"""Tables to card drafts: CSV, TSV, and the text that Anki exports."""

import html
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from deckgen.anki.media_names import PICTURES, SOUNDS
from deckgen.editing.new_files import Value
from deckgen.exchange.decoding import clean, readable_stem
from deckgen.exchange.draft import CardDraft, Draft, DraftSection, Remark
from deckgen.exchange.html_markdown import from_html, looks_like_html
from deckgen.exchange.importing.columns import by_names, by_position
from deckgen.exchange.importing.found_files import Media
from deckgen.exchange.importing.sheets import SPREADSHEETS, TEXTS, Sheet, read_sheet
from deckgen.model import Format, Kind
from deckgen.model.diagnostics import finding

_CLOZE = re.compile(r"\{\{c\d+::")
_BREAKS = re.compile(
    r"(<br\s*/?>\n|<pre\b.*?(?:</pre>|\Z)|<[a-z/!][^<>]*+>|\\[\[(].*?(?:\\[\])]|\Z))|\n", re.DOTALL | re.IGNORECASE
)
"""A line break in a cell with some HTML; or `[1]`, where it is white space: in a tag, after `<br>`, in a formula."""
_ITEMS = re.compile(r"\n(?:\s*(?:[-*•]|\d+[.)])\s+)?")
_MARKDOWN = re.compile(
    r"\*\*[^\s*][^*\n]*\*\*|`[^`\n]+`|```|~~~|!?\[[^\]\n]*\]\(|\$\$|\\[(\[]|^\s*\|"
    r"|\$[^\s$](?:[^$\n]*[^\s$])?\$(?!\d)",
    re.MULTILINE,
)
"""What makes a cell Markdown: bold words, code, links, pictures, formulas, tables. Any other cell is plain text."""
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\S")
_BLOCK = re.compile(rf"{_ITEM.pattern}|\s*(?:[>|]|#{{1,6}}\s)")
_FENCED = re.compile(r"```|~~~|\$\$|\\\[")
_FILE = re.compile(rf"[^\n<>\[\]()|*?\"]+(?:{'|'.join(map(re.escape, sorted(PICTURES | SOUNDS)))})", re.IGNORECASE)
"""A cell that is the name of a picture or a sound."""
_BOTH_WAYS = re.compile(r"(?<!optional )reversed card|뒤집힌|양방향|역방향", re.IGNORECASE)
"""What Anki calls note types that ask both ways."""

_FIRST_ROW = finding("import-report.first-row", "the first row was taken for a card, not for column names")
_NO_LOOKS = finding("import-report.no-looks", "its formatting was left out")


def read_table(
    path: Path,
    kinds: Sequence[Kind],
    wanted: Mapping[str, str],
    media: Media,
) -> Draft:
    """Read a table.

    Args:
        wanted: Field → column, as the author says; see `columns.by_names`.

    Raises:
        DeckgenError: It cannot be read, or the names of its columns do not make cards.
    """
    table = read_sheet(path)
    return _Table(path, table, kinds, wanted, media).draft() if table.rows else Draft("", ())


class _Table:
    def __init__(
        self, path: Path, table: Sheet, kinds: Sequence[Kind], wanted: Mapping[str, str], media: Media
    ) -> None:
        self._table = table
        self._kinds = kinds
        self._media = media
        self._folder = path.parent
        self._name = readable_stem(path)
        self._remarks = [*table.left]
        header = table.said.get("columns", "")
        first = header.split(table.separator) if header else table.rows[0].cells
        self._header = [cell.strip() for cell in first]
        self._special = {name.partition(" ")[0]: int(n) - 1 for name, n in table.said.items() if _is_column(name, n)}
        columns = by_names(self._header, kinds, wanted, strict=not table.said)
        self._titled = columns is not None and not all(name.isdecimal() for name in wanted.values() or ("",))
        self._columns = columns or by_position(len(self._header), kinds, [*self._special.values()])
        self._rows = table.rows[1:] if self._titled and not header else table.rows
        if not self._titled and path.suffix.lower() in TEXTS | SPREADSHEETS and not table.said:
            self._remarks.append(Remark(self._rows[0].line, " | ".join(self._header), _FIRST_ROW, kind="look"))

    def draft(self) -> Draft:
        """The table's cards, by category."""
        sections: dict[str, list[CardDraft]] = {}
        seen: dict[tuple[str, ...], int] = {}
        for line, cells in self._rows:
            if (first := seen.setdefault(tuple(cells), line)) != line:
                again = finding("import-report.repeated-row", "as in row {first}", first=first)
                self._remarks.append(Remark(line, " | ".join(cells), again))
                continue
            row = {name: cells[n].strip() for name, n in self._columns.fields.items() if n < len(cells)}
            card = self._card(row, cells, line)
            if card is None:
                self._remarks.append(Remark(line, " | ".join(cells)))
                continue
            category = clean(row.get("category") or self._special_cell("deck", cells)).replace("\n", " ").strip()
            sections.setdefault(category or self._name, []).append(card)
        return Draft(
            name=self._table.said.get("deck", ""),
            sections=tuple(DraftSection(name, tuple(cards)) for name, cards in sections.items()),
            remarks=tuple(self._remarks),
        )

    def _card(self, row: Mapping[str, str], cells: Sequence[str], line: int) -> CardDraft | None:
        kind = self._columns.kind
        rest, lost = self._rest(cells, line)
        missing = {"detail"} if lost else set[str]()
        if kind.name == "basic" and _CLOZE.search(row.get("front", "")):
            kind = next(kind for kind in self._kinds if kind.name == "cloze")
            back, lost = self._text(row.get("back", ""), line)
            rest = "\n\n".join(filter(None, (back, rest)))
            missing |= {"detail"} if lost else set()
            row = {**row, "cloze": row["front"]}
        fields: dict[str, Value] = {}
        for spec in kind.authored.values():
            written = row.get(spec.name, "")
            if spec.format is Format.FLAG:
                fields[spec.name] = written.lower() in {"true", "1", "yes", "y", "o", "예", "네"}
            elif spec.format is Format.MARKDOWN:
                fields[spec.name], lost = self._text(written, line)
                missing |= {spec.name} if lost else set()
                if lost and _FILE.fullmatch(written) and not spec.required:
                    fields[spec.name] = ""
            elif written:
                fields[spec.name] = [clean(item) for item in _ITEMS.split(f"\n{written}") if item.strip()]
            if spec.required and not fields.get(spec.name):
                return None
        fields["detail"] = clean("\n\n".join(filter(None, (str(fields.get("detail") or "").strip(), rest))))
        tags = self._special_cell("tags", cells).split() if "tags" in self._special else _tags(row.get("tags", ""))
        fields["tags"] = list(dict.fromkeys((*tags, *self._table.said.get("tags", "").split())))
        fields["id"] = row.get("id", "")
        fields["guid"] = self._special_cell("guid", cells)
        if kind.name == "basic" and _BOTH_WAYS.search(self._special_cell("notetype", cells)):
            fields["reverse"] = True
        return CardDraft(fields, line, missing=frozenset(missing))

    def _special_cell(self, name: str, cells: Sequence[str]) -> str:
        """The text of one of the columns that Anki's lines above the table name."""
        at = self._special.get(name, len(cells))
        return cells[at].strip() if at < len(cells) else ""

    def _text(self, written: str, line: int) -> tuple[str, bool]:
        """A cell as a field has it, and whether a file that it names was not found."""
        in_html = self._table.said.get("html", "").lower() == "true"  # where a line break is white space
        if in_html or looks_like_html(written):
            written, same = from_html(written if in_html else _BREAKS.sub(lambda m: m[1] or "<br>", written))
            if not same:
                self._remarks.append(Remark(line, written[:60], _NO_LOOKS, kind="changed"))
        elif not _FILE.fullmatch(written):
            written = cell_markdown(written)
        if _FILE.fullmatch(written):
            written = f"![](<{written}>)"
        return self._media.rewritten(clean(written), self._folder, line, self._remarks)

    def _rest(self, cells: Sequence[str], line: int) -> tuple[str, bool]:
        """The text of columns that are no field, under their names, and whether a file that it names was not found."""
        known = {*self._columns.fields.values(), *self._special.values()}
        found, missing = [], False
        for number, cell in enumerate(cells):
            if cell.strip() and number not in known:
                name = self._header[number] if self._titled and number < len(self._header) else ""
                text, lost = self._text(cell.strip(), line)
                text = cell if lost and _FILE.fullmatch(cell.strip()) else text
                after = "\n\n" if _BLOCK.match(text) or _FENCED.match(text) else " "
                found.append(f"**{name}**:{after}{text.strip()}" if name else text.strip())
                missing |= lost
        return "\n\n".join(found), missing


def cell_markdown(text: str) -> str:
    """A cell as Markdown that shows what the cell shows: its words, asterisks and line breaks.

    A cell with some Markdown that no one writes by chance is Markdown; so is one that is a list.
    """
    lines = [line.rstrip() for line in text.strip().split("\n")]
    if not _MARKDOWN.search(text) and not (len(lines) > 1 and all(map(_ITEM.match, lines))):
        return from_html(html.escape("\n".join(lines), quote=False).replace("\n", "<br>"))[0]
    if _FENCED.search(text):
        return text
    found: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if not (line.strip() and following.strip()) or _BLOCK.match(following):
            found.append(line)
        else:
            found += [line, ""] if _BLOCK.match(line) else [f"{line}\\"]
    return "\n".join(found)


def _tags(cell: str) -> list[str]:
    """A cell's tags: parted by commas, semicolons and lines, so that one may be of several words; else by spaces."""
    parts = re.split("[,;\n]", clean(cell))
    return ["-".join(part.split()) for part in parts if part.strip()] if len(parts) > 1 else parts[0].split()


def _is_column(name: str, number: str) -> bool:
    return name.endswith(" column") and number.strip().isdecimal() and int(number) > 0

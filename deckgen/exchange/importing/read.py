"""A source to a draft: which importer reads a file; all files of a folder, such as an Obsidian vault, make one deck."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from deckgen.exchange.decoding import read_any, readable_stem
from deckgen.exchange.draft import Draft, Remark
from deckgen.exchange.draft_check import resolve_kinds
from deckgen.exchange.draft_files import Existing
from deckgen.exchange.importing import anki_package, markdown_cards, sheets, tables
from deckgen.exchange.importing.crowdanki import deck_file
from deckgen.exchange.importing.found_files import Media, vault_of
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError, Span
from deckgen.system.inputs import is_inside

_TABLES = sheets.TEXTS | sheets.SPREADSHEETS
_NUMBERS = re.compile(r"(\d+)")
_PROPERTY = re.compile(r"[^:\n]{1,60}: .*|\s*|# .*")


class Form(StrEnum):
    """What a file to import is."""

    TABLE = "table"
    MARKDOWN = "markdown"
    PACKAGE = "package"
    FOLDER = "folder"


def form_of(path: Path) -> Form:
    """What a file is, by its name, or where that does not say by its text.

    Raises:
        DeckgenError: It cannot be read, or is none of these.
    """
    suffix = path.suffix.lower()
    if suffix in anki_package.SUFFIXES or deck_file(path):
        return Form.PACKAGE
    if path.is_dir():
        return Form.FOLDER
    if suffix in markdown_cards.SUFFIXES:
        return Form.MARKDOWN
    if suffix in _TABLES or sheets.looks_like_table(read_any(path)):
        return Form.TABLE
    raise DeckgenError(
        "cannot-import.form",
        "'{path}' does not look like a table or Markdown",
        "import takes .apkg, .csv, .tsv, .xlsx and .md; what is one under another name: --as table, --as markdown",
        path=str(path),
    )


def read_draft(
    path: Path,
    form: Form,
    kinds: Sequence[Kind],
    wanted: Mapping[str, str],
    existing: Existing,
    *,
    media: Path | None = None,
    again: bool = False,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> tuple[Draft, tuple[Kind, ...]]:
    """Read a file's cards; gives the kinds that they can use, too.

    Args:
        wanted: For a table: field → column, as the author says.
        media: For tables and Markdown: where pictures and sounds lie that are not next to them.
        again: Whether the deck has cards of this file already.
        progress: Called now and then with a stage's name, the work done, and all of its work.

    Raises:
        DeckgenError: It cannot be read, or holds no card.
    """
    if wanted and form is not Form.TABLE:
        raise DeckgenError(
            "cannot-import.option",
            "--map does not apply to '{path}', which is read as {form}",
            "leave it out; or say what the file is, with --as",
            path=str(path),
            form=form.value,
        )
    if form is Form.PACKAGE:
        draft = anki_package.draft_of(path, existing, progress)
    else:
        root = path if form is Form.FOLDER else vault_of(path.parent) or path.parent
        files = Media(root, existing.media, media, again=again)
        read = _folder(path, kinds, files) if form is Form.FOLDER else _file(path, form, kinds, wanted, files)
        draft = replace(read, media=files.files)
    draft, kinds = resolve_kinds(draft, kinds)
    if draft.sections:
        return draft, kinds
    if any(remark.why == anki_package.ALREADY for remark in draft.remarks):
        raise DeckgenError(
            "import-nothing.already",
            "the deck has all of '{path}' already",
            "deckgen merge brings in what members corrected in it",
            path=str(path),
        )
    raise DeckgenError(
        "cannot-import.no-card",
        "no card was found in '{path}'",
        "in notes, cards are headings with text below, 'Q:' and 'A:', 'front :: back', or '- **term**: meaning'; "
        "of a table, say which column is which: --map front=1,back=2",
        path=str(path),
    )


def _file(path: Path, form: Form, kinds: Sequence[Kind], wanted: Mapping[str, str], media: Media) -> Draft:
    if form is Form.TABLE:
        return tables.read_table(path, kinds, wanted, media)
    return markdown_cards.read_markdown(path, media)


def _folder(folder: Path, kinds: Sequence[Kind], media: Media) -> Draft:
    """Read all notes and tables below a folder; one that cannot be read is left, and reported."""
    found = Draft(readable_stem(folder.resolve()), ())
    for path in _sources(folder):
        name = path.relative_to(folder).as_posix()
        form = Form.TABLE if path.suffix.lower() in _TABLES else Form.MARKDOWN
        try:
            draft = _file(path, form, kinds, {}, media)
        except DeckgenError as error:
            draft = Draft("", (), remarks=(Remark(0, path.name, error.at(Span(str(path)))),))
        found = replace(
            found,
            sections=(*found.sections, *(replace(section, source=name) for section in draft.sections)),
            remarks=(*found.remarks, *(remark._replace(file=name) for remark in draft.remarks)),
        )
    return found


def _sources(folder: Path) -> list[Path]:
    """The notes and tables below a folder, with `2` before `10`; what is hidden is none of them."""
    found: list[Path] = []
    for above, below, files in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        paths = (Path(above, name) for name in files if not name.startswith("."))
        found += (path for path in paths if path.suffix.lower() in markdown_cards.SUFFIXES | _TABLES)
    tabled = {path.with_suffix("") for path in found if path.suffix.lower() == ".csv"}
    found = [path for path in found if is_inside(path, folder) and not _is_again(path, tabled)]
    return sorted(found, key=lambda path: [_in_order(part) for part in path.relative_to(folder).parts])


def _is_again(path: Path, tabled: set[Path]) -> bool:
    """Whether Notion exported it next to something that says the same: the rows in view, or one row as a page."""
    if path.suffix.lower() == ".csv":
        return path.with_name(f"{path.stem}_all") in tabled
    return path.parent in tabled and all(_PROPERTY.fullmatch(line) for line in read_any(path).split("\n"))


def _in_order(name: str) -> list[tuple[int, str]]:
    parts = _NUMBERS.split(readable_stem(Path(name)).casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]

"""A folder of notes and tables, as an Obsidian vault or an export of Notion's is one: all of them make one deck."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from deckgen.exchange.draft import Draft, Remark
from deckgen.exchange.importing import markdown_cards, sheets, tables
from deckgen.exchange.importing.media import Media
from deckgen.exchange.text import read_any, readable_stem
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError, Span
from deckgen.system.reading import is_inside

_NUMBERS = re.compile(r"(\d+)")
_PROPERTY = re.compile(r"[^:\n]{1,60}: .*|\s*|# .*")


def sources(folder: Path) -> list[Path]:
    """The notes and tables below a folder, with `2` before `10`; what is hidden is none of them."""
    found: list[Path] = []
    for above, below, files in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        paths = (Path(above, name) for name in files if not name.startswith("."))
        found += (
            path
            for path in paths
            if path.suffix.lower() in markdown_cards.SUFFIXES | sheets.TEXTS | sheets.SPREADSHEETS
        )
    tabled = {path.with_suffix("") for path in found if path.suffix.lower() == ".csv"}
    found = [path for path in found if is_inside(path, folder) and not _is_again(path, tabled)]
    return sorted(found, key=lambda path: [_in_order(part) for part in path.relative_to(folder).parts])


def read_folder(folder: Path, kinds: Sequence[Kind], media: Media) -> Draft:
    """Read all notes and tables below a folder; one that cannot be read is left, and reported."""
    paths = sources(folder)
    if not paths:
        raise DeckgenError(
            "import-nothing.folder",
            "the folder '{path}' holds no notes (.md), no tables (.csv, .tsv) and no deck.json of CrowdAnki's",
            "name the file itself",
            path=str(folder),
        )
    drafts = [_of_file(_read(path, kinds, media), path.relative_to(folder).as_posix()) for path in paths]
    return Draft(
        readable_stem(folder.resolve()),
        tuple([section for draft in drafts for section in draft.sections]),
        left=tuple([remark for draft in drafts for remark in draft.left]),
        look=tuple([remark for draft in drafts for remark in draft.look]),
        changed=tuple([remark for draft in drafts for remark in draft.changed]),
    )


def _of_file(draft: Draft, name: str) -> Draft:
    """A draft whose remarks say which file they are about."""
    left, look, changed = (
        tuple([remark._replace(file=name) for remark in remarks]) for remarks in (draft.left, draft.look, draft.changed)
    )
    sections = tuple(replace(section, source=name) for section in draft.sections)
    return replace(draft, sections=sections, left=left, look=look, changed=changed)


def _read(path: Path, kinds: Sequence[Kind], media: Media) -> Draft:
    try:
        if path.suffix.lower() not in markdown_cards.SUFFIXES:
            return tables.read_table(path, kinds, {}, media)
        return markdown_cards.read_markdown(path, media)
    except DeckgenError as error:
        return Draft("", (), left=(Remark(0, path.name, error.at(Span(str(path)))),))


def _is_again(path: Path, tabled: set[Path]) -> bool:
    """Whether Notion exported it next to something that says the same: the rows in view, or one row as a page."""
    if path.suffix.lower() == ".csv":
        return path.with_name(f"{path.stem}_all") in tabled
    return path.parent in tabled and all(_PROPERTY.fullmatch(line) for line in read_any(path).split("\n"))


def _in_order(name: str) -> list[tuple[int, str]]:
    parts = _NUMBERS.split(readable_stem(Path(name)).casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]

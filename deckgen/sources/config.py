"""`deck.yaml`: what a deck says of itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from deckgen._version import __version__
from deckgen.anki.tags import clean_tag
from deckgen.diagnostics import Diagnostic, Finding, Span, finding, found
from deckgen.files import display_path
from deckgen.guard import check_config
from deckgen.model import DeckConfig, Mapping, Node
from deckgen.sources.mapping_reader import MappingReader
from deckgen.sources.nodes import read_source
from deckgen.sources.rule_settings import read_rules
from deckgen.sources.sheet_settings import read_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from deckgen.model import SourceFile
    from deckgen.sources.mapping_reader import Report

KEYS = {
    "name": "The deck's name in Anki; members' cards live in it, so it should not change",
    "id": "Any text, written once and never changed: guids and note type ids derive from it",
    "language": "ko or en: the language of labels and release notes",
    "description": "Markdown, shown above the deck in Anki",
    "author": "Who made it",
    "licence": "What others may do with it",
    "tag": "The root tag; the deck's name by default",
    "subdecks": "true: each category in a subdeck of its own",
    "slices": "Tags in the order in which their cards are studied; cards with none of them come last",
    "tts": "A language such as ko_KR: fronts are read aloud",
    "report": "A mail address, or a URL with {id}, {revision}, {front}: each back links to it, to report a mistake",
    "rules": "What to make of a rule: off, warning or error, or its limits; 'deckgen rules' lists them",
    "site": "Where the deck's site stands: the address that members get, and its QR code",
    "sheet": "A sheet for the day, one side of A4: headings, each with the tags of its cards and the fields to print",
    "deckgen": "The least version of deckgen that may build this deck, such as '>=1.0'",
}
PATTERNS = {
    "language": r"[a-zA-Z]{2,3}([_-][a-zA-Z]{2,4})?",
    "tts": r"[a-zA-Z]{2,3}([_-][a-zA-Z]{2,4})?",
    "report": r"(https?|mailto):([^\s{}]|\{(id|revision|front)\})+|[\w.+-]+@[\w-]+(\.[\w-]+)+",
    "site": r"https?://[!-;=@-~]+",
    "deckgen": r">= *\d{1,4}(\.\d{1,4}){0,2}",
}
"""What some keys' texts must match."""
EXAMPLES = {
    "language": ("ko", "en"),
    "slices": (["core", "depth"],),
    "rules": ({"yes-no-question": "off", "long-front": {"longest": 150}},),
    "licence": ("CC BY 4.0", "CC BY-SA 4.0", "CC0 1.0"),
    "tts": ("ko_KR", "en_US"),
    "report": ("me@example.org", "https://example.org/issues/new?title={id}%20{revision}&body={front}"),
    "site": ("https://NAME.github.io/DECK/",),
    "sheet": ([{"title": "What they will ask", "tags": ["exam"], "fields": ["question", "answer"]}],),
    "deckgen": (f">={__version__}",),
}
"""What editors offer."""


def read_config(cards: Path) -> tuple[DeckConfig, tuple[Diagnostic, ...]]:
    """Read a deck's `deck.yaml`.

    Args:
        cards: The cards folder.

    Returns:
        The configuration, with stand-ins for what is missing, and the diagnostics.
    """
    path = config_path(cards)
    name = cards.resolve().parent.name or "deck"
    if not path.exists() and not path.is_symlink():
        return DeckConfig(name, name), (found(Span(display_path(path)), "missing-deck", path=display_path(path)),)
    source, problems = read_source(path, display_path(path), cards)
    if source.broken:
        return DeckConfig(name, name), problems
    config, found_inside = config_of(source, name)
    return config, (*problems, *found_inside)


def config_of(source: SourceFile, name: str) -> tuple[DeckConfig, tuple[Diagnostic, ...]]:
    """The configuration that a readable `deck.yaml` holds; see `read_config`.

    Args:
        source: The file.
        name: What stands in for a missing name and id.
    """
    diagnostics: list[Diagnostic] = []

    def report(node: Node, what: Finding) -> None:
        diagnostics.append(what.at(Span(source.path, node.line, node.column)))

    if source.root is not None and not isinstance(source.root, Mapping):
        report(source.root, finding("wrong-type", "deck"))
        return DeckConfig(name, name), tuple(diagnostics)
    reader = MappingReader(source.root or Mapping((), 1, 1), "deck.yaml", report)
    config = _config(reader, name, report, source.path)
    unsafe = tuple(check_config(reader.mapping, source.path))
    if unsafe:
        config = replace(config, report="")  # a preview shows what has errors, too
    return config, (*diagnostics, *unsafe)


def config_path(cards: Path) -> Path:
    """The `deck.yaml` of a cards folder, there or not; or its `deck.yml`."""
    other = cards / "deck.yml"
    return other if other.is_file() and not (cards / "deck.yaml").is_file() else cards / "deck.yaml"


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _config(reader: MappingReader, fallback: str, report: Report, path: str) -> DeckConfig:
    reader.only(KEYS)
    name = reader.text("name", required="deck-name") or fallback
    parts = [part.strip() for part in unicodedata.normalize("NFC", name).split("::")]
    if not all(parts):
        node = reader.mapping.get("name") or reader.mapping
        report(node, finding("bad-value", "empty-part"))
    tag = reader.text("tag")
    least = reader.matching("deckgen", PATTERNS["deckgen"], "deckgen")
    if _numbers(least) > _numbers(__version__):
        node = reader.mapping.get("deckgen") or reader.mapping
        report(node, finding("deckgen-version", least=least))
    return DeckConfig(
        name="::".join(part for part in parts if part) or fallback,
        id=reader.text("id", required="deck-id") or fallback,
        language=reader.matching("language", PATTERNS["language"], "language") or "en",
        description=reader.text("description"),
        author=reader.text("author"),
        licence=reader.text("licence"),
        tag=clean_tag(tag) or clean_tag(parts[-1]) or "deck",
        subdecks=reader.flag("subdecks"),
        tts=reader.matching("tts", PATTERNS["tts"], "tts"),
        report=reader.matching("report", PATTERNS["report"], "report"),
        rules=tuple(read_rules(reader.mapping.get("rules"), report)),
        site=reader.matching("site", PATTERNS["site"], "site"),
        slices=tuple([text.text.strip() for text in reader.texts("slices")]),
        sheet=tuple(read_sheet(reader, path, report)),
    )

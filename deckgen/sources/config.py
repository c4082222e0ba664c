"""`deck.yaml`: what a deck says of itself."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.anki.guard.deck_texts import check_config
from deckgen.anki.tags import clean_tag
from deckgen.model import DeckConfig, SheetPart
from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding
from deckgen.model.nodes import Mapping, Node, Scalar, SourceFile
from deckgen.sources.mapping_reader import MappingReader, Report
from deckgen.sources.mapping_reader import read_text as read_value
from deckgen.sources.places import Places
from deckgen.sources.rule_settings import read_rules
from deckgen.sources.text import read_text
from deckgen.sources.yaml_reader import parse_clean
from deckgen.system.files import display_path

KEYS = (
    "name",
    "id",
    "language",
    "file",
    "description",
    "author",
    "licence",
    "tag",
    "subdecks",
    "slices",
    "tts",
    "report",
    "rules",
    "site",
    "introductions",
    "sheet",
)
"""What `deck.yaml` may say; `kinds/texts` tells editors what each means."""
PATTERNS = {
    "file": r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}",
    "language": r"[a-zA-Z]{2,3}([_-][a-zA-Z]{2,4})?",
    "tts": r"[a-zA-Z]{2,3}([_-][a-zA-Z]{2,4})?",
    "report": r"(https?|mailto):([^\s{}]|\{(id|revision|front)\})+|[\w.+-]+@[\w-]+(\.[\w-]+)+",
    "site": r"https?://[!-;=@-~]{1,1000}",  # more, and no QR code can hold it
}
"""What some keys' texts must match."""
EXAMPLES = {
    "file": ("llm-seminar",),
    "language": ("ko", "en"),
    "slices": (["core", "depth"],),
    "rules": ({"same-front": "off", "missing-alt": "error"},),
    "licence": ("CC BY 4.0", "CC BY-SA 4.0", "CC0 1.0"),
    "tts": ("ko_KR", "en_US"),
    "report": ("me@example.org", "https://example.org/issues/new?title={id}%20{revision}&body={front}"),
    "site": ("https://NAME.github.io/DECK/",),
    "sheet": ([{"title": "What they will ask", "tags": ["exam"], "fields": ["question", "answer"]}],),
}
"""What editors offer."""


class DeckFile(NamedTuple):
    """A deck's `deck.yaml`, read."""

    config: DeckConfig
    """With defaults for what is missing."""
    diagnostics: tuple[Diagnostic, ...]
    source: SourceFile
    places: Places


def read_config(cards: Path) -> DeckFile:
    """Read the `deck.yaml` of a cards folder."""
    path = config_path(cards)
    name, display = cards.resolve().parent.name or "deck", display_path(path)
    stand_in, nothing = DeckConfig(name, name), SourceFile(display, None, broken=True)
    if not path.exists() and not path.is_symlink():
        problem = finding(
            "missing-deck",
            "there is no deck.yaml",
            "bring back the one this deck had ('git log -- {path}' finds it): under another id "
            "members lose their reviews. A new deck begins with 'deckgen init'",
            path=display,
        ).at(Span(display))
        return DeckFile(stand_in, (problem,), nothing, Places(display, ""))
    text = read_text(path, display, cards)
    if isinstance(text, Diagnostic):
        return DeckFile(stand_in, (text,), nothing, Places(display, ""))
    source, problems = parse_clean(text, display)
    config, found_inside = (stand_in, ()) if source.broken else config_of(source, name)
    return DeckFile(config, (*problems, *found_inside), source, Places(display, text))


def config_of(source: SourceFile, name: str) -> tuple[DeckConfig, tuple[Diagnostic, ...]]:
    """The configuration in a readable `deck.yaml`; `name` replaces a missing name and id."""
    diagnostics: list[Diagnostic] = []

    def report(node: Node, what: Finding) -> None:
        diagnostics.append(what.at(Span(source.path, node.line, node.column)))

    if source.root is not None and not isinstance(source.root, Mapping):
        report(
            source.root,
            finding(
                "wrong-type.deck",
                "deck.yaml must hold keys and values",
                "write 'name: …' and 'id: …' on lines of their own",
            ),
        )
        return DeckConfig(name, name), tuple(diagnostics)
    reader = MappingReader(source.root or Mapping((), {}, 1, 1), "deck.yaml", report)
    config = _config(reader, name, report, source.path)
    unsafe = tuple(check_config(reader.mapping, source.path))
    if unsafe:
        config = replace(config, report="")  # a preview shows what has errors, too
    return config, (*diagnostics, *unsafe)


def _introductions(deck: MappingReader, report: Report) -> Iterator[tuple[str, str]]:
    node = deck.mapping.get("introductions")
    if node is None or (isinstance(node, Scalar) and not node.text.strip()):
        return
    if not isinstance(node, Mapping):
        hint = "write 'CATEGORY: text' on lines of their own below it"
        report(node, finding("wrong-type.introductions", "'introductions' must have keys and values", hint))
        return
    for name, value in node.values.items():
        text = read_value(value, name, report)
        if text and text.text.strip():
            yield name.strip(), text.text.strip()


def _sheet(deck: MappingReader, path: str, report: Report) -> Iterator[SheetPart]:
    """The headings of the sheet for the day that have a title and tags."""
    node = deck.mapping.get("sheet")
    if isinstance(node, Scalar) and not node.text.strip():
        return
    for mapping in deck.mappings("sheet", "{title: …, tags: [...], fields: [...]}"):
        reader = MappingReader(mapping, "sheet", report)
        reader.only(("title", "tags", "fields"))
        title = reader.text("title", required="sheet")
        tags = tuple(text.text.strip() for text in reader.texts("tags", required="sheet"))
        fields = tuple(text.text.strip() for text in reader.texts("fields"))
        if title and tags:
            yield SheetPart(title, tags, fields, Span(path, mapping.line, mapping.column))


def config_path(cards: Path) -> Path:
    """The `deck.yaml` of a cards folder, there or not; or its `deck.yml`."""
    other = cards / "deck.yml"
    return other if other.is_file() and not (cards / "deck.yaml").is_file() else cards / "deck.yaml"


def _config(reader: MappingReader, fallback: str, report: Report, path: str) -> DeckConfig:
    reader.only(KEYS)
    name = reader.text("name", required="deck-name") or fallback
    parts = [part.strip() for part in unicodedata.normalize("NFC", name).split("::")]
    if not all(parts):
        node = reader.mapping.get("name") or reader.mapping
        report(node, finding("bad-value.empty-part", "an empty part in the deck's name", "write 'Deck::Subdeck'"))
    tag = reader.text("tag")
    return DeckConfig(
        name="::".join(part for part in parts if part) or fallback,
        id=reader.text("id", required="deck-id") or fallback,
        language=reader.matching("language", PATTERNS["language"], "language") or "en",
        file=reader.matching("file", PATTERNS["file"], "file"),
        description=reader.text("description"),
        author=reader.text("author"),
        licence=reader.text("licence"),
        tag=clean_tag(tag) or clean_tag(parts[-1]) or "deck",
        subdecks=reader.flag("subdecks"),
        tts=reader.matching("tts", PATTERNS["tts"], "tts"),
        report=reader.matching("report", PATTERNS["report"], "report"),
        rules=tuple(read_rules(reader.mapping.get("rules"), report)),
        site=reader.matching("site", PATTERNS["site"], "site"),
        introductions=tuple(_introductions(reader, report)),
        slices=tuple(text.text.strip() for text in reader.texts("slices")),
        sheet=tuple(_sheet(reader, path, report)),
    )

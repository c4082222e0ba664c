"""`deck.yaml`: what a deck says of itself."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from deckgen.anki.tags import clean_tag
from deckgen.diagnostics import Diagnostic, Span, did_you_mean
from deckgen.files import display_path
from deckgen.model import DeckConfig, Mapping, Node, Scalar
from deckgen.sources.nodes import read_source
from deckgen.sources.shapes import read_texts

if TYPE_CHECKING:
    from pathlib import Path

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
    "report": "A URL with {id}: a link on each back where members report a mistake",
}
PATTERNS = {
    "language": (r"[a-zA-Z]{2,3}([_-][a-zA-Z]{2,4})?", "write a language code such as ko or en"),
    "tts": (r"[a-zA-Z]{2,3}([_-][a-zA-Z]{2,4})?", "write a language such as ko_KR"),
    "report": (r"(https?|mailto):\S+", "write a URL that begins with https:// and holds {id}"),
}
"""What some keys' texts must match, and what to say where they do not."""
EXAMPLES = {
    "language": ("ko", "en"),
    "slices": (["core", "depth"],),
    "licence": ("CC BY 4.0", "CC BY-SA 4.0", "CC0 1.0"),
    "tts": ("ko_KR", "en_US"),
    "report": ("https://example.org/issues/new?title={id}",),
}
"""What editors offer."""


def read_config(cards: Path) -> tuple[DeckConfig, tuple[Diagnostic, ...]]:
    """Read a deck's `deck.yaml`.

    Args:
        cards: The cards folder.

    Returns:
        The configuration, with stand-ins for what is missing, and the diagnostics.
    """
    path = next((p for p in (cards / "deck.yaml", cards / "deck.yml") if p.is_file()), None)
    name = cards.resolve().parent.name or "deck"
    if path is None:
        hint = "write one with 'name: …' and 'id: …' (any text that no other deck has, never to change)"
        problem = Diagnostic(Span(display_path(cards / "deck.yaml")), "missing-deck", "there is no deck.yaml", hint)
        return DeckConfig(name, name), (problem,)
    source, found = read_source(path, display_path(path))
    if source.broken:
        return DeckConfig(name, name), found
    if source.root is not None and not isinstance(source.root, Mapping):
        span = Span(source.path, source.root.line, source.root.column)
        hint = "write 'name: …' and 'id: …' on lines of their own"
        return DeckConfig(name, name), (*found, Diagnostic(span, "wrong-type", "deck.yaml is a mapping", hint))
    reader = _Reader(source.path, source.root or Mapping((), 1, 1))
    config = reader.config(name)
    return config, (*found, *reader.diagnostics)


class _Reader:
    def __init__(self, path: str, root: Mapping) -> None:
        self._path = path
        self._root = root
        self.diagnostics: list[Diagnostic] = []

    def config(self, fallback: str) -> DeckConfig:
        for key, _ in self._root.pairs:
            if key.text not in KEYS:
                hint = "write 'licence'" if key.text == "license" else did_you_mean(key.text, KEYS)
                self._report(key, "unknown-key", f"'{key.text}' means nothing in deck.yaml", hint)
        name = self._text("name", "write 'name: …': the deck's name in Anki", required=True) or fallback
        parts = [part.strip() for part in unicodedata.normalize("NFC", name).split("::")]
        if not all(parts):
            self._report(
                self._root.get("name") or self._root,
                "bad-value",
                "an empty part in the deck's name",
                "write 'Deck::Subdeck'",
            )
        tag = self._text("tag")
        return DeckConfig(
            name="::".join(part for part in parts if part) or fallback,
            id=self._text("id", "write 'id: …', any text that no other deck has; it must never change", required=True)
            or fallback,
            language=self._matching("language") or "en",
            description=self._text("description"),
            author=self._text("author"),
            licence=self._text("licence"),
            tag=clean_tag(tag) or clean_tag(parts[-1]) or "deck",
            subdecks=self._flag("subdecks"),
            tts=self._matching("tts"),
            report=self._matching("report"),
            slices=self._texts("slices"),
        )

    def _text(self, key: str, hint: str = "", *, required: bool = False) -> str:
        node = self._root.get(key)
        if isinstance(node, Scalar):
            text = node.text.strip()
        else:
            text = ""
            if node is not None:
                self._report(node, "wrong-type", f"'{key}' must be text", hint)
                return ""
        if required and not text:
            self._report(node or self._root, "missing-field", f"deck.yaml has no '{key}'", hint)
        return text

    def _texts(self, key: str) -> tuple[str, ...]:
        return tuple([text.text.strip() for text in read_texts(self._root.get(key), key, self._report)])

    def _matching(self, key: str) -> str:
        pattern, hint = PATTERNS[key]
        text = self._text(key, hint)
        node = self._root.get(key)
        if text and node is not None and not re.fullmatch(pattern, text):
            self._report(node, "bad-value", f"'{text}' does not fit '{key}'", hint)
            return ""
        return text

    def _flag(self, key: str) -> bool:
        text = self._text(key).lower()
        node = self._root.get(key)
        if text not in {"", "true", "false"} and node is not None:
            self._report(node, "bad-value", f"'{key}' must be true or false", "write 'true', or leave the line out")
        return text == "true"

    def _report(self, node: Node, rule: str, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(Span(self._path, node.line, node.column), rule, message, hint))

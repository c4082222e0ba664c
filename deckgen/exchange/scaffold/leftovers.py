"""What `init` wrote for the author to replace and is still there: members should never get it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from deckgen.exchange.scaffold import LANGUAGES, read
from deckgen.html.text import plain_text
from deckgen.model import Deck, Mapping, Node, Scalar, Sequence
from deckgen.model.diagnostics import Diagnostic, warning
from deckgen.sources.config import config_path
from deckgen.sources.nodes import parse
from deckgen.sources.places import SourceFiles
from deckgen.system.files import display_path

_EXAMPLE = re.compile(r"@example\.(?:org|com|net)\b|://NAME\.|/DECK/|://example\.(?:org|com|net)\b")
"""Addresses as the samples and the help have them."""
SAMPLES = "01-first.yaml"


def leftovers(cards: Path, deck: Deck) -> Iterator[Diagnostic]:
    """Find what is still as `init` wrote it: the description, addresses, the sample cards and their tag."""
    config, files = deck.config, SourceFiles()
    deck_file = files.places(display_path(config_path(cards)))
    if config.description in {_of(_tree(language, "deck.yaml"), "description") for language in LANGUAGES}:
        yield warning(
            "placeholder.description",
            "the description is still the one that 'init' wrote",
            "say in a sentence or two what the deck is, or take the line out: Anki shows it to members",
        ).at(deck_file.of_key("description"))
    for key, address in (("report", config.report), ("site", config.site)):
        if _EXAMPLE.search(address):
            yield warning(
                "placeholder.address",
                "'{text}' is an example, and no one's address",
                "write yours after '{name}:', or take the line out",
                text=address,
                name=key,
            ).at(deck_file.of_key(key))
    samples = {pair for language in LANGUAGES for pair in _firsts(_tree(language, SAMPLES))}
    left = [note for note in deck.notes if (note.id, plain_text(note.fields[0])) in samples]
    if left:
        yield warning(
            "placeholder.cards",
            "{n:?card is|cards are} still the samples that 'init' wrote",
            "delete them, or write your own in their place",
            n=len(left),
        ).at(left[0].span)
        return
    for language in LANGUAGES:
        tag = f"{config.tag}::{_tag(_tree(language, SAMPLES))}"
        note = next((note for note in deck.notes if tag in note.tags and note.span.path.endswith(SAMPLES)), None)
        if note is not None:
            yield warning(
                "placeholder.tag",
                "'{tag}' is the tag of the samples that 'init' wrote",
                "take the line out, or write a tag of your own",
                tag=tag.rpartition("::")[2],
            ).at(files.places(note.span.path).of_key("tags"))


@lru_cache(maxsize=8)
def _tree(language: str, name: str) -> Node | None:
    """A file of the samples, as it is read; what `create` fills in is no YAML and counts for nothing."""
    text = read(f"{language}/{name}").replace("@FILE@", "#").replace("@", "x")
    return parse(text, name)[0].root


def _of(node: Node | None, key: str) -> str:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value.text.strip() if isinstance(value, Scalar) else ""


def _tag(node: Node | None) -> str:
    tags = node.get("tags") if isinstance(node, Mapping) else None
    return next((tag.text for tag in tags.items if isinstance(tag, Scalar)), "") if isinstance(tags, Sequence) else ""


def _firsts(node: Node | None) -> Iterator[tuple[str, str]]:
    """The id and the first text of each sample card."""
    cards = node.get("cards") or node.get("followups") if isinstance(node, Mapping) else None
    for card in cards.items if isinstance(cards, Sequence) else ():
        if isinstance(card, Mapping):
            first = card.pairs[0][1]
            yield _of(card, "id"), first.text if isinstance(first, Scalar) else ""
            yield from _firsts(card)

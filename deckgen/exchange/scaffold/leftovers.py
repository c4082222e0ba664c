"""What `init` wrote for the author to replace and is still there: members should never get it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deckgen.exchange.scaffold import LANGUAGES, read
from deckgen.html.text import plain_text
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic, warning
from deckgen.sources.config import config_path
from deckgen.sources.places import SourceFiles
from deckgen.system.files import display_path

_EXAMPLE = re.compile(r"@example\.(?:org|com|net)\b|://NAME\.|/DECK/|://example\.(?:org|com|net)\b")
"""Addresses as the samples and the help have them."""
_SAMPLES = "01-first.yaml"


def leftovers(cards: Path, deck: Deck) -> Iterator[Diagnostic]:
    """Find what is still as `init` wrote it: the description, addresses, the sample cards and their tag."""
    config, files = deck.config, SourceFiles()
    deck_file = files.places(display_path(config_path(cards)))
    if config.description in _in_samples("deck.yaml", r"(?m)^description: (.+)$"):
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
    samples = _in_samples(_SAMPLES, r"- \w+: (.+?)(?: +#.*)?\n +id: (\S+)")
    left = [note for note in deck.notes if (plain_text(note.fields[0]), note.id) in samples]
    if left:
        yield warning(
            "placeholder.cards",
            "{n:?card is|cards are} still the samples that 'init' wrote",
            "delete them, or write your own in their place",
            n=len(left),
        ).at(left[0].span)
        return
    for tag in _in_samples(_SAMPLES, r"(?m)^tags: \[(.+)\]"):
        tagged = (note for note in deck.notes if f"{config.tag}::{tag}" in note.tags)
        note = next((note for note in tagged if note.span.path.endswith(_SAMPLES)), None)
        if note is not None:
            yield warning(
                "placeholder.tag",
                "'{tag}' is the tag of the samples that 'init' wrote",
                "take the line out, or write a tag of your own",
                tag=tag,
            ).at(files.places(note.span.path).of_key("tags"))


def _in_samples(name: str, pattern: str) -> list[Any]:
    """What a pattern finds in a file of the samples, in each language."""
    return [found for language in LANGUAGES for found in re.findall(pattern, read(f"{language}/{name}"))]

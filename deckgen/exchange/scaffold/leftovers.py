"""What `init` wrote for the author to replace and is still there: members should never get it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from deckgen.exchange.scaffold import LANGUAGES, read_sample
from deckgen.html.plain import plain_text
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic, Severity, ordered, warning
from deckgen.sources.config import config_path
from deckgen.sources.places import SourceFiles
from deckgen.system.files import display_path


def leftovers(cards: Path, deck: Deck) -> Iterator[Diagnostic]:
    """Find what is still as `init` wrote it: the description and the sample cards."""
    if deck.config.description in _in_samples("deck.yaml", r"(?m)^description: (.+)$"):
        yield warning(
            "placeholder.description",
            "the description is still the one that 'init' wrote",
            "say in a sentence or two what the deck is, or take the line out: Anki shows it to members",
        ).at(SourceFiles().places(display_path(config_path(cards))).of_key("description"))
    samples = _in_samples("01-first.yaml", r"- \w+: (.+?)(?: +#.*)?\n +id: (\S+)")
    left = [note for note in deck.notes if (plain_text(note.fields[0]), note.id) in samples]
    if left:
        yield warning(
            "placeholder.cards",
            "{n:?card is|cards are} still the samples that 'init' wrote",
            "delete them, or write your own in their place",
            n=len(left),
        ).at(left[0].span)


def before_release(cards: Path, deck: Deck, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """All diagnostics of a deck that is to be released: an error is each leftover, and what left it without notes."""
    found = (*diagnostics, *leftovers(cards, deck))
    return ordered(
        replace(d, severity=Severity.ERROR) if d.rule == "placeholder" or not deck.notes else d for d in found
    )


def _in_samples(name: str, pattern: str) -> list[Any]:
    """What a pattern finds in a file of the samples, in each language."""
    return [found for language in LANGUAGES for found in re.findall(pattern, read_sample(language, name))]

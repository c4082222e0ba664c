"""Packages as people write them with plain genanki, and every way in which they break an update."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

import genanki

Pair: TypeAlias = tuple[str, str]

FIRST, SECOND = 1_700_000_000, 1_700_086_400
"""When OLD and NEW are made."""
CARDS: tuple[Pair, ...] = (
    ("Why is a GPU quick?", "It does the same sum on many numbers at once."),
    ("What is a token?", "The smallest piece of text that a model reads."),
    ("What does LoRA train?", "Two small matrices next to each frozen one."),
    ("What does GRPO do without?", "A critic model; it compares answers within a group."),
    ("What is quantization?", "Writing numbers with fewer bits."),
    ("What is distillation?", "A small model learns from the answers of a large one."),
)
FIXED = (("Why is a GPU fast?", CARDS[0][1]), *CARDS[1:])
"""The same cards, one fixed."""


def by_question(pair: Pair) -> str:
    """A guid that stays when a question is fixed."""
    return str(genanki.guid_for(CARDS[FIXED.index(pair)][0] if pair in FIXED else pair[0]))


def write(
    path: Path,
    cards: Iterable[Pair],
    made: int,
    *,
    guid: Callable[[Pair], str] | None = None,
    note_type: int = 1_500_000_000_001,
    fields: tuple[str, ...] = ("Front", "Back"),
    templates: int = 1,
    deck: str = "Models",
    css: str = ".card { color: black }",
) -> Path:
    """Write a package the usual way: `made`, the build's time, stamps every note, and guids are hashes of fields."""
    model = genanki.Model(
        note_type,
        "Simple",
        fields=[{"name": name} for name in fields],
        templates=[
            {"name": f"Card {n}", "qfmt": "{{Front}}" + " " * n, "afmt": f"{{{{FrontSide}}}}<hr>{{{{{fields[1]}}}}}"}
            for n in range(1, templates + 1)
        ],
        css=css,
    )
    made_of = genanki.Deck(1_500_000_000_002, deck)
    for pair in cards:
        texts = [*pair, *[""] * (len(fields) - 2)]
        made_of.add_note(genanki.Note(model, texts, guid=guid(pair) if guid else None))
    genanki.Package(made_of).write_to_file(str(path), timestamp=made)
    return path

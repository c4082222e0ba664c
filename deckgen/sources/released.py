"""The one thing of the ledger that decides how cards compile: the shape that each released note has."""

import json
from collections.abc import Iterator
from pathlib import Path

from deckgen.system.inputs import MOST_LEDGER, NotReadError, read_file

LEDGER = "released.jsonl"


def released_shapes(cards: Path) -> dict[str, int]:
    """Card id → the shape with which its note was released.

    Args:
        cards: The cards folder. Errors in its ledger are ignored here; `release` reports them.
    """
    try:
        lines = read_file(cards / LEDGER, cards, MOST_LEDGER).decode("utf-8").splitlines()
    except (NotReadError, UnicodeError):
        return {}
    return dict(_shapes(lines))


def _shapes(lines: list[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        if not line.startswith('{"line":"note"'):
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value.get("id"), str):
            shape = value.get("shape", 1)
            yield value["id"], shape if isinstance(shape, int) and shape > 0 else 1

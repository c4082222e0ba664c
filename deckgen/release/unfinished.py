"""A ledger's first line while an import writes its deck: what is there then is not what members have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from deckgen.model.diagnostics import DeckgenError, Text, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from deckgen.model.diagnostics import Finding


_BAD_LEDGER: dict[str, Text] = {
    "importing": (
        "bad-ledger.importing",
        "an import was stopped before its end: nobody knows what members have of this deck",
        ("delete what it wrote (this line names each file, and this file itself is one), and import again"),
    ),
    "adding": (
        "bad-ledger.adding",
        ("an import into this deck was stopped before its end: nobody knows what members have of its cards"),
        "delete the files that this line names, then this line, and import again",
    ),
}


_KEY = "import"


def unfinished(names: Iterable[str]) -> str:
    """The line.

    Args:
        names: The files that the import writes, beside or below the cards folder.
    """
    return json.dumps({_KEY: [*names]}, ensure_ascii=False) + "\n"


def unfinished_import(first: Mapping[str, Any], *, alone: bool) -> Finding | None:
    """What is to be said of a ledger's first line; None where no import stopped.

    Args:
        first: The line's object.
        alone: Whether nothing else stands in the ledger.
    """
    return finding(*_BAD_LEDGER["importing" if alone else "adding"]) if _KEY in first else None


def refuse_unfinished(text: str) -> None:
    """Let nobody make a ledger anew while an import of its deck is not whole.

    Args:
        text: What the ledger holds.

    Raises:
        DeckgenError: An import stopped.
    """
    first, _, others = text.partition("\n")
    if first.startswith(f'{{"{_KEY}": '):
        raise DeckgenError(*_BAD_LEDGER["adding" if others.strip() else "importing"])

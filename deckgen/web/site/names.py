"""Names that travel: short and ASCII, since browsers, chats and phones spell others in ways of their own."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

from deckgen.system.files import is_backup_name, product_path

_ODD = re.compile(r"[^A-Za-z0-9._]+")
"""What an address would have to escape."""
_LONGEST = 40
_NAMESPACE = uuid.UUID("6f1c7a7e-0d0b-4b0e-9a53-2f5d3a8e9c41")
"""A UUID namespace of deckgen's own; it never changes."""


def package_name(cards: Path, name: str, version: str) -> str:
    """The package's file name on the site: `deckgen release`'s own, but never long, and of safe characters only."""
    whole = product_path(cards, name, "", version).name
    tail = product_path(cards, "", "", version).name.removeprefix("deck")
    stem = _short(whole.removesuffix(tail)) or "deck"
    found = f"{stem}-{_short(tail)}.apkg"
    return f"deck-{found}" if is_backup_name(found) else found


def _short(text: str) -> str:
    return _ODD.sub("-", text)[:_LONGEST].strip("-. ")


def urn(*parts: str) -> str:
    """An id that never changes for the same parts, wherever the site stands."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(parts)).urn

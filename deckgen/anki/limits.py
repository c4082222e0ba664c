"""What a package or an export may hold: more than any real deck has, less than what harms the machine of its reader.

Of 103 public packages and CrowdAnki decks, the largest had 3,902 notes, 17 fields and 8 templates a note type, 9 note
types, 38 decks, 12,772 characters in a template and 2,563 in a field.
"""

import json
from pathlib import Path
from typing import Any

from deckgen.model.diagnostics import DeckgenError

MAX_MEDIA = 1 << 33
"""Bytes that all media together may unpack to."""
MEDIA_AT_LEAST, MEDIA_GROWTH = 100_000_000, 20
"""What any package may unpack to, and how many times its own size beyond that: media are compressed already."""
MAX_MEDIA_LIST = 1 << 24
"""Bytes of the list of media."""
MAX_COLLECTION = 1 << 29
"""Bytes of the database: half a gigabyte, some two million notes with their reviews."""
MAX_SECONDS = 60.0
"""To read the database; one of 200,000 notes takes three."""
MAX_VALUE = 1 << 24
"""Bytes of one value in it: a note's fields, or all of an old collection's note types as JSON."""
MAX_ROWS = 1_000_000
"""Of any one table: five cards a note."""
MAX_NOTES = 200_000
MAX_TEXT, FIELD_WEIGHT = 1 << 27, 32
"""Characters of all notes' fields together, and for how many more each field counts."""
MAX_PARTS = 5_000
"""Fields and templates of all note types together."""
MAX_MESSAGE = 1_000
"""Values in a message of protobuf, but for a list's."""
MAX_JSON = 5_000_000
"""Values in a JSON text, by its commas and brackets."""


def load_json(written: str | bytes, path: Path) -> Any:
    """Read a file's JSON.

    Raises:
        ValueError: It is no JSON, or has half characters, which no file and no database can hold.
        DeckgenError: It holds more values than any deck; nothing was read.
        RecursionError: It is nested too deeply.
    """
    text = written.decode("utf-8") if isinstance(written, bytes) else written
    if text.count(",") + text.count("[") + text.count("{") > MAX_JSON:  # each value follows one of them
        raise refusal(path, MAX_JSON, "values of JSON")
    value = json.loads(text)
    if "\\ud" in text.lower():
        json.dumps(value, ensure_ascii=False).encode()
    return value


def refusal(path: Path, most: int | str, what: str) -> DeckgenError:
    """The error that says which limit a file goes beyond: `most`, and of what."""
    return DeckgenError(
        "refused-package",
        "'{path}' is refused: more than {most} {what:system}",
        "no deck is so large; ask whoever made it",
        path=str(path),
        most=most,
        what=what,
    )

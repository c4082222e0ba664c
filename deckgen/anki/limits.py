"""What a package or an export may hold: more than any real deck has, less than what harms the machine of its reader.

Of 103 public packages and CrowdAnki decks, the largest had 3,902 notes, 17 fields and 8 templates a note type, 9 note
types, 38 decks, 12,772 characters in a template and 2,563 in a field.
"""

from pathlib import Path

from deckgen.messages.catalogue import Value
from deckgen.model.diagnostics import DeckgenError, Text

MAX_ENTRIES = 200_000
"""Files in the zip."""
MAX_DIRECTORY = 1 << 24
"""Bytes of the zip's list of files: 80 for each."""
MAX_MEDIA_FILES = 200_000
MAX_MEDIA_FILE = 100_000_000
"""Bytes of one picture or sound: Anki syncs none that is larger."""
MAX_MEDIA = 1 << 33
"""Bytes that all media together may unpack to."""
MEDIA_AT_LEAST, MEDIA_GROWTH = 100_000_000, 20
"""What any package may unpack to, and how many times its own size beyond that: media are compressed already."""
MAX_MEDIA_LIST = 1 << 26
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
MAX_TEXT = 1 << 27
"""Characters of all notes' fields together."""
MAX_FIELDS = 500
"""Of a note or a note type."""
MAX_ALL_FIELDS = 4_000_000
"""Of all notes together."""
MAX_CARDS = 500
"""Of a note: Anki makes no more of a cloze."""
MAX_TEMPLATES = 500
MAX_TYPES = 1_000
MAX_PARTS = 20_000
"""Fields and templates of all note types together."""
MAX_DECKS = 5_000
MAX_NESTED_DECKS = 50
MAX_MESSAGE = 1_000
"""Values in a message of protobuf, but for a list's."""
MAX_JSON = 2_000_000
"""Values in a JSON text."""
_REFUSED: dict[str, Text] = {
    "entries": (
        "refused-package.entries",
        "'{path}' is refused: it has more than {most} entries",
        "no deck is so large; ask whoever made it",
    ),
    "media-files": (
        "refused-package.media-files",
        "'{path}' is refused: it has more than {most} media files",
        "no deck is so large; ask whoever made it",
    ),
    "media": (
        "refused-package.media",
        "'{path}' is refused: its media unpack to more than {most} MB",
        "no deck is so large; ask whoever made it",
    ),
    "fields": (
        "refused-package.fields",
        "'{path}' is refused: a note or a note type of it has more than {most} fields",
        "no deck is so large; ask whoever made it",
    ),
    "all-fields": (
        "refused-package.all-fields",
        "'{path}' is refused: its notes have more than {most} fields together",
        "no deck is so large; ask whoever made it",
    ),
    "note-types": (
        "refused-package.note-types",
        "'{path}' is refused: it has more than {most} note types",
        "no deck is so large; ask whoever made it",
    ),
    "templates": (
        "refused-package.templates",
        "'{path}' is refused: a note type of it has more than {most} card templates",
        "no deck is so large; ask whoever made it",
    ),
    "parts": (
        "refused-package.parts",
        "'{path}' is refused: its note types have more than {most} fields and templates together",
        "no deck is so large; ask whoever made it",
    ),
    "decks": (
        "refused-package.decks",
        "'{path}' is refused: it has more than {most} decks",
        "no deck is so large; ask whoever made it",
    ),
    "nested-decks": (
        "refused-package.nested-decks",
        "'{path}' is refused: its decks are nested more than {most} deep",
        "no deck is so large; ask whoever made it",
    ),
    "cards": (
        "refused-package.cards",
        "'{path}' is refused: a note of it has more than {most} cards",
        "no deck is so large; ask whoever made it",
    ),
    "values": (
        "refused-package.values",
        "'{path}' is refused: a JSON text in it has more than {most} values",
        "no deck is so large; ask whoever made it",
    ),
    "large": (
        "refused-package.large",
        "'{path}' is refused: '{name}' unpacks to more than {most} MB",
        "no deck is so large; ask whoever made it",
    ),
    "text": (
        "refused-package.text",
        "'{path}' is refused: its notes hold more than {most} million characters",
        "no deck is so large; ask whoever made it",
    ),
    "rows": (
        "refused-package.rows",
        "'{path}' is refused: a table of its collection has more than {most} rows",
        "no deck is so large; ask whoever made it",
    ),
    "value": (
        "refused-package.value",
        "'{path}' is refused: it holds a value of more than {most} MB",
        "no deck is so large; ask whoever made it",
    ),
    "time": (
        "refused-package.time",
        "'{path}' is refused: reading its collection takes too long",
        "no deck is so large; ask whoever made it",
    ),
    "computes": (
        "refused-package.computes",
        "'{path}' is refused: its collection computes what Anki's only stores",
        "Anki does not write such packages; ask whoever made it",
    ),
    "large-sheet": (
        "refused-package.large-sheet",
        "'{path}' is refused: it unpacks to more than {most} MB",
        "save the sheet as CSV and import that",
    ),
}


def refusal(path: Path, case: str, **values: Value) -> DeckgenError:
    """The error that says which limit a file goes beyond."""
    return DeckgenError(*_REFUSED[case], path=str(path), **values)

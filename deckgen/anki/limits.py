"""What a package or an export may hold: more than any real deck has, less than what harms the machine of its reader.

Of 103 public packages and CrowdAnki decks, the largest had 3,902 notes, 17 fields and 8 templates a note type, 9 note
types, 38 decks, 12,772 characters in a template and 2,563 in a field.
"""

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

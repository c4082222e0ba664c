"""Write the catalogue in which gettext looks up click's own words, from `click.ko.toml`.

    python -m tests.words.make_mo

The format is GNU gettext's: a header, the offsets of the sorted messages and of their translations, and the texts.
"""

import struct
import tomllib
from pathlib import Path

WORDS = Path(__file__).parents[2] / "deckgen" / "cli" / "words"
SOURCE = WORDS / "click.ko.toml"
TARGET = WORDS / "ko" / "LC_MESSAGES" / "messages.mo"
_MAGIC = 0x950412DE
_PLURALS = {
    "Did you mean {possibility}?": "(Did you mean one of: {possibilities}?)",
    "Option {name!r} requires an argument.": "Option {name!r} requires {nargs} arguments.",
    "Got unexpected extra argument ({args})": "Got unexpected extra arguments ({args})",
    "{value!r} is not {choice}.": "{value!r} is not one of {choices}.",
}
"""Messages that click gives in two forms; Korean needs both, since they name other values."""
_HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def compiled() -> bytes:
    """The catalogue's bytes."""
    said = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    pairs = {"": _HEADER}
    for message, translation in said.items():
        if message in _PLURALS:
            many = _PLURALS[message]
            pairs[f"{message}\0{many}"] = f"{translation}\0{said[many]}"
        elif message not in _PLURALS.values():
            pairs[message] = translation
    ordered = sorted((a.encode(), b.encode()) for a, b in pairs.items())
    start = 28 + 16 * len(ordered)
    tables, texts = [], b""
    for column in zip(*ordered, strict=True):
        for text in column:
            tables.append(struct.pack("<II", len(text), start + len(texts)))
            texts += text + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(ordered), 28, 28 + 8 * len(ordered), 0, 0)
    return head + b"".join(tables) + texts


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(compiled())

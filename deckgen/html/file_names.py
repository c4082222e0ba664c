"""The files that a field's HTML shows or plays, and other names for them."""

import html
from collections.abc import Callable, Iterator

from msgspec import Struct

from deckgen.html.reading import SOUND
from deckgen.html.tokens import Tag, Text, tokens

_ATTRIBUTE = {
    **dict.fromkeys(("img", "audio", "video", "source", "track", "embed"), "src"),
    "object": "data",
}


class File(Struct, frozen=True):
    """A place where HTML names a file."""

    name: str
    """With entities resolved."""
    start: int
    end: int
    """The offsets of the attribute's value with its quotes, or of a sound's name."""
    sound: bool


def files_of(source: str) -> Iterator[File]:
    """The files that a field shows or plays, addresses on the web included, in the order in which they are named."""
    if "[sound:" not in source and "src" not in source.lower() and "data" not in source.lower():
        return
    for token in tokens(source):
        if isinstance(token, Text) and not token.raw:
            for found in SOUND.finditer(source, token.start, token.end):
                yield File(html.unescape(found[1]), *found.span(1), sound=True)
        elif isinstance(token, Tag) and token.attributes and (name := _ATTRIBUTE.get(token.name)):
            for each in token.attributes:
                if each.name == name:
                    yield File(each.value, each.value_start, each.end, sound=False)
                    break


def rename_files(source: str, rename: Callable[[str], str | None]) -> str:
    """A field whose files have the names that a function gives; where it gives None, the name stays as written."""
    out: list[str] = []
    position = 0
    for file in files_of(source):
        new = rename(file.name)
        if new is not None:
            written = html.escape(new)
            out += (source[position : file.start], written if file.sound else f'"{written}"')
            position = file.end
    return "".join((*out, source[position:]))

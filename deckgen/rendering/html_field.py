"""Fields that are written as HTML: as they are, but for the names of the files that they show."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from deckgen.html.media import rename_files
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding
from deckgen.rendering.markdown import Lookup, Rendered

_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
"""An address: nothing that could be packed."""


def html_field(text: str, find: Callable[[str], MediaFile | Finding]) -> Rendered:
    """A field's HTML with the files that it shows by their packed names; what is not found keeps its name."""
    lookups: list[Lookup] = []

    def packed(name: str) -> str | None:
        if _ELSEWHERE.match(name) or not name.strip():
            return None
        found = find(name)
        if isinstance(found, Finding) and "%" in name:
            other = find(unquote(name))
            name, found = (unquote(name), other) if not isinstance(other, Finding) else (name, found)
        lookups.append(Lookup(name, found))
        return None if isinstance(found, Finding) else found.name

    return Rendered(rename_files(text, packed), tuple(lookups))

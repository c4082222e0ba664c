"""Fields that are written as HTML: as they are, but for the names of the files that they show."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from deckgen.anki.pairs import showing, shown_name
from deckgen.messages.patterns import late
from deckgen.model.diagnostics import Finding
from deckgen.rendering.markdown import Lookup, Rendered

if TYPE_CHECKING:
    from collections.abc import Callable

    from deckgen.model import MediaFile

_SHOWN = showing()
_ELSEWHERE = late(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
"""An address: nothing that could be packed."""


def html_field(text: str, find: Callable[[str], MediaFile | Finding]) -> Rendered:
    """A field's HTML with the files that it shows by their packed names.

    Args:
        text: The author's HTML.
        find: From a path as written to the file, or to why there is none; what is not there keeps its name.
    """
    if "[sound:" not in text and "src" not in text.lower():
        return Rendered(text)
    lookups: list[Lookup] = []

    def packed(match: re.Match[str]) -> str:
        written = shown_name(match)
        if _ELSEWHERE.match(written) or not written.strip():
            return match.group()
        name = html.unescape(written)
        found = find(name)
        if isinstance(found, Finding) and "%" in name:
            other = find(unquote(name))
            name, found = (unquote(name), other) if not isinstance(other, Finding) else (name, found)
        lookups.append(Lookup(name, found))
        if isinstance(found, Finding):
            return match.group()
        new = html.escape(found.name)
        return f"[sound:{new}]" if match["sound"] else f'{match["head"]}"{new}"'

    return Rendered(_SHOWN.sub(packed, text), tuple(lookups))

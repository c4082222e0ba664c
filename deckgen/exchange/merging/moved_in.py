"""Members' notes of a deck that moved in: their HTML is still the old editor's, and its files have their old names."""

from __future__ import annotations

from collections.abc import Mapping

from deckgen.html.reading import read
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding, finding
from deckgen.rendering.html_field import html_field


def with_packed_names(html: str, files: Mapping[str, MediaFile]) -> str:
    """A field's HTML, with the deck's files by the names that packages give them.

    Args:
        html: A member's field.
        files: File name below `media/` → file.
    """

    def find(name: str) -> MediaFile | Finding:
        return files.get(name.removeprefix("media/")) or finding(
            "media-missing", "there is no '{name}' in media/", "put the file there, or fix its name", name=name
        )

    return html_field(html, find).html


def reads_alike(one: str, other: str) -> bool:
    """Whether a reader sees no difference between two fields, whoever wrote their HTML."""
    return read(one) == read(other)

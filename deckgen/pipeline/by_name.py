"""Files that templates show by their own names, which they keep in the package: members know them so."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from deckgen.model import Kind, MediaFile, Note

_IN_TAG = re.compile(r"<[^<>]*\{\{[^<>]*>")
_FIELD = re.compile(r"\{\{(?:[^{}:]*:)*([^{}:]+)\}\}")


def shown_by_name(kinds: Iterable[Kind], notes: Iterable[Note], files: Mapping[str, Path]) -> Iterator[MediaFile]:
    """The files that note types which members have show by name, and those that begin with `_`, which Anki never drops.

    Args:
        notes: The deck's notes: a template may name a file by a field, as in `<img src="{{Picture}}">`.
        files: What lies in `media/`, by name.
    """
    known = {kind.name: kind for kind in kinds if kind.known}
    if not (known and files):
        return
    names = {name for name in files if name.startswith("_")}
    for kind in known.values():
        for text in (kind.css, *(side for card in kind.cards for side in (card.front, card.back))):
            names.update(name for name in files if name in text)
    columns = {name: _places(kind) for name, kind in known.items()}
    if any(columns.values()):
        for note in notes:
            for at in columns.get(note.kind, ()):
                names.add(html.unescape(note.fields[at]).strip())
    for name in sorted(names & files.keys()):
        yield MediaFile(name, files[name])


def _places(kind: Kind) -> frozenset[int]:
    named = fields_in_tags("\n".join(side for card in kind.cards for side in (card.front, card.back)))
    return frozenset(at for at, spec in enumerate(kind.fields) if not named.isdisjoint({spec.name, spec.title}))


def fields_in_tags(templates: str) -> frozenset[str]:
    """The fields that templates put into tags, by the names that they use."""
    return frozenset(field.strip() for tag in _IN_TAG.findall(templates) for field in _FIELD.findall(tag))

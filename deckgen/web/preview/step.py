"""From one view of a deck to the next: what an open page needs."""

from collections.abc import Mapping
from typing import Any, TypedDict

from deckgen.web.page import View


class Step(TypedDict):
    """What a page does to show the next view; where it must load itself anew, only `anew` is true."""

    anew: bool
    entries: list[str]
    """The HTML of each entry that is new or looks otherwise."""
    order: list[str]
    """The ids of all entries, topic by topic; empty where they are as before."""
    media: Mapping[str, str]
    """Packed name → data URI of pictures and sounds that are new."""
    data: Mapping[str, Any] | None
    """What the page knows of all entries; None where it is as it was."""


def step_between(last: View | None, view: View) -> Step | None:
    """What changes between two views; None where there is nothing new to see."""
    if last is None or _frame(last) != _frame(view):
        return Step(anew=True, entries=[], order=[], media={}, data=None)
    known = {entry.note.id: entry.html for entry in last.entries}
    changed = [entry.html for entry in view.entries if known.get(entry.note.id) != entry.html]
    ids = [entry.note.id for entry in view.entries]
    moved = ids != list(known)
    media = {name: data for name, data in view.media.items() if name not in last.media}
    same = last.data == view.data
    if not (changed or moved or media) and same:
        return None
    return Step(anew=False, entries=changed, order=ids if moved else [], media=media, data=None if same else view.data)


def _frame(view: View) -> object:
    """What is not in the entries and cannot be changed in an open page."""
    return view.deck.config, view.deck.note_types, view.deck.kinds, view.description

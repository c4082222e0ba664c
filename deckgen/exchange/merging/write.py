"""Members' texts written into the card files: each field's text moves, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from deckgen.editing.replace import Addition, Change, EditError, Items, changed_file
from deckgen.editing.tree import Tree, TreeNode
from deckgen.exchange.merging.model import FieldChange, NoteChange, TagChange
from deckgen.exchange.merging.texts import Rewriter, is_list
from deckgen.exchange.source_cards import SourceCard, node_at
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import display_path, write_atomically


class ByHand(NamedTuple):
    """A change that the author has to write themselves."""

    note: NoteChange
    field: FieldChange
    why: str
    """`no_field`, `other_items`, `emptied`, `no_markdown`, `unsafe` or `shared`."""


class Plan(NamedTuple):
    """What is to be written, file by file."""

    trees: dict[Path, Tree]
    """The files as they are."""
    changes: dict[Path, list[Change]]
    additions: dict[Path, list[Addition]]
    by_hand: tuple[ByHand, ...]
    tags: dict[Path, list[Items]]
    untagged: tuple[TagChange, ...]
    """Cards that follow others, and have their tags from these."""


def plan(notes: Iterable[NoteChange], rewriter: Rewriter, tags: Sequence[TagChange] = ()) -> Plan:
    """Find the new texts.

    Args:
        notes: What to take over; conflicts too, where the author asked for them.
        rewriter: Makes Markdown of the members' HTML.
        tags: The members' tags to take over.
    """
    trees: dict[Path, Tree] = {}
    texts: dict[tuple[Path, TreeNode], str] = {}
    additions: dict[Path, list[Addition]] = defaultdict(list)
    by_hand: list[ByHand] = []
    for note in notes:
        path = note.source.path
        for field in note.fields:
            scalars = note.source.card.values.get(field.column, ())
            found = _new_texts(note, field, rewriter)
            places = [(path, node_at(trees, path, scalar.line, scalar.column)) for scalar in scalars]
            if isinstance(found, str):
                by_hand.append(ByHand(note, field, found))
            elif any(texts.get(place, text) != text for place, text in zip(places, found, strict=False)):
                by_hand.append(ByHand(note, field, "shared"))
            elif places:
                texts.update(zip(places, found, strict=True))
            else:
                additions[path].append(Addition(_id_node(trees, note.source), field.column, found[0]))
    changes: dict[Path, list[Change]] = defaultdict(list)
    for (path, node), text in texts.items():
        changes[path].append(Change(node, text))
    items: dict[Path, list[Items]] = defaultdict(list)
    for change in tags:
        if not change.source.card.parent:
            items[change.source.path].append(Items(_id_node(trees, change.source), "tags", change.tags))
    untagged = tuple(change for change in tags if change.source.card.parent)
    return Plan(trees, changes, additions, tuple(by_hand), items, untagged)


def _id_node(trees: dict[Path, Tree], source: SourceCard) -> TreeNode:
    return node_at(trees, source.path, source.id_line, source.id_column)


def _new_texts(note: NoteChange, field: FieldChange, rewriter: Rewriter) -> tuple[str, ...] | str:
    """A field's new texts, one for each that the author wrote; or why there are none."""
    card = note.source.card
    spec = next((spec for spec in card.kind.fields if spec.name == field.column), None)
    written = tuple(scalar.text for scalar in card.values.get(field.column, ()))
    if spec is None:
        return "no_field"
    if is_list(spec.format):
        return rewriter.items(written, field.ours, field.theirs) or "other_items"
    if spec.required and not field.theirs.strip():
        return "emptied"
    if field.column in card.html:
        html = rewriter.html(field.theirs)
        return "unsafe" if html is None else (html,)
    text = rewriter.text(written[0] if written else "", field.ours, field.theirs)
    return "no_markdown" if text is None else (text,)


def write(planned: Plan) -> tuple[Path, ...]:
    """Write the files, each whole or not at all.

    Returns:
        The files that changed.

    Raises:
        DeckgenError: A file cannot be changed so, and none was written; or the disk refuses one.
    """
    texts: dict[Path, str] = {}
    for path in sorted({*planned.changes, *planned.additions, *planned.tags}):
        changes, additions = planned.changes.get(path, ()), planned.additions.get(path, ())
        try:
            texts[path] = changed_file(planned.trees[path], changes, additions, planned.tags.get(path, ()))
        except EditError as error:
            raise DeckgenError(
                "not-replaced.edited",
                "'{path}' cannot take these changes: YAML would read it otherwise",
                "make them by hand; no file was changed",
                path=display_path(path),
            ) from error
    for path, text in texts.items():
        write_atomically(path, text.encode())
    return tuple(texts)

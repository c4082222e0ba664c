"""Members' texts written into the card files: each field's text moves, and nothing else."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from deckgen.anki.archive import PackageArchive
from deckgen.anki.media import packed_name
from deckgen.editing.replace import Addition, EditError, Items, Rewrite, changed_file
from deckgen.editing.tree import Tree, TreeNode, read_tree
from deckgen.exchange.merging.compare import FieldCorrection, NoteCorrection, TagChange
from deckgen.exchange.merging.texts import Rewriter, is_list
from deckgen.exchange.source_cards import SourceCard, node_at
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Diagnostic, Finding
from deckgen.pipeline import Environment, compile_part
from deckgen.sources.media import MediaFolder
from deckgen.system.files import display_path, write_atomically


class ByHand(NamedTuple):
    """A change that the author has to write themselves."""

    card: str
    label: str
    """The field's name in Anki."""
    theirs: str
    """The member's HTML."""
    why: str
    """`no_field`, `other_items`, `emptied`, `no_markdown`, `unsafe`, `inherited`, `shared`, or `refused`."""
    refused: Diagnostic | None = None
    """Why `check` would refuse the card then."""


class MergePlan(NamedTuple):
    """What is to be written."""

    texts: Mapping[Path, str]
    """The files that change."""
    media: dict[str, str]
    """Name in the member's package → path below `media/`, of the files that the new texts show."""
    by_hand: tuple[ByHand, ...]
    untagged: tuple[TagChange, ...]
    """Cards that follow others and have the tags of these."""


class MemberFiles:
    """The pictures and sounds of a member's package that the deck has not."""

    def __init__(self, package: Path, cards: Path, ours: Iterable[str]) -> None:
        self._package = package
        self._folder = cards / "media"
        there = {path.name.casefold(): path for path in self._folder.glob("*")}
        self.paths: dict[str, str] = {}
        """Name in the package → its name below `media/`: another one where the author's file has that name."""
        with PackageArchive(package) as archive:
            for name, file in archive.media_files().items():
                if name not in {*ours}:
                    own = there.get(name.casefold())
                    same = own is None or (own.is_file() and own.read_bytes() == archive.media_file(file))
                    self.paths[name] = (own.name if own else name) if same else _free(name, there)

    def write(self, names: Mapping[str, str], folder: Path) -> Iterator[Path]:
        """Write files below a folder unless they are there, and yield those that are new."""
        with PackageArchive(self._package) as archive:
            files = archive.media_files()
            for name, below in names.items():
                if not (folder / below).exists():
                    write_atomically(folder / below, archive.media_file(files[name]))
                    yield folder / below


def _free(name: str, there: Mapping[str, Path]) -> str:
    path, number = PurePosixPath(name), 2
    while (free := f"{path.stem}-{number}{path.suffix}").casefold() in there:
        number += 1
    return free


def plan(
    notes: Sequence[NoteCorrection],
    tags: Sequence[TagChange],
    rewriter: Rewriter,
    files: MemberFiles,
    base: Environment,
) -> MergePlan:
    """Find the new texts of the files, as far as `check` accepts the cards."""
    refused: dict[str, Diagnostic] = {}
    while True:
        left = [note for note in notes if note.source.card.id not in refused]
        edits = plan_edits(left, [change for change in tags if change.source.card.id not in refused], rewriter)
        texts, unwritten = edits.texts()
        media = rewriter.shown_in(texts.values())
        with tempfile.TemporaryDirectory() as folder:
            tuple(files.write(media, Path(folder)))
            environment = base._replace(media=_StagedMedia(base.media, Path(folder)))
            errors = {card: d for path, text in texts.items() for card, d in _errors(path, text, edits, environment)}
        if not errors:
            break
        refused |= errors
    by_hand = [ByHand(*each, "refused", refused[each[0]]) for each in _fields(notes) if each[0] in refused]
    by_hand += [ByHand(*each, "refused") for each in _fields(left) if each[0] in unwritten]
    untagged = tuple(change for change in tags if change.source.card.parent or change.source.card.id in refused)
    return MergePlan(texts, media, (*edits.by_hand, *by_hand), untagged)


def _fields(notes: Iterable[NoteCorrection]) -> Iterator[tuple[str, str, str]]:
    for note in notes:
        for field in note.fields:
            yield note.source.card.id, field.label, field.theirs


class _StagedMedia(MediaFolder):
    """A media folder with files that are not written yet."""

    def __init__(self, media: MediaFolder, folder: Path) -> None:
        self._media = media
        self._folder = folder

    def find(self, written: str) -> MediaFile | Finding:
        staged = self._folder / written.removeprefix("media/")
        if staged.parent != self._folder or not staged.is_file():
            return self._media.find(written)
        return MediaFile(packed_name(staged, staged.read_bytes()), staged)


class Edits(NamedTuple):
    """The edits of the files."""

    trees: Mapping[Path, Tree]
    """The files as they are."""
    changes: Mapping[Path, list[Rewrite]]
    additions: Mapping[Path, list[Addition]]
    tags: Mapping[Path, list[Items]]
    cards: Mapping[Path, set[str]]
    """The ids of the cards that change."""
    by_hand: tuple[ByHand, ...]

    def texts(self) -> tuple[dict[Path, str], set[str]]:
        """The files that change, and the cards of those that YAML would read otherwise then."""
        texts: dict[Path, str] = {}
        unwritten: set[str] = set()
        for path, tree in self.trees.items():
            edits = (each.get(path, []) for each in (self.changes, self.additions, self.tags))
            try:
                text = changed_file(tree, *edits)
            except EditError:
                unwritten |= self.cards[path]
                continue
            if text != tree.text:
                texts[path] = text
        return texts, unwritten


def plan_edits(notes: Iterable[NoteCorrection], tags: Iterable[TagChange], rewriter: Rewriter) -> Edits:
    """Find the edits of the files, whatever `check` says of them."""
    trees: dict[Path, Tree] = {}
    texts: dict[tuple[Path, TreeNode], str] = {}
    additions: dict[Path, list[Addition]] = defaultdict(list)
    items: dict[Path, list[Items]] = defaultdict(list)
    cards: dict[Path, set[str]] = defaultdict(set)
    by_hand: list[ByHand] = []
    for note in notes:
        card, path = note.source.card, note.source.path
        for field in note.fields:
            found = _new_texts(note, field, rewriter)
            scalars = card.values.get(field.column, ())
            places = [(path, node_at(trees, path, scalar.line, scalar.column)) for scalar in scalars]
            if isinstance(found, str):
                by_hand.append(ByHand(card.id, field.label, field.theirs, found))
            elif any(texts.get(place, text) != text for place, text in zip(places, found, strict=False)):
                by_hand.append(ByHand(card.id, field.label, field.theirs, "shared"))
            else:
                cards[path].add(card.id)
                texts.update(zip(places, found, strict=False))
                if not places:
                    additions[path].append(Addition(_id_node(trees, note.source), field.column, found[0]))
    changes: dict[Path, list[Rewrite]] = defaultdict(list)
    for (path, node), text in texts.items():
        changes[path].append(Rewrite(node, text))
    for change in tags:
        if not change.source.card.parent:
            cards[change.source.path].add(change.source.card.id)
            items[change.source.path].append(Items(_id_node(trees, change.source), "tags", change.tags))
    return Edits(trees, changes, additions, items, cards, tuple(by_hand))


def _id_node(trees: dict[Path, Tree], source: SourceCard) -> TreeNode:
    return node_at(trees, source.path, source.id_line, source.id_column)


def _new_texts(note: NoteCorrection, field: FieldCorrection, rewriter: Rewriter) -> tuple[str, ...] | str:
    """A field's new texts, one for each that the author wrote; or why there are none."""
    card = note.source.card
    spec = card.kind.field(field.column)
    scalars = card.values.get(field.column, ())
    written = tuple(scalar.text for scalar in scalars)
    if spec is None:
        return "no_field"
    if field.column == "context" and scalars and scalars[0].line < card.span.line:
        return "inherited"
    if is_list(spec.format):
        return rewriter.items(written, field.ours, field.theirs) or "other_items"
    if spec.required and not field.theirs.strip():
        return "emptied"
    if field.column in card.html:
        html = rewriter.html(field.theirs)
        return "unsafe" if html is None else (html,)
    text = rewriter.text(written[0] if written else "", field.ours, field.theirs)
    return "no_markdown" if text is None else (text,)


def _errors(path: Path, text: str, edits: Edits, environment: Environment) -> Iterator[tuple[str, Diagnostic]]:
    """The changed cards of a file that `check` would refuse; all of them where none can be named."""
    changed = edits.cards[path]
    found = compile_part(text.encode(), display_path(path), environment).diagnostics
    errors = [diagnostic for diagnostic in found if diagnostic.is_error]
    tree = read_tree(text)
    ids = [tree.nodes[node.number + 1] for node in tree.scalars if node.is_key and node.text == "id"]
    starts = sorted((tree.nodes[node.parent].line, node.text) for node in ids)
    for error in errors:
        at = bisect_right(starts, error.span.line, key=lambda start: start[0]) - 1
        card = starts[at][1] if at >= 0 else ""
        for each in [card] if card in changed else changed:
            yield each, error


def write(planned: MergePlan) -> tuple[Path, ...]:
    """Write the files, each whole or not at all; gives those that changed.

    Raises:
        DeckgenError: The disk refuses one.
    """
    for path, text in planned.texts.items():
        write_atomically(path, text.encode())
    return tuple(planned.texts)

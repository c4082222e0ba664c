"""Members' texts written into the card files: each field's text moves, and nothing else."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.editing.replace import Addition, Change, EditError, Rewrite, changed_file
from deckgen.editing.tree import Tree, TreeNode, read_tree
from deckgen.exchange.merging.authored import Rewriter, is_list
from deckgen.exchange.merging.corrections import FieldCorrection, NoteCorrection
from deckgen.exchange.merging.member_files import FutureMedia
from deckgen.exchange.source_cards import node_at
from deckgen.model.diagnostics import Diagnostic, Finding, finding
from deckgen.pipeline import Environment, compile_part
from deckgen.system.files import display_path


class ByHand(NamedTuple):
    """A change that the author has to write themselves."""

    card: str
    field: FieldCorrection
    why: Diagnostic | Finding


class MergePlan(NamedTuple):
    """What is to be written."""

    texts: Mapping[Path, str]
    """The files that change."""
    by_hand: tuple[ByHand, ...]


def plan(notes: Sequence[NoteCorrection], rewriter: Rewriter, cards: Path, base: Environment) -> MergePlan:
    """Find the new texts of the files, as far as `check` accepts the cards.

    Raises:
        DeckgenError: A card file has changed since it was compiled.
    """
    refused: dict[str, Diagnostic | Finding] = {}
    while True:
        edits = plan_edits((note for note in notes if note.source.card.id not in refused), rewriter)
        texts, errors = edits.texts()
        environment = replace(base, media=FutureMedia(cards, rewriter.new_media.values()))
        for path, text in texts.items():
            errors.update(_errors(path, text, edits.cards[path], environment))
        if not errors:
            break
        refused |= errors
    left = [(note.source.card.id, field) for note in notes for field in note.fields]
    by_hand = (ByHand(card, field, refused[card]) for card, field in left if card in refused)
    return MergePlan(texts, (*edits.by_hand, *by_hand))


class Edits(NamedTuple):
    """The edits of the files."""

    trees: Mapping[Path, Tree]
    """The files as they are."""
    changes: Mapping[Path, list[Change]]
    cards: Mapping[Path, set[str]]
    """The ids of the cards that change."""
    by_hand: tuple[ByHand, ...]

    def texts(self) -> tuple[dict[Path, str], dict[str, Diagnostic | Finding]]:
        """The files that change; and of the cards of those that cannot, why."""
        texts: dict[Path, str] = {}
        errors: dict[str, Diagnostic | Finding] = {}
        for path, cards in self.cards.items():
            try:
                texts[path] = changed_file(self.trees[path], self.changes[path])
            except EditError:
                why = finding("not-merged.yaml", "YAML would read the file differently")
                errors.update(dict.fromkeys(cards, why))
        return {path: text for path, text in texts.items() if text != self.trees[path].text}, errors


def plan_edits(notes: Iterable[NoteCorrection], rewriter: Rewriter) -> Edits:
    """Find the edits of the files, whatever `check` says of them."""
    trees: dict[Path, Tree] = {}
    texts: dict[tuple[Path, TreeNode], str] = {}
    changes: dict[Path, list[Change]] = defaultdict(list)
    cards: dict[Path, set[str]] = defaultdict(set)
    by_hand: list[ByHand] = []
    for note in notes:
        card, path = note.source.card, note.source.path
        for field in note.fields:
            found = _new_texts(note, field, rewriter)
            scalars = card.values.get(field.column, ())
            places = [(path, node_at(trees, path, scalar.line, scalar.column)) for scalar in scalars]
            if isinstance(found, Finding):
                by_hand.append(ByHand(card.id, field, found))
            elif any(texts.get(place, text) != text for place, text in zip(places, found, strict=False)):
                why = finding("not-merged.shared", "another card shows the same text, in another version")
                by_hand.append(ByHand(card.id, field, why))
            else:
                cards[path].add(card.id)
                texts.update(zip(places, found, strict=False))
                if not places:
                    node = node_at(trees, path, note.source.id_line, note.source.id_column)
                    changes[path].append(Addition(node, field.column, found[0]))
    for (path, node), text in texts.items():
        changes[path].append(Rewrite(node, text))
    return Edits(trees, changes, cards, tuple(by_hand))


def _new_texts(note: NoteCorrection, field: FieldCorrection, rewriter: Rewriter) -> tuple[str, ...] | Finding:
    """A field's new texts, one for each that the author wrote; or why there are none."""
    card = note.source.card
    spec = card.kind.field(field.column)
    scalars = card.values.get(field.column, ())
    written = tuple(scalar.text for scalar in scalars)
    if spec is None:
        return finding("not-merged.no-field", "it is not a field of the card's source")
    if field.column == "context" and scalars and scalars[0].line < card.span.line:
        return finding("not-merged.inherited", "it is the front of the card that it follows: correct it there")
    if is_list(spec.format):
        items = rewriter.items(written, field.ours, field.theirs)
        return items or finding("not-merged.items", "the list has different items, or text around them")
    if field.column in card.html:
        html = rewriter.html(field.theirs)
        unsafe = finding("not-merged.unsafe", "the member's HTML holds what could run or load")
        return unsafe if html is None else (html,)
    text = rewriter.text(written[0] if written else "", field.ours, field.theirs)
    if text is None:
        return finding(
            "not-merged.markdown",
            "no Markdown gives exactly the member's text; 'html: [FIELD]' on the card takes HTML",
        )
    return (text,)


def _errors(path: Path, text: str, changed: set[str], environment: Environment) -> Iterator[tuple[str, Diagnostic]]:
    """The changed cards of a file that `check` would refuse; all of them where none can be named."""
    part = compile_part(text.encode(), display_path(path), environment)
    errors = [diagnostic for diagnostic in part.diagnostics if diagnostic.is_error]
    tree = read_tree(text)
    ids = [tree.nodes[node.number + 1] for node in tree.scalars if node.is_key and node.text == "id"]
    starts = sorted((tree.nodes[node.parent].line, node.text) for node in ids)
    for error in errors:
        at = bisect_right(starts, error.span.line, key=lambda start: start[0]) - 1
        card = starts[at][1] if at >= 0 else ""
        for each in [card] if card in changed else changed:
            yield each, error

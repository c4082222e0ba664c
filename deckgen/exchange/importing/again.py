"""An import whose cards a deck has already: they are told from the new ones, and updated where the author asks for it.

A card is known by its guid, else by its id, else by its front. One that brings an id of its own is new whatever its
front says.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.tags import clean_tag
from deckgen.editing.replace import Addition, Change, EditError, Items, changed_file
from deckgen.editing.tree import Tree
from deckgen.exchange.draft import CardDraft, Draft, Remark
from deckgen.exchange.source_cards import SourceCard, node_at
from deckgen.model import Format
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import display_path

_NO_FIELDS = frozenset({"id", "guid", "tags", "html", "requires", "ignore"})


class FieldUpdate(NamedTuple):
    """A field that the deck has otherwise; of a list, an item a line."""

    column: str
    old: str
    new: str


class CardUpdate(NamedTuple):
    """A card that the deck has otherwise."""

    source: SourceCard
    draft: CardDraft
    fields: tuple[FieldUpdate, ...]


class Again(NamedTuple):
    """What of an import is new, and what the deck has."""

    draft: Draft
    """The new cards."""
    known: int
    updates: tuple[CardUpdate, ...]
    """Those of the known ones that differ."""


def split_known(draft: Draft, sources: Mapping[str, SourceCard]) -> Again:
    """Tell new cards from those that a deck has.

    Raises:
        DeckgenError: Ids have changed rows, as after one column was sorted.
    """
    by_front: dict[str, list[SourceCard]] = {}
    for source in sources.values():
        by_front.setdefault(_front(source), []).append(source)
    by_guid = {source.card.guid: source for source in sources.values() if source.card.guid}
    cards = [card for section in draft.sections for card in section.cards]
    _check_ids(cards, sources, frozenset(by_front))
    known: dict[int, SourceCard] = {}
    for card in cards:
        id_, guid = str(card.fields.get("id") or ""), str(card.fields.get("guid") or "")
        found = by_guid.get(guid) or sources.get(id_)
        if found is None and not (id_ or guid) and by_front.get(_key_text(card)):
            found = by_front[_key_text(card)].pop(0)
        if found is not None:
            known[id(card)] = found
    sections = [
        replace(section, cards=tuple(card for card in section.cards if id(card) not in known))
        for section in draft.sections
    ]
    updates: list[CardUpdate] = []
    left: list[Remark] = []
    for card in (card for card in cards if id(card) in known):
        fields = tuple(_fields(card, known[id(card)], left))
        if fields:
            updates.append(CardUpdate(known[id(card)], card, fields))
    kept = tuple(section for section in sections if section.cards)
    shown = [str(card.fields) for section in kept for card in section.cards]
    shown += [field.new for update in updates for field in update.fields]
    texts = "\n".join(shown)
    media = {name: read for name, read in draft.media.items() if name in texts}
    return Again(replace(draft, sections=kept, media=media, left=(*draft.left, *left)), len(known), tuple(updates))


def changed_files(updates: Sequence[CardUpdate]) -> dict[Path, bytes]:
    """The card files with the fields of some cards changed; every other byte stays.

    Raises:
        DeckgenError: A file cannot be changed so.
    """
    trees: dict[Path, Tree] = {}
    changes: dict[Path, list[Change]] = {}
    additions: dict[Path, list[Addition]] = {}
    items: dict[Path, list[Items]] = {}
    for update in updates:
        source = update.source
        path = source.path
        anchor = node_at(trees, path, source.id_line, source.id_column)
        for field in update.fields:
            if field.column == "tags":
                new = tuple(tag for tag in field.new.split("\n") if tag not in field.old.split("\n"))
                items.setdefault(path, []).append(Items(anchor, "tags", new))
                continue
            written = source.card.values.get(field.column, ())
            texts = field.new.split("\n") if len(written) > 1 else [field.new]
            if written:
                nodes = (node_at(trees, path, scalar.line, scalar.column) for scalar in written)
                changes.setdefault(path, []).extend(map(Change, nodes, texts))
            else:
                additions.setdefault(path, []).append(Addition(anchor, field.column, field.new))
    found: dict[Path, bytes] = {}
    for path, tree in trees.items():
        try:
            text = changed_file(tree, changes.get(path, ()), additions.get(path, ()), items.get(path, ()))
        except EditError as error:
            raise DeckgenError(
                "not-replaced.edited",
                "'{path}' cannot take these changes: YAML would read it otherwise",
                "make them by hand; no file was changed",
                path=display_path(path),
            ) from error
        found[path] = text.encode()
    return found


def _fields(card: CardDraft, source: SourceCard, left: list[Remark]) -> Iterator[FieldUpdate]:
    """The fields that a draft has otherwise; what it leaves empty is as the deck has it."""
    specs = {spec.name: spec for spec in source.card.kind.fields}
    for column, value in card.fields.items():
        if column == "tags" and not isinstance(value, bool):
            old = [*map(clean_tag, source.card.tags)]
            new = [tag for tag in value if isinstance(tag, str) and clean_tag(tag) not in old]
            if new:
                yield FieldUpdate(column, "\n".join(source.card.tags), "\n".join([*source.card.tags, *new]))
        if column in _NO_FIELDS or not value or value is True:
            continue
        written = tuple(scalar.text for scalar in source.card.values.get(column, ()))
        texts = (value,) if isinstance(value, str) else tuple(str(item) for item in value)
        if [*map(_plain, texts)] == [*map(_plain, written)]:
            continue
        spec = specs.get(column)
        one = len(texts) == 1 and len(written) <= 1 and spec is not None and spec.format is Format.MARKDOWN
        lists = len(texts) == len(written) and not any("\n" in text for text in texts)
        if spec is None or column in source.card.html or not (one or lists):
            left.append(Remark(card.line, f"{source.card.id} · {column}: {' / '.join(texts)}", "by_hand"))
        else:
            yield FieldUpdate(column, "\n".join(written), "\n".join(texts))


def _check_ids(cards: Sequence[CardDraft], sources: Mapping[str, SourceCard], written: frozenset[str]) -> None:
    """Raise where an id stands at another card's front."""
    fronts = {_key_text(card) for card in cards}
    ids = Counter(str(card.fields.get("id") or "") for card in cards)
    doubled = [id_ for id_, count in ids.items() if count > 1 and id_ in sources]
    if doubled:
        raise DeckgenError(
            "import-again.double-ids",
            "the table has these ids of the deck at several rows: {ids}",
            "give each row an id of its own, or leave the column of ids out",
            ids=", ".join(doubled[:5]),
        )
    moved = [
        card
        for card in cards
        if (source := sources.get(str(card.fields.get("id") or ""))) is not None
        and _key_text(card) != _front(source)
        and (_front(source) in fronts or _key_text(card) in written)
    ]
    if moved:
        places = ", ".join(f"{card.fields['id']} ({card.line})" for card in moved[:5])
        raise DeckgenError(
            "import-again.moved-ids",
            "{n} ids stand at other rows than in the deck, as after one column was sorted: {places}",
            "sort the whole table, or leave the column of ids out",
            n=len(moved),
            places=places,
        )


def _front(source: SourceCard) -> str:
    return _plain("\n".join(scalar.text for scalar in source.card.values.get(source.card.kind.key, ())))


def _key_text(card: CardDraft) -> str:
    return _plain(str(next(value for key, value in card.fields.items() if key != "id")))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()

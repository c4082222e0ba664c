"""An import of which a deck has some cards already: these are no new ones, and are updated if the author asks for it.

A card is known by its guid or id; without either by its texts, its front, or the front that it had at the last import.
See `imported` for the latter.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.tags import clean_tag
from deckgen.editing.replace import Addition, EditError, Items, Rewrite, changed_file
from deckgen.editing.tree import Tree
from deckgen.exchange.draft import CardDraft, Draft, Remark
from deckgen.exchange.importing.imported import Said, digests, plain
from deckgen.exchange.source_cards import SourceCard, node_at
from deckgen.model import Format
from deckgen.model.diagnostics import DeckgenError, finding
from deckgen.system.files import display_path

_BY_HAND = finding("import-report.by-hand", "the deck has this otherwise, so that only you can change it")


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


class Reimport(NamedTuple):
    """What of an import is new, and what the deck has."""

    draft: Draft
    """The new cards."""
    known: Mapping[str, CardDraft]
    """By id."""
    updates: tuple[CardUpdate, ...]
    """Those of the known ones that differ."""
    kept: tuple[tuple[str, str], ...]
    """Id and field where the source is as it was, and the deck was corrected since."""
    gone: tuple[str, ...]
    """The ids of cards that came from this source and are in it no more."""


def split_known(draft: Draft, sources: Mapping[str, SourceCard], last: Mapping[str, Said]) -> Reimport:
    """Tell new cards from those that a deck has; `last` is what this source said of them.

    Raises:
        DeckgenError: Ids have changed rows, as after one column was sorted.
    """
    cards = [card for section in draft.sections for card in section.cards]
    _check_ids(cards, sources)
    found = _matches(cards, sources, last)
    sections = [
        replace(section, cards=tuple(card for card in section.cards if id(card) not in found))
        for section in draft.sections
    ]
    updates: list[CardUpdate] = []
    kept: list[tuple[str, str]] = []
    left: list[Remark] = []
    for card in (card for card in cards if id(card) in found):
        source = found[id(card)]
        if fields := tuple(_fields(card, source, last.get(source.card.id, {}), kept, left)):
            updates.append(CardUpdate(source, card, fields))
    new = tuple(section for section in sections if section.cards)
    shown = [str(card.fields) for section in new for card in section.cards]
    texts = "\n".join((*shown, *(field.new for update in updates for field in update.fields)))
    media = {name: read for name, read in draft.media.items() if name in texts}
    known = {found[id(card)].card.id: card for card in cards if id(card) in found}
    return Reimport(
        replace(draft, sections=new, media=media, left=(*draft.left, *left)),
        known,
        tuple(updates),
        tuple(kept),
        tuple(id_ for id_ in last if id_ in sources and id_ not in known),
    )


def _matches(
    cards: Sequence[CardDraft], sources: Mapping[str, SourceCard], last: Mapping[str, Said]
) -> dict[int, SourceCard]:
    """The cards that a deck has, by `id` of the draft; each of the deck's cards once."""
    by_guid = {source.card.guid: source for source in sources.values() if source.card.guid}
    found: dict[int, SourceCard] = {}
    unnamed = []
    for card in cards:
        id_, guid = str(card.fields.get("id") or ""), str(card.fields.get("guid") or "")
        if source := by_guid.get(guid) or sources.get(id_):
            found[id(card)] = source
        elif not (id_ or guid):
            unnamed.append(card)
    said_of = {id(card): digests(card.fields) for card in unnamed}
    now = {id_: digests(_written(source)) for id_, source in sources.items()}
    taken = {source.card.id for source in found.values()}
    for there, key in ((now, _whole), (last, _whole), (now, _front_of), (last, _front_of)):
        free: dict[object, list[str]] = {}
        for id_, said in there.items():
            if id_ in sources and id_ not in taken:
                free.setdefault(key(said), []).append(id_)
        for card in unnamed:
            if id(card) not in found and (ids := free.get(key(said_of[id(card)]))):
                found[id(card)] = sources[ids.pop(0)]
                taken.add(found[id(card)].card.id)
    new = {card: said for card, said in said_of.items() if card not in found}
    return found | _corrected_fronts(new, sources, {id_: said for id_, said in last.items() if id_ not in taken})


def _corrected_fronts(
    new: Mapping[int, Said], sources: Mapping[str, SourceCard], gone: Mapping[str, Said]
) -> dict[int, SourceCard]:
    """Cards that say all but the front of one card that its source has no more, and of no other."""
    rests = Counter(map(_rest, new.values()))
    counts = Counter(map(_rest, gone.values()))
    ids = {_rest(said): id_ for id_, said in gone.items()}
    return {
        card: sources[ids[rest]]
        for card, said in new.items()
        if (rest := _rest(said)) and rests[rest] == counts[rest] == 1 and ids[rest] in sources
    }


def _written(source: SourceCard) -> dict[str, str]:
    kind, values = source.card.kind, source.card.values
    fields = (kind.key, *(field for field in values if field != kind.key))
    return {field: "\n".join(scalar.text for scalar in values[field]) for field in fields if field in values}


def _whole(said: Said) -> object:
    return frozenset(said.items())


def _front_of(said: Said) -> object:
    return next(iter(said.values()), "")


def _rest(said: Said) -> tuple[str, ...]:
    """All but the front."""
    return tuple(sorted([*said.values()][1:]))


def changed_files(updates: Sequence[CardUpdate]) -> dict[Path, bytes]:
    """The card files with the fields of some cards changed; every other byte stays.

    Raises:
        DeckgenError: A file cannot be changed so.
    """
    trees: dict[Path, Tree] = {}
    changes: dict[Path, list[Rewrite]] = {}
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
                changes.setdefault(path, []).extend(map(Rewrite, nodes, texts))
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


def _fields(
    card: CardDraft, source: SourceCard, last: Said, kept: list[tuple[str, str]], left: list[Remark]
) -> Iterator[FieldUpdate]:
    """The fields that a draft has otherwise; what it leaves empty is as the deck has it."""
    specs = {spec.name: spec for spec in source.card.kind.fields}
    said, now = digests(card.fields), digests(_written(source))
    for column, value in card.fields.items():
        if column == "tags" and not isinstance(value, bool):
            old = [*map(clean_tag, source.card.tags)]
            new = [tag for tag in value if isinstance(tag, str) and clean_tag(tag) not in old]
            if new:
                yield FieldUpdate(column, "\n".join(source.card.tags), "\n".join([*source.card.tags, *new]))
        if column not in said or said[column] == now.get(column):
            continue
        if said[column] == last.get(column):
            kept.append((source.card.id, column))
            continue
        written = tuple(scalar.text for scalar in source.card.values.get(column, ()))
        texts = (value,) if isinstance(value, str) else tuple(map(str, _items(value)))
        spec = specs.get(column)
        one = len(texts) == 1 and len(written) <= 1 and spec is not None and spec.format is Format.MARKDOWN
        lists = len(texts) == len(written) and not any("\n" in text for text in texts)
        corrected = column in last and now.get(column) != last[column]
        if corrected or spec is None or column in source.card.html or not (one or lists):
            left.append(Remark(card.line, f"{source.card.id} · {column}: {' / '.join(texts)}", _BY_HAND))
        else:
            yield FieldUpdate(column, "\n".join(written), "\n".join(texts))


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


def _check_ids(cards: Sequence[CardDraft], sources: Mapping[str, SourceCard]) -> None:
    """Raise where an id is at another card's front."""
    fronts = {_key_text(card) for card in cards}
    written = {_front(source) for source in sources.values()}
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
            "{n} ids are at other rows than in the deck, as after one column was sorted: {places}",
            "sort the whole table, or leave the column of ids out",
            n=len(moved),
            places=places,
        )


def _front(source: SourceCard) -> str:
    return plain("\n".join(scalar.text for scalar in source.card.values.get(source.card.kind.key, ())))


def _key_text(card: CardDraft) -> str:
    return plain(str(next(value for key, value in card.fields.items() if key != "id")))

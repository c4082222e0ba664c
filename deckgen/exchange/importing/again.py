"""An import of which a deck has some cards already: these are no new ones, and are updated if the author asks for it.

A card is known by its guid or id; without either by its texts, its front, or the front that it had at the last import.

`imported.json` records what each source said of each card at its last import, as digests: what was corrected in the
deck since, such as a member's correction, is not taken back by a cell with the old text.
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from deckgen.anki.tags import clean_tag
from deckgen.editing.replace import Addition, Change, EditError, Items, Rewrite, changed_file
from deckgen.editing.tree import Tree
from deckgen.exchange.draft import CardDraft, Draft, Remark
from deckgen.exchange.source_cards import SourceCard, cannot_change, node_at
from deckgen.model import Format
from deckgen.model.diagnostics import DeckgenError, finding
from deckgen.system.files import display_path
from deckgen.system.inputs import NotReadError, read_file

RECORD = "imported.json"
_MAX_BYTES = 100_000_000
_FILE = r"!\[|\[sound:|<img"
_NO_TEXTS = frozenset({"id", "guid", "tags", "html", "requires", "ignore"})
_BY_HAND = finding("import-report.by-hand", "the deck has this differently: change it by hand")

Said = Mapping[str, str]
"""Field → digest of its text; the front is the first."""
Record = Mapping[str, Mapping[str, Said]]
"""Source's file name → id → what it said of that card."""


class RowChange(NamedTuple):
    """A field that a known card has otherwise in the source."""

    source: SourceCard
    draft: CardDraft
    column: str
    new: str
    """For `tags`, the new ones, a line each."""
    case: str = "update"
    """Or `kept`: the source is as it was, and the deck was corrected since; `missing`: it names a picture or sound that
    was not found; `by_hand`: only the author can."""

    @property
    def old(self) -> str:
        """What the deck has; of a list nothing."""
        return "".join(scalar.text for scalar in self.source.card.values.get(self.column, ())[:1])


class Reimport(NamedTuple):
    """What of an import is new, and what the deck has."""

    draft: Draft
    """The new cards."""
    known: Mapping[str, CardDraft]
    """By id."""
    changes: tuple[RowChange, ...]
    """Of the known ones, card by card."""
    gone: tuple[str, ...]
    """The ids of cards that came from this source and are in it no more."""


def split_known(draft: Draft, sources: Mapping[str, SourceCard], last: Mapping[str, Said]) -> Reimport:
    """Tell new cards from those that a deck has; `last` is what this source said of them.

    Raises:
        DeckgenError: Ids have changed rows, as after one column was sorted.
    """
    cards = [card for section in draft.sections for card in section.cards]
    now = {id_: _digests(_texts(source)) for id_, source in sources.items()}
    last = {id_: said for id_, said in last.items() if id_ in sources}
    found = _matches(cards, sources, now, last)
    known = {found[id(card)]: _as_known(card, sources[found[id(card)]]) for card in cards if id(card) in found}
    changes = [
        each for id_, card in known.items() for each in _changes(card, sources[id_], now[id_], last.get(id_, {}))
    ]
    sections = (replace(s, cards=tuple(card for card in s.cards if id(card) not in found)) for s in draft.sections)
    new = tuple(section for section in sections if section.cards)
    texts = [str(card.fields) for section in new for card in section.cards]
    shown = "\n".join((*texts, *(each.new for each in changes if each.case == "update")))
    media = {name: read for name, read in draft.media.items() if name in shown}
    by_hand = [
        Remark(each.draft.line, f"{each.source.card.id} · {each.column}: {each.new}", _BY_HAND)
        for each in changes
        if each.case == "by_hand"
    ]
    draft = replace(draft, sections=new, media=media, remarks=(*draft.remarks, *by_hand))
    return Reimport(draft, known, tuple(changes), tuple(id_ for id_ in last if id_ not in known))


def _as_known(card: CardDraft, source: SourceCard) -> CardDraft:
    """A draft that misses only the files of fields in which the deck shows some."""
    texts = {field: "".join(scalar.text for scalar in source.card.values.get(field, ())) for field in card.missing}
    return replace(card, missing=frozenset(field for field in texts if re.search(_FILE, texts[field])))


def _matches(
    cards: Sequence[CardDraft],
    sources: Mapping[str, SourceCard],
    now: Mapping[str, Said],
    last: Mapping[str, Said],
) -> dict[int, str]:
    """The ids of the cards that a deck has, by `id` of the draft; each of the deck's cards once."""
    said = {id(card): _digests(card.fields) for card in cards}
    _check_ids(cards, said, now)
    by_guid = {source.card.guid: id_ for id_, source in sources.items() if source.card.guid}
    found: dict[int, str] = {}
    unnamed = []
    for card in cards:
        id_, guid = str(card.fields.get("id") or ""), str(card.fields.get("guid") or "")
        if known := by_guid.get(guid) or (id_ if id_ in sources else ""):
            found[id(card)] = known
        elif not (id_ or guid):
            unnamed.append(id(card))
    taken = {*found.values()}
    keys: tuple[tuple[Mapping[str, Said], Callable[[Said], object]], ...]
    keys = ((now, _whole), (last, _whole), (now, _front), (last, _front))
    for there, key in keys:
        free: dict[object, list[str]] = {}
        for id_ in there:
            if id_ not in taken:
                free.setdefault(key(there[id_]), []).append(id_)
        for draft in unnamed:
            if draft not in found and (ids := free.get(key(said[draft]))):
                found[draft] = ids.pop(0)
                taken.add(found[draft])
    # a card of which only the front was corrected says all else of one card that its source has no more
    gone = {id_: _rest(last[id_]) for id_ in last if id_ not in taken}
    new = {draft: _rest(said[draft]) for draft in unnamed if draft not in found}
    counts, new_counts = Counter(gone.values()), Counter(new.values())
    single = {rest: id_ for id_, rest in gone.items() if rest and counts[rest] == new_counts[rest] == 1}
    return found | {draft: single[rest] for draft, rest in new.items() if rest in single}


def _check_ids(cards: Sequence[CardDraft], said: Mapping[int, Said], now: Mapping[str, Said]) -> None:
    """Raise where an id is at several rows, or has changed places with another."""
    rows = [(str(card.fields.get("id") or ""), _front(said[id(card)]), card.line) for card in cards]
    count = Counter(id_ for id_, _, _ in rows)
    if several := [f"{id_} ({line})" for id_, _, line in rows if id_ in now and count[id_] > 1]:
        raise DeckgenError(
            "import-again.same-id",
            "rows have the same id: {places}",
            "give each row an id of its own",
            places=", ".join(several[:5]),
        )
    same = {id_ for id_, front, _ in rows if id_ in now and front == _front(now[id_])}
    there = {_front(each) for id_, each in now.items() if id_ not in same}
    here = {front for id_, front, _ in rows if id_ not in same}
    changed = [row for row in rows if row[0] in now and row[0] not in same]
    if moved := [f"{id_} ({line})" for id_, front, line in changed if front in there or _front(now[id_]) in here]:
        raise DeckgenError(
            "import-again.moved-ids",
            "{n:?id is|ids are} at other rows than in the deck, as after one column was sorted: {places}",
            "sort the whole table, or leave the column of ids out",
            n=len(moved),
            places=", ".join(moved[:5]),
        )


def _changes(card: CardDraft, source: SourceCard, now: Said, last: Said) -> Iterator[RowChange]:
    """The fields that a draft has otherwise; what it leaves empty is as the deck has it."""
    formats = {spec.name: spec.format for spec in source.card.kind.fields}
    said = _digests(card.fields)
    for column, value in card.fields.items():
        texts = [value] if isinstance(value, str) else [] if isinstance(value, bool) else [str(item) for item in value]
        if column == "tags":
            old = {*map(clean_tag, source.card.tags)}
            new = [tag for tag in texts if clean_tag(tag) not in old]
            if new:
                yield RowChange(source, card, column, "\n".join(new))
        if said.get(column) == now.get(column) or not (column in said or column in card.missing):
            continue
        corrected = column in last and now.get(column) != last[column]
        simple = formats.get(column) is Format.MARKDOWN and column not in source.card.html
        if column in card.missing:
            case = "missing"
        elif said[column] == last.get(column):
            case = "kept"
        elif simple and not corrected and isinstance(value, str) and len(source.card.values.get(column, ())) <= 1:
            case = "update"
        else:
            case = "by_hand"
        yield RowChange(source, card, column, " / ".join(texts), case)


def changed_files(changes: Iterable[RowChange]) -> dict[Path, bytes]:
    """The card files with the fields of some cards changed; every other byte stays.

    Raises:
        DeckgenError: A file cannot be changed so.
    """
    trees: dict[Path, Tree] = {}
    edits: dict[Path, list[Change]] = defaultdict(list)
    for source, _, column, new, case in changes:
        if case != "update":
            continue
        anchor = node_at(trees, source.path, source.id_line, source.id_column)
        if column == "tags":
            edits[source.path].append(Items(anchor, column, tuple(new.split("\n"))))
        elif written := source.card.values.get(column):
            edits[source.path].append(Rewrite(node_at(trees, source.path, written[0].line, written[0].column), new))
        else:
            edits[source.path].append(Addition(anchor, column, new))
    found: dict[Path, bytes] = {}
    for path, edited in edits.items():
        try:
            found[path] = changed_file(trees[path], edited).encode()
        except EditError as error:
            raise cannot_change(path) from error
    return found


def read_record(cards: Path) -> Record:
    """What each source said at its last import; nothing where a deck has no record.

    Raises:
        DeckgenError: It cannot be read.
    """
    path = cards / RECORD
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(read_file(path, cards, _MAX_BYTES), type=dict[str, dict[str, dict[str, str]]])
    except (NotReadError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DeckgenError(
            "import-again.record",
            "'{path}' cannot be read",
            "take it from git or a backup; or delete it, and the next import changes every card that differs",
            path=display_path(path),
        ) from error


def record_file(
    cards: Path, record: Record, source: str, draft: Draft, known: Mapping[str, CardDraft]
) -> dict[Path, bytes]:
    """`imported.json`, which held `record`, after an import of new cards, which have their ids, and known ones, by id.

    None for a package: no one corrects one by hand and imports it again.
    """
    if draft.before is not None:
        return {}
    new = {str(card.fields["id"]): card for section in draft.sections for card in section.cards}
    last = record.get(source, {})
    said = {
        id_: _digests(card.fields) | {field: d for field, d in last.get(id_, {}).items() if field in card.missing}
        for id_, card in {**known, **new}.items()
    }
    quoted = partial(json.dumps, ensure_ascii=False)
    lines = [
        f"{quoted(name)}: {{\n" + ",\n".join(f"  {quoted(id_)}: {quoted(said)}" for id_, said in ids.items()) + "\n}"
        for name, ids in {**record, source: {**last, **said}}.items()
    ]
    return {cards / RECORD: ("{\n" + ",\n".join(lines) + "\n}\n").encode()}


def _texts(source: SourceCard) -> dict[str, object]:
    """What a card says in its file, its front first."""
    kind, values = source.card.kind, source.card.values
    fields = (kind.key, *(field for field in values if field != kind.key))
    return {field: [scalar.text for scalar in values[field]] for field in fields if field in values}


def _digests(fields: Mapping[str, object]) -> dict[str, str]:
    """What is said of a card, without what is no text of it and what an editor may change unseen."""
    found: dict[str, str] = {}
    for field, value in fields.items():
        if field not in _NO_TEXTS and value and isinstance(value, str | list | tuple):
            text = value if isinstance(value, str) else "\n".join(map(str, value))
            found[field] = hashlib.sha256(unicodedata.normalize("NFC", text).strip().encode()).hexdigest()[:16]
    return found


def _whole(said: Said) -> object:
    return frozenset(said.items())


def _front(said: Said) -> object:
    return next(iter(said.values()), "")


def _rest(said: Said) -> tuple[str, ...]:
    """All but the front."""
    return tuple(sorted([*said.values()][1:]))

"""Card drafts to a deck project's files, or to more files of a deck that exists; nothing is ever overwritten."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.editing.ids import Ids, id_from
from deckgen.editing.new_files import CardText, Value
from deckgen.exchange.draft import CardDraft, Draft, DraftSection
from deckgen.kinds import load_kinds
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError, has_errors
from deckgen.pipeline.load import load
from deckgen.sources.card_ids import is_id
from deckgen.sources.card_reader import MAX_CARDS
from deckgen.sources.text import FORBIDDEN
from deckgen.system.files import safe_name

_LONG_NAME = 40
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(\d+)")
_HANGUL, _LATIN, _KANA = re.compile("[가-힣]"), re.compile("[A-Za-z]"), re.compile("[ぁ-ヿ]")


@dataclass(frozen=True, slots=True)
class Existing:
    """What a deck holds already."""

    ids: frozenset[str] = frozenset()
    first: int = 1
    """The number that the next file begins with."""
    media: Mapping[str, Path] = field(default_factory=dict)
    """Names below `media/`, without case → the files."""
    guids: frozenset[str] = frozenset()
    kinds: tuple[Kind, ...] = ()
    """All that its cards can use; none for a deck that is still to be written."""
    note_types: frozenset[int] = frozenset()
    """The ids of those note types that deckgen made for it."""


def look_at(cards: Path) -> Existing:
    """What a deck that cards are added to holds already.

    Raises:
        DeckgenError: It is no deck, or has errors, so that its ids are not known.
    """
    deck, diagnostics = load(cards)
    if has_errors(diagnostics):
        raise deck_has_errors(cards)
    numbers = [int(found[1]) for path in cards.iterdir() if (found := _NUMBERED.match(path.name))]
    media = {path.name.casefold(): path for path in (cards / "media").glob("*")}
    moved_in = {kind.name for kind in deck.kinds if kind.known}
    return Existing(
        frozenset(note.id for note in deck.notes),
        max(numbers, default=0) + 1,
        media,
        frozenset(note.guid for note in deck.notes),
        load_kinds(cards)[0],
        frozenset(note_type.id for note_type in deck.note_types if note_type.kind not in moved_in),
    )


def deck_has_errors(cards: Path) -> DeckgenError:
    """The error where work on a deck needs one without errors."""
    return DeckgenError(
        "deck-has-errors",
        "the deck in '{cards}' has errors",
        "fix them first: deckgen check {cards}",
        cards=str(cards),
    )


def language_of(draft: Draft, spoken: str = "en") -> str:
    """The language of a draft's cards, where their letters tell it; else empty.

    Args:
        spoken: The language in which the command speaks: words that a Korean learns are in another one.
    """
    cards = (card for section in draft.sections for card in section.cards)
    values = (value for card in cards for key, value in card.fields.items() if key not in {"id", "guid"})
    text = " ".join(value for value in values if isinstance(value, str))
    latin = len(_LATIN.findall(text))
    if len(_HANGUL.findall(text)) * (20 if spoken == "ko" else 3) > latin:
        return "ko"
    return "ja" if len(_KANA.findall(text)) > latin else ""


def card_files(cards: Path, draft: Draft, existing: Existing) -> dict[Path, DraftSection]:
    """The card files of a draft, one a section in their order."""
    last = existing.first + len(draft.sections) - 1
    width = max(2, len(str(last)))
    files: dict[Path, DraftSection] = {}
    for number, section in enumerate(draft.sections, start=existing.first):
        stem = safe_name(_NOT_WORD.sub("-", section.file or section.name))[:_LONG_NAME].strip("-. ")
        files[cards / f"{number:0{width}}-{stem}.yaml"] = section
    return files


def assign_ids(draft: Draft, existing: Existing) -> Draft:
    """A draft whose cards have the ids under which they will be written, in as many sections as they need files."""
    taken = Ids(existing.ids)
    sections = []
    for section in draft.sections:
        cards = [replace(card, fields=_with_id(card, taken)) for card in section.cards]
        sections += [
            replace(section, cards=tuple(cards[start : start + MAX_CARDS])) for start in range(0, len(cards), MAX_CARDS)
        ]
    return replace(draft, sections=tuple(sections))


def _with_id(card: CardDraft, taken: Ids) -> CardText:
    """A card's keys with its id second: the one that the source gives, or one made of its front."""
    (key, front), *others = ((key, _readable(value)) for key, value in card.fields.items() if key != "id")
    wished = str(card.fields.get("id") or "")
    if is_id(wished) and wished not in taken:
        taken.add(wished)
    else:
        wished = taken.claim(id_from(card.title or str(front)))
    return {key: front, "id": wished, **dict(others)}


def _readable(value: Value) -> Value:
    """A value without characters that no source may hold; a list without empty texts."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return re.sub(FORBIDDEN, "", value)
    items = [re.sub(FORBIDDEN, "", item) if isinstance(item, str) else item for item in value]
    return [item for item in items if item]  # type: ignore[return-value]  # all of them texts, or none

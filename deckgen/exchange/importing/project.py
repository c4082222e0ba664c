"""Card drafts to a deck project's files, or to more files of a deck that exists; nothing is ever overwritten."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deckgen.editing.card_files import CardText, Value, card_file
from deckgen.editing.ids import Ids, id_from
from deckgen.exchange.scaffold import settings
from deckgen.kinds import load_kinds
from deckgen.model.diagnostics import DeckgenError, has_errors
from deckgen.pipeline.load import load
from deckgen.sources.schema import is_id
from deckgen.sources.text import FORBIDDEN
from deckgen.system.files import safe_name, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from deckgen.exchange.importing.model import CardDraft, Draft
    from deckgen.model import Kind

_LONG_NAME = 40
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(\d+)")
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")


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


def look_at(cards: Path) -> Existing:
    """What a deck that cards are added to holds already.

    Raises:
        DeckgenError: It is no deck, or has errors, so that nobody knows its ids.
    """
    deck, diagnostics = load(cards)
    if has_errors(diagnostics):
        raise DeckgenError.of("deck-has-errors", cards=str(cards))
    numbers = [int(found[1]) for path in cards.iterdir() if (found := _NUMBERED.match(path.name))]
    media = {path.name.casefold(): path for path in (cards / "media").glob("*")}
    return Existing(
        frozenset(note.id for note in deck.notes),
        max(numbers, default=0) + 1,
        media,
        frozenset(note.guid for note in deck.notes),
        load_kinds(cards)[0],
    )


def language_of(draft: Draft, spoken: str = "en") -> str:
    """`ko` where a draft's cards are in Korean for a good part, or for a small one and the author speaks it; else `en`.

    Args:
        draft: What is imported.
        spoken: The language in which the command speaks: words that a Korean learns are in another one.
    """
    text = " ".join(
        str(value) for section in draft.sections for card in section.cards for value in card.fields.values()
    )
    weight = 20 if spoken == "ko" else 3
    return "ko" if len(_HANGUL.findall(text)) * weight > len(_LATIN.findall(text)) else "en"


def project_files(
    folder: Path, draft: Draft, name: str, language: str, kinds: Sequence[Kind] | None = None
) -> dict[Path, bytes]:
    """The files of a new deck project; see `scaffold.settings` for those that are no cards."""
    said = settings(name, language, kinds, draft.settings)
    texts = {folder / relative: text.encode() for relative, text in said.items()}
    return texts | card_files(folder / "cards", draft, Existing())


def card_files(cards: Path, draft: Draft, existing: Existing) -> dict[Path, bytes]:
    """The card files of a draft, one a category in its order.

    Args:
        cards: The cards folder.
        draft: What to write.
        existing: What the folder holds already.
    """
    taken = Ids(existing.ids)
    last = existing.first + len(draft.sections) - 1
    width = max(2, len(str(last)))
    files: dict[Path, bytes] = {}
    if draft.before:
        files = {cards / "kinds" / path: text.encode() for path, text in draft.before.kinds.items()}
    for number, section in enumerate(draft.sections, start=existing.first):
        written = with_ids(section.cards, taken)
        stem = safe_name(_NOT_WORD.sub("-", section.file or section.name))[:_LONG_NAME].strip("-. ")
        files[cards / f"{number:0{width}}-{stem}.yaml"] = card_file(section.name, written).encode()
    return files


def write(files: Mapping[Path, bytes], media: Mapping[Path, Callable[[], bytes]]) -> Iterator[Path]:
    """Write the files of a project; gives each as it is written.

    Raises:
        DeckgenError: The disk refuses one.
    """
    for path, read in media.items():
        write_atomically(path, read())
        yield path
    for path, data in files.items():
        write_atomically(path, data)
        yield path


def with_ids(cards: Iterable[CardDraft], taken: Ids) -> list[CardText]:
    """Cards as they are written, each with an id that no other has; the ids are added to those taken."""
    return [_with_id(card, taken) for card in cards]


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
    """A value without signs that no source may hold; a list without texts of nothing else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    items = [FORBIDDEN.sub("", item) if isinstance(item, str) else item for item in value]
    return [item for item in items if item]  # type: ignore[return-value]  # all of them texts, or none

"""Card drafts to a deck project's files, or to more files of a deck that exists; nothing is ever overwritten."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.editing.card_files import CardText, Value, card_file
from deckgen.editing.ids import Ids, id_from
from deckgen.exchange.draft import CardDraft, Draft
from deckgen.exchange.scaffold import settings
from deckgen.kinds import load_kinds
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError, has_errors
from deckgen.pipeline.load import load
from deckgen.sources.card_ids import is_id
from deckgen.sources.text import FORBIDDEN
from deckgen.system.files import safe_name

_LONG_NAME = 40
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(\d+)")
_HANGUL, _LATIN, _KANA = re.compile("[가-힣]"), re.compile("[A-Za-z]"), re.compile("[ぁ-ヿ]")
_WORD = re.compile(r"[^\W\d_]+")
_MARKUP = re.compile(r"<[^<>]*>|\{\{c\d+::|\[sound:[^\]]*\]|&\w+;|media/\S+")
_FEW_WORDS, _SELDOM = 20, 40
"""Words from which on they tell something, and one of how many of them is a common one of the language."""
_COMMON = {
    "en": frozenset(("the", "and", "what", "which", "are", "to", "with", "how", "that", "from", "this")),
    "de": frozenset(("der", "die", "das", "und", "ist", "nicht", "ein", "eine", "mit", "wird", "auf")),
    "nl": frozenset(("het", "een", "van", "wat", "zijn", "voor", "niet", "welke", "naar", "dat", "wordt")),
    "fr": frozenset(("le", "les", "des", "et", "une", "que", "pour", "dans", "quel", "du", "est")),
    "es": frozenset(("el", "los", "las", "del", "que", "una", "por", "y", "es", "para", "se")),
    "it": frozenset(("il", "di", "che", "della", "per", "sono", "gli", "nel", "con", "si", "è")),
    "pt": frozenset(("os", "que", "uma", "não", "para", "em", "do", "da", "é", "ao", "são")),
    "sv": frozenset(("och", "att", "det", "som", "är", "på", "för", "inte", "av", "ett", "vad")),
    "pl": frozenset(("w", "i", "na", "się", "jest", "nie", "co", "z", "do", "jak", "przez")),
}


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
        DeckgenError: It is no deck, or has errors, so that its ids are not known.
    """
    deck, diagnostics = load(cards)
    if has_errors(diagnostics):
        raise DeckgenError(
            "deck-has-errors",
            "the deck in '{cards}' has errors",
            "fix them first: deckgen check {cards}",
            cards=str(cards),
        )
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
    """The language of a draft's cards, by their letters or their commonest words; empty where they do not tell.

    Args:
        spoken: The language in which the command speaks: words that a Korean learns are in another one.
    """
    text = " ".join(
        str(value) for section in draft.sections for card in section.cards for value in card.fields.values()
    )
    latin = len(_LATIN.findall(text))
    if len(_HANGUL.findall(text)) * (20 if spoken == "ko" else 3) > latin:
        return "ko"
    if len(_KANA.findall(text)) > latin:
        return "ja"
    words = _WORD.findall(_MARKUP.sub(" ", text).lower())
    found = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    first, second = sorted(found, key=lambda language: found[language])[:-3:-1]
    telling = found[first] * _SELDOM > len(words) and found[first] > found[second] * 2
    return first if telling and len(words) >= _FEW_WORDS else ""


def project_files(
    folder: Path, draft: Draft, name: str, language: str, kinds: Sequence[Kind] | None = None
) -> dict[Path, bytes]:
    """The files of a new deck project; see `scaffold.settings` for those that are no cards."""
    said = settings(name, language, kinds, draft.settings)
    texts = {folder / relative: text.encode() for relative, text in said.items()}
    return texts | card_files(folder / "cards", draft, Existing())


def card_files(cards: Path, draft: Draft, existing: Existing) -> dict[Path, bytes]:
    """The card files of a draft whose cards have their ids, one a category in its order."""
    last = existing.first + len(draft.sections) - 1
    width = max(2, len(str(last)))
    files: dict[Path, bytes] = {}
    if draft.before:
        files = {cards / "kinds" / path: text.encode() for path, text in draft.before.kinds.items()}
    for number, section in enumerate(draft.sections, start=existing.first):
        stem = safe_name(_NOT_WORD.sub("-", section.file or section.name))[:_LONG_NAME].strip("-. ")
        files[cards / f"{number:0{width}}-{stem}.yaml"] = card_file(
            section.name, [card.fields for card in section.cards]
        ).encode()
    return files


def assign_ids(draft: Draft, existing: Existing) -> Draft:
    """A draft whose cards have the ids under which they will be written."""
    taken = Ids(existing.ids)
    return replace(
        draft,
        sections=tuple(
            replace(
                section,
                cards=tuple(
                    replace(card, fields=fields)
                    for card, fields in zip(section.cards, with_ids(section.cards, taken), strict=True)
                ),
            )
            for section in draft.sections
        ),
    )


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
    """A value without characters that no source may hold; a list without empty texts."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    items = [FORBIDDEN.sub("", item) if isinstance(item, str) else item for item in value]
    return [item for item in items if item]  # type: ignore[return-value]  # all of them texts, or none

"""Drafts without the cards that deckgen would refuse: those go to the report, with the reason."""

from __future__ import annotations

import tempfile
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from deckgen.anki.guard.deck import as_error
from deckgen.anki.guard.field import in_plain_text
from deckgen.editing.card_files import card_file
from deckgen.editing.ids import Ids
from deckgen.exchange.draft import CardDraft, Draft, DraftSection, Remark
from deckgen.exchange.draft_files import with_ids
from deckgen.html.text import plain_text
from deckgen.kinds import load_kinds
from deckgen.model import DeckConfig, Kind
from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding
from deckgen.pipeline import Environment, compile_part
from deckgen.sources.media import MediaFolder
from deckgen.sources.schema import MAX_CARDS
from deckgen.sources.text import FORBIDDEN

_ITEM = "  - "
"""How a card begins in a file that deckgen writes; all below it is indented deeper."""
_NAME = -1
"""What comes before the first card: a section's name."""


def resolve_kinds(draft: Draft, kinds: Sequence[Kind]) -> tuple[Draft, tuple[Kind, ...]]:
    """A draft whose own kinds have no fault, and all kinds that its cards can use."""
    if draft.before is None or not draft.before.kinds:
        return draft, tuple(kinds)
    with tempfile.TemporaryDirectory() as folder:
        for path, text in draft.before.kinds.items():
            file = Path(folder, "kinds", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        loaded, diagnostics = load_kinds(Path(folder))
    brought = [kind for kind in loaded if kind.known and not kind.broken]
    names = {kind.name for kind in brought}
    why = {Path(d.span.path).parent.name: d for d in reversed(diagnostics) if d.is_error}
    faulty = {path.partition("/")[0] for path in draft.before.kinds} - names
    keys = {kind.key for kind in loaded if kind.name in faulty}
    left = [Remark(0, name, why.get(name)) for name in sorted(faulty)]
    kept = {path: text for path, text in draft.before.kinds.items() if path.partition("/")[0] in names}
    sections = []
    for section in draft.sections:
        gone = [card for card in section.cards if _key(card) in keys]
        left += [Remark(card.line, words_of(card), of_left_type(_key(card))) for card in gone]
        kept_cards = tuple(card for card in section.cards if _key(card) not in keys) if gone else section.cards
        sections.append(replace(section, cards=kept_cards))
    draft = replace(
        draft, sections=tuple(sections), left=(*draft.left, *left), before=replace(draft.before, kinds=kept)
    )
    taken = names | {kind.key for kind in brought}
    return draft, (*(kind for kind in kinds if taken.isdisjoint({kind.name, kind.key})), *brought)


def of_left_type(name: str) -> Finding:
    """Why a note is left out whose note type is."""
    return finding("import-report.of-left-type", "of '{name}'", name=name)


def drop_invalid_cards(draft: Draft, kinds: Sequence[Kind]) -> Draft:
    """A draft whose cards all compile."""
    left = list(draft.left)
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder, "media")
        media.mkdir()
        for name in {*draft.media, *draft.shown}:
            (media / name).parent.mkdir(parents=True, exist_ok=True)
            (media / name).touch()  # only whether it is there matters here
        environment = Environment(DeckConfig("import", "import"), tuple(kinds), MediaFolder(Path(folder)))
        parts = (part for section in draft.sections for part in _parts_of(section))
        sections = [_without_invalid(part, environment, left) for part in parts]
    name = _safe_name(draft.name, left)
    return replace(draft, name=name, sections=tuple(section for section in sections if section.cards), left=tuple(left))


def _parts_of(section: DraftSection) -> Iterator[DraftSection]:
    """A section, in as many as its cards need files."""
    for start in range(0, len(section.cards), MAX_CARDS):
        yield replace(section, cards=section.cards[start : start + MAX_CARDS])


def _safe_name(name: str, left: list[Remark]) -> str:
    """A deck's name without what would run, or nothing where that is in the words themselves."""
    name = FORBIDDEN.sub("", name)
    danger = in_plain_text(name)
    if danger is None:
        return name
    left.append(Remark(0, name, as_error(danger, Span(""))))
    bare = plain_text(name)
    return "" if in_plain_text(bare) else bare


def _without_invalid(section: DraftSection, environment: Environment, left: list[Remark]) -> DraftSection:
    """A section without the cards, and the name, that a deck could not have."""
    section = replace(section, name=FORBIDDEN.sub("", section.name))
    named, (refused, reasons) = section, _invalid(section, environment)
    if _NAME in refused:
        left.append(Remark(section.cards[0].line, section.name, reasons[_NAME]))
        for name in (plain_text(section.name), ""):
            named = replace(section, name=name)
            refused, reasons = _invalid(named, environment)
            if _NAME not in refused:
                break
    shared = {tag: why for number, why in reasons.items() for tag in _tags(named.cards[number]) if number != _NAME}
    for number in sorted(refused - {_NAME}):
        card = named.cards[number]
        why = reasons.get(number) or next((shared[tag] for tag in _tags(card) if tag in shared), None)
        left.append(Remark(card.line, words_of(card), why))
    return replace(named, cards=tuple(card for n, card in enumerate(named.cards) if n not in refused))


def _invalid(section: DraftSection, environment: Environment) -> tuple[set[int], dict[int, Diagnostic]]:
    """The cards that do not compile, by number, and the first error of those that have one of their own.

    What several cards share, such as a tag, is an error of the first of them. `_NAME` is the section's name.
    """
    text = card_file(section.name, with_ids(section.cards, Ids()))
    starts = [n for n, line in enumerate(text.split("\n"), start=1) if line.startswith(_ITEM)]
    part = compile_part(text.encode(), section.name, environment)
    reasons: dict[int, Diagnostic] = {}
    for diagnostic in part.diagnostics:
        if diagnostic.is_error:
            reasons.setdefault(bisect(starts, diagnostic.span.line) - 1, diagnostic)
    if _NAME in reasons:
        return {_NAME}, reasons
    unsound = {bisect(starts, entry.place.line) - 1 for entry in part.entries if entry.note is None}
    return {*reasons, *unsound}, reasons


def _tags(card: CardDraft) -> tuple[str, ...]:
    tags = card.fields.get("tags", ())
    return (tags,) if isinstance(tags, str) else tuple(str(tag) for tag in tags) if not isinstance(tags, bool) else ()


def words_of(card: CardDraft) -> str:
    """What a card says, on one line."""
    return " | ".join(str(value).strip() for value in card.fields.values() if value)


def _key(card: CardDraft) -> str:
    return next(iter(card.fields))

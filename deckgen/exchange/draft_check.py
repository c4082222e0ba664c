"""Drafts without the cards that deckgen would refuse: those go to the report, with the reason."""

import re
import tempfile
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from deckgen.anki.guard.deck_texts import as_error
from deckgen.anki.guard.field import in_plain_text
from deckgen.exchange.draft import CardDraft, Draft, DraftSection, Remark
from deckgen.html.plain import plain_text
from deckgen.kinds import load_kinds
from deckgen.model import Kind
from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding
from deckgen.pipeline import Part
from deckgen.sources.text import FORBIDDEN

_ITEM = "  - "
"""How a card begins in a file that deckgen writes; all below it is indented deeper."""
_NAME = -1
"""What comes before the first card: a section's name."""


def resolve_kinds(draft: Draft, kinds: Sequence[Kind]) -> tuple[Draft, tuple[Kind, ...]]:
    """A draft whose own kinds and name have no fault, and all kinds that its cards can use."""
    draft = _named(draft)
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
        left += [Remark(card.line, _words(card), of_left_type(_key(card))) for card in gone]
        cards = tuple(card for card in section.cards if _key(card) not in keys)
        sections += [replace(section, cards=cards)] if cards else []
    draft = replace(
        draft, sections=tuple(sections), remarks=(*draft.remarks, *left), before=replace(draft.before, kinds=kept)
    )
    taken = names | {kind.key for kind in brought}
    return draft, (*(kind for kind in kinds if taken.isdisjoint({kind.name, kind.key})), *brought)


def of_left_type(name: str) -> Finding:
    """Why a note is left out whose note type is."""
    return finding("import-report.of-left-type", "of '{name}'", name=name)


def _named(draft: Draft) -> Draft:
    """A draft whose name has nothing that would run; it has no name where that is in the words themselves."""
    name = re.sub(FORBIDDEN, "", draft.name)
    danger = in_plain_text(name)
    if danger is None:
        return replace(draft, name=name)
    bare = plain_text(name)
    remarks = (*draft.remarks, Remark(0, name, as_error(danger, Span(""))))
    return replace(draft, name="" if in_plain_text(bare) else bare, remarks=remarks)


def check_section(section: DraftSection, compile_text: Callable[[str], Part]) -> tuple[DraftSection, str, list[Remark]]:
    """A section without the cards, and the name, that a deck could not have; its file; and what was left out."""
    left: list[Remark] = []
    section = replace(section, name=re.sub(FORBIDDEN, "", section.name))
    named, text = section, section.text
    refused = _refused(text, compile_text(text))
    if _NAME in refused:
        left.append(Remark(section.cards[0].line, section.name, refused[_NAME], section.source))
        for name in (plain_text(section.name), ""):
            named = replace(section, name=name)
            text = named.text
            refused = _refused(text, compile_text(text))
            if _NAME not in refused:
                break
    for number, why in sorted(refused.items()):
        card = named.cards[number]
        left.append(Remark(card.line, _words(card), why, section.source))
    if refused:
        named = replace(named, cards=tuple(card for n, card in enumerate(named.cards) if n not in refused))
        text = named.text
    return named, text, left


def _refused(text: str, part: Part) -> dict[int, Diagnostic | None]:
    """The number of each card that does not compile → its first error; `_NAME` is the section's name.

    What several cards share, such as a tag, is an error of the first of them.
    """
    starts = [n for n, line in enumerate(text.split("\n"), start=1) if line.startswith(_ITEM)]
    found: dict[int, Diagnostic | None] = {}
    for diagnostic in part.diagnostics:
        if diagnostic.is_error:
            found.setdefault(bisect(starts, diagnostic.span.line) - 1, diagnostic)
    for entry in part.entries:
        if entry.note is None:
            found.setdefault(bisect(starts, entry.place.line) - 1, None)
    return found


def _words(card: CardDraft) -> str:
    """What a card says, on one line."""
    return " | ".join(str(value).strip() for key, value in card.fields.items() if value and key != "id")


def _key(card: CardDraft) -> str:
    return next(iter(card.fields))

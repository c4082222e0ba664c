"""Drafts without the cards that deckgen would refuse: those go to the report, with the reason."""

from __future__ import annotations

import tempfile
from bisect import bisect
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.editing.card_files import card_file
from deckgen.importers.model import Draft, Remark, Section
from deckgen.importers.project import with_ids
from deckgen.kinds import load_kinds
from deckgen.model import DeckConfig
from deckgen.parts import Environment, compile_part
from deckgen.sources.media import MediaFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.importers.model import CardDraft
    from deckgen.model import Kind

_ITEM = "  - "
"""How a card begins in a file that deckgen writes; all below it is indented deeper."""


def kinds_with(draft: Draft, kinds: Sequence[Kind]) -> tuple[Kind, ...]:
    """The kinds that a draft's cards can use: those that are there, and those that it brings along."""
    if draft.before is None or not draft.before.kinds:
        return tuple(kinds)
    with tempfile.TemporaryDirectory() as folder:
        for path, text in draft.before.kinds.items():
            file = Path(folder, "kinds", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        brought = [kind for kind in load_kinds(Path(folder))[0] if kind.known]
    names = {name for kind in brought for name in (kind.name, kind.key)}
    return (*(kind for kind in kinds if names.isdisjoint({kind.name, kind.key})), *brought)


def weeded(draft: Draft, kinds: Sequence[Kind]) -> Draft:
    """A draft whose cards all compile.

    Args:
        draft: Cards of any source.
        kinds: The kinds that the deck can use.
    """
    left = list(draft.left)
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder, "media")
        media.mkdir()
        for name in draft.media:
            (media / name).touch()  # only whether it is there matters here
        environment = Environment(DeckConfig("import", "import"), tuple(kinds), MediaFolder(Path(folder)))
        sections = [replace(s, cards=_sound(s, environment, left)) for s in draft.sections]
    return replace(draft, sections=tuple(section for section in sections if section.cards), left=tuple(left))


def _sound(section: Section, environment: Environment, left: list[Remark]) -> tuple[CardDraft, ...]:
    text = card_file(section.name, with_ids(section.cards, set()))
    starts = [n for n, line in enumerate(text.split("\n"), start=1) if line.startswith(_ITEM)]
    refused: dict[int, str] = {}
    for diagnostic in compile_part(text.encode(), section.name, environment).diagnostics:
        if diagnostic.is_error:
            refused.setdefault(bisect(starts, diagnostic.span.line) - 1, diagnostic.message)
    for number, why in refused.items():
        card = section.cards[max(number, 0)]
        words = " | ".join(str(value).strip() for value in card.fields.values() if value)
        left.append(Remark(card.line, f"{words} ({why})"))
    return tuple(card for number, card in enumerate(section.cards) if number not in refused)

"""Notes of a member's own, in the deck's note types, as cards for the author to look at."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from deckgen.anki.snapshot import SnapshotNote
from deckgen.anki.tags import bare_tag, clean_tag
from deckgen.editing.new_files import Value
from deckgen.exchange.draft import CardDraft, Draft, DraftSection
from deckgen.exchange.draft_check import check_section
from deckgen.exchange.draft_files import Existing, assign_ids
from deckgen.exchange.merging.authored import Rewriter, is_list, with_packed_names
from deckgen.exchange.merging.member_files import FutureMedia
from deckgen.model import Deck, Format, Kind
from deckgen.pipeline import Environment, Part, compile_part
from deckgen.sources.text import FORBIDDEN


def drafts(
    notes: Iterable[SnapshotNote], deck: Deck, rewriter: Rewriter, name: str, cards_folder: Path, existing: Existing
) -> Draft:
    """Cards of a member's notes of the deck's note types, with their guids, so that the member keeps their reviews."""
    types = {note_type.id: note_type for note_type in deck.note_types}
    kinds = {kind.name: kind for kind in deck.kinds}
    files = {file.path.name: file for file in deck.media}
    categories = {note.category for note in deck.notes} if deck.config.subdecks else ()
    homes = {deck.config.deck_name(category): category for category in categories}
    cards: dict[str, list[CardDraft]] = defaultdict(list)
    for note in notes:
        note_type = types[note.note_type]
        fields = (with_packed_names(html, files) for html in note.fields)
        texts = dict(zip(note_type.columns, fields, strict=False))
        kind = kinds[note_type.kind]
        tags = list(_own_tags(note.tags, kind, deck.config.tag))
        category = next((homes[name] for name in note.decks if name in homes), "")
        cards[category].append(_card(texts, kind, rewriter, {"tags": tags, "guid": note.guid}))
    media = FutureMedia(cards_folder, rewriter.new_media.values())
    environment = Environment(deck.config, deck.kinds, media)
    sections = tuple(DraftSection(category, tuple(each), name) for category, each in cards.items())
    draft = assign_ids(Draft("", sections), existing)

    def compiled(text: str) -> Part:
        return compile_part(text.encode(), name, environment)

    checked = [check_section(section, compiled) for section in draft.sections]
    return replace(
        draft,
        sections=tuple(section for section, _, _ in checked if section.cards),
        remarks=tuple(remark for _, _, left in checked for remark in left),
    )


def _card(texts: Mapping[str, str], kind: Kind, rewriter: Rewriter, besides: Mapping[str, Value]) -> CardDraft:
    written: dict[str, Value] = {kind.key: ""}
    as_html: list[str] = []
    for spec in kind.authored.values():
        html = texts.get(spec.name, "")
        if not html.strip():
            continue
        if spec.format is Format.FLAG:
            written[spec.name] = True
        elif is_list(spec.format):
            written[spec.name] = list(rewriter.new_items(html))
        else:
            text = None if spec.format is Format.HTML else rewriter.text("", "", html)
            if text is None and spec.format is not Format.HTML:
                as_html.append(spec.name)
            written[spec.name] = (rewriter.html(html) or "") if text is None else text
    return CardDraft({**written, "html": as_html, **besides})


def _own_tags(tags: Iterable[str], kind: Kind, root: str) -> Iterator[str]:
    """A note's tags as a card file holds them, but for Anki's and those below `root`, which deckgen's kinds give."""
    for tag in tags:
        below_root = not kind.known and f"{tag}::".casefold().startswith(f"{root}::".casefold())
        tidy = re.sub(FORBIDDEN, "", bare_tag(tag) if kind.known else clean_tag(tag))
        if tidy and not below_root and tag.casefold() not in {"leech", "marked"}:
            yield tidy

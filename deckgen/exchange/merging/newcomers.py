"""Notes of a member's own, in the deck's note types, as cards for the author to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from deckgen.anki.snapshot import SnapshotNote
from deckgen.editing.card_files import Value
from deckgen.exchange.draft import CardDraft, Draft, DraftSection
from deckgen.exchange.draft_check import drop_invalid_cards
from deckgen.exchange.merging.compare import own_tags
from deckgen.exchange.merging.texts import Rewriter, is_list, with_packed_names
from deckgen.model import Deck, Format, Kind
from deckgen.sources.card_fields import author_fields


def drafts(notes: Iterable[SnapshotNote], deck: Deck, rewriter: Rewriter, name: str) -> Draft:
    """Cards of a member's notes of the deck's note types, with their guids, so that the member keeps their reviews."""
    types = {note_type.id: note_type for note_type in deck.note_types}
    kinds = {kind.name: kind for kind in deck.kinds}
    files = {file.path.name: file for file in deck.media}
    cards: list[CardDraft] = []
    for note in notes:
        note_type = types[note.note_type]
        fields = (with_packed_names(html, files) for html in note.fields)
        texts = dict(zip(note_type.columns, fields, strict=False))
        kind = kinds[note_type.kind]
        tags = list(own_tags(note.tags, (), kind, deck.config.tag))
        cards.append(_card(texts, kind, rewriter, {"tags": tags, "guid": note.guid}))
    there = {*rewriter.new_media.values(), *rewriter.ours.values()}
    draft = Draft("", (DraftSection("", tuple(cards), name),), media=dict.fromkeys(there, bytes))
    return replace(drop_invalid_cards(draft, deck.kinds), media={})


def _card(texts: Mapping[str, str], kind: Kind, rewriter: Rewriter, besides: Mapping[str, Value]) -> CardDraft:
    written: dict[str, Value] = {kind.key: ""}
    as_html: list[str] = []
    for spec in author_fields(kind):
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

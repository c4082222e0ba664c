"""A checked card to a note: HTML fields, tags, guid, title, and the cards that the note has."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

from deckgen.anki.cloze import parse_cloze
from deckgen.anki.identity import guid_of
from deckgen.anki.tags import bare_tag, clean_tag
from deckgen.anki.template import Replacement, TemplateNode, front_exists, is_filled, references
from deckgen.anki.titles import title_of
from deckgen.html.file_names import rename_files
from deckgen.html.plain import plain_text
from deckgen.kinds.compiler import labels_of, parsed
from deckgen.model import Card, DeckConfig, Format, Kind, MediaFile, Note
from deckgen.model.diagnostics import Diagnostic, Finding, Severity, Span, Text, finding, warning
from deckgen.model.nodes import Scalar
from deckgen.rendering.markdown import Lookup, Rendered, is_plain, parse, to_html
from deckgen.rendering.source_hash import source_hash
from deckgen.sources.places import Places

_NO_CARD: dict[str, Text] = {
    "cloze": ("no-card.cloze", "Anki would make no card of this", "write a deletion: {{{{c1::hidden}}}}"),
    "": ("no-card", "Anki would make no card of this", "fill a field that the front shows"),
}


_ARXIV = r"(?i)\barXiv:\s?(\d{4}\.\d{4,5}(?:v\d+)?)\b"
_DOI = r"(?i)\bdoi:\s?(10\.\d{4,9}/[^\s,;<]*[^\s,;<.])"
_ELSEWHERE = r"(?i)\s*(?:[a-z][a-z0-9+.-]*:|//)"
"""An address: nothing that could be packed."""
_LONG_TEXT = 160
"""Characters, three or four lines of a phone: what is longer is folded away where the field asks for it."""
_MARKDOWN, _HTML = Format.MARKDOWN, Format.HTML  # looked up once, not for every field


def render_note(
    card: Card, plan: FieldPlan, find: Callable[[str], MediaFile | Finding], places: Places
) -> tuple[Note, tuple[Lookup, ...], list[Diagnostic]]:
    """A card's note, what its fields show, found or not, and problems."""
    texts = [""] * len(plan.columns)
    filled: list[str] = []
    media: tuple[Lookup, ...] = ()
    problems: list[Diagnostic] = []
    for column, values in card.values.items():
        at, format_, folds = plan.places[column]
        text, kept = values[0].text, column in card.html
        if kept or format_ is not _MARKDOWN or not is_plain(text):
            text, shown = _render_field(_HTML if kept else format_, values, find)
            for value, lookups in shown:
                media += lookups
                problems += _media_problems(value, lookups, places, kept=kept)
            if is_filled(text):
                filled.append(column)
        else:
            filled.append(column)
        texts[at] = folded(text, plan.fold) if folds else text
    if plan.filled:
        texts[plan.filled["category"]] = _escaped(card.category)
        texts[plan.filled["id"]] = card.id  # letters, digits, '-', '_', '.': nothing to escape
    fields = tuple(texts)
    cards = plan.cloze_cards(fields) if plan.cloze else plan.front_cards(tuple(filled))
    if not cards and not (plan.cloze and any(parse_cloze(field).unclosed for field in fields)):
        first = card.values[card.kind.key][0]
        span = Span(places.path, first.line, first.column)
        # of a note that moved in, members have a blank first card: Anki makes one where it makes no other
        severity = Severity.WARNING if card.kind.known else None
        problems.append(finding(*_NO_CARD["cloze" if plan.cloze else ""]).at(span, severity))
        cards = (0,) if card.kind.known else ()
    names = _names(media) if media else ()
    note = Note(
        id=card.id,
        guid=card.guid or guid_of(plan.deck_id, card.id),
        kind=card.kind.name,
        shape=card.kind.shape,
        fields=fields,
        tags=plan.tags(card.category, card.tags),
        category=card.category,
        cards=cards,
        title=title_of(fields if card.kind.known else fields[:1], card.id),
        media=names,
        span=card.span,
        source=source_hash(card, names),
        parent=card.parent,
    )
    return note, media, problems


def _render_field(
    format_: Format, values: tuple[Scalar, ...], find: Callable[[str], MediaFile | Finding]
) -> tuple[str, list[tuple[Scalar, tuple[Lookup, ...]]]]:
    """A field's HTML, and the media that each of its texts shows."""
    if format_ is _MARKDOWN:
        text, media = parse(values[0].text, find)
        return text, [(values[0], media)] if media else []
    if format_ is _HTML:
        text, media = html_field(values[0].text, find)
        return text, [(values[0], media)] if media else []
    if format_ is Format.FLAG:
        return "1", []
    rendered = [to_html(value.text, find) for value in values]
    shown = [(value, text.media) for value, text in zip(values, rendered, strict=True) if text.media]
    items = "".join(f"<li>{_linked(text.html) if format_ is Format.SOURCES else text.html}</li>" for text in rendered)
    return (f'<ol class="steps">{items}</ol>' if format_ is Format.STEPS else f"<ul>{items}</ul>"), shown


def html_field(text: str, find: Callable[[str], MediaFile | Finding]) -> Rendered:
    """A field's HTML with the files that it shows by their packed names; what is not found keeps its name."""
    lookups: list[Lookup] = []

    def packed(name: str) -> str | None:
        if re.match(_ELSEWHERE, name) or not name.strip():
            return None
        found = find(name)
        if isinstance(found, Finding) and "%" in name:
            other = find(unquote(name))
            name, found = (unquote(name), other) if not isinstance(other, Finding) else (name, found)
        lookups.append(Lookup(name, found))
        return None if isinstance(found, Finding) else found.name

    return Rendered(rename_files(text, packed), tuple(lookups))


def folded(text: str, label: str) -> str:
    """A long text's HTML, folded away below a label until the reader opens it; a short one's as it is."""
    if len(text) <= _LONG_TEXT or len(plain_text(text)) <= _LONG_TEXT or text.startswith("<details"):
        return text
    return f'<details class="fold"><summary>{html.escape(label)}</summary>{text}</details>'


@lru_cache(maxsize=1024)
def _escaped(category: str) -> str:
    return html.escape(category, quote=False)


def _names(media: tuple[Lookup, ...]) -> tuple[str, ...]:
    """The packed names of what was found."""
    return tuple(sorted({lookup.found.name for lookup in media if isinstance(lookup.found, MediaFile)}))


def _media_problems(value: Scalar, lookups: tuple[Lookup, ...], places: Places, *, kept: bool) -> list[Diagnostic]:
    """What is wrong with the files that a text shows."""
    missing = {written: found for written, found in lookups if isinstance(found, Finding)}
    return [
        (
            warning(
                "media-elsewhere",
                "there is no '{name}' in media/: only members who have it already see it",
                "put the file there, or take it out of the text",
                name=written,
            )
            if kept and found.rule == "media-missing"
            else found
        ).at(places.within(value, written))
        for written, found in missing.items()
    ]


class FieldPlan:
    """A kind, prepared for one deck: what is the same for all of its notes."""

    def __init__(self, kind: Kind, config: DeckConfig) -> None:
        self.columns = kind.columns
        self.cloze = kind.cloze
        self.deck_id = config.id
        labels = labels_of(kind, config.language)
        self.places = {spec.name: (n, spec.format, spec.folds) for n, spec in enumerate(kind.fields)}
        self.fold = labels.get("fold", "…")
        self.filled = {} if kind.known else {name: kind.columns.index(name) for name in ("category", "id")}
        self._label = labels.get("kind", kind.name)
        self._root = config.tag
        self._moved_in = kind.known is not None
        self._fronts = tuple(parsed(card.front, kind, config) for card in kind.cards)
        self._cards: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._tags: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}

    def front_cards(self, filled: tuple[str, ...]) -> tuple[int, ...]:
        """The cards whose front shows one of these columns, or what deckgen fills in every note."""
        known = self._cards.get(filled)
        if known is None:
            there = {*filled, *self.filled}
            known = tuple(n for n, front in enumerate(self._fronts) if front_exists(front, there))
            self._cards[filled] = known
        return known

    def cloze_cards(self, fields: tuple[str, ...]) -> tuple[int, ...]:
        """The cards that a cloze note's deletions make."""
        numbers: set[int] = set()
        for front in self._fronts:
            for column in cloze_columns(front):
                if column in self.columns:
                    numbers.update(parse_cloze(fields[self.columns.index(column)]).numbers)
        return tuple(sorted(number - 1 for number in numbers))

    def tags(self, category: str, written: tuple[str, ...]) -> tuple[str, ...]:
        """A note's tags: category, kind and the author's own, below the deck's root tag.

        Of a kind that goes on with a note type that members have, they are the author's alone: members know them so.
        """
        known = self._tags.get((category, written))
        if known is None and self._moved_in:
            known = self._tags[category, written] = tuple(sorted({t for tag in written if (t := bare_tag(tag))}))
        if known is None:
            names = (clean_tag(name) for name in (category, self._label, *written))
            known = tuple(sorted({f"{self._root}::{name}" for name in names if name}))
            self._tags[category, written] = known
        return known


def cloze_columns(front: tuple[TemplateNode, ...]) -> tuple[str, ...]:
    """The fields that a template shows through Anki's cloze filter."""
    return tuple(r.field for r in references(front) if isinstance(r, Replacement) and "cloze" in r.filters)


def _linked(piece: str) -> str:
    if ":" not in piece or "<a " in piece:
        return piece
    piece = re.sub(_ARXIV, r'<a href="https://arxiv.org/abs/\1">arXiv:\1</a>', piece)
    return re.sub(_DOI, r'<a href="https://doi.org/\1">doi:\1</a>', piece)

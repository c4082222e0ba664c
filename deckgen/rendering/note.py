"""Checked cards to notes: HTML fields, tags, guids, study positions, the cards that each note has."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.anki.identity import guid_of
from deckgen.anki.plain_text import strip_tags
from deckgen.anki.tags import clean_tag
from deckgen.anki.template import Replacement, front_exists, is_filled, parse_template, references
from deckgen.diagnostics import Diagnostic, Span
from deckgen.kinds.compiler import expand, labels_of
from deckgen.model import FieldSpec, Format, Note
from deckgen.rendering.markdown import to_html
from deckgen.rendering.source_hash import source_hash
from deckgen.sources.locate import locate
from deckgen.sources.media import MediaError, MediaFolder

if TYPE_CHECKING:
    from deckgen.anki.template import TemplateNode
    from deckgen.model import Card, DeckConfig, Kind, MediaFile, Scalar

_ARXIV = re.compile(r"\barXiv:\s?(\d{4}\.\d{4,5}(?:v\d+)?)\b", re.IGNORECASE)
_DOI = re.compile(r"\bdoi:\s?(10\.\d{4,9}/[^\s,;<]*[^\s,;<.])", re.IGNORECASE)
_LONG_TITLE = 120
_MARKDOWN = Format.MARKDOWN  # looked up once, not for every field


class Renderer:
    """Renders the cards of one deck.

    Args:
        config: The deck.
        media: Its media folder.
    """

    def __init__(self, config: DeckConfig, media: MediaFolder) -> None:
        self.config = config
        self.diagnostics: list[Diagnostic] = []
        self.media: dict[str, MediaFile] = {}
        self._folder = media
        self._plans: dict[str, _Plan] = {}
        self._tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._escaped: dict[str, str] = {}
        self._card: Card | None = None
        self._scalar: Scalar | None = None
        self._used: list[str] = []

    def note(self, card: Card, due: int) -> Note:
        """Render one card.

        Args:
            card: A checked card.
            due: Its study position, from 1.
        """
        plan = self._plans.get(card.kind.name)
        if plan is None:
            plan = self._plans[card.kind.name] = _Plan(card.kind, self.config)
        self._card, self._used = card, []
        texts = [""] * len(plan.columns)
        filled: list[str] = []
        for column, values in card.values.items():
            place, format_ = plan.places[column]
            text = texts[place] = self._text(format_, values)
            if is_filled(text):
                filled.append(column)
        texts[plan.category] = self._escaped.get(card.category) or self._escape(card.category)
        texts[plan.id] = card.id  # letters, digits, '-', '_', '.': nothing to escape
        fields = tuple(texts)
        cards = plan.cloze_cards(fields) if plan.cloze else plan.front_cards(tuple(filled))
        if not cards and not (plan.cloze and any(parse_cloze(field).unclosed for field in fields)):
            self._report(card.values[card.kind.key][0], "no-card", "Anki would make no card of this", plan.empty_hint)
        first = fields[0]
        if plan.cloze:
            first = plain(parse_cloze(first))
        title = strip_tags(first)
        media = tuple(sorted(set(self._used))) if self._used else ()
        return Note(
            id=card.id,
            guid=guid_of(self.config.id, card.id),
            kind=card.kind.name,
            fields=fields,
            tags=self._tag_list(card),
            category=card.category,
            due=due,
            cards=cards,
            title=title if len(title) <= _LONG_TITLE else title[: _LONG_TITLE - 1] + "…",
            media=media,
            span=card.span,
            source=source_hash(card, media),
        )

    def _escape(self, category: str) -> str:
        return self._escaped.setdefault(category, html.escape(category, quote=False))

    def _text(self, format_: Format, values: tuple[Scalar, ...]) -> str:
        if format_ is _MARKDOWN:
            self._scalar = values[0]
            return to_html(values[0].text, self._pack)
        if format_ is Format.FLAG:
            return "1"
        pieces: list[str] = []
        for value in values:
            self._scalar = value
            piece = to_html(value.text, self._pack)
            pieces.append(f"<li>{_linked(piece) if format_ is Format.SOURCES else piece}</li>")
        if format_ is Format.STEPS:
            return f"<ol>{''.join(pieces)}</ol>"
        return f"<ul>{''.join(pieces)}</ul>"

    def _pack(self, written: str) -> str:
        try:
            file = self._folder.pack(written)
        except MediaError as error:
            if self._scalar is not None:
                self._report(self._scalar, error.rule, error.message, error.hint, written)
            return html.escape(written)
        self.media[file.name] = file
        self._used.append(file.name)
        return file.name

    def _tag_list(self, card: Card) -> tuple[str, ...]:
        key = (card.kind.name, card.category, *card.tags)
        tags = self._tags.get(key)
        if tags is None:
            kind = labels_of(card.kind, self.config.language).get("kind", card.kind.name)
            names = (clean_tag(card.category), clean_tag(kind), *(clean_tag(tag) for tag in card.tags))
            tags = tuple(sorted({f"{self.config.tag}::{name}" for name in names if name}))
            self._tags[key] = tags
        return tags

    def _report(self, scalar: Scalar, rule: str, message: str, hint: str = "", needle: str = "") -> None:
        path = self._card.span.path if self._card else ""
        span = locate(path, scalar, needle) if needle else Span(path, scalar.line, scalar.column)
        self.diagnostics.append(Diagnostic(span, rule, message, hint))


class _Plan:
    """What is the same for every note of a kind."""

    def __init__(self, kind: Kind, config: DeckConfig) -> None:
        self.columns = kind.columns
        self.cloze = kind.cloze
        formats = [_format(spec) for spec in kind.fields for _ in spec.columns]
        self.places = {column: (n, formats[n]) for n, column in enumerate(kind.columns)}
        self.category = kind.columns.index("category")
        self.id = kind.columns.index("id")
        self.empty_hint = "write a deletion: {{c1::hidden}}" if kind.cloze else "its front side is empty"
        fronts = tuple(parse_template(expand(card.front, kind, config)) for card in kind.cards)
        self._fronts: tuple[tuple[TemplateNode, ...], ...] = fronts
        self._known: dict[tuple[str, ...], tuple[int, ...]] = {}

    def front_cards(self, filled: tuple[str, ...]) -> tuple[int, ...]:
        """The cards whose front shows one of these columns; `category` and `id` are always filled."""
        known = self._known.get(filled)
        if known is None:
            there = {*filled, "category", "id"}
            known = tuple(n for n, front in enumerate(self._fronts) if front_exists(front, there))
            self._known[filled] = known
        return known

    def cloze_cards(self, fields: tuple[str, ...]) -> tuple[int, ...]:
        numbers: set[int] = set()
        for front in self._fronts:
            for column in cloze_columns(front):
                if column in self.columns:
                    numbers.update(parse_cloze(fields[self.columns.index(column)]).numbers)
        return tuple(sorted(number - 1 for number in numbers))


def cloze_columns(front: tuple[TemplateNode, ...]) -> tuple[str, ...]:
    """The fields that a template shows through Anki's cloze filter."""
    return tuple(r.field for r in references(front) if isinstance(r, Replacement) and "cloze" in r.filters)


def _format(spec: FieldSpec) -> Format:
    return Format.MARKDOWN if spec.format is Format.GROUP else spec.format


def _linked(piece: str) -> str:
    if "<a " in piece:
        return piece
    piece = _ARXIV.sub(r'<a href="https://arxiv.org/abs/\1">arXiv:\1</a>', piece)
    return _DOI.sub(r'<a href="https://doi.org/\1">doi:\1</a>', piece)

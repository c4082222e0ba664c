"""What would make Anki refuse or misread a kind: open sections, unknown fields and labels, fronts that show nothing.

Which templates Anki refuses, and which it reads in another way from version to version, was tried on 2.1.54 to 26.9.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from deckgen.anki.template import (
    FILTERS,
    SPECIAL_FIELDS,
    Replacement,
    Section,
    TemplateError,
    TemplateNode,
    parse_template,
    references,
    without,
)
from deckgen.diagnostics import Diagnostic, Severity, Span, did_you_mean
from deckgen.guard import check_labels, check_style
from deckgen.kinds.compiler import COMMON, FILLED, LABEL, PIECE, SPEECH
from deckgen.sources.places import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deckgen.model import Kind, Scalar

_CARD_NUMBER = re.compile(r"c\d+")


def check_kind(kind: Kind, display: str, label_places: Mapping[tuple[str, str], Scalar]) -> list[Diagnostic]:
    """Check a kind's templates, labels and style.

    Args:
        kind: A kind, as far as it could be read.
        display: Its folder, as the author would type it.
        label_places: Language and label name → where the label stands in `labels.yaml`.
    """
    found: list[Diagnostic] = list(check_labels(label_places, f"{display}/labels.yaml"))
    found.extend(check_style(kind.css, f"{display}/style.css"))
    for card in kind.cards:
        for side, source in (("front", card.front), ("back", card.back)):
            if source:
                template = _Template(source, f"{display}/{card.name}.{side}.html", kind, front=side == "front")
                found.extend(template.problems())
    found.extend(_empty_fronts(kind, display))
    return found


def _empty_fronts(kind: Kind, display: str) -> Iterator[Diagnostic]:
    """Fronts that show only fields that came later than their card."""
    for shape in range(1, kind.shape):
        older = kind.at(shape)
        for card in older.cards:
            try:
                nodes = references(without(parse_template(card.front), older.absent))
            except TemplateError:
                continue  # told already
            if not any(isinstance(node, Replacement) and node.field in older.columns for node in nodes):
                message = f"in shape {shape} of the kind this front shows no field"
                hint = f"show one that the kind always had, or write 'since: {shape + 1}' with the card"
                yield Diagnostic(Span(f"{display}/{card.name}.front.html"), "bad-template", message, hint)


class _Template:
    """One side of one card, as its author wrote it: what stands in double brackets is text here."""

    def __init__(self, source: str, path: str, kind: Kind, *, front: bool) -> None:
        self._source = source
        self._path = path
        self._kind = kind
        self._front = front

    def problems(self) -> Iterator[Diagnostic]:
        """All that is wrong with it."""
        if not self._kind.known:
            yield from self._brackets()
        try:
            nodes = parse_template(self._source)
        except TemplateError as error:
            yield self._at(error.offset, "bad-template", error.message, "each {{#field}} needs its {{/field}}")
            return
        found = references(nodes)
        for node in found:
            yield from self._reference(node)
        if self._front and not self._kind.known:
            yield from self._front_problems(nodes)

    def _brackets(self) -> Iterator[Diagnostic]:
        labels = self._kind.labels.get("en", {})
        for match in LABEL.finditer(self._source):
            if match.group(1) not in labels and match.group(1) not in FILLED:
                yield self._at(
                    match.start(),
                    "unknown-label",
                    f"no label '{match.group(1)}' in labels.yaml",
                    did_you_mean(match.group(1), labels) or "write it there, below 'en:'",
                )
        for match in PIECE.finditer(self._source):
            if not (COMMON / f"{match.group(1)}.html").is_file():
                pieces = [path.stem for path in COMMON.glob("*.html")]
                message = f"no shared piece '{match.group(1)}'"
                yield self._at(match.start(), "unknown-piece", message, did_you_mean(match.group(1), pieces))
        for match in SPEECH.finditer(self._source):
            if match.group(1) not in self._kind.columns:
                yield self._unknown_field(match.group(1), match.start())

    def _reference(self, node: Replacement | Section) -> Iterator[Diagnostic]:
        number = isinstance(node, Section) and self._kind.cloze and _CARD_NUMBER.fullmatch(node.field)
        known = node.field in self._kind.columns or node.field in SPECIAL_FIELDS or number
        if self._kind.known and not known and not any(node.field == spec.title for spec in self._kind.fields):
            yield replace(self._unknown_field(node.field, node.offset), severity=Severity.WARNING)
        elif not self._kind.known and not known:
            yield self._unknown_field(node.field, node.offset)
        if self._kind.known:
            return  # members' Anki takes it, whatever add-on it needs
        if isinstance(node, Section):
            if node.field in SPECIAL_FIELDS:
                hint = "take a field of the kind"
                message = f"Anki's versions differ on whether '{node.field}' is filled"
                yield self._at(node.offset, "unstable-section", message, hint)
            return
        for name in node.filters:
            if name not in FILTERS and not name.startswith("tts "):
                yield self._at(
                    node.offset, "unknown-filter", f"Anki has no filter '{name}'", did_you_mean(name, FILTERS)
                )

    def _front_problems(self, nodes: tuple[TemplateNode, ...]) -> Iterator[Diagnostic]:
        replaced = [node for node in references(nodes) if isinstance(node, Replacement)]
        clozes = [node for node in replaced if "cloze" in node.filters]
        if self._kind.cloze and not clozes:
            hint = f"write {{{{cloze:{self._kind.key}}}}}"
            yield self._at(0, "bad-template", "the front of a cloze kind shows no deletion", hint)
        elif not self._kind.cloze and clozes:
            hint = "write 'cloze: true' in kind.yaml, or take the filter out"
            yield self._at(clozes[0].offset, "bad-template", "'cloze:' works in a cloze kind only", hint)
        elif all(node.field in SPECIAL_FIELDS for node in replaced):
            hint = f"write {{{{{self._kind.key}}}}}"
            yield self._at(0, "bad-template", "the front shows no field: Anki refuses it", hint)

    def _unknown_field(self, name: str, offset: int) -> Diagnostic:
        message = f"the template names '{name}', which is no field of {self._kind.name}"
        return self._at(offset, "unknown-template-field", message, did_you_mean(name, self._kind.columns))

    def _at(self, offset: int, rule: str, message: str, hint: str) -> Diagnostic:
        return Diagnostic(place(self._path, self._source, offset), rule, message, hint or "look at 'deckgen kinds'")

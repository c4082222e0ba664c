"""What would make Anki refuse or misread a kind: open sections, unknown fields and labels, fronts that show nothing.

Which templates Anki refuses, and which it reads in another way from version to version, was tried on 2.1.54 to 26.9.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from deckgen.anki.guard.style import check_style
from deckgen.anki.settings import wrong_keys
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
from deckgen.anki.typeset import MARK, header_danger
from deckgen.kinds.compiler import COMMON, FILLED, LABEL, PIECE, SPEECH, id_of_note_type
from deckgen.model import DeckConfig, Kind
from deckgen.model.diagnostics import Diagnostic, Finding, Severity, Span, finding, unknown_word
from deckgen.sources.places import place

_CARD_NUMBER = re.compile(r"c\d+")


def check_kind(kind: Kind, display: str) -> list[Diagnostic]:
    """Check a kind's templates and style.

    Args:
        display: Its folder, as the author would type it.
    """
    problems = list(check_style(kind.css, f"{display}/style.css"))
    for card in kind.cards:
        for side, source in (("front", card.front), ("back", card.back)):
            if source:
                template = _Template(source, f"{display}/{card.name}.{side}.html", kind, front=side == "front")
                problems.extend(template.problems())
    problems.extend(_empty_fronts(kind, display))
    return problems


def check_note_types(kinds: Iterable[Kind], config: DeckConfig, display: str) -> Iterator[Diagnostic]:
    """Two kinds of one note type: Anki would show the cards of one with the other's templates.

    Args:
        display: Its folder of kinds, as the author would type it.
    """
    owners: dict[int, str] = {}
    for kind in kinds:
        for shape in range(1, kind.shape + 1):
            number = id_of_note_type(kind.at(shape), config)
            other = owners.setdefault(number, kind.name)
            if other != kind.name:
                clash = finding(
                    "kind-clash.note-type",
                    "kind '{name}' has the note type {id}, which is that of the kind '{other}'",
                    "leave 'note_type' out: it names a note type that members have already, once",
                    name=kind.name,
                    other=other,
                    id=str(number),
                )
                yield clash.at(Span(f"{display}/{kind.name}/kind.yaml"))


def settings_in(written: str) -> tuple[dict[str, Any], Finding | None]:
    """What Anki keeps of a note type that members have, as a file says it; and what is wrong with that, if anything."""
    way_out = "take the file back from git, or import the deck again"
    try:
        settings: Any = json.loads(written) if written else {}
        wrong = next(wrong_keys(settings), None)
    except (ValueError, RecursionError):
        wrong = "{"
    if wrong is not None:
        return {}, finding("bad-settings", "a note type has no setting in Anki such as {key}", way_out, key=wrong)
    harm = header_danger("\n".join(str(settings.get(part, "")) for part in ("latexPre", "latexPost")))
    if harm:
        message = "its LaTeX has what deckgen does not know to be harmless: {what}"
        return {}, finding("bad-settings.latex", message, way_out, what=harm)
    return settings, None


def _empty_fronts(kind: Kind, display: str) -> Iterator[Diagnostic]:
    """Fronts that show only fields that came later than their card."""
    for shape in range(1, kind.shape):
        older = kind.at(shape)
        for card in older.cards:
            try:
                front = parse_template(card.front)
            except TemplateError:
                continue  # already reported
            if not _fields(front) <= {*kind.columns}:
                continue  # a name that no field has is reported, too
            if not _fields(without(front, older.absent)) & {*older.columns}:
                span = Span(f"{display}/{card.name}.front.html")
                yield finding(
                    "bad-template.late-front",
                    "in shape {shape} of the kind this front shows no field",
                    "show one that the kind always had, or write 'since: {since}' with the card",
                    shape=shape,
                    since=shape + 1,
                ).at(span)


def _fields(front: tuple[TemplateNode, ...]) -> frozenset[str]:
    """The fields that a front shows, Anki's own left out."""
    return frozenset(node.field for node in references(front) if isinstance(node, Replacement)) - SPECIAL_FIELDS


class _Template:
    """One side of one card, as its author wrote it: `[[…]]` is text here."""

    def __init__(self, source: str, path: str, kind: Kind, *, front: bool) -> None:
        self._source = source
        self._path = path
        self._kind = kind
        self._front = front

    def problems(self) -> Iterator[Diagnostic]:
        """All that is wrong with it."""
        if not self._kind.known:
            yield from self._brackets()
        if (mark := MARK.search(self._source)) is not None:
            message = "'{name}' in a template makes LaTeX of whatever its fields hold"
            hint = "write it in the fields, around each formula"
            yield self._at(mark.start(), finding("bad-template.latex", message, hint, name=mark[0]))
        try:
            nodes = parse_template(self._source)
        except TemplateError as error:
            message, hint = (
                "this section is opened or closed without its counterpart",
                "each {{{{#field}}}} needs its {{{{/field}}}}",
            )
            yield self._at(error.offset, finding("bad-template", message, hint))
            return
        for node in references(nodes):
            yield from self._reference(node)
        if self._front and not self._kind.known:
            yield from self._front_problems(nodes)

    def _brackets(self) -> Iterator[Diagnostic]:
        labels = {*self._kind.labels.get("en", {}), *FILLED}
        for match in LABEL.finditer(self._source):
            if match[1] not in labels:
                message, hint = "no label '{name}' in labels.yaml", "write it there, below 'en:'"
                listing = "known here: {known}; or write it there, below 'en:'"
                what = unknown_word("unknown-label", message, hint, match[1], labels, listing=listing, name=match[1])
                yield self._at(match.start(), what)
        pieces = {path.stem for path in COMMON.glob("*.html")}
        for match in PIECE.finditer(self._source):
            if match[1] not in pieces:
                message, hint = "no shared piece '{name}'", "look at 'deckgen kinds'"
                what = unknown_word("unknown-piece", message, hint, match[1], pieces, name=match[1])
                yield self._at(match.start(), what)
        for match in SPEECH.finditer(self._source):
            if match[2] not in self._kind.columns:
                yield self._unknown_field(match[2], match.start())

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
                message = "Anki's versions differ on whether '{name}' is filled"
                what = finding("unstable-section", message, "use a field of the kind", name=node.field)
                yield self._at(node.offset, what)
            return
        for name in node.filters:
            if name not in FILTERS and not name.startswith("tts "):
                message, hint = "Anki has no filter '{name}'", "look at 'deckgen kinds'"
                yield self._at(node.offset, unknown_word("unknown-filter", message, hint, name, FILTERS, name=name))

    def _front_problems(self, nodes: tuple[TemplateNode, ...]) -> Iterator[Diagnostic]:
        replaced = [node for node in references(nodes) if isinstance(node, Replacement)]
        clozes = [node for node in replaced if "cloze" in node.filters]
        key = self._kind.key
        if self._kind.cloze and not clozes:
            message, hint = "the front of a cloze kind shows no deletion", "write {{{{cloze:{key}}}}}"
            yield self._at(0, finding("bad-template.no-deletion", message, hint, key=key))
        elif not self._kind.cloze and clozes:
            hint = "write 'cloze: true' in kind.yaml, or take the filter out"
            message = "'cloze:' works in a cloze kind only"
            yield self._at(clozes[0].offset, finding("bad-template.no-cloze", message, hint))
        elif all(node.field in SPECIAL_FIELDS for node in replaced):
            message, hint = "the front shows no field: Anki refuses it", "write {{{{{key}}}}}"
            yield self._at(0, finding("bad-template.no-field", message, hint, key=key))

    def _unknown_field(self, name: str, offset: int) -> Diagnostic:
        what = unknown_word(
            "unknown-template-field",
            "the template names '{name}', which is not a field of {kind}",
            "look at 'deckgen kinds'",
            name,
            self._kind.columns,
            name=name,
            kind=self._kind.name,
        )
        return self._at(offset, what)

    def _at(self, offset: int, what: Finding) -> Diagnostic:
        return what.at(place(self._path, self._source, offset))

"""One kind's folder, read and checked: faults are reported with their places."""

import re
import unicodedata
from collections.abc import Collection
from collections.abc import Mapping as MappingABC
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from deckgen.anki.template import SPECIAL_FIELDS
from deckgen.kinds.faults import KIND_INVALID
from deckgen.messages.catalogue import Value
from deckgen.model import CardSpec, FieldSpec, Format, Kind, KnownType
from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding, has_errors, unknown_word
from deckgen.model.nodes import Mapping, Node, Scalar
from deckgen.sources.mapping_reader import MappingReader
from deckgen.sources.nodes import read_source
from deckgen.sources.text import read_text

RESERVED_KEYS = frozenset({"id", "guid", "html", "tags", "requires", "ignore", "followups", "category", "cards"})
SETTINGS_FILE = "anki.json"
_NAME = re.compile(r"[^\W\dA-Z_](?:(?![A-Z])\w)*")
"""Letters of any script, but no Latin capitals, which are too easily mistaken for small ones."""
_FORMATS = tuple(form.value for form in Format)
_FIELD_KEYS = frozenset({"name", "format", "id", "required", "needs", "folds", "since", "anki", "helper", "help"})
_CARD_KEYS = frozenset({"name", "id", "when", "since", "anki"})
_KIND_KEYS = frozenset({"key", "cloze", "note_type", "fields", "cards"})


class Common(NamedTuple):
    """What every kind has besides its own."""

    fields: tuple[FieldSpec, ...] = ()
    help: MappingABC[str, str] = MappingProxyType({})
    labels: MappingABC[str, MappingABC[str, str]] = MappingProxyType({})
    """language → label name → text."""


class KindReader:
    """Reads one kind's folder and collects what is wrong with it.

    Args:
        within: The cards folder of the deck that defines it; None for what comes with deckgen.
    """

    def __init__(self, folder: Path, display: str, common: Common | None = None, *, within: Path | None = None) -> None:
        self.folder = folder
        self.within = within
        self.common = common or Common()
        self.display = display
        self.own = within is not None
        self.diagnostics: list[Diagnostic] = []
        self._known = False
        self._label_places: dict[tuple[str, str], Scalar] = {}

    def read(self) -> tuple[Kind, tuple[Diagnostic, ...]]:
        """The kind, as far as it can be read, and its diagnostics."""
        root = self.yaml("kind.yaml")
        if not isinstance(root, Mapping):
            if not self.diagnostics:
                self._refuse(root, "shape")
            root = Mapping((), 1, 1)
        reader = self.mapping_reader(root)
        reader.only(_KIND_KEYS)
        known = self._known_type(root)
        self._known = known is not None
        if known:
            self.common = self.common._replace(fields=(), help={})
        fields, helps = self.fields(reader)
        labels = {language: {**texts} for language, texts in self.common.labels.items()}
        for language, texts in self.labels().items():
            labels.setdefault(language, {**self.common.labels["en"]}).update(texts)
        columns = frozenset(spec.name for spec in (*fields, *self.common.fields))
        kind = Kind(
            name=unicodedata.normalize("NFC", self.folder.name),  # macOS gives the decomposed form
            key=reader.text("key"),
            fields=(*fields, *self.common.fields),
            cards=self._cards(reader, columns),
            css=self._text("style.css"),
            labels=labels,
            help={**self.common.help, **helps},
            example=self._text("example.yaml"),
            cloze=reader.flag("cloze"),
            own=self.own,
            known=known,
            settings=self._settings() if known else {},
        )
        kind = kind._replace(shape=self._shape(kind, root))
        if not self.diagnostics and not _is_keyed(fields if known else fields[:1], kind.key):
            self._refuse(root.get("key") or root, "key")
        if kind.cloze and len(kind.cards) > 1:
            self._refuse(root.get("cloze"), "cloze-cards")
        if self.own and not _NAME.fullmatch(kind.name):
            self._refuse(None, "name", name=kind.name)
        if self.own:  # of those that come with deckgen a test checks it
            from deckgen.kinds.checks import check_kind  # most decks have no kinds of their own

            self.diagnostics.extend(check_kind(kind, self.display, self._label_places))
        return kind._replace(broken=has_errors(self.diagnostics)), tuple(self.diagnostics)

    def yaml(self, name: str) -> Node | None:
        """A YAML file of the folder."""
        source, found = read_source(self.folder / name, f"{self.display}/{name}", self.within)
        self.diagnostics.extend(found)
        return source.root

    def report(self, file: str, node: Node | None, what: Finding) -> None:
        """Note a problem at a node of a file."""
        span = Span(f"{self.display}/{file}", node.line, node.column) if node else Span(f"{self.display}/{file}")
        self.diagnostics.append(what.at(span))

    def _refuse(self, node: Node | None, case: str, *, file: str = "kind.yaml", **values: Value) -> None:
        self.report(file, node, finding(*KIND_INVALID[case], **values))

    def mapping_reader(self, mapping: Mapping) -> MappingReader:
        """A reader of a mapping in `kind.yaml`."""

        def report(node: Node, what: Finding) -> None:
            self.diagnostics.append(what.at(Span(f"{self.display}/kind.yaml", node.line, node.column)))

        return MappingReader(mapping, "kind.yaml", report)

    def fields(self, root: MappingReader) -> tuple[tuple[FieldSpec, ...], dict[str, str]]:
        """The field specifications below `fields`, and their help lines; the common ones' names and ids are taken."""
        specs: list[FieldSpec] = []
        helps: dict[str, str] = {}
        taken: dict[str, Node] = {}
        taken_by_all = {claim for spec in self.common.fields for claim in _claims(spec)}
        for item in root.mappings("fields", "{name: word, format: markdown, id: 1}"):
            reader = self.mapping_reader(item)
            reader.only(_FIELD_KEYS)
            name, id_, format_ = self._word(reader), _number(reader), reader.one_of("format", _FORMATS, "markdown")
            required, folds, needs = reader.flag("required"), reader.flag("folds"), reader.text("needs")
            if not (name and id_ is not None and format_):
                continue
            since = self._since(reader, required=required)
            anki, helper = self._anki(reader, known=self._known), reader.flag("helper")
            spec = FieldSpec(name, Format(format_), id_, required, needs, folds, since, anki, helper)
            specs.append(spec)
            for claim in _claims(spec):
                self._claim(taken, claim, item)
                if claim in taken_by_all:
                    self._refuse(item, "taken-by-all", name=claim)
            helps[name] = reader.text("help")
        known = {spec.name for spec in (*specs, *self.common.fields)}
        for spec in specs:
            if spec.needs and spec.needs not in known:
                self.report("kind.yaml", taken[spec.name], _no_field("needs", spec.needs, known))
        return tuple(specs), helps

    def labels(self) -> dict[str, dict[str, str]]:
        """Language → label name → text."""
        root = self.yaml("labels.yaml") if (self.folder / "labels.yaml").exists() else None
        found: dict[str, dict[str, str]] = {}
        if root is not None and not isinstance(root, Mapping):
            self._refuse(root, "labels", file="labels.yaml")
        for language, texts in root.pairs if isinstance(root, Mapping) else ():
            if not isinstance(texts, Mapping):
                self._refuse(texts, "language", file="labels.yaml", name=language.text)
                continue
            found[language.text] = {}
            for key, value in texts.pairs:
                if isinstance(value, Scalar):
                    found[language.text][key.text] = value.text.strip()
                    self._label_places[language.text, key.text] = value
                else:
                    self._refuse(value, "label", file="labels.yaml", name=key.text)
        return found

    def _cards(self, root: MappingReader, columns: frozenset[str]) -> tuple[CardSpec, ...]:
        cards: list[CardSpec] = []
        taken: dict[str, Node] = {}
        for item in root.mappings("cards", "{name: word, id: 1}"):
            reader = self.mapping_reader(item)
            reader.only(_CARD_KEYS)
            name, id_, when = self._word(reader), _number(reader), reader.text("when")
            if when and when not in columns:
                self.report("kind.yaml", item.get("when"), _no_field("when", when, columns))
            if name and id_ is not None:
                front, back = (self._text(f"{name}.{side}.html", needed=True) for side in ("front", "back"))
                anki = reader.text("anki") if self._known else self._anki(reader)  # Anki takes any name of a card
                card = CardSpec(name, id_, front, back, when, self._since(reader), anki)
                cards.append(card)
                for claim in _claims(card):
                    self._claim(taken, claim, item)
        if not cards and not self.diagnostics:
            self._refuse(root.mapping.get("cards"), "no-card")
        return tuple(cards)

    def _claim(self, taken: dict[str, Node], what: str, node: Node) -> None:
        first = taken.setdefault(what, node)
        if first is not node:
            self._refuse(node, "taken", name=what, line=first.line)

    def _text(self, name: str, *, needed: bool = False) -> str:
        path = self.folder / name
        if not needed and not path.exists() and not path.is_symlink():
            return ""
        text = read_text(path, f"{self.display}/{name}", self.within)
        if isinstance(text, str):
            return text
        self.diagnostics.append(text)
        return ""

    def _settings(self) -> dict[str, Any]:
        """What Anki keeps of a note type that members have, from the file that an import writes."""
        from deckgen.kinds.checks import settings_in

        found, wrong = settings_in(self._text(SETTINGS_FILE))
        if wrong:
            self.report(SETTINGS_FILE, None, wrong)
        return found

    def _known_type(self, root: Mapping) -> KnownType | None:
        """The note type that a kind goes on with."""
        node = root.get("note_type")
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self._refuse(node, "note-type")
            return None
        reader = self.mapping_reader(node)
        reader.only(frozenset({"id", "name"}))
        number = reader.matching("id", "[1-9][0-9]{0,14}", "note-type", required="note-type")
        name = reader.text("name", required="note-type")
        return KnownType(int(number), name) if number and name else None

    def _anki(self, reader: MappingReader, *, known: bool = False) -> str:
        """The name in Anki that a field or card asks for; empty where it is simply its own.

        Args:
            reader: Of the field or card.
            known: Whether members have it by that name, whatever it is.
        """
        text = reader.matching("anki", r'(?![#/^])[^:"{}]+', "anki-name")
        if text in SPECIAL_FIELDS and not known:
            self._refuse(reader.mapping.get("anki"), "anki-fills", name=text)
        return text

    def _since(self, reader: MappingReader, *, required: bool = False) -> int:
        text = reader.matching("since", "[2-9]|[1-9][0-9]", "since")
        if text and required:
            self._refuse(reader.mapping.get("since"), "late-required")
        return int(text or 1)

    def _shape(self, kind: Kind, root: Mapping) -> int:
        """The newest shape of a kind; each must bring something, and the first a card."""
        shapes = {*(spec.since for spec in kind.fields), *(card.since for card in kind.cards)}
        newest = max(shapes, default=1)
        missing = next((n for n in range(2, newest) if n not in shapes), None)
        if missing:
            self._refuse(root, "gap", since=missing)
        elif kind.cards and all(card.since > 1 for card in kind.cards):
            self._refuse(root, "no-first-card")
        return newest

    def _word(self, reader: MappingReader) -> str:
        reserved = "|".join(sorted(RESERVED_KEYS)) if self.own else ""
        return reader.matching("name", rf"(?!(?:{reserved})$){_NAME.pattern}", "kind-word", required="kind-word")


def _no_field(key: str, name: str, known: Collection[str]) -> Finding:
    message = "'{key}' names '{name}', which is not a field"
    return unknown_word(
        "unknown-template-field.key", message, "look at 'deckgen kinds'", name, known, key=key, name=name
    )


def _claims(spec: FieldSpec | CardSpec) -> tuple[str, ...]:
    """What no other field, or card, of its kind may have: name, id, and name in Anki, whatever their case."""
    return tuple(dict.fromkeys((spec.name, str(spec.id), spec.title.casefold())))


def _number(reader: MappingReader) -> int | None:
    text = reader.matching("id", "-?[0-9]{1,19}", "kind-number", required="kind-number")
    return int(text) if text else None


def _is_keyed(fields: tuple[FieldSpec, ...], key: str) -> bool:
    """Whether one of these fields is required text with the key as its name."""
    return any(s.name == key and s.required and s.format in {Format.MARKDOWN, Format.HTML} for s in fields)

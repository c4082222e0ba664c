"""One kind's folder, read and checked: faults are reported with their places."""

import re
import unicodedata
from collections.abc import Collection
from collections.abc import Mapping as MappingABC
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from deckgen.anki.guard.deck_texts import check_plain
from deckgen.anki.template import SPECIAL_FIELDS
from deckgen.model import CardSpec, FieldSpec, Format, Kind, KnownType
from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding, has_errors, unknown_word
from deckgen.model.nodes import Mapping, Node, Scalar
from deckgen.sources.mapping_reader import MappingReader
from deckgen.sources.text import read_text
from deckgen.sources.yaml_reader import read_source

RESERVED_KEYS = frozenset({"id", "guid", "html", "tags", "requires", "ignore", "followups", "category", "cards"})
SETTINGS_FILE = "anki.json"
_NAME = re.compile(r"[^\W\dA-Z_](?:(?![A-Z])\w)*")
"""Letters of any script, but no Latin capitals, which are too easily mistaken for small ones."""
_FORMATS = tuple(form.value for form in Format)
_FIELD_KEYS = frozenset({"name", "format", "id", "required", "needs", "folds", "since", "anki", "helper", "help"})
_CARD_KEYS = frozenset({"name", "id", "when", "since", "anki"})
_KIND_KEYS = frozenset({"key", "cloze", "note_type", "fields", "cards"})


class Common(Struct, frozen=True):
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

    def read(self) -> tuple[Kind, tuple[Diagnostic, ...]]:
        """The kind, as far as it can be read, and its diagnostics."""
        root = self.yaml("kind.yaml")
        if not isinstance(root, Mapping):
            if not self.diagnostics:
                hint = "look at a built-in one: 'deckgen kinds basic' says where its kind.yaml is"
                self._report(root, finding("kind-invalid.shape", "a kind has 'key', 'fields' and 'cards'", hint))
            root = Mapping((), {}, 1, 1)
        reader = self.mapping_reader(root)
        reader.only(_KIND_KEYS)
        known = self._known_type(root)
        self._known = known is not None
        if known:
            self.common = replace(self.common, fields=(), help={})
        fields, helps = self.fields(reader)
        labels = {language: {**texts} for language, texts in self.common.labels.items()}
        for language, texts in self.labels().items():
            labels.setdefault(language, {**self.common.labels["en"]}).update(texts)
        cards = self._cards(reader, frozenset(spec.name for spec in (*fields, *self.common.fields)))
        kind = Kind(
            name=unicodedata.normalize("NFC", self.folder.name),  # macOS gives the decomposed form
            key=reader.text("key"),
            fields=(*fields, *self.common.fields),
            cards=cards,
            css=self._text("style.css"),
            labels=labels,
            help={**self.common.help, **helps},
            example=self._text("example.yaml"),
            cloze=reader.flag("cloze"),
            own=self.own,
            known=known,
            settings=self._settings() if known else {},
            shape=max([1, *(spec.since for spec in fields), *(card.since for card in cards)]),
        )
        if not self.diagnostics and not _is_keyed(fields if known else fields[:1], kind.key):
            message = "the first field must be required text, and its name the key"
            hint = "write 'key: word', and first in 'fields' {{name: word, format: markdown, id: 1, required: true}}"
            self._report(root.get("key") or root, finding("kind-invalid.key", message, hint))
        if kind.cloze and len(kind.cards) > 1:
            message = "a cloze kind has one card: Anki makes one of it for each number"
            self._report(root.get("cloze"), finding("kind-invalid.cloze-cards", message, "keep one"))
        if self.own:  # of those that come with deckgen a test checks it
            self._check(kind)
        return replace(kind, broken=has_errors(self.diagnostics)), tuple(self.diagnostics)

    def _check(self, kind: Kind) -> None:
        from deckgen.kinds.checks import check_kind  # most decks have no kinds of their own

        if not _NAME.fullmatch(kind.name):
            message = "'{name}' is not a valid name for a kind"
            hint = "rename the folder: lower-case letters, digits and '_'"
            self._report(None, finding("kind-invalid.name", message, hint, name=kind.name))
        self.diagnostics.extend(check_kind(kind, self.display))

    def yaml(self, name: str) -> Node | None:
        """A YAML file of the folder."""
        source, found = read_source(self.folder / name, f"{self.display}/{name}", self.within)
        self.diagnostics.extend(found)
        return source.root

    def _report(self, node: Node | None, what: Finding, file: str = "kind.yaml") -> None:
        span = Span(f"{self.display}/{file}", node.line, node.column) if node else Span(f"{self.display}/{file}")
        self.diagnostics.append(what.at(span))

    def mapping_reader(self, mapping: Mapping) -> MappingReader:
        """A reader of a mapping in `kind.yaml`."""
        return MappingReader(mapping, "kind.yaml", self._report)

    def fields(self, root: MappingReader) -> tuple[tuple[FieldSpec, ...], dict[str, str]]:
        """The field specifications below `fields`, and their help lines; the common ones' names and ids are taken."""
        specs: list[FieldSpec] = []
        helps: dict[str, str] = {}
        taken = {claim for spec in self.common.fields for claim in _claims(spec)}
        for item in root.mappings("fields", "{name: word, format: markdown, id: 1}"):
            reader = self.mapping_reader(item)
            reader.only(_FIELD_KEYS)
            name, id_, format_ = self._word(reader), _number(reader), reader.one_of("format", _FORMATS, "markdown")
            required, folds, needs = reader.flag("required"), reader.flag("folds"), reader.text("needs")
            if not (name and id_ is not None and format_):
                continue
            anki, helper = self._anki(reader, known=self._known), reader.flag("helper")
            spec = FieldSpec(name, Format(format_), id_, required, needs, folds, _since(reader), anki, helper)
            specs.append(spec)
            self._claim(taken, spec, item)
            helps[name] = reader.text("help")
        known = {spec.name for spec in (*specs, *self.common.fields)}
        for spec in specs:
            if spec.needs and spec.needs not in known:
                self._report(root.mapping.get("fields"), _no_field("needs", spec.needs, known))
        return tuple(specs), helps

    def labels(self) -> dict[str, dict[str, str]]:
        """Language → label name → text."""
        root = self.yaml("labels.yaml") if (self.folder / "labels.yaml").exists() else None
        found: dict[str, dict[str, str]] = {}
        hint = "write 'en: {{kind: Word, field: Its label}}'"
        wrong = finding("kind-invalid.labels", "labels are names with texts, below a language", hint)
        if root is not None and not isinstance(root, Mapping):
            self._report(root, wrong, "labels.yaml")
        for language, texts in root.values.items() if isinstance(root, Mapping) else ():
            below = texts.values if isinstance(texts, Mapping) else {}
            known = {name: value for name, value in below.items() if isinstance(value, Scalar)}
            found[language] = {name: value.text.strip() for name, value in known.items()}
            if not isinstance(texts, Mapping) or len(known) < len(below):
                self._report(texts, wrong, "labels.yaml")
            for value in known.values() if self.own else ():
                self.diagnostics.extend(check_plain(value, f"{self.display}/labels.yaml"))
        return found

    def _cards(self, root: MappingReader, columns: frozenset[str]) -> tuple[CardSpec, ...]:
        cards: list[CardSpec] = []
        taken: set[str] = set()
        for item in root.mappings("cards", "{name: word, id: 1}"):
            reader = self.mapping_reader(item)
            reader.only(_CARD_KEYS)
            name, id_, when = self._word(reader), _number(reader), reader.text("when")
            if when and when not in columns:
                self._report(item.get("when"), _no_field("when", when, columns))
            if name and id_ is not None:
                front, back = (self._text(f"{name}.{side}.html", needed=True) for side in ("front", "back"))
                anki = reader.text("anki") if self._known else self._anki(reader)  # Anki takes any name of a card
                cards.append(CardSpec(name, id_, front, back, when, _since(reader), anki))
                self._claim(taken, cards[-1], item)
        if not cards and not self.diagnostics:
            hint = "write 'cards:' and '- {{name: word, id: 1}}'"
            self._report(root.mapping.get("cards"), finding("kind-invalid.no-card", "a kind needs a card", hint))
        return tuple(cards)

    def _claim(self, taken: set[str], spec: FieldSpec | CardSpec, node: Node) -> None:
        for claim in _claims(spec):
            if claim in taken:
                what = finding("kind-invalid.taken", "'{name}' is taken", "give this one its own", name=claim)
                self._report(node, what)
        taken.update(_claims(spec))

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
            self._report(None, wrong, SETTINGS_FILE)
        return found

    def _known_type(self, root: Mapping) -> KnownType | None:
        """The note type that a kind goes on with."""
        node = root.get("note_type")
        if node is None:
            return None
        if not isinstance(node, Mapping):
            hint = "write 'note_type: {{id: 1234567890123, name: Its name}}'"
            self._report(node, finding("kind-invalid.note-type", "'note_type' must have an id and a name", hint))
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
        filled = "" if known else rf"(?!(?:{'|'.join(sorted(SPECIAL_FIELDS))})$)"
        return reader.matching("anki", rf'{filled}(?![#/^])[^:"{{}}]+', "anki-name")

    def _word(self, reader: MappingReader) -> str:
        reserved = "|".join(sorted(RESERVED_KEYS)) if self.own else ""
        return reader.matching("name", rf"(?!(?:{reserved})$){_NAME.pattern}", "kind-word", required="kind-word")


def _since(reader: MappingReader) -> int:
    return int(reader.matching("since", "[2-9]|[1-9][0-9]", "since") or 1)


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

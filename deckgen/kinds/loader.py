"""Read kinds from their folders: the built-in ones beside this file, a deck's own from `cards/kinds/`.

A folder holds `kind.yaml` (key, fields, cards), `labels.yaml` (language → name → text), `NAME.front.html` and
`NAME.back.html` for each card, `style.css` and `example.yaml`. Own kinds obey the same rules and get the
same diagnostics.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.diagnostics import Diagnostic, Span, did_you_mean
from deckgen.files import display_path
from deckgen.kinds.compiler import check_kind
from deckgen.model import CardSpec, FieldSpec, Format, Kind, Mapping, Node, Scalar, Sequence
from deckgen.source import read_source, scalars

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent
BUILTIN = ("term", "mechanism", "question", "cloze", "basic")
RESERVED_KEYS = frozenset({"id", "tags", "requires", "category", "cards"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FIELD_KEYS = frozenset({"name", "format", "id", "ids", "parts", "required", "help"})
_CARD_KEYS = frozenset({"name", "id", "when"})
_KIND_KEYS = frozenset({"key", "cloze", "fields", "cards"})


@lru_cache(maxsize=1)
def builtin_kinds() -> tuple[Kind, ...]:
    """The kinds that come with deckgen, in the order in which they are presented."""
    return tuple(_Reader(FOLDER / name, name).read()[0] for name in BUILTIN)


def load_kinds(cards: Path) -> tuple[tuple[Kind, ...], tuple[Diagnostic, ...]]:
    """All kinds that a deck can use: the built-in ones, then its own.

    Args:
        cards: The cards folder.
    """
    kinds = list(builtin_kinds())
    diagnostics: list[Diagnostic] = []
    folder = cards / "kinds"
    for path in (
        sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")) if folder.is_dir() else ()
    ):
        reader = _Reader(path, display_path(path), own=True)
        kind, found = reader.read()
        diagnostics.extend(found)
        clash = next((k for k in kinds if kind.name == k.name or kind.key == k.key), None)
        if clash is not None:
            message = f"kind '{kind.name}' with key '{kind.key}' meets the kind '{clash.name}' with key '{clash.key}'"
            diagnostics.append(
                Diagnostic(Span(f"{reader.display}/kind.yaml"), "kind-clash", message, "rename the folder or the key")
            )
        elif kind.key and kind.cards:
            kinds.append(kind)
    return tuple(kinds), tuple(diagnostics)


@lru_cache(maxsize=1)
def _common() -> tuple[tuple[FieldSpec, ...], dict[str, str], dict[str, dict[str, str]]]:
    reader = _Reader(FOLDER / "common", "common")
    root = reader.yaml("fields.yaml")
    fields, helps = reader.fields(root.get("fields") if isinstance(root, Mapping) else None)
    return fields, helps, reader.labels()


class _Reader:
    """Reads one kind's folder and collects what is wrong with it."""

    def __init__(self, folder: Path, display: str, *, own: bool = False) -> None:
        self.folder = folder
        self.display = display
        self.own = own
        self.diagnostics: list[Diagnostic] = []

    def read(self) -> tuple[Kind, tuple[Diagnostic, ...]]:
        """The kind, as far as it can be read, and its diagnostics."""
        root = self.yaml("kind.yaml")
        if not isinstance(root, Mapping):
            self.report("kind.yaml", None, "kind-invalid", "a kind is a mapping with key, fields and cards")
            root = Mapping((), 1, 1)
        self._known(root, _KIND_KEYS, "kind.yaml")
        common, common_helps, common_labels = _common()
        fields, helps = self.fields(root.get("fields"))
        labels = {language: {**texts} for language, texts in common_labels.items()}
        for language, texts in self.labels().items():
            labels.setdefault(language, {**common_labels["en"]}).update(texts)
        key = root.get("key")
        kind = Kind(
            name=self.folder.name,
            key=key.text if isinstance(key, Scalar) else "",
            fields=(*fields, *common),
            cards=self._cards(root.get("cards")),
            css=self._text("style.css"),
            labels=labels,
            help={**common_helps, **helps},
            example=self._text("example.yaml"),
            cloze=_is_true(root.get("cloze")),
            own=self.own,
        )
        if not fields or kind.fields[0].name != kind.key or not fields[0].required:
            self.report(
                "kind.yaml",
                key,
                "kind-invalid",
                "the first field must be required and bear the kind's key as its name",
            )
        self._unique(kind)
        self.diagnostics.extend(check_kind(kind, self.display))
        return kind, tuple(self.diagnostics)

    def yaml(self, name: str) -> Node | None:
        """A YAML file of the folder."""
        source, found = read_source(self.folder / name, f"{self.display}/{name}")
        self.diagnostics.extend(found)
        return source.root

    def report(self, file: str, node: Node | None, rule: str, message: str, hint: str = "") -> None:
        """Note a problem at a node of a file."""
        span = Span(f"{self.display}/{file}", node.line, node.column) if node else Span(f"{self.display}/{file}")
        self.diagnostics.append(Diagnostic(span, rule, message, hint))

    def fields(self, node: Node | None) -> tuple[tuple[FieldSpec, ...], dict[str, str]]:
        """The field specifications of a list, and their help lines."""
        specs: list[FieldSpec] = []
        helps: dict[str, str] = {}
        for item in node.items if isinstance(node, Sequence) else ():
            if not isinstance(item, Mapping):
                self.report("kind.yaml", item, "kind-invalid", "a field is a mapping with name, format and id")
                continue
            self._known(item, _FIELD_KEYS, "kind.yaml")
            name, ids = self._word(item, "name"), self._numbers(item)
            written = item.get("format")
            try:
                format_ = Format(written.text if isinstance(written, Scalar) else "markdown")
            except ValueError:
                self.report(
                    "kind.yaml",
                    written,
                    "kind-invalid",
                    "no such format",
                    did_you_mean("", [f.value for f in Format]),
                )
                continue
            if name and ids:
                parts = tuple(s.text for s in scalars(item.get("parts")))
                specs.append(FieldSpec(name, format_, ids, _is_true(item.get("required")), parts))
                help_ = item.get("help")
                helps[name] = help_.text if isinstance(help_, Scalar) else ""
        return tuple(specs), helps

    def labels(self) -> dict[str, dict[str, str]]:
        """Language → label name → text."""
        root = self.yaml("labels.yaml") if (self.folder / "labels.yaml").exists() else None
        found: dict[str, dict[str, str]] = {}
        for language, texts in root.pairs if isinstance(root, Mapping) else ():
            if isinstance(texts, Mapping):
                found[language.text] = {k.text: v.text for k, v in texts.pairs if isinstance(v, Scalar)}
        return found

    def _cards(self, node: Node | None) -> tuple[CardSpec, ...]:
        cards: list[CardSpec] = []
        for item in node.items if isinstance(node, Sequence) else ():
            if not isinstance(item, Mapping):
                self.report("kind.yaml", item, "kind-invalid", "a card is a mapping with name and id")
                continue
            self._known(item, _CARD_KEYS, "kind.yaml")
            name, ids, when = self._word(item, "name"), self._numbers(item), item.get("when")
            if name and ids:
                front, back = (self._text(f"{name}.{side}.html", needed=True) for side in ("front", "back"))
                cards.append(CardSpec(name, ids[0], front, back, when.text if isinstance(when, Scalar) else ""))
        if not cards and not self.diagnostics:
            self.report("kind.yaml", node, "kind-invalid", "a kind needs at least one card")
        return tuple(cards)

    def _text(self, name: str, *, needed: bool = False) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            if needed:
                self.report(name, None, "kind-invalid", f"cannot be read: {error}")
            return ""

    def _word(self, item: Mapping, key: str) -> str:
        node = item.get(key)
        word = node.text if isinstance(node, Scalar) else ""
        if not _NAME.fullmatch(word) or (self.own and word in RESERVED_KEYS):
            self.report(
                "kind.yaml",
                node or item,
                "kind-invalid",
                f"'{key}' must be lower-case letters, digits and '_', and not reserved",
            )
            return ""
        return word

    def _numbers(self, item: Mapping) -> tuple[int, ...]:
        node = item.get("id") or item.get("ids")
        texts = [s.text for s in scalars(node)]
        if not texts or not all(text.isdecimal() for text in texts):
            self.report(
                "kind.yaml",
                node or item,
                "kind-invalid",
                "an id must be a whole number, chosen once and never changed",
            )
            return ()
        return tuple(int(text) for text in texts)

    def _known(self, item: Mapping, known: Iterable[str], file: str) -> None:
        names = frozenset(known)
        for key, _ in item.pairs:
            if key.text not in names:
                self.report(
                    file,
                    key,
                    "unknown-key",
                    f"'{key.text}' means nothing here",
                    did_you_mean(key.text, names),
                )

    def _unique(self, kind: Kind) -> None:
        for what, values in (
            ("field id", [str(i) for spec in kind.fields for i in spec.ids]),
            ("field name", list(kind.columns)),
            ("card id", [str(card.id) for card in kind.cards]),
            ("card name", [card.name for card in kind.cards]),
        ):
            for value in sorted({v for v in values if values.count(v) > 1}):
                self.report("kind.yaml", None, "kind-invalid", f"{what} '{value}' is used twice")


def _is_true(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.text == "true"

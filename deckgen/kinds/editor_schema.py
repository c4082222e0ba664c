"""JSON Schemas from the kinds: what VS Code's YAML extension completes and checks card files with.

The shapes are those that the extension's language server (yaml-language-server 1.25) treats best:

- It offers the keys of every alternative of an `anyOf`, so the kind is chosen with `if`, by the key that announces it.
- It offers true, false and null wherever a `type` allows them, so for text the schema says only what it may not be.
- It leaves the colon off a key whose schema has neither `type` nor `anyOf`, hence an `anyOf` of one around that.
- It reads `errorMessage`, `patternErrorMessage`, `markdownDescription` and `defaultSnippets`, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from deckgen.kinds.documentation import example_of, field_help
from deckgen.kinds.loader import common_fields
from deckgen.messages.catalogue import entry, names, settable
from deckgen.messages.texts import read_texts
from deckgen.messages.translations import LANGUAGES
from deckgen.model import FieldSpec, Format, Kind
from deckgen.model.diagnostics import finding
from deckgen.model.kinds import FILLED_COLUMNS
from deckgen.sources import config
from deckgen.sources.card_fields import CARD_KEYS
from deckgen.sources.card_ids import MAX_ID
from deckgen.sources.rule_settings import SEVERITIES
from deckgen.sources.value_messages import BAD_VALUE

_TEXTS = Path(__file__).parent / "texts"
_DIALECT = "http://json-schema.org/draft-07/schema#"
_ID = r"^[^\s!-/:-@\[-^`{-~][^\s!-,/:-@\[-^`{-~]*$"
"""No spaces; of ASCII punctuation `_`, and after the first character `-` and `.`; letters of any script."""
_LISTED = frozenset({Format.STEPS, Format.BULLETS, Format.SOURCES})


def cards_schema(kinds: Iterable[Kind], language: str = LANGUAGES[0]) -> dict[str, Any]:
    """The schema of a card file.

    Args:
        language: In which it speaks to the author; one of `deckgen.messages.translations.LANGUAGES`.
    """
    return _Maker(language).cards(tuple(kinds))


def deck_schema(language: str = LANGUAGES[0]) -> dict[str, Any]:
    """The schema of `deck.yaml`.

    Args:
        language: In which it speaks to the author; one of `deckgen.messages.translations.LANGUAGES`.
    """
    return _Maker(language).deck()


class _Maker:
    """Makes the schemas of one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._say = read_texts(_TEXTS, language).say

    def cards(self, kinds: Sequence[Kind]) -> dict[str, Any]:
        say = self._say
        shared = self._shared(kinds)
        properties = {
            "category": {**self._text(), "description": say("file_category", category=say("category"))},
            "tags": {**self._texts(), "description": say("file_tags")},
            "cards": {
                "type": "array",
                "description": say("required", text=say("cards")),
                "items": {"$ref": "#/definitions/card"},
                "errorMessage": say("bad_cards"),
                # Before the first card is written, the server tries the position of the cursor as an object.
                "if": {"type": "array"},
                "else": {"defaultSnippets": [{**self._snippet(kind), "type": "array"} for kind in kinds]},
            },
        }
        return {
            "$schema": _DIALECT,
            "title": say("title"),
            **self._object(properties, ("cards",), say("card_file")),
            "definitions": {
                "card": self._card(kinds),
                **{kind.name: self._kind(kind, shared) for kind in kinds},
                **{f"{name}_field": field for name, field in shared.items()},
            },
        }

    def deck(self) -> dict[str, Any]:
        required = ("name", "id")
        properties = {
            key: {
                **self._config_value(key, required=key in required),
                "description": self._needed(self._say(f"deck_{key}"), required=key in required),
            }
            for key in config.KEYS
        }
        for key, examples in config.EXAMPLES.items():
            properties[key]["examples"] = list(examples)
        for key, pattern in config.PATTERNS.items():
            hint = finding(*BAD_VALUE[key], text="", name=key).said(self._language).hint
            properties[key] |= {"pattern": rf"^({pattern})?\s*$", "patternErrorMessage": hint}
        return {"$schema": _DIALECT, "title": "deck.yaml", **self._object(properties, required, "deck.yaml")}

    def _config_value(self, key: str, *, required: bool) -> dict[str, Any]:
        if key == "subdecks":
            return self._flag()
        if key == "rules":
            return self._rules()
        if key == "introductions":
            return {"type": ["object", "null"], "additionalProperties": self._text()}
        if key == "sheet":
            part = self._object(self._sheet_part(), ("title", "tags"), self._say("sheet_part"))
            return {"type": ["array", "null"], "items": part}
        return self._texts() if key == "slices" else self._text(required=required)

    def _rules(self) -> dict[str, Any]:
        severity = {"enum": [*SEVERITIES, False]}  # YAML 1.1 takes a bare `off` for false
        rules = {
            name: {"anyOf": [severity], "description": entry(name).why[self._language]}
            for name in names()
            if settable(name)
        }
        return {"type": ["object", "null"], "additionalProperties": False, "properties": rules}

    def _sheet_part(self) -> dict[str, Any]:
        needed = {"title": self._text(required=True), "tags": self._texts(required=True)}
        described = {
            key: {**value, "description": self._needed(self._say(f"sheet_{key}"), required=True)}
            for key, value in needed.items()
        }
        return {**described, "fields": {**self._texts(), "description": self._say("sheet_fields")}}

    def _card(self, kinds: Sequence[Kind]) -> dict[str, Any]:
        """One card: of the kind whose key it has, and else a choice of all kinds."""
        keys = [kind.key for kind in kinds]
        chosen: dict[str, Any] = {
            "title": "card",
            "type": "object",
            "required": keys[:1],  # it has none of them: this puts the message on the card
            "errorMessage": self._say("no_kind", kinds=", ".join(keys)),
            "defaultSnippets": [self._snippet(kind) for kind in kinds],
        }
        for kind in reversed(kinds):
            test: dict[str, Any] = {"type": "object", "required": [kind.key]}
            others = [other.key for other in kinds if other is not kind and other.field(kind.key)]
            if others:  # the key is also a field there, and a card is of the kind whose key comes first
                test["not"] = {"anyOf": [{"required": [key]} for key in others]}
            chosen = {"if": test, "then": {"$ref": f"#/definitions/{kind.name}"}, "else": chosen}
        return chosen

    def _shared(self, kinds: Sequence[Kind]) -> dict[str, dict[str, Any]]:
        """What every card may have, written once for all kinds."""
        say = self._say
        common = common_fields()
        shared = {spec.name: self._described(spec, kinds[0]) for spec in common if spec.name not in FILLED_COLUMNS}
        return shared | {
            "id": {
                **self._text(required=True, message=say("bad_id", most=MAX_ID)),
                "pattern": _ID,
                "maxLength": MAX_ID,
                "minimum": 0,
                "description": say("required", text=say("id")),
            },
            "guid": {**self._text(), "description": say("guid")},
            "html": {**self._texts(), "description": say("html")},
            "category": {**self._text(), "description": say("card_category", category=say("category"))},
            "tags": {**self._texts(), "description": say("card_tags")},
            "requires": {**self._texts(), "description": say("requires")},
            "ignore": {**self._texts(), "description": say("ignore")},
            "followups": {
                "type": "array",
                "items": {"$ref": "#/definitions/card"},
                "errorMessage": say("bad_followups"),
                "description": say("followups"),
            },
        }

    def _kind(self, kind: Kind, shared: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        specs = kind.authored.values()
        properties = {spec.name: self._described(spec, kind) for spec in specs if spec.name not in shared}
        known = {spec.name for spec in specs} | CARD_KEYS
        properties |= {name: {"$ref": f"#/definitions/{name}_field"} for name in shared if name in known}
        required = (*(spec.name for spec in specs if spec.required), "id")
        return {
            "title": kind.name,
            "description": self._say("lacks", kind=kind.name),
            **self._object(
                {key: properties[key] for key in dict.fromkeys((*required, *properties))}, required, kind.name
            ),
        }

    def _object(self, properties: dict[str, Any], required: Sequence[str], name: str) -> dict[str, Any]:
        message = self._say("bad_key", where=name, known=", ".join(properties))
        return {
            "type": "object",
            "required": list(required),
            "properties": properties,
            # `additionalProperties: false`, with a message that helps; next to `type` its names would be offered twice
            "allOf": [{"propertyNames": {"enum": list(properties), "errorMessage": message}}],
        }

    def _described(self, spec: FieldSpec, kind: Kind) -> dict[str, Any]:
        text = field_help(kind, spec.name, self._language) or self._say("field", kind=kind.name)
        if spec.format is Format.FLAG:
            value = self._flag()
        elif spec.format in _LISTED:
            value = self._texts(required=spec.required)
        else:
            value = self._text(required=spec.required)
        return {**value, "description": self._needed(text, required=spec.required)}

    def _needed(self, text: str, *, required: bool) -> str:
        return self._say("required", text=text) if required else text

    def _flag(self) -> dict[str, Any]:
        snippets = [{"label": "true", "body": True}]
        return {"type": "boolean", "errorMessage": self._say("bad_flag"), "defaultSnippets": snippets}

    def _text(self, *, required: bool = False, message: str = "") -> dict[str, Any]:
        """Any scalar: an editor reads a bare number as one, deckgen takes it as text."""
        message = message or self._say("bad_text")
        if not required:
            return {
                "anyOf": [{"if": {"type": ["array", "object"]}, "then": {"type": "string", "errorMessage": message}}]
            }
        refused = {"type": ["array", "object", "null"]}
        message = self._say("no_text", text=message)
        return {
            "anyOf": [{"if": refused, "then": {"type": "string", "errorMessage": message}}],
            "pattern": r"\S",
            "patternErrorMessage": message,
        }

    def _texts(self, *, required: bool = False) -> dict[str, Any]:
        """A list of texts, or one text for a list of one."""
        message = self._say("bad_texts")
        refused = {"type": ["object", "null"] if required else "object"}
        texts: dict[str, Any] = {
            "anyOf": [{"if": refused, "then": {"type": "array", "errorMessage": message}}],
            "items": self._text(),
        }
        return texts | ({"minItems": 1, "pattern": r"\S", "patternErrorMessage": message} if required else {})

    def _snippet(self, kind: Kind) -> dict[str, Any]:
        body: dict[str, Any] = {}
        needed = [spec for spec in kind.authored.values() if spec.required]
        names = [needed[0].name, "id", *(spec.name for spec in needed[1:])]
        formats = {spec.name: spec.format for spec in needed}
        for stop, name in enumerate(names, start=1):
            body[name] = [f"${stop}"] if formats.get(name) in _LISTED else f"${stop}"
        if kind.cloze:
            body[kind.key] = "'{{c1::$1}}'"
        text = field_help(kind, kind.key, self._language) or self._say("new", kind=kind.name)
        example = example_of(kind, self._language).strip()
        return {
            "label": kind.name if kind.name == kind.key else f"{kind.key} ({kind.name})",
            "description": text,
            "markdownDescription": f"{text}\n\n```yaml\n{example}\n```" if example else text,
            "body": body,
        }

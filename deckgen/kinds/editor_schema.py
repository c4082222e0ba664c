"""JSON Schemas from the kinds: what VS Code's YAML extension completes and checks card files with.

The shapes are those that the extension's language server (yaml-language-server 1.25) treats best:

- It offers the keys of every alternative of an `anyOf`, so the kind is chosen with `if`, by the key that announces it.
- It offers true, false and null wherever a `type` allows them, so for text the schema says only what it may not be.
- It leaves the colon off a key whose schema has neither `type` nor `anyOf`, hence an `anyOf` of one around that.
- It reads `errorMessage`, `patternErrorMessage`, `markdownDescription` and `defaultSnippets` beside the standard words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deckgen.catalogue import say
from deckgen.kinds.loader import common_fields
from deckgen.kinds.rules_schema import rules_schema
from deckgen.model import Format
from deckgen.sources import config
from deckgen.sources.schema import CARD_KEYS, FILLED_COLUMNS, MAX_ID, author_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from deckgen.model import FieldSpec, Kind

_DIALECT = "http://json-schema.org/draft-07/schema#"
_ID = r"^[^\s!-/:-@\[-^`{-~][^\s!-,/:-@\[-^`{-~]*$"
"""No spaces, and of ASCII's signs only `_`, and behind the first place `-` and `.`; letters are of any alphabet."""
_ID_HELP = f"An id is letters, digits, '-', '_' and '.', at most {MAX_ID}, no space"
_CATEGORY_HELP = "becomes a tag, and a subdeck where the deck wants it"
_LISTED = frozenset({Format.STEPS, Format.BULLETS, Format.SOURCES})
_ONE_TEXT = "This must be one text; after '|' it may have many lines, and '{', '[' or ': ' in it need quotes"
_FLAG: dict[str, Any] = {
    "type": "boolean",
    "errorMessage": "This must be true or false",
    "defaultSnippets": [{"label": "true", "body": True}],
}


def cards_schema(kinds: Iterable[Kind]) -> dict[str, Any]:
    """The schema of a card file.

    Args:
        kinds: The kinds that the deck can use.
    """
    kinds = tuple(kinds)
    shared = _shared(kinds)
    properties = {
        "category": {
            **_text(),
            "description": f"For every card of the file: {_CATEGORY_HELP}",
        },
        "tags": {**_texts(), "description": "Tags for every card of the file"},
        "cards": {
            "type": "array",
            "description": "Required. The cards, in study order",
            "items": {"$ref": "#/definitions/card"},
            "errorMessage": "This must be a list: begin each card with '- '",
            # Where no card stands yet, the server tries the cursor's place as an object.
            "if": {"type": "array"},
            "else": {"defaultSnippets": [{**_snippet(kind), "type": "array"} for kind in kinds]},
        },
    }
    return {
        "$schema": _DIALECT,
        "title": "card file",
        **_object(properties, ("cards",), "a card file"),
        "definitions": {
            "card": _card(kinds),
            **{kind.name: _kind(kind, shared) for kind in kinds},
            **{f"{name}_field": field for name, field in shared.items()},
        },
    }


def deck_schema() -> dict[str, Any]:
    """The schema of `deck.yaml`."""
    required = ("name", "id")
    properties = {
        key: {
            **_config_value(key, required=key in required),
            "description": f"Required. {text}" if key in required else text,
        }
        for key, text in config.KEYS.items()
    }
    for key, examples in config.EXAMPLES.items():
        properties[key]["examples"] = list(examples)
    for key, pattern in config.PATTERNS.items():
        hint = say("bad-value", key, (("text", ""), ("name", key))).hint
        properties[key] |= {"pattern": rf"^({pattern})?\s*$", "patternErrorMessage": hint}
    return {"$schema": _DIALECT, "title": "deck.yaml", **_object(properties, required, "deck.yaml")}


def _config_value(key: str, *, required: bool) -> dict[str, Any]:
    if key == "subdecks":
        return _FLAG
    if key == "rules":
        return rules_schema()
    if key == "sheet":
        return {"type": ["array", "null"], "items": _object(_sheet_part(), ("title", "tags"), "a heading of the sheet")}
    return _texts() if key == "slices" else _text(required=required)


def _sheet_part() -> dict[str, Any]:
    fields = "What is printed of a card, in this order; by default what its kind requires"
    return {
        "title": {**_text(required=True), "description": "Required. What the heading says"},
        "tags": {**_texts(required=True), "description": "Required. A card that has one of them stands below it"},
        "fields": {**_texts(), "description": fields},
    }


def _card(kinds: Sequence[Kind]) -> dict[str, Any]:
    """One card: of the kind whose key it has, and else a choice of all kinds."""
    keys = [kind.key for kind in kinds]
    chosen: dict[str, Any] = {
        "title": "card",
        "type": "object",
        "required": keys[:1],  # it has none of them: this puts the message on the card
        "errorMessage": f"Begin the card with its kind: {', '.join(keys)}",
        "defaultSnippets": [_snippet(kind) for kind in kinds],
    }
    for kind in reversed(kinds):
        test: dict[str, Any] = {"type": "object", "required": [kind.key]}
        others = [other.key for other in kinds if other is not kind and other.field(kind.key)]
        if others:  # the key is also a field there, and a card is of the kind whose key comes first
            test["not"] = {"anyOf": [{"required": [key]} for key in others]}
        chosen = {"if": test, "then": {"$ref": f"#/definitions/{kind.name}"}, "else": chosen}
    return chosen


def _shared(kinds: Sequence[Kind]) -> dict[str, dict[str, Any]]:
    """What every card may have, written once for all kinds."""
    common = common_fields()
    shared = {spec.name: _described(spec, kinds[0]) for spec in common if spec.name not in FILLED_COLUMNS}
    return shared | {
        "id": {
            **_text(required=True, message=_ID_HELP),
            "pattern": _ID,
            "maxLength": MAX_ID,
            "minimum": 0,
            "description": "Required. Unique in the deck and never changed: members' reviews hang on it",
        },
        "guid": {**_text(), "description": "For a card that members had before: the guid that their Anki knows it by"},
        "html": {**_texts(), "description": "Names of this card's fields that are written as HTML, not as Markdown"},
        "category": {**_text(), "description": f"For this card, instead of the file's: {_CATEGORY_HELP}"},
        "tags": {**_texts(), "description": "More tags for this card"},
        "requires": {**_texts(), "description": "Ids of cards that are studied before this one"},
        "ignore": {**_texts(), "description": "Names of rules whose warnings this card does not get"},
        "followups": {
            "type": "array",
            "items": {"$ref": "#/definitions/card"},
            "errorMessage": "This must be a list of cards: begin each with '- '",
            "description": "Cards that follow up this one: each with its kind and an id, as any card",
        },
    }


def _kind(kind: Kind, shared: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    specs = author_fields(kind)
    properties = {spec.name: _described(spec, kind) for spec in specs if spec.name not in shared}
    known = {spec.name for spec in specs} | CARD_KEYS
    properties |= {name: {"$ref": f"#/definitions/{name}_field"} for name in shared if name in known}
    required = (*(spec.name for spec in specs if spec.required), "id")
    return {
        "title": kind.name,
        "description": f"What a {kind.name} needs and this one lacks",
        **_object({key: properties[key] for key in dict.fromkeys((*required, *properties))}, required, kind.name),
    }


def _object(properties: dict[str, Any], required: Sequence[str], name: str) -> dict[str, Any]:
    message = f"This is not a key of {name}, which has: {', '.join(properties)}"
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        # As `additionalProperties: false`, with a message that helps; beside `type` its names would be offered twice.
        "allOf": [{"propertyNames": {"enum": list(properties), "errorMessage": message}}],
    }


def _described(spec: FieldSpec, kind: Kind) -> dict[str, Any]:
    return {**_field(spec), "description": _help(spec, kind)}


def _field(spec: FieldSpec) -> dict[str, Any]:
    if spec.format is Format.FLAG:
        return _FLAG
    if spec.format in _LISTED:
        return _texts(required=spec.required)
    return _text(required=spec.required)


def _help(spec: FieldSpec, kind: Kind) -> str:
    text = kind.help.get(spec.name) or f"A field of {kind.name}"
    return f"Required. {text}" if spec.required else text


def _text(*, required: bool = False, message: str = _ONE_TEXT) -> dict[str, Any]:
    """Any scalar: an editor reads a bare number as one, deckgen takes it as text."""
    if not required:
        return {"anyOf": [{"if": {"type": ["array", "object"]}, "then": {"type": "string", "errorMessage": message}}]}
    refused = {"type": ["array", "object", "null"]}
    message = f"{message}; it cannot be empty"
    return {
        "anyOf": [{"if": refused, "then": {"type": "string", "errorMessage": message}}],
        "pattern": r"\S",
        "patternErrorMessage": message,
    }


def _texts(*, required: bool = False) -> dict[str, Any]:
    """A list of texts, or one text for a list of one."""
    message = "This must be a list of texts: begin each with '- '"
    refused = {"type": ["object", "null"] if required else "object"}
    texts: dict[str, Any] = {
        "anyOf": [{"if": refused, "then": {"type": "array", "errorMessage": message}}],
        "items": _text(),
    }
    return texts | ({"minItems": 1, "pattern": r"\S", "patternErrorMessage": message} if required else {})


def _snippet(kind: Kind) -> dict[str, Any]:
    body: dict[str, Any] = {}
    needed = [spec for spec in author_fields(kind) if spec.required]
    names = [needed[0].name, "id", *(spec.name for spec in needed[1:])]
    formats = {spec.name: spec.format for spec in needed}
    for stop, name in enumerate(names, start=1):
        body[name] = [f"${stop}"] if formats.get(name) in _LISTED else f"${stop}"
    if kind.cloze:
        body[kind.key] = "'{{c1::$1}}'"
    text = kind.help.get(kind.key) or f"A new {kind.name}"
    return {
        "label": kind.name if kind.name == kind.key else f"{kind.key} ({kind.name})",
        "description": text,
        "markdownDescription": f"{text}\n\n```yaml\n{kind.example.strip()}\n```" if kind.example.strip() else text,
        "body": body,
    }

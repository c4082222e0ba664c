"""JSON Schemas from the kinds: what VS Code's YAML extension completes and checks card files with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deckgen import config
from deckgen.model import Format
from deckgen.schema import MAX_ID, author_fields

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deckgen.model import FieldSpec, Kind

_DIALECT = "http://json-schema.org/draft-07/schema#"
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
"""An editor reads a bare number or date as such; deckgen takes every scalar as text."""
_REQUIRED: dict[str, Any] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_ID = r"^[^\s!-/:-@\[-^`{-~][^\s!-,/:-@\[-^`{-~]*$"
"""No spaces, and of ASCII's signs only `_`, and behind the first place `-` and `.`; letters are of any alphabet."""
_TEXTS: dict[str, Any] = {"anyOf": [{"type": "array", "items": _TEXT}, _TEXT]}
_REQUIRED_TEXTS: dict[str, Any] = {"anyOf": [{"type": "array", "items": _TEXT, "minItems": 1}, _REQUIRED]}


def cards_schema(kinds: Iterable[Kind]) -> dict[str, Any]:
    """The schema of a card file.

    Args:
        kinds: The kinds that the deck can use.
    """
    kinds = tuple(kinds)
    return {
        "$schema": _DIALECT,
        "title": "deckgen card file",
        "type": "object",
        "additionalProperties": False,
        "required": ["category", "cards"],
        "properties": {
            "category": {
                **_REQUIRED,
                "description": "One for the file; becomes a tag, and a subdeck where the deck wants it",
            },
            "tags": {**_TEXTS, "description": "Tags for every card of the file"},
            "cards": {
                "type": ["array", "null"],
                "description": "The cards, in study order",
                "items": {
                    "type": "object",
                    "anyOf": [{"$ref": f"#/definitions/{kind.name}"} for kind in kinds],
                    "defaultSnippets": [_snippet(kind) for kind in kinds],
                },
            },
        },
        "definitions": {kind.name: _kind(kind) for kind in kinds},
    }


def deck_schema() -> dict[str, Any]:
    """The schema of `deck.yaml`."""
    flag = {"type": "boolean"}
    return {
        "$schema": _DIALECT,
        "title": "deckgen deck.yaml",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "id"],
        "properties": {
            key: {**(flag if key == "subdecks" else _REQUIRED if key in {"name", "id"} else _TEXT), "description": text}
            for key, text in config.KEYS.items()
        },
    }


def _kind(kind: Kind) -> dict[str, Any]:
    specs = author_fields(kind)
    properties: dict[str, Any] = {
        spec.name: {**_field(spec), "description": kind.help.get(spec.name, "")} for spec in specs
    }
    properties["id"] = {
        "type": ["string", "number"],
        "pattern": _ID,
        "maxLength": MAX_ID,
        "description": "Unique in the deck and never changed: members' reviews hang on it",
    }
    properties["tags"] = {**_TEXTS, "description": "More tags for this card"}
    properties["requires"] = {**_TEXTS, "description": "Ids of cards that are studied before this one"}
    return {
        "title": kind.name,
        "type": "object",
        "additionalProperties": False,
        "required": [*(spec.name for spec in specs if spec.required), "id"],
        "properties": properties,
    }


def _field(spec: FieldSpec) -> dict[str, Any]:
    if spec.format is Format.FLAG:
        return {"type": "boolean"}
    if spec.format is Format.GROUP:
        return {
            "type": "array",
            "maxItems": spec.repeats,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": list(spec.parts),
                "properties": dict.fromkeys(spec.parts, _REQUIRED),
            },
        }
    if spec.format is Format.MARKDOWN:
        return _REQUIRED if spec.required else _TEXT
    return _REQUIRED_TEXTS if spec.required else _TEXTS


def _snippet(kind: Kind) -> dict[str, Any]:
    required = [spec for spec in author_fields(kind) if spec.required]
    body: dict[str, Any] = {}
    for stop, spec in enumerate(required, start=1):
        listed = spec.format in {Format.STEPS, Format.BULLETS, Format.SOURCES}
        body[spec.name] = [f"${stop}"] if listed else f"${stop}"
        if stop == 1:
            body["id"] = f"${len(required) + 1}"
    return {"label": kind.name, "description": f"A new {kind.name}", "body": body}

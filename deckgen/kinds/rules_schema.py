"""The schema of `rules:` in `deck.yaml`: editors offer each rule that a deck can set, and its limits."""

from __future__ import annotations

from typing import Any

from deckgen.messages.catalogue import entry, names, settable
from deckgen.sources.rule_settings import MOST, WEIGHTS


def rules_schema(language: str) -> dict[str, Any]:
    """The JSON Schema of `rules:` in `deck.yaml`."""
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {name: _rule(name, language) for name in names() if settable(name)},
    }


def _rule(name: str, language: str) -> dict[str, Any]:
    found = entry(name)
    # YAML 1.1 takes a bare `off` for false
    weight: dict[str, Any] = {"enum": [*WEIGHTS, False]}
    limits = {limit: {"type": "integer", "minimum": 1, "maximum": MOST} for limit in found.limits}
    settings = {"type": "object", "additionalProperties": False, "properties": {"severity": weight, **limits}}
    return {"anyOf": [weight, settings], "description": found.why[language]}

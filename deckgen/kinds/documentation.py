"""A kind's documentation in each language: a line for each field, and an example to copy.

A kind of the deck's own says it in one language, in its `kind.yaml` and its `example.yaml`; so does a built-in kind in
English. Korean is in `messages/ko.json` under `help.KIND.FIELD`, and in `example.ko.yaml` in the kind's folder.
"""

from deckgen.kinds.loader import FOLDER
from deckgen.messages.translations import translated_text
from deckgen.model import Kind


def field_help(kind: Kind, name: str, language: str) -> str:
    """One line about a field; empty if there is none.

    Args:
        language: One of `deckgen.messages.catalogue.LANGUAGES`.
    """
    tables = () if kind.known else ("common",) if kind.own else (kind.name, "common")
    found = (translated_text(f"help.{table}.{name}", language) for table in tables)
    return next(filter(None, found), kind.help.get(name, ""))


def example_of(kind: Kind, language: str) -> str:
    """A card of a kind, in YAML."""
    path = FOLDER / kind.name / f"example.{language}.yaml"
    return path.read_text(encoding="utf-8") if not kind.own and path.is_file() else kind.example

"""What Anki keeps of a note type next to fields, templates and CSS: LaTeX, editor fonts, what its own kinds know it by.

A deck that moves in brings these along, by the names that Anki's JSON has for them, and says only what is not usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from deckgen.anki.protobuf import Message, text

Settings: TypeAlias = "Mapping[str, Any]"
"""Of a note type; below `fields` and `cards` those of each, by its name in Anki."""
LATEX_PRE = (
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
    "\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n"
)
TYPE: Settings = {
    "latexPre": LATEX_PRE,
    "latexPost": "\\end{document}",
    "latexsvg": False,
    "sortf": 0,
    "originalStockKind": 0,
}
"""What a note type has by default."""
FIELD: Settings = {
    "font": "Arial",
    "size": 20,
    "rtl": False,
    "sticky": False,
    "description": "",
    "plainText": False,
    "collapsed": False,
    "excludeFromSearch": False,
    "tag": -1,
    "preventDeletion": False,
}
"""What a field has; a `tag` below 0 is none."""
TEMPLATE: Settings = {"bqfmt": "", "bafmt": "", "bfont": "", "bsize": 0}
_TYPE_NUMBERS = {"latexPre": 5, "latexPost": 6, "latexsvg": 7, "sortf": 2, "originalStockKind": 9}
_FIELD_NUMBERS = {
    "font": 3,
    "size": 4,
    "rtl": 2,
    "sticky": 1,
    "description": 5,
    "plainText": 6,
    "collapsed": 7,
    "excludeFromSearch": 8,
    "tag": 10,
    "preventDeletion": 11,
}
_TEMPLATE_NUMBERS = {"bqfmt": 3, "bafmt": 4, "bfont": 6, "bsize": 7}
"""Each setting's number in the messages of Anki's newer schema."""
_BITS = 64


def settings_of(model: Settings, fields: Iterable[Settings], templates: Iterable[Settings]) -> dict[str, Any]:
    """The settings that are not the usual ones, of a note type and of its fields and templates by their `name`."""
    parts = {
        "fields": {str(item["name"]): _unusual(item, FIELD) for item in fields},
        "cards": {str(item["name"]): _unusual(item, TEMPLATE) for item in templates},
    }
    found = {key: {name: own for name, own in named.items() if own} for key, named in parts.items()}
    return {**_unusual(model, TYPE), **{key: named for key, named in found.items() if named}}


def wrong_keys(settings: object) -> Iterator[str]:
    """The keys of a file's settings that Anki does not have, or whose values are of another type."""
    if not isinstance(settings, dict):
        yield repr(settings)[:30]
        return
    for key, value in settings.items():
        if key not in {"fields", "cards"}:
            yield from _strange({key: value}, TYPE)
            continue
        for part in value.values() if isinstance(value, dict) else [None]:
            yield from _strange(part, FIELD if key == "fields" else TEMPLATE) if isinstance(part, dict) else [key]


def _strange(settings: Settings, known: Settings) -> Iterator[str]:
    return (key for key, value in settings.items() if type(value) is not type(known.get(key, ...)))


def of_type(message: Message) -> dict[str, Any]:
    """A note type's settings, of the newer schema, by the names of the older."""
    return _named(message, _TYPE_NUMBERS, TYPE)


def of_field(name: str, message: Message) -> dict[str, Any]:
    """A field's settings and its name."""
    return {"name": name, **_named(message, _FIELD_NUMBERS, FIELD)}


def of_template(name: str, message: Message) -> dict[str, Any]:
    """A template's settings and its name."""
    return {"name": name, **_named(message, _TEMPLATE_NUMBERS, TEMPLATE)}


def signed(message: Message, number: int) -> int | None:
    """A message's number of 64 bits, which may be negative; None where there is none."""
    value = message.get(number, [None])[-1]
    if not isinstance(value, int):
        return None
    return value - (1 << _BITS) if value >> (_BITS - 1) else value


def _unusual(item: Settings, usual: Settings) -> dict[str, Any]:
    return {
        key: item[key]
        for key, default in usual.items()
        if type(item.get(key)) is type(default) and item[key] != default
    }


def _named(message: Message, numbers: Mapping[str, int], usual: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, number in numbers.items():
        default = usual[name]
        if isinstance(default, str):
            found[name] = text(message, number)
        elif number in message or name != "tag":
            value = signed(message, number) or 0
            found[name] = bool(value) if isinstance(default, bool) else value
    return found

"""What Anki keeps of a note type next to fields, templates and CSS: LaTeX, editor fonts, what its own kinds know it by.

A deck that moves in brings these along, by the names that Anki's JSON has for them, and says only what is not usual.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from deckgen.anki.protobuf import Message, number_of, text

Settings: TypeAlias = "Mapping[str, Any]"
"""Of a note type; below `fields` and `cards` those of each, by its name in Anki."""


class _Setting(NamedTuple):
    number: int
    """Of its field in the messages of Anki's newer schema."""
    usual: str | int | bool


LATEX_PRE = (
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
    "\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n"
)
TYPE = {
    "latexPre": _Setting(5, LATEX_PRE),
    "latexPost": _Setting(6, "\\end{document}"),
    "latexsvg": _Setting(7, False),
    "sortf": _Setting(2, 0),
    "originalStockKind": _Setting(9, 0),
}
"""Of a note type."""
FIELD = {
    "font": _Setting(3, "Arial"),
    "size": _Setting(4, 20),
    "rtl": _Setting(2, False),
    "sticky": _Setting(1, False),
    "description": _Setting(5, ""),
    "plainText": _Setting(6, False),
    "collapsed": _Setting(7, False),
    "excludeFromSearch": _Setting(8, False),
    "tag": _Setting(10, -1),
    "preventDeletion": _Setting(11, False),
}
"""Of a field; a `tag` below 0 is none."""
TEMPLATE = {
    "bqfmt": _Setting(3, ""),
    "bafmt": _Setting(4, ""),
    "bfont": _Setting(6, ""),
    "bsize": _Setting(7, 0),
}


def settings_of(model: Settings, fields: Iterable[Settings], templates: Iterable[Settings]) -> dict[str, Any]:
    """The settings that are not the usual ones, of a note type and of its fields and templates by their `name`."""
    parts = {
        "fields": {str(item["name"]): _unusual(item, FIELD) for item in fields},
        "cards": {str(item["name"]): _unusual(item, TEMPLATE) for item in templates},
    }
    found = {key: {name: own for name, own in named.items() if own} for key, named in parts.items()}
    return {**_unusual(model, TYPE), **{key: named for key, named in found.items() if named}}


def read_settings(message: Message, known: Mapping[str, _Setting]) -> dict[str, Any]:
    """The settings in a message of the newer schema, by the names of the older."""
    found: dict[str, Any] = {}
    for name, (number, usual) in known.items():
        if isinstance(usual, str):
            found[name] = text(message, number)
        elif number in message or name != "tag":
            found[name] = type(usual)(number_of(message, number) or 0)
    return found


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


def _strange(settings: Settings, known: Mapping[str, _Setting]) -> Iterator[str]:
    return (key for key, value in settings.items() if key not in known or type(value) is not type(known[key].usual))


def _unusual(item: Settings, known: Mapping[str, _Setting]) -> dict[str, Any]:
    return {
        key: item[key] for key, (_, usual) in known.items() if type(item.get(key)) is type(usual) and item[key] != usual
    }

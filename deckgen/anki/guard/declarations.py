"""The CSS that an element of an HTML field may carry: an allow-list of properties and of values."""

from functools import lru_cache
from typing import Any, TypeAlias

Nodes: TypeAlias = "list[Any]"
"""Nodes of tinycss2, which has no types."""

LONGEST = 4_000
"""Characters of one style attribute; CSS parsers recurse, and people write a tenth."""
_SIDES = ("", "-top", "-right", "-bottom", "-left", "-block", "-inline", "-block-start", "-block-end", "-inline-start")
_PROPERTIES = frozenset(
    (
        *("color", "opacity", "visibility", "display", "float", "clear", "direction", "unicode-bidi", "position"),
        *("font", "line-height", "letter-spacing", "word-spacing", "white-space", "word-break", "word-wrap"),
        *("tab-size", "overflow-wrap", "line-break", "hyphens", "writing-mode", "quotes", "orphans", "widows"),
        *("vertical-align", "width", "height", "min-width", "min-height", "max-width", "max-height", "cursor"),
        *("overflow", "overflow-x", "overflow-y", "box-sizing", "table-layout", "empty-cells", "caption-side", "gap"),
        *("row-gap", "column-gap", "order", "object-fit", "object-position", "user-select", "color-scheme"),
        *(f"margin{side}" for side in (*_SIDES, "-inline-end")),
        *(f"padding{side}" for side in (*_SIDES, "-inline-end")),
        "aspect-ratio",
    )
)
_FAMILIES = (
    *("background", "border", "outline", "font-", "text-", "list-style", "column", "flex", "grid", "align-"),
    *("justify-", "break-", "page-break-", "box-shadow", "ruby-", "mso-", "-webkit-text-", "-webkit-font-"),
    "-moz-osx-font-",
)
"""Beginnings of properties that only say how an element looks; their values cannot load or move anything."""
_FUNCTIONS = frozenset(
    (
        *("rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "linear-gradient"),
        *("radial-gradient", "conic-gradient", "repeating-linear-gradient", "repeating-radial-gradient", "minmax"),
        *("repeat", "fit-content"),
    )
)
_NUMBERS = frozenset(("number", "percentage", "dimension"))
_VALUE_TYPES = _NUMBERS | {"whitespace", "comment", "ident", "hash", "string", "unicode-range"}
_LITERALS = frozenset((",", "/"))
_POSITIONS = frozenset(("static", "relative"))


@lru_cache(maxsize=1_024)
def split_style(style: str) -> tuple[str, tuple[str, ...]]:
    """A style attribute as it may be in a field, and the declarations that were left out of it."""
    if len(style) > LONGEST:
        return "", (style[:60],)
    import tinycss2  # few fields have styles

    kept: list[str] = []
    refused: list[str] = []
    for node in tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and _is_harmless(node.lower_name, node.value):
            kept.append(node.serialize())
        else:
            refused.append(node.serialize() if node.type == "declaration" else style)
    return (style, ()) if not refused else ("; ".join(kept), tuple(refused))


def _is_harmless(name: str, value: Nodes) -> bool:
    if name not in _PROPERTIES and not name.startswith(_FAMILIES):
        return False
    if name == "position":
        return all(node.type == "whitespace" or getattr(node, "lower_value", "") in _POSITIONS for node in value)
    # a variable may hold anything, but only a color makes a color
    functions = _FUNCTIONS | {"var"} if name.endswith("color") else _FUNCTIONS
    return _is_value(value, functions, negative=not name.startswith(("margin", "grid")))


def _is_value(value: Nodes, functions: frozenset[str], *, negative: bool = True) -> bool:
    """Whether a value only names sizes, colors, fonts and keywords."""
    for node in value:
        if node.type == "function":
            if node.lower_name not in functions or not _is_value(node.arguments, functions):
                return False
        elif node.type == "literal":
            if node.value not in _LITERALS:
                return False
        elif node.type not in _VALUE_TYPES or (node.type in _NUMBERS and node.value < 0 and not negative):
            return False
    return True

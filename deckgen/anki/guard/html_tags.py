r"""The HTML that a field may hold: all that shows a text, nothing that runs, loads, covers or spills.

Members' editors have made such fields for years: fonts, colors, tables with borders, audio. Elements, attributes, CSS
and addresses are those of lists; each element ends in the field that it begins in.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from deckgen.html.fragment import DEEPEST, OPTIONAL_END, PLAIN_COMMENT, rewrite
from deckgen.html.tokens import VOID, Attribute, Comment, Tag, tokens

ELEMENTS = frozenset(
    (
        *("a", "abbr", "acronym", "address", "anki-mathjax", "article", "aside", "audio", "b", "bdi", "bdo", "big"),
        *("blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details"),
        *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "nobr", "ol", "p", "pre", "q", "rb"),
        *("rp", "rt", "rtc", "ruby", "s", "samp", "section", "small", "source", "span", "strike", "strong", "sub"),
        *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var"),
        *("video", "wbr"),
        *(f"hl{number}" for number in ("", *range(1, 10))),  # no HTML, but what large decks highlight words with
    )
)
ATTRIBUTES = frozenset(
    (
        *("align", "alt", "abbr", "bgcolor", "border", "cellpadding", "cellspacing", "cite", "class", "clear", "color"),
        *("cols", "colspan", "controls", "datetime", "dir", "draggable", "face", "headers", "height", "hidden", "href"),
        *("hspace", "lang", "loop", "loading", "muted", "noshade", "nowrap", "open", "rel", "reversed", "role", "rows"),
        *("rowspan", "rules", "scope", "size", "span", "spellcheck", "src", "start", "style", "summary", "tabindex"),
        *("target", "title", "translate", "type", "valign", "value", "vspace", "width", "xml:lang"),
    )
)
"""Neither `id` nor `name`: scripts of templates, of Anki and of deckgen's page find their own elements by them."""
_OPEN_NAMES = re.compile(r"(?:data|aria)-[a-z0-9_.-]+")
_TAG_BEGINS = re.compile(r"<[a-zA-Z/!?]\S{0,30}")
_DELETION = re.compile(r"\{\{c[0-9,]+::|\}\}|::")
_WITH_CONTENT = frozenset(
    (
        *("script", "style", "iframe", "object", "embed", "noscript", "template", "textarea", "title", "svg", "math"),
        *("xmp", "select", "noembed", "noframes"),
    )
)
"""Elements that are left out with their content."""
_ADDRESS = re.compile(r"(?:https?|mailto|tel):|#|\Z", re.IGNORECASE)
_SHOWN = re.compile(
    r"(?:https?:)?//|data:image/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*\Z|[^:\\]*\Z", re.IGNORECASE
)
_REL = frozenset(("noopener", "noreferrer", "nofollow", "external", "ugc"))
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
Nodes: TypeAlias = "list[Any]"
"""Nodes of tinycss2, which has no types."""
_LONGEST_STYLE = 4_000
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


def sanitize(field: str) -> str:
    """A field's HTML without what is refused of its tags; the text in them stays, but no script's."""

    def write(tag: Tag) -> str:
        if tag.name not in ELEMENTS:
            return ""
        if all(_is_allowed(tag.name, each) for each in tag.attributes):
            return field[tag.start : tag.end]
        return f"<{tag.name}{''.join(_attribute(field, tag.name, each) for each in tag.attributes)}>"

    return rewrite(field, write, _WITH_CONTENT, comments=True)


def _attribute(field: str, element: str, attribute: Attribute) -> str:
    """An attribute as it may stay, with the space before it."""
    if _is_allowed(element, attribute):
        return f" {field[attribute.start : attribute.end]}"
    if attribute.name == "style" and (style := _split_style(attribute.value)[0]):
        return f' style="{html.escape(style)}"'
    return ""


def refused(field: str, *, hides: bool) -> Iterator[tuple[str, str]]:
    """What a field may not hold of tags: `tag` or `nesting`, and what it is about.

    `hides` says whether its deletions hide what is in them.
    """
    nesting = _Nesting()
    for token in tokens(field):
        written = field[token.start : token.end]
        if isinstance(token, Tag):
            what = _wrong(token, written, hides=hides)
            if what:
                yield "tag", what
            elif not nesting.follow(token):
                yield "nesting", written[:60]
        elif isinstance(token, Comment):
            if not PLAIN_COMMENT.fullmatch(written):
                yield "tag", written[:30]
        elif unfinished := _TAG_BEGINS.search(written):
            yield "tag", unfinished[0]
        elif hides:
            marks = _DELETION.findall(written)
            yield from (("nesting", mark) for mark in marks if not nesting.follow_deletion(mark))
    yield from (("nesting", f"<{name}>") for name in nesting.open if name not in OPTIONAL_END)


class _Nesting:
    """The elements that are open, and those that were where each open deletion began."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self._outside: list[list[str]] = []

    def follow(self, tag: Tag) -> bool:
        """Take a tag in; whether it is nested properly."""
        if tag.name in VOID:
            return not tag.closing or tag.name == "br"
        if not tag.closing:
            self.open.append(tag.name)
            return len(self.open) <= DEEPEST
        while self.open and self.open[-1] != tag.name and self.open[-1] in OPTIONAL_END:
            self.open.pop()
        return bool(self.open) and self.open.pop() == tag.name

    def follow_deletion(self, mark: str) -> bool:
        """Take the beginning, the end or the hint of a deletion in; whether the same elements are open as before it."""
        if mark.startswith("{{"):
            self._outside.append(self.open.copy())
        elif self._outside:
            return (self._outside.pop() if mark == "}}" else self._outside[-1]) == self.open
        return True


def _wrong(tag: Tag, written: str, *, hides: bool) -> str:
    """What of a tag is refused, as a message calls it; empty where nothing is."""
    if tag.name not in ELEMENTS:
        return f"<{'/' * tag.closing}{tag.name}"
    if hides and ("{{" in written or "}}" in written):
        return written[:60]
    bad = next((each for each in tag.attributes if not _is_allowed(tag.name, each)), None)
    if bad is None:
        return ""
    declarations = _split_style(bad.value)[1] if bad.name == "style" else ()
    return declarations[0][:60] if declarations else written[bad.start - tag.start : bad.end - tag.start][:60]


def _is_allowed(element: str, attribute: Attribute) -> bool:
    name, value = attribute.name, attribute.value
    match name:
        case "style":
            return not _split_style(value)[1]
        case "href" | "cite":
            return _ADDRESS.match(_IGNORED.sub("", value)) is not None
        case "src":
            return _SHOWN.match(_IGNORED.sub("", value)) is not None
        case "target":
            return value == "_blank"
        case "rel":
            return _REL.issuperset(value.lower().split())
        case "type":
            return element in {"ol", "ul", "li", "source", "audio", "video", "a"}
    return name in ATTRIBUTES or _OPEN_NAMES.fullmatch(name) is not None


@lru_cache(maxsize=1_024)
def _split_style(style: str) -> tuple[str, tuple[str, ...]]:
    """A style attribute as it may be in a field, and the declarations that were left out of it."""
    if len(style) > _LONGEST_STYLE:
        return "", (style[:60],)
    import tinycss2  # few fields have styles

    kept: list[str] = []
    left_out: list[str] = []
    for node in tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and _is_harmless(node.lower_name, node.value):
            kept.append(node.serialize())
        else:
            left_out.append(node.serialize() if node.type == "declaration" else style)
    return ("; ".join(kept), tuple(left_out)) if left_out else (style, ())


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

"""What elements and attributes are to a reader: see `reading`."""

import re

ALLOWED_TAGS = ("br", "sub", "sup", "ruby", "rt", "rp", "kbd", "mark", "u", "details", "summary")
"""The only HTML that deckgen's Markdown lets pass, and never with an attribute."""
SAME_AS = {"strong": "b", "em": "i", "strike": "s", "del": "s", "tt": "code"}
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li"),
        *("main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "td", "th", "ul"),
    )
)
MEDIA = frozenset(("audio", "video", "source", "track"))
REPLACED = frozenset(
    (
        *("area", "button", "canvas", "embed", "iframe", "input", "math", "meter", "object", "progress", "select"),
        *("svg", "textarea"),
    )
)
"""Elements that show something of their own."""
SILENT = frozenset(
    (
        *("p", "div", "ul", "ol", "table", "tr", "details", "section", "article", "dl", "dt", "dd", "li"),
        *("thead", "tbody", "tfoot", "body", "html", "span", "font", "colgroup"),
        *MEDIA,
        *REPLACED,
    )
)
"""Elements whose name says nothing of the text in them."""
LISTS = frozenset(("ul", "ol"))
SHOWS_ALONE = re.compile(r"background|border|outline|shadow|image|content", re.IGNORECASE)
OWN = {
    "div": {"class": "scroll", "tabindex": "0"},
    "pre": {"class": "code", "tabindex": "0"},
    "ol": {"class": "steps"},
    "details": {"class": "fold"},
    "span": {"class": "glue"},
}
"""Attributes of deckgen's own HTML, which change nothing of what is read."""
SAID = {
    "a": ("href",),
    "img": ("src", "alt"),
    "ol": ("start",),
    "li": ("value",),
    "td": ("align",),
    "th": ("align",),
    **dict.fromkeys(MEDIA, ("src",)),
}
"""Attributes that are read as something else than looks."""
IMPLIED_END = {
    "li": (("li",), ("ul", "ol")),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "tr": (("tr",), ("table",)),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "p": (("p",), ("td", "th", "li", "div", "blockquote")),
}
"""Element → the open elements that its start tag ends, and those beyond which it ends none."""

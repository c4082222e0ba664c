"""Whether HTML could do anything but show a text: judged by lists of its own, and not by deckgen's parser.

A parser hands over tags, this says which of them are unsafe. `unsafe` asks ammonia's parser (`nh3`), which reads HTML
as browsers do; `tests/fuzz/browser.py` asks a browser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_lowercase
from typing import NamedTuple

import nh3

SHOWN = frozenset(
    (
        *("a", "abbr", "acronym", "address", "anki-mathjax", "article", "aside", "audio", "b", "bdi", "bdo", "big"),
        *("blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details"),
        *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "nobr", "ol", "p", "pre", "q", "rb"),
        *("rp", "rt", "rtc", "ruby", "s", "samp", "section", "small", "source", "span", "strike", "strong", "sub"),
        *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var"),
        *("video", "wbr"),
    )
)
"""Elements that only show something."""
_OTHERS = frozenset(
    (
        *("applet", "base", "body", "button", "datalist", "dialog", "embed", "fieldset", "form", "frame", "frameset"),
        *("head", "html", "iframe", "input", "label", "legend", "link", "map", "area", "marquee", "math", "mi"),
        *("mtext", "annotation-xml", "menu", "meta", "meter", "noembed", "noframes", "noscript", "object", "optgroup"),
        *("option", "output", "param", "picture", "plaintext", "portal", "progress", "script", "select", "slot"),
        *("style", "svg", "animate", "set", "use", "foreignobject", "template", "textarea", "title", "track", "xmp"),
        *("image", "search", "dir", "isindex", "keygen", "listing", "bgsound"),
    )
)
_ADDRESSES = frozenset({"action", "background", "cite", "data", "formaction", "href", "poster", "src", "xlink:href"})
_RUN = frozenset({"srcdoc", "srcset", "formaction", "action", "http-equiv", "ping", "manifest", "is", "slot", "form"})
"""Attributes that run, load or send something, or reach out of the field."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
_PICTURE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|bmp);base64,", re.IGNORECASE)
_BAD_STYLE = re.compile(
    r"url\s*\(|image-set|expression|javascript|@import|position\s*:\s*(?:fixed|sticky)", re.IGNORECASE
)
_LIVE = re.compile(r"\[(?:latex|\$\$?)\]|\[anki:", re.IGNORECASE)
"""What Anki runs, or reads aloud."""
_SPEECH = re.compile(r"\[anki:", re.IGNORECASE)
_ANY_SCHEME = {*_SAFE_SCHEMES, "javascript", "vbscript", "data", "file", "blob", "ftp", "about", "chrome", "intent"}


class Tag(NamedTuple):
    """An element as a parser saw it."""

    name: str
    attributes: Mapping[str, str]


def unsafe_tag(tag: Tag, allowed: frozenset[str] | None = SHOWN) -> str:
    """Why an element is unsafe; empty where it is not.

    Args:
        tag: The element.
        allowed: The elements that may stand there; None for any, whose attributes are looked at all the same.
    """
    if allowed is not None and tag.name not in allowed:
        return f"<{tag.name}>"
    return next((f"<{tag.name} {name}={value!r}>" for name, value in tag.attributes.items() if _bad(name, value)), "")


def unsafe_text(field: str, *, latex: bool = False) -> str:
    """What Anki would run of a field's text; empty for nothing.

    Args:
        field: HTML.
        latex: Whether LaTeX may stand there.
    """
    found = (_SPEECH if latex else _LIVE).search(field)
    return found.group() if found else ""


def unsafe(field: str, *, latex: bool = False) -> str:
    """What is unsafe in a field's HTML as ammonia's parser sees it; empty for nothing.

    Args:
        field: HTML.
        latex: Whether LaTeX may stand there, as in a deck that moved in.
    """
    found: list[str] = []

    def look(element: str, name: str, value: str) -> str:
        found.append(unsafe_tag(Tag(element, {name: value})))
        return value

    written = nh3.clean(
        field,
        tags=set(SHOWN | _OTHERS),
        clean_content_tags=set(),
        generic_attribute_prefixes=set(ascii_lowercase),
        attribute_filter=look,
        link_rel=None,
        url_schemes=_ANY_SCHEME,
    )
    elements = re.findall(r"<([a-zA-Z][^\s/>]*)", written)
    found += [unsafe_tag(Tag(element.lower(), {})) for element in elements]
    return next(filter(None, found), "") or unsafe_text(field, latex=latex)


def _bad(name: str, value: str) -> bool:
    name = name.lower()
    if name.startswith("on") or name in _RUN:
        return True
    if name == "style":
        return _BAD_STYLE.search(value) is not None
    if name in _ADDRESSES:
        scheme = _SCHEME.match(_IGNORED.sub("", value))
        known = scheme is None or scheme[1].lower() in _SAFE_SCHEMES
        return not known and _PICTURE_DATA.match(_IGNORED.sub("", value)) is None
    return False

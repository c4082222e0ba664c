"""Whether HTML could do anything but show a text: judged by lists of its own, and by another parser.

That is ammonia's (`nh3`), which reads HTML as browsers do.
"""

import re
from string import ascii_lowercase

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


def unsafe(field: str, *, latex: bool = False) -> str:
    """What is unsafe in a field's HTML as ammonia's parser sees it; empty for nothing.

    `latex` says that LaTeX may be there, as in a deck that moved in.
    """
    found: list[str] = []

    def look(element: str, name: str, value: str) -> str:
        if _is_bad(name.lower(), value):
            found.append(f"<{element} {name}={value!r}>")
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
    found += [name for name in re.findall(r"<([a-zA-Z][^\s/>]*)", written) if name.lower() not in SHOWN]
    live = (_SPEECH if latex else _LIVE).search(field)
    return found[0] if found else live.group() if live else ""


def _is_bad(name: str, value: str) -> bool:
    if name.startswith("on") or name in _RUN:
        return True
    if name == "style":
        return _BAD_STYLE.search(value) is not None
    if name in _ADDRESSES:
        scheme = _SCHEME.match(_IGNORED.sub("", value))
        known = scheme is None or scheme[1].lower() in _SAFE_SCHEMES
        return not known and _PICTURE_DATA.match(_IGNORED.sub("", value)) is None
    return False

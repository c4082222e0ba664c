"""A card of a deck's own kind, kept to its place on a page: it shows itself, and leads, loads and covers nothing.

The page's content policy lets no script run and nothing load. What a policy does not stop is taken out here: tags that
lead a page elsewhere, that swallow what follows, that end the card's box, or that take the page's own parts for theirs.
"""

from __future__ import annotations

import html
import re
from collections import Counter

from deckgen.anki.guard import leads_to_script, loads_elsewhere

_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:_-]*+)"
    r"(?P<attributes>(?:[\s/]*+[^\s\"'<>/=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++))?)*+)[\s/]*+>"
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?")
_BEGINS = re.compile(r"<(?=[a-zA-Z/!?])")
_WITH_CONTENT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_OUT = frozenset(
    (
        *("applet", "base", "body", "dialog", "embed", "fencedframe", "form", "frame", "frameset", "head", "html"),
        *("iframe", "link", "meta", "noembed", "noframes", "noscript", "object", "plaintext", "portal", "script"),
        *("style", "template", "textarea", "title", "xmp", "slot"),
    )
)
_UNCLOSED = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "rt", "rp", "rb"))
"""What HTML closes by itself: a second end tag could begin a new one."""
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"))
_OUT_ATTRIBUTES = frozenset(
    (
        *("accesskey", "autofocus", "autoplay", "background", "commandfor", "contenteditable", "download", "form"),
        *("formaction", "is", "itemid", "manifest", "nonce", "part", "ping", "popover", "popovertarget"),
        *("slot", "srcdoc", "srcset", "target"),
    )
)
_TO_AN_ID = frozenset(("id", "for", "list"))
_NAMED = frozenset(("input", "details", "map", "button", "select"))
"""Elements that a name only groups; that of a picture would stand for a method of the document's."""


def confined(text: str) -> tuple[str, tuple[str, ...]]:
    """Keep a side of a card to its box.

    Args:
        text: Its HTML, whatever a template made of it.

    Returns:
        The HTML, with every element closed, and the tags and attributes that were left out, each once.
    """
    out: list[str] = []
    gone: dict[str, None] = {}
    open_: list[str] = []
    depth: Counter[str] = Counter()
    at = 0
    while begin := _BEGINS.search(text, at):
        start = begin.start()
        out.append(text[at:start])
        tag = _TAG.match(text, start)
        if text.startswith("<!--", start):
            end = text.find("-->", start + 2)
            at = end + 3 if end >= 0 else len(text)
        elif tag is None:
            out.append("&lt;")
            at = start + 1
        else:
            at = tag.end()
            name = tag["name"].lower()
            if name in _OUT:
                if not tag["slash"]:
                    gone[f"<{name}>"] = None
                at = _behind(text, tag, name)
            elif not tag["slash"]:
                out.append(_opening(tag, name, gone))
                foreign = depth["svg"] or depth["math"]
                if name not in _VOID and not (foreign and tag.group().endswith("/>")):
                    open_.append(name)
                    depth[name] += 1
            elif depth[name]:
                out.append(_closing(open_, depth, name))
    out.append(text[at:])
    out.append(_closing(open_, depth, ""))
    return "".join(out), tuple(gone)


def _behind(text: str, tag: re.Match[str], name: str) -> int:
    """Where the text goes on behind a tag that is left out; a script's or a style's content goes with it."""
    if tag["slash"] or name not in {"script", "style"}:
        return tag.end()
    end = re.compile(rf"</{name}\b[^>]*+>?", re.IGNORECASE).search(text, tag.end())
    return end.end() if end else len(text)


def _opening(tag: re.Match[str], name: str, gone: dict[str, None]) -> str:
    kept: list[str] = []
    for found in _ATTRIBUTE.finditer(tag["attributes"]):
        attribute = found[1].lower()
        value = html.unescape(next(filter(None, found.groups()[1:]), ""))
        loads = attribute == "style" and loads_elsewhere(value)
        if loads or attribute.startswith("on") or leads_to_script(attribute, value):
            gone[attribute] = None
        elif not (
            attribute in _OUT_ATTRIBUTES
            or (attribute in _TO_AN_ID and value.startswith("-"))
            or (attribute == "name" and name not in _NAMED)
        ):
            kept.append(f" {found.group()}")
    return f"<{tag['name']}{''.join(kept)}{' /' if tag.group().endswith('/>') else ''}>"


def _closing(open_: list[str], depth: Counter[str], name: str) -> str:
    """The end tags up to that of an element, which is open; of all that are open where there is no name."""
    tags: list[str] = []
    while open_:
        closed = open_.pop()
        depth[closed] -= 1
        if closed == name or closed not in _UNCLOSED:
            tags.append(f"</{closed}>")
        if closed == name:
            break
    return "".join(tags)

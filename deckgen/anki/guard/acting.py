"""What a deck's own templates and styles do beyond showing a card: what a reviewer of a change wants to know.

All of it may be meant; so nothing is refused, and doubt counts as a finding. A browser's parser forgives more than one
can list, so a tag is whatever begins like one, wherever it is, with and without the fields around it.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from deckgen.html.tokens import LINKS, tags_anywhere

SCRIPT, REMOTE, PAGE = "own-script", "own-remote", "own-page"
"""The rules: what runs; what loads from elsewhere; what acts on more than the card."""
_HANDLE = re.compile(r"\{\{[^{}]*+\}\}\}?|\[\[[^\[\]]*+\]\]")
_COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_SURROGATES = 0xD800
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_RUNNING = frozenset(("script", "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe"))
_OUTER = frozenset(("meta", "base", "link", "form", "dialog"))
_FOLLOWED = frozenset(("href", "xlink:href", "action", "formaction", "to", "from", "values", "data", "srcdoc"))
"""Attributes whose address can be a script."""
_LOADED = frozenset(
    ("src", "srcset", "data", "poster", "background", "lowsrc", "dynsrc", "ping", "action", "formaction", "codebase")
)
_LINKED = frozenset(("href", "xlink:href"))
"""Attributes that load in all elements but links."""
_SCHEME = re.compile(r"javascript:|vbscript:|data:(?:text|application|image/svg)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}", re.IGNORECASE)
_STYLE_LOADS = re.compile(
    r"@import\b|(?:url|src)\(\s*+[\"']?\s*+(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}|image-set\([^;{}]{0,999}?//",
    re.IGNORECASE,
)
_COVERS = re.compile(r"(?<![\w-])position\s*+:\s*+fixed", re.IGNORECASE)


class Act(NamedTuple):
    """Something that a template or a style does."""

    rule: str
    what: str
    offset: int


def acts_of_template(source: str) -> Iterator[Act]:
    """What a template does."""
    bare = _HANDLE.sub("", source) if "{{" in source or "[[" in source else ""
    seen: set[tuple[str, str]] = set()
    for text in filter(None, (source, bare)):  # a section may part a tag's name: `<scr{{^a}}ipt>{{/a}}`
        for act in (*_acts_of_tags(text), *_acts_of_css(text), *_acts_of_css(html.unescape(text))):
            if (key := act[:2]) not in seen:
                seen.add(key)
                yield act if text is source else act._replace(offset=max(0, source.find(act.what)))
    for found in re.finditer(r"</?(?=\{\{|\[\[)", source):
        yield Act(SCRIPT, source[found.start() : found.start() + 30].split("\n", maxsplit=1)[0], found.start())


def acts_of_style(css: str) -> Iterator[Act]:
    """What a style does beyond showing cards."""
    yield from _acts_of_css(css)
    if (end := re.search("</style", css, re.IGNORECASE)) is not None:
        yield Act(PAGE, end.group(), end.start())


def _acts_of_css(css: str) -> Iterator[Act]:
    for text in dict.fromkeys((css, _plain_css(css))):
        for pattern, rule in ((_STYLE_LOADS, REMOTE), (_COVERS, PAGE)):
            if (found := pattern.search(text)) is not None:
                at = found.start() if text is css else max(0, css.find(found.group()))
                yield Act(rule, found.group().split("\n", maxsplit=1)[0], at)


def leads_to_script(name: str, value: str) -> bool:
    """Whether an attribute makes an address of a script's."""
    return name in _FOLLOWED and _SCHEME.search(_IGNORED.sub("", value)) is not None


def loads_elsewhere(css: str) -> bool:
    """Whether a style loads something from elsewhere."""
    return any(act.rule == REMOTE for act in _acts_of_css(css))


def _acts_of_tags(text: str) -> Iterator[Act]:
    for tag in tags_anywhere(text):
        if tag.name in _RUNNING:
            yield Act(SCRIPT, f"<{tag.name}>", tag.start)
        elif tag.name in _OUTER:
            yield Act(PAGE, f"<{tag.name}>", tag.start)
        for each in tag.attributes:
            address = _IGNORED.sub("", each.value)
            is_field = each.name in _FOLLOWED and address.startswith("{{")
            if each.name.startswith("on"):
                yield Act(SCRIPT, each.name, each.start)
            elif is_field or leads_to_script(each.name, address):
                yield Act(SCRIPT, each.value.strip()[:60], each.start)
            loads = each.name in _LOADED or (each.name in _LINKED and tag.name not in LINKS)
            if loads and (_ELSEWHERE.match(address) or (each.name == "srcset" and "//" in address)):
                yield Act(REMOTE, each.value.strip()[:60], each.start)


def _plain_css(css: str) -> str:
    r"""A style without comments, and with its escapes read: `u\72l(` is `url(`."""

    def read(found: re.Match[str]) -> str:
        number = int(found[1], 16) if found[1] else 0
        return chr(number) if 0 < number < _SURROGATES else found[2] or ""

    return _ESCAPE.sub(read, _COMMENT.sub("", css) if "/*" in css else css)

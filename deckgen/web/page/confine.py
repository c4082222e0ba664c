"""A side of a card, kept to its place on a page: it shows itself, and leads, loads and covers nothing.

The page's content policy lets no script run and nothing load. What a policy does not stop is taken out here.

The box that a page puts around the side is an `applet`: no browser runs one any more, and HTML parsers let no end tag
in it reach out of it. A `div` can be closed by balanced tags in it, such as a button in a button.
"""

import html
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from deckgen.anki.guard.acting import leads_to_script, loads_elsewhere
from deckgen.html.fragment import rewrite
from deckgen.html.tokens import Attribute, Tag, tokens
from deckgen.web.page.scope import BOX

_WITH_CONTENT = frozenset(("script", "style"))
_OUT = frozenset(
    (
        *("applet", "base", "body", "dialog", "embed", "fencedframe", "form", "frame", "frameset", "head", "html"),
        *("iframe", "link", "marquee", "meta", "noembed", "noframes", "noscript", "object", "plaintext", "portal"),
        *("template", "textarea", "title", "xmp", "slot"),
    )
)
_OUT_ATTRIBUTES = frozenset(
    (
        *("accesskey", "autofocus", "autoplay", "background", "command", "commandfor", "contenteditable", "download"),
        *("form", "formaction", "is", "itemid", "manifest", "nonce", "part", "ping", "popover", "popovertarget"),
        *("rel", "slot", "srcdoc", "srcset", "target"),
    )
)
_TO_AN_ID = frozenset(("id", "for", "list"))
_NAMED = frozenset(("input", "details", "map", "button", "select"))
"""Elements that a name only groups; that of a picture would hide a method of the document's."""


def confined(text: str, write_tag: Callable[[Tag, dict[str, str]], str]) -> tuple[str, bool]:
    """A side's HTML with every element closed, and whether an element or a handler was left out.

    `write_tag` writes a tag from its attributes that stay: name → as it was written, with the space before it.
    """
    left_out = any(f"<{name}" in text.lower() for name in _WITH_CONTENT)

    def write(tag: Tag) -> str:
        nonlocal left_out
        attributes, whole = _attributes(text[tag.start : tag.end])
        left_out = left_out or not whole or tag.name in _OUT
        return "" if tag.name in _OUT else write_tag(tag, dict(attributes))

    return rewrite(text, write, _WITH_CONTENT), left_out


@lru_cache(maxsize=4096)  # most tags are alike
def _attributes(text: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    """The attributes of a tag that stay, and whether no other could act."""
    tag = next(token for token in tokens(text) if isinstance(token, Tag))
    found: dict[str, str] = {}
    whole = True
    for attribute in tag.attributes:
        name, value = attribute.name, attribute.value
        if (name == "style" and loads_elsewhere(value)) or name.startswith("on") or leads_to_script(name, value):
            whole = False
        elif not (
            name in _OUT_ATTRIBUTES
            or (name in _TO_AN_ID and value.startswith("-"))
            or (name == "name" and tag.name not in _NAMED)
        ):
            found.setdefault(name, _written(text, attribute))
    return tuple(found.items()), whole


def _written(text: str, attribute: Attribute) -> str:
    """An attribute with the space before it; a class that the page's own elements have is left out."""
    if attribute.name == "class" and any(_is_of_the_page(name) for name in attribute.value.split()):
        names = (name for name in attribute.value.split() if not _is_of_the_page(name))
        return f' class="{html.escape(" ".join(names))}"'
    return f" {text[attribute.start : attribute.end].replace('<', '&lt;')}"  # no marker of the page's is in it


def _is_of_the_page(name: str) -> bool:
    return name in _classes() or name == BOX or name.startswith(f"{BOX}-")


@lru_cache(maxsize=1)
def _classes() -> frozenset[str]:
    """The classes of the page's own elements; they begin with a capital."""
    styles = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.css")]
    return frozenset(re.findall(r"\.([A-Z][A-Za-z]*)", "\n".join(styles)))

"""What a page's own styles are named by, so that no style of a deck can give those names another meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Declaration

_STYLES = ("page.css", "print.css", "sheet.css")
_PROPERTY = re.compile(r"--[A-Za-z][\w-]*")
_CLASS = re.compile(r"\.([A-Z][A-Za-z]*)")
_FONTS = re.compile(r"(?:font-family|font|--Font)\s*:\s*([^;{}]*)")
_SIZED = re.compile(r".*\d(?:\.\d+)?(?:\w+|%)(?:/[\w.]+)?\s+")
"""What stands before the first family where a font is written in one line."""


def is_of_the_page(rule: AtRule) -> bool:
    """Whether an at-rule of a deck's style would change what the page's own styles mean by a name.

    `@property` and `@font-face` hold for a whole page, wherever they stand.
    """
    if rule.lower_at_keyword == "property":
        return any(token.type == "ident" and token.value in properties() for token in rule.prelude)
    if rule.lower_at_keyword == "font-face":
        return any(name in families() for name in _named(rule))
    return False


@lru_cache(maxsize=1)
def properties() -> frozenset[str]:
    """The custom properties that the page's styles use."""
    return frozenset(_PROPERTY.findall(_own_style()))


@lru_cache(maxsize=1)
def classes() -> frozenset[str]:
    """The classes of the page's own elements; they begin with a capital."""
    return frozenset(_CLASS.findall(_own_style()))


@lru_cache(maxsize=1)
def families() -> frozenset[str]:
    """The families of fonts that they use, in lower case."""
    return frozenset(families_in(_own_style()))


def families_in(css: str) -> Iterator[str]:
    """The families of fonts that a style names, in lower case."""
    for written in _FONTS.findall(css):
        for name in _SIZED.sub("", written, count=1).split(","):
            yield name.strip().strip("\"'").casefold()


def _own_style() -> str:
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _STYLES)


def _named(rule: AtRule) -> Iterator[str]:
    """The families that a `@font-face` says it is."""
    for declaration in tinycss2.parse_blocks_contents(rule.content or []):
        if declaration.type == "declaration" and declaration.lower_name == "font-family":
            yield _family(declaration)


def _family(declaration: Declaration) -> str:
    words = [token.value for token in declaration.value if token.type in {"string", "ident"}]
    return " ".join(words).casefold()

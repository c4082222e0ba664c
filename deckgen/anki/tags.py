"""Tags that Anki keeps as they are written."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_FORBIDDEN = re.compile('[\x00-\x1f\x7f-\x9f"]')


@lru_cache(maxsize=10_000)  # a deck has few tags, and each of its notes several
def clean_tag(text: str) -> str:
    """A tag from any text: composed form, `-` for spaces, no control character or quote, no empty part.

    `::` nests tags and stays. Returns an empty string where nothing is left.
    """
    text = _SPACE.sub("-", unicodedata.normalize("NFC", text.strip()))
    text = _FORBIDDEN.sub("", text)
    return "::".join(part.strip("-") for part in text.split("::") if part.strip("-"))


def bare_tag(text: str) -> str:
    """A tag as members have it: whatever it is, but for what would make two tags of it or none."""
    return re.sub("[\x00-\x1f\x7f]", "", _SPACE.sub("-", unicodedata.normalize("NFC", text.strip())))


def own_tags(tags: Iterable[str], root: str) -> tuple[str, ...]:
    """A note's tags without the deck's root tag, which notes of a type that members had are without anyway."""
    return tuple(clean_tag(tag.removeprefix(f"{root}::")) for tag in tags)

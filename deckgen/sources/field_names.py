"""Other names for fields, in Korean and English: columns of a table, keys of a card."""

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from deckgen.model.diagnostics import nearest

_ANSWERS = ("back", "answer", "definition", "summary")
"""What is asked for, by its names in the kinds."""
_SEPARATORS = r"[\s_\-·.()（）*:]+"


@lru_cache(maxsize=1)
def other_names() -> Mapping[str, Sequence[str]]:
    """Field → what else it may be called."""
    found: Mapping[str, Sequence[str]] = json.loads(
        Path(__file__).with_name("field_names.json").read_text(encoding="utf-8")
    )
    return found


def plain_name(name: str) -> str:
    """A name without what makes no difference: case, width, spaces and punctuation."""
    return re.sub(_SEPARATORS, "", unicodedata.normalize("NFKC", name)).lower()


def near_field(name: str, known: Collection[str], written: Collection[str] = ()) -> tuple[str, dict[str, str]]:
    """What to say of a field that is not known; as `nearest`, which knows none by what else it is called.

    Args:
        name: What an author wrote.
        written: What is written there already, and cannot be what was meant.
    """
    wanted = plain_name(name)
    called = {field: [*map(plain_name, other_names().get(field, ()))] for field in sorted({*known} - {*written})}
    found = sorted((names.index(wanted), field) for field, names in called.items() if wanted in names)
    found = found or [(0, field) for field in _ANSWERS if wanted in _ANSWERS and field in called]
    return ("near", {"near": found[0][1]}) if found else nearest(name, known)

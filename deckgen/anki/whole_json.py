"""JSON of strangers, without what no file and no database can hold."""

from __future__ import annotations

import json
import re
from typing import Any

from deckgen.anki.limits import MAX_JSON

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_TEXT = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class TooManyValuesError(ValueError):
    """A JSON text holds more than `MAX_JSON` values."""


def load_whole(written: str | bytes) -> Any:
    """Read JSON; half characters, which escapes can make, become question marks.

    Raises:
        ValueError: It is no JSON.
        TooManyValuesError: It holds more values than any deck; nothing was read.
        RecursionError: It is nested too deeply.
    """
    if isinstance(written, bytes):
        written = written.decode("utf-8")
    bare = _TEXT.sub("", written) if written.count(",") + written.count("[") + written.count("{") > MAX_JSON else ""
    if bare.count(",") + bare.count("[") + bare.count("{") > MAX_JSON:  # each value follows one of them
        raise TooManyValuesError
    value = json.loads(written)
    if not _HALF.search(written):
        return value
    whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.loads(whole)

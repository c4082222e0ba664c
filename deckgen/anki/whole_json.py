"""JSON of strangers, without what no file and no database can hold."""

from __future__ import annotations

import json
import re
from typing import Any

_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def load_whole(written: str) -> Any:
    """Read JSON; half characters, which escapes can make, become question marks.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It stands too deep in itself.
    """
    value = json.loads(written)
    if not _HALF.search(written):
        return value
    whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.loads(whole)

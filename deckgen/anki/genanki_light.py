"""genanki, imported in half its time.

It takes `cached_property` from a package of that name, which imports all of asyncio for the sake of coroutines: 15 ms,
a tenth of a small deck's build. The standard library's decorator does the same for genanki's two plain properties, so
it stands in while genanki is imported, and only then.
"""

from __future__ import annotations

import sys
from functools import cached_property
from types import ModuleType

_NAME = "cached_property"

if _NAME in sys.modules:
    import genanki
else:
    sys.modules[_NAME] = ModuleType(_NAME)
    setattr(sys.modules[_NAME], _NAME, cached_property)
    try:
        import genanki
    finally:
        del sys.modules[_NAME]

from genanki.apkg_col import APKG_COL  # noqa: E402 - not before the stand-in
from genanki.apkg_schema import APKG_SCHEMA  # noqa: E402

__all__ = ["APKG_COL", "APKG_SCHEMA", "genanki"]

"""The build's time: the one place that looks at the clock."""

import os
import time

from deckgen.model.diagnostics import DeckgenError


def wall_clock() -> int:
    """Seconds since 1970, as this machine's clock says: what no timestamp may exceed."""
    return int(time.time())


def build_time() -> int:
    """Seconds since 1970: `SOURCE_DATE_EPOCH` where it is set, else now, and never the future.

    A timestamp in the future makes old Anki versions refuse the whole package.

    Raises:
        DeckgenError: `SOURCE_DATE_EPOCH` is not a whole number of seconds.
    """
    now = wall_clock()
    written = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not written:
        return now
    if not (written.isascii() and written.isdecimal()):
        raise DeckgenError(
            "bad-epoch",
            "SOURCE_DATE_EPOCH is '{text}'",
            "set it to whole seconds since 1970, or unset it",
            text=written,
        )
    return min(int(written), now)

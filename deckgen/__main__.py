"""`python -m deckgen`, and where the command begins."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable


_GARBAGE = 100_000
"""New objects after which Python looks for garbage: at its own 700, it does so a hundred times while it imports."""


def main() -> NoReturn:
    """Run the command line.

    It is imported here, inside the handler: a Ctrl-C while Python still loads it must not end in a traceback.
    """
    try:
        gc.set_threshold(_GARBAGE)
        from deckgen.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{_interrupted()}\n")
        sys.exit(130)


def _interrupted() -> str:
    """What an interrupted command had written; what never loaded wrote nothing."""
    words: Callable[[], str] | None = getattr(sys.modules.get("deckgen.cli.last_handler"), "interrupted", None)
    if words:
        return words()
    from deckgen.cli.language import chosen, lang_option, speak, text

    speak(chosen(lang_option(sys.argv[1:]), sys.argv[1:]))
    return text("deckgen.interrupted")


if __name__ == "__main__":
    main()

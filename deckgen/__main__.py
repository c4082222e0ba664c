"""`python -m deckgen`, and where the command begins."""

import gc
import sys
from collections.abc import Callable
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line.

    It is imported inside the handler: a Ctrl-C while Python still loads it must not end in a traceback.
    """
    gc.set_threshold(500_000)  # a deck is held until all is written: looking for garbage cost a tenth of a build
    try:
        from deckgen.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{_interrupted()}\n")
        sys.exit(130)
    finally:
        gc.freeze()  # Python would search the whole deck for garbage once more before it exits


def _interrupted() -> str:
    """What an interrupted command had written; a module that never loaded wrote nothing."""
    interrupted: Callable[[], str] | None = getattr(sys.modules.get("deckgen.cli.errors"), "interrupted", None)
    if interrupted:
        return interrupted()
    from deckgen.cli.language import choose_language, speak, text

    speak(choose_language(sys.argv[1:]))
    return text("deckgen.interrupted", "interrupted: nothing was changed")


if __name__ == "__main__":
    main()

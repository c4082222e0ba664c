"""`python -m deckgen`, and where the command begins."""

import gc
import sys
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
        from deckgen.cli.errors import interrupted

        sys.stderr.write(f"\n{interrupted()}\n")
        sys.exit(130)
    finally:
        gc.freeze()  # Python would search the whole deck for garbage once more before it exits


if __name__ == "__main__":
    main()

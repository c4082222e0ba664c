"""`python -m deckgen`, and where the command begins."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line.

    It is imported here, inside the handler: a Ctrl-C while Python still loads it must not end in a traceback.
    """
    try:
        from deckgen.cli import main as run  # noqa: PLC0415 - see above

        run()
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted: nothing was changed\n")
        sys.exit(130)


if __name__ == "__main__":
    main()

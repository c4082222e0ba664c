"""How time grows with a text: part of `make soak`.

Each part that reads an author's or a stranger's text reads 16,000 and 64,000 characters of one sign, over and over.
Four times the text may take six times the time; were it quadratic, it would be sixteen. Prints each that grows faster,
and the exit code is 1.
"""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

from tests.guard.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNS = (
    *("a ", " ", "\n", "\n\n", "\n- ", "\t", "<", "<a", "<a ", "</a", "<b>", "</b>", "<pre>", '<pre class="code"'),
    *("<i ", "<code>", "<header>", "<style>", "<script>", "<svg>", "<!--", "-->", "<img ", "<img src=x", '<a href="'),
    *('"', "'", "<table>", "<li>", "&", "&#", "[", "[sound:", "![", "![a](", '![a](b.c "', "](", "(", "((a", "[["),
    *("]]", "{{", "}}", "{{c1::", "{{c1::a}}", "{{c1,", "::", "{{#a}}", "{{!", "$", "$$", "$ ", "$a", "\\(", "\\["),
    *("\\", "\\a{", "{", "`", "`a``b", "```\n", "~", "*", "**", "_a", "|a|\n", "> ", "#", "# a\n", "1", "1,", "1,,"),
    *("1. a\n", "가", "왜 ", "? ", ": ", "- ", "---\n", "“", "[latex]", "http://", "<http://", "@media ", "@a{", "/*"),
    *("url(", "a{", "a:", ";", "Q: ", "Q: a\nA: b\n", "arXiv: ", "doi: 10.1234/", "=", "\\href", "&nbsp;"),
    *("<hr id=answer", "image-set(", ">", "<li><pre>", "<li>\\(", "<code>\\[", "- [", "]- [", '": ', "“‘", "<li></b>"),
)
HALVES = (
    *(("<span>", "</i>"), ("<li>", "</b>"), ("{{c1::", "}}"), ("[", "]"), ("(", ")"), ("`", "``"), ("\\(", "\\)")),
    *(("<li>", "\\("), ("<img ", "src="), ("![", "]("), ("<b>", "</b>"), ('"', ": "), ("<!--", "-->")),
    *(("<b>", "<li></li>"), ("<ul>", "<li>a</li></ul>")),
)
"""What stands many times, and what stands as many times behind it."""


_SHORT, _TIMES, _MOST, _NOISE = 16_000, 4, 6.0, 0.05
_PATIENCE = 30


def main() -> None:
    """Measure all of them."""
    signal.signal(signal.SIGALRM, _give_up)
    found = 0
    for name, read in READERS.items():
        for sign in (*((sign,) for sign in SIGNS), *HALVES):
            short = _seconds(read, _text(sign, _SHORT))
            long = _seconds(read, _text(sign, _SHORT * _TIMES)) if short > _NOISE else 0.0
            if long > _MOST * short:
                found += 1
                sys.stdout.write(
                    f"{name}: {' … '.join(sign)!r} takes {short:.2f} s, and {_TIMES} times as much {long:.2f} s\n"
                )
    sys.stdout.write(f"{len(READERS)} readers, {len(SIGNS) + len(HALVES)} signs: {found} grow faster than the text\n")
    sys.exit(1 if found else 0)


def _text(signs: tuple[str, ...], length: int) -> str:
    return "".join([sign * (length // len(signs) // len(sign)) for sign in signs])


def _seconds(read: Callable[[str], object], text: str) -> float:
    """Seconds of this process's own time; infinite where it takes too long."""
    signal.alarm(_PATIENCE)
    started = time.process_time()
    try:
        read(text)
    except TimeoutError:
        return float("inf")
    finally:
        signal.alarm(0)
    return time.process_time() - started


def _give_up(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    main()

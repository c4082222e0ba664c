"""How time grows with a text: part of `make soak`.

Each part that reads an author's or a stranger's text reads 16,000 and 64,000 characters of one sign, over and over.
Four times the text may take six times the time; were it quadratic, it would be sixteen. Prints each that grows faster,
and the exit code is 1.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze, reveal
from deckgen.anki.plain_text import strip_tags
from deckgen.anki.seen import seen
from deckgen.anki.template import TemplateError, parse_template
from deckgen.anki.titles import title_of
from deckgen.diagnostics import DeckgenError, finding
from deckgen.differences.readable import readable
from deckgen.differences.words import word_diff
from deckgen.editing.ids import id_from
from deckgen.guard import acts_of_template, check_style, dangers, html_dangers, mended
from deckgen.importers.field_html import from_html
from deckgen.importers.markdown_cards import read_markdown
from deckgen.importers.media import MediaFinder
from deckgen.importers.tables import read_table
from deckgen.importers.transcript import read_transcript
from deckgen.kinds import builtin_kinds
from deckgen.merging.items import items_of
from deckgen.model import DeckConfig
from deckgen.page.confine import confined
from deckgen.page.content import Content
from deckgen.parts import Environment, compile_part
from deckgen.plan.rows import letters_of
from deckgen.release.reading_form import reading_form
from deckgen.rendering.markdown import to_html
from deckgen.rules.shown import shown_text
from deckgen.sources.media import MediaFolder
from deckgen.sources.nodes import parse

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDER = Path(tempfile.mkdtemp(prefix="deckgen-growth-"))
_ENVIRONMENT = Environment(DeckConfig("a", "b"), builtin_kinds(), MediaFolder(_FOLDER), quality=True)
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


def _card(**texts: str | list[str]) -> Callable[[str], object]:
    def compile_(text: str) -> object:
        card = {key: text if value == "@" else value for key, value in texts.items()}
        data = json.dumps({"category": "a", "cards": [{**card, "id": "x"}]}).encode()
        return compile_part(data, "a.yaml", _ENVIRONMENT)

    return compile_


def _file(read: Callable[[Path], object], name: str) -> Callable[[str], object]:
    def written(text: str) -> object:
        path = _FOLDER / name
        path.write_text(text, encoding="utf-8")
        try:
            return read(path)
        except DeckgenError:
            return None

    return written


def _template(text: str) -> object:
    try:
        return parse_template(text)
    except TemplateError:
        return None


READERS: dict[str, Callable[[str], object]] = {
    "front": _card(front="@", back="b"),
    "back": _card(front="a", back="@"),
    "cloze": _card(cloze="@"),
    "html": _card(front="a", back="@", html=["back"]),
    "cards": lambda text: compile_part(f"cards:\n- front: {text}".encode(), "a.yaml", _ENVIRONMENT),
    "markdown": lambda text: to_html(text, lambda name: finding("media-missing", name=name)),
    "guard": lambda text: list(dangers(text, (), cloze=True)),
    "html guard": lambda text: list(html_dangers(text, (), cloze=True, latex=True)),
    "mended": mended,
    "deletions": lambda text: reveal(parse_cloze(text), 1, question=True),
    "template": _template,
    "template's acts": lambda text: list(acts_of_template(text)),
    "style": lambda text: list(check_style(text, "a")),
    "confined": confined,
    "page": lambda text: Content({}).fit(text, inside=True),
    "shown": shown_text,
    "YAML": lambda text: parse(f"a: {text}", "a.yaml"),
    "title": lambda text: title_of([text], "x"),
    "plain": strip_tags,
    "id": lambda text: id_from(text, set()),
    "readable": readable,
    "reading form": reading_form,
    "letters": letters_of,
    "difference": lambda text: word_diff(f"{text}x", f"y{text}"),
    "import's media": lambda text: MediaFinder(_FOLDER).rewritten(text, 1),
    "seen": seen,
    "a member's list": items_of,
    "import of HTML": lambda text: from_html(f"<b>x</b>{text}"),
    "import of a table": _file(lambda path: read_table(path, tuple(builtin_kinds()), {}), "a.csv"),
    "import of Markdown": _file(read_markdown, "a.md"),
    "import of a transcript": _file(read_transcript, "a.txt"),
}
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

"""Each part of deckgen that reads an author's or a stranger's text, to be measured by itself."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.anki.cloze import parse_cloze, reveal
from deckgen.anki.guard import acts_of_template, check_style, dangers, html_dangers, mended
from deckgen.anki.latex import flaw_of
from deckgen.anki.template import TemplateError, parse_template
from deckgen.anki.titles import title_of
from deckgen.editing.fixing.deck import fix_file as fixed
from deckgen.editing.fixing.values import FileContext as Deck
from deckgen.editing.fixing.vocabulary import card_vocabulary
from deckgen.editing.ids import Ids, id_from
from deckgen.editing.replace import Change, EditError, changed_file
from deckgen.editing.tree import read_tree
from deckgen.exchange.importing.field_html import from_html
from deckgen.exchange.importing.markdown_cards import read_markdown
from deckgen.exchange.importing.media import MediaFinder
from deckgen.exchange.importing.names import file_name, key_of
from deckgen.exchange.importing.package_fields import description_of
from deckgen.exchange.importing.tables import read_table
from deckgen.exchange.importing.text import clean, clean_html, kept_lines
from deckgen.exchange.merging.merge3 import merge3
from deckgen.exchange.merging.texts import Rewriter
from deckgen.html.reading import read
from deckgen.html.text import plain_text, readable, reading_form
from deckgen.html.tokens import list_items
from deckgen.kinds import builtin_kinds
from deckgen.kinds.compiler import expand
from deckgen.messages.inert import inert, one_line
from deckgen.messages.wording import worded
from deckgen.model import DeckConfig
from deckgen.model.diagnostics import DeckgenError, finding
from deckgen.pipeline import Environment, compile_part
from deckgen.plan.rows import letters_of
from deckgen.release.differences.markdown import escaped
from deckgen.release.differences.words import word_diff
from deckgen.release.reading import parse_ledger
from deckgen.release.verify.alike import media_of
from deckgen.rendering.markdown import to_html
from deckgen.rules.shown import shown_text
from deckgen.sources.config import config_of
from deckgen.sources.media import MediaFolder
from deckgen.sources.nodes import parse
from deckgen.sources.schema import check_file
from deckgen.web.page.confine import confined
from deckgen.web.page.content import Content
from deckgen.web.page.formula import to_mathml
from deckgen.web.site.news import safe_html

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDER = Path(tempfile.mkdtemp(prefix="deckgen-growth-"))
_KINDS = builtin_kinds()
_ENVIRONMENT = Environment(DeckConfig("a", "b"), _KINDS, MediaFolder(_FOLDER), lint=True)


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


def _fixed(text: str) -> object:
    deck = Deck(
        "a.yaml",
        card_vocabulary(_KINDS),
        frozenset(kind.key for kind in _KINDS),
        Ids(),
        lambda source: check_file(source, _KINDS).diagnostics,
    )
    return fixed(f"cards:\n{text}", deck)


def _changed(text: str) -> object:
    lines = "\n".join(f"  {line}" for line in f"x{text}".split("\n"))
    try:
        tree = read_tree(f"a: |-\n{lines}\n")
        return changed_file(tree, [Change(tree.scalars[-1], f"{text}y")])
    except EditError:
        return None


READERS: dict[str, Callable[[str], object]] = {
    "front": _card(front="@", back="b"),
    "back": _card(front="a", back="@"),
    "cloze": _card(cloze="@"),
    "html": _card(front="a", back="@", html=["back"]),
    "cards": lambda text: compile_part(f"cards:\n- front: {text}".encode(), "a.yaml", _ENVIRONMENT),
    "deck.yaml": lambda text: config_of(parse(f"name: {text}\n{text}", "deck.yaml")[0], "deck"),
    "markdown": lambda text: to_html(text, lambda name: finding("media-missing", "no file", name=name)),
    "guard": lambda text: list(dangers(text, (), cloze=True)),
    "html guard": lambda text: list(html_dangers(text, (), cloze=True, latex=True)),
    "mended": mended,
    "deletions": lambda text: reveal(parse_cloze(text), 1, question=True),
    "template": _template,
    "template's acts": lambda text: list(acts_of_template(text)),
    "template's labels": lambda text: expand(text, _KINDS[0], DeckConfig("a", "b")),
    "style": lambda text: list(check_style(text, "a")),
    "confined": confined,
    "formula": flaw_of,
    "page's formula": lambda text: to_mathml(text, display=False),
    "page": lambda text: Content({}).fit(text, inside=True),
    "shown": shown_text,
    "YAML": lambda text: parse(f"a: {text}", "a.yaml"),
    "mending": _fixed,
    "tree": lambda text: read_tree(f"a: {text}"),
    "a change": _changed,
    "title": lambda text: title_of([text], "x"),
    "plain": plain_text,
    "id": id_from,
    "readable": readable,
    "reading form": reading_form,
    "letters": letters_of,
    "difference": lambda text: word_diff(f"{text}x", f"y{text}"),
    "a short difference": lambda text: word_diff(f"{text[:4_000]}x", f"y{text[:4_000]}"),
    "a merge": lambda text: merge3(text[:4_000], f"{text[:4_000]}x", f"y{text[:4_000]}"),
    "a member's text": lambda text: Rewriter({}, frozenset()).text("a", "a", text),
    "a member's HTML": Rewriter({}, frozenset()).html,
    "a member's list": list_items,
    "import's media": lambda text: MediaFinder(_FOLDER).rewritten(text, 1),
    "seen": read,
    "import of HTML": lambda text: from_html(f"<b>x</b>{text}"),
    "import's texts": lambda text: (clean(text), clean_html(text), kept_lines(text)),
    "import's names": lambda text: (file_name(text, set()), key_of(text, (), "a")),
    "description": description_of,
    "import of a table": _file(lambda path: read_table(path, _KINDS, {}), "a.csv"),
    "import of Markdown": _file(read_markdown, "a.md"),
    "ledger": parse_ledger,
    "release notes": safe_html,
    "what a field shows": media_of,
    "said": lambda text: (inert(text), one_line(f"{text}\n"), escaped(text), worded("{a}을/를", {"a": text}, "ko")),
}
"""Name → what reads a text."""

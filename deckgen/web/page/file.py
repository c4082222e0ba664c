"""A deck to one HTML file that needs nothing else, made from the same templates and styles as Anki's cards."""

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path
from string import Template

from deckgen._version import __version__
from deckgen.html.plain import plain_text
from deckgen.messages.texts import read_texts
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic
from deckgen.system.files import write_atomically
from deckgen.web.assets import asset
from deckgen.web.page.entries import END, TEXTS
from deckgen.web.page.scope import scoped
from deckgen.web.page.view import View, view_of

SCRIPTS = (
    *("texts", "look", "entries", "marks", "search", "runs", "list", "study", "mock", "sheet", "place"),
    "start",
)
"""The page's script, in the order of its parts; together they are one function."""
_MARKED = ("keys",)
"""Texts that are HTML."""
_SMALL = 600
"""Entries of a page that a browser reads in a moment."""
_AT_ONCE = 20
"""Entries of a larger one that are seen while it reads the others."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What a live preview or a site adds to a page."""

    style: str = ""
    """CSS."""
    script: str = ""
    """JavaScript, the last part of the page's own function."""
    data: str = ""
    """JSON that the script finds in the element `-Extra`."""
    live: bool = False
    """Whether the page may talk to the server that it comes from."""
    html: str = ""
    """HTML between the deck's name and the cards."""
    html_script: str = ""
    """JavaScript that runs right after that HTML, before the cards are drawn."""


def write_page(deck: Deck, path: Path) -> tuple[int, tuple[Diagnostic, ...]]:
    """Write a deck as one HTML file.

    Args:
        deck: A deck; cards with errors are not in it.
        path: The file; one that is there is replaced.

    Returns:
        The file's size in bytes, and warnings about what the page cannot show as Anki does.

    Raises:
        DeckgenError: The file cannot be written, or a media file vanished since it was read.
    """
    text, diagnostics = render_page(deck)
    data = text.encode()
    write_atomically(path, data)
    return len(data), diagnostics


def render_page(deck: Deck, extras: Extras | None = None) -> tuple[str, tuple[Diagnostic, ...]]:
    """Render a deck as one HTML file; see `write_page`."""
    view = view_of(deck)
    return render_view(view, extras), view.diagnostics


def render_view(view: View, extras: Extras | None = None) -> str:
    """A page's HTML; see `render_page`."""
    deck, description, added = view.deck, view.description, extras or Extras()
    texts = read_texts(TEXTS, deck.config.language)
    name = deck.config.name.replace("::", " · ")
    data = {"deck": deck.config.id, "texts": texts, "media": view.media, **view.data}
    first, others = _lists(view)
    boot, script = asset("page/boot.js"), _script(added)
    styles = [asset("page/page.css"), scoped(deck.note_types), asset("page/print.css"), asset("page/sheet.css")]
    if added.style:
        styles.append(added.style)
    script_after = f"<script>{added.html_script}</script>" if added.html_script else ""
    extra = f'<script type="application/json" id="-Extra">{_inert(added.data)}</script>\n' if added.data else ""
    return Template(asset("page/shell.html")).substitute(
        {f"t_{key}": text if key in _MARKED else html.escape(text) for key, text in texts.items()},
        lang=html.escape(deck.config.language.replace("_", "-")),
        policy=policy(styles, [boot, script, *filter(None, [added.html_script])], live=added.live),
        added=f"{added.html}{script_after}",
        version=__version__,
        title=html.escape(name),
        summary=html.escape(plain_text(description) or name),
        description=description if description.startswith("<p>") else f"<p>{description}</p>" if description else "",
        facts=" ".join(f"<span>{html.escape(fact)}</span>" for fact in view.data["facts"]),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        boot=boot,
        script=script,
        count=html.escape(texts["notes"].format(n=f"{len(view.entries):,}")),
        first=first,
        store=others,
        data=_inert(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
        extra=extra,
        foot=html.escape(texts["made_with"]),
    )


def _lists(view: View) -> tuple[str, str]:
    """The entries by topic, to read without a script: of a large deck the first few, seen at once, and all others.

    The others are text for the script, of which a browser makes no elements.
    """
    at_once = _AT_ONCE if len(view.entries) > _SMALL else 0
    first, others, begun = "", [], 0
    for name, count, introduction in view.data["topics"]:
        before = f'<p class="Introduction">{html.escape(introduction)}</p>\n' if introduction else ""
        before = f"<h2>{html.escape(name)}</h2>\n{before}"
        entries = [f"{entry.html}{END}" for entry in view.entries[begun : begun + count]]
        if at_once and not begun:
            first, before, entries = _topic(before, entries[:at_once]), "", entries[at_once:]
        others.append(_topic(before, entries))
        begun += count
    return first, "\n".join(filter(None, others))


def _topic(before: str, entries: list[str]) -> str:
    inner = "\n".join(entries)
    return f'<section class="Topic">{before}<div class="Notes">\n{inner}\n</div></section>' if entries else ""


def _script(added: Extras) -> str:
    parts = "\n".join([*(asset(f"page/script/{name}.js") for name in SCRIPTS), added.script])
    return f'(() => {{\n"use strict";\n{parts}}})();'


def policy(styles: list[str], scripts: list[str], *, live: bool = False) -> str:
    """A page's Content-Security-Policy: what is in the file runs, and nothing else; nothing is fetched."""
    style, script = (" ".join(map(_digest, texts)) for texts in (styles, scripts))
    rules = [
        "default-src 'none'",
        f"script-src {script}",
        f"style-src {style}",
        "style-src-attr 'unsafe-inline'",  # a template's own style attributes, as in Anki; they can fetch nothing
        "img-src data:",
        "media-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if live:
        rules.append("connect-src 'self'")
    return "; ".join(rules)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _inert(text: str) -> str:
    """JSON that cannot end its own element."""
    return text.replace("<", "\\u003c")

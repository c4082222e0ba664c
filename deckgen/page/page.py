"""A deck to one HTML file that needs nothing else, made from the same templates and styles as Anki's cards."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from deckgen._version import __version__
from deckgen.anki.plain_text import strip_tags
from deckgen.files import write_atomically
from deckgen.page.entries import END
from deckgen.page.scope import scoped
from deckgen.page.view import TEXTS, view_of
from deckgen.texts import read_texts

if TYPE_CHECKING:
    from deckgen.diagnostics import Diagnostic
    from deckgen.model import Deck
    from deckgen.page.view import View

_HERE = Path(__file__).parent
SCRIPTS = ("texts", "look", "entries", "marks", "search", "runs", "list", "study", "clock", "mock", "place", "start")
"""The page's script, in the order of its parts; together they are one function."""
_MARKED = ("keys", "mock_keys")
"""Texts that are HTML."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What a live preview adds to a page."""

    style: str = ""
    """CSS."""
    script: str = ""
    """JavaScript, the last part of the page's own function."""
    data: str = ""
    """JSON that the script finds in the element `-Extra`."""


def write_page(deck: Deck, path: Path) -> tuple[int, tuple[Diagnostic, ...]]:
    """Write a deck as one HTML file.

    Args:
        deck: A deck without errors.
        path: The file to write.

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
    """Render a deck as one HTML file; see `write_page`.

    Args:
        deck: A deck; cards with errors are not in it.
        extras: What a preview adds; it may then talk to the server that the page comes from.
    """
    view = view_of(deck)
    return written(view, extras), view.diagnostics


def written(view: View, extras: Extras | None = None) -> str:
    """A page's HTML; see `render_page`."""
    deck, description = view.deck, view.description
    texts = read_texts(TEXTS, deck.config.language)
    name = deck.config.name.replace("::", " · ")
    data = {"deck": deck.config.id, "texts": texts, "media": view.media, **view.data}
    boot, script = _asset("boot.js").strip(), _script(extras)
    styles = [_asset("page.css"), scoped(deck.note_types), _asset("print.css")]
    extra = ""
    if extras is not None:
        styles.append(extras.style)
        extra = f'<script type="application/json" id="-Extra">{_inert(extras.data)}</script>\n'
    return Template(_asset("shell.html")).substitute(
        {f"t_{key}": text if key in _MARKED else html.escape(text) for key, text in texts.items()},
        lang=html.escape(deck.config.language.replace("_", "-")),
        policy=_policy(styles, [boot, script], live=extras is not None),
        version=__version__,
        title=html.escape(name),
        summary=html.escape(strip_tags(description) or name),
        description=description if description.startswith("<p>") else f"<p>{description}</p>" if description else "",
        facts=" ".join(f"<span>{html.escape(fact)}</span>" for fact in view.data["facts"]),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        boot=boot,
        script=script,
        count=html.escape(texts["notes"].format(n=f"{len(view.entries):,}")),
        store=_store(view),
        data=_inert(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
        extra=extra,
        foot=html.escape(texts["made_with"]),
    )


def _store(view: View) -> str:
    """The entries by topic: a list to read where no script runs, and text for the script where one does."""
    pieces: list[str] = []
    rest = iter(view.entries)
    for name, count in view.data["topics"]:
        inner = "\n".join(f"{entry.html}{END}" for entry in islice(rest, count))
        pieces.append(
            f'<section class="Topic"><h2>{html.escape(name)}</h2>\n<div class="Notes">\n{inner}\n</div></section>'
        )
    return "\n".join(pieces)


@lru_cache(maxsize=32)
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _script(extras: Extras | None) -> str:
    parts = "\n".join([*(_asset(f"script/{name}.js") for name in SCRIPTS), extras.script if extras else ""])
    return f'(() => {{\n"use strict";\n{parts}}})();'


def _policy(styles: list[str], scripts: list[str], *, live: bool) -> str:
    """The page's Content-Security-Policy: what is in the file runs, and nothing else; nothing is fetched."""
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

"""A deck to one HTML file that needs nothing else, made from the same templates and styles as Anki's cards."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from deckgen._version import __version__
from deckgen.anki.plain_text import strip_tags
from deckgen.diagnostics import Diagnostic, Severity, ordered
from deckgen.files import write_atomically
from deckgen.kinds.compiler import labels_of
from deckgen.page.content import Content
from deckgen.page.faces import faces
from deckgen.page.scope import BOX, box_class, scoped
from deckgen.sources.places import SourceFiles
from deckgen.texts import read_texts

if TYPE_CHECKING:
    from deckgen.model import Deck, Note
    from deckgen.page.faces import Face

_HERE = Path(__file__).parent
TEXTS = _HERE / "texts"
"""The page's own texts, a file a language."""
SCRIPTS = ("texts", "look", "marks", "search", "list", "study", "place", "start")
"""The page's script, in the order of its parts; together they are one function."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What a live preview adds to a page."""

    style: str = ""
    """CSS."""
    script: str = ""
    """JavaScript, run after the page's own."""
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
    builder = _Builder(deck)
    sections = builder.sections()
    texts = read_texts(TEXTS, deck.config.language)
    cards = sum(len(note.cards) for note in deck.notes)
    about = texts["about"].format(notes=f"{len(deck.notes):,}", cards=f"{cards:,}")
    name = deck.config.name.replace("::", " · ")
    description = builder.content.fit(deck.description, inside=True)
    data = {"deck": deck.config.id, "texts": texts, "media": builder.content.left_over()}
    boot, script = _asset("boot.js").strip(), _script()
    styles = [_asset("page.css"), scoped(deck.note_types), _asset("print.css")]
    scripts = [boot, script]
    extra = ""
    if extras is not None:
        styles.append(extras.style)
        scripts.append(extras.script)
        extra = (
            f'<script type="application/json" id="-Extra">{_inert(extras.data)}</script>\n'
            f"<script>{extras.script}</script>"
        )
    facts = [fact for fact in (deck.config.author, *about.split(" · "), deck.config.licence) if fact]
    page = Template(_asset("shell.html")).substitute(
        {f"t_{key}": text if key == "keys" else html.escape(text) for key, text in texts.items()},
        lang=html.escape(deck.config.language.replace("_", "-")),
        policy=_policy(styles, scripts, live=extras is not None),
        version=__version__,
        title=html.escape(name),
        summary=html.escape(strip_tags(description) or name),
        description=description if description.startswith("<p>") else f"<p>{description}</p>" if description else "",
        facts=" ".join(f"<span>{html.escape(fact)}</span>" for fact in facts),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        boot=boot,
        script=script,
        topics=builder.topic_choices(),
        kinds=builder.kind_choices(),
        count=html.escape(texts["notes"].format(n=f"{len(deck.notes):,}")),
        sections=sections,
        data=_inert(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
        extra=extra,
        foot=html.escape(texts["made_with"]),
    )
    return page, ordered(builder.diagnostics)


class _Builder:
    """Renders the notes of a deck, topic by topic."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._types = deck.types
        self._labels = {kind.name: labels_of(kind, deck.config.language).get("kind", kind.name) for kind in deck.kinds}
        self._topics: dict[str, list[Note]] = {}
        for note in deck.notes:
            self._topics.setdefault(note.category, []).append(note)
        self._files = SourceFiles()
        self.content = Content({file.name: file for file in deck.media})
        self.diagnostics: list[Diagnostic] = []

    def sections(self) -> str:
        pieces: list[str] = []
        for number, (category, notes) in enumerate(self._topics.items()):
            inner = "\n".join(self._note(note, number) for note in notes)
            pieces.append(
                f'<section class="Topic" data-topic="{number}">'
                f"<h2>{html.escape(category or self._deck.config.name)}</h2>\n"
                f'<div class="Notes">\n{inner}\n</div></section>'
            )
        return "\n".join(pieces)

    def topic_choices(self) -> str:
        """Checkboxes; none where there is but one topic."""
        if len(self._topics) < 2:  # noqa: PLR2004 - one is no choice
            return ""
        return "".join(
            _choice("topic", str(number), category or self._deck.config.name, len(notes))
            for number, (category, notes) in enumerate(self._topics.items())
        )

    def kind_choices(self) -> str:
        """Checkboxes, likewise."""
        counts = Counter(note.kind for note in self._deck.notes)
        if len(counts) < 2:  # noqa: PLR2004
            return ""
        return "".join(
            _choice("kind", kind.name, self._labels[kind.name], counts[kind.name])
            for kind in self._deck.kinds
            if counts[kind.name]
        )

    def _note(self, note: Note, topic: int) -> str:
        cards = faces(self._deck, note, self._types[note.kind, note.shape])
        shown = "\n".join(self._box(note, face, face.back, inside=True) for face in cards if face.fresh)
        kept: list[str] = []
        for face in cards:
            kept.append(self._template(note, face, "front", face.front))
            if not face.fresh:
                kept.append(self._template(note, face, "back", face.back))
        title = self.content.fit(html.escape(note.title, quote=False), inside=True)
        self._collect(note)
        label = html.escape(self._labels.get(note.kind, note.kind))
        return (
            f'<article class="Entry" id="{html.escape(note.id)}" data-guid="{html.escape(note.guid)}"'
            f' data-kind="{html.escape(note.kind)}" data-topic="{topic}">'
            f'<details><summary><h3 class="Title">{title}</h3><span class="Mark"></span>'
            f'<span class="Kind">{label}</span></summary>\n{shown}\n</details>{"".join(kept)}</article>'
        )

    def _box(self, note: Note, face: Face, text: str, *, inside: bool) -> str:
        content = self.content.fit(text, inside=inside)
        number = face.ordinal + 1
        return (
            f'<div class="{BOX} {box_class(note.kind)}" data-card="{face.ordinal}"><div class="Sky">'
            f'<div class="card card{number}">{content}</div></div></div>'
        )

    def _template(self, note: Note, face: Face, side: str, text: str) -> str:
        return (
            f'<template data-card="{face.ordinal}" data-side="{side}">'
            f"{self._box(note, face, text, inside=False)}</template>"
        )

    def _collect(self, note: Note) -> None:
        """Give what the content found a place in the source."""
        for trouble in dict.fromkeys(self.content.troubles):
            written = trouble.needle.replace("} }", "}}")  # as before the renderer parted them
            span = self._files.places(note.span.path).below(note.span, trouble.needle, written)
            self.diagnostics.append(Diagnostic(span, trouble.rule, trouble.message, trouble.hint, Severity.WARNING))
        self.content.troubles.clear()


@lru_cache(maxsize=32)
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _script() -> str:
    parts = "\n".join(_asset(f"script/{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();'


def _choice(name: str, value: str, label: str, count: int) -> str:
    return (
        f'<label><input type="checkbox" name="{name}" value="{html.escape(value)}">'
        f"<span>{html.escape(label)} <small>{count:,}</small></span></label>"
    )


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

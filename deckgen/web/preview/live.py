"""What a preview shows at a moment: the last good page, and what is wrong with the sources now."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from deckgen.exchange.scaffold.leftovers import leftovers
from deckgen.messages.inert import inert
from deckgen.messages.texts import read_texts
from deckgen.messages.translations import LANGUAGES
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Span, has_errors, ordered
from deckgen.pipeline import KeptParts
from deckgen.pipeline.load import load
from deckgen.release.building import prepare
from deckgen.sources.places import SourceFiles
from deckgen.system.files import display_path
from deckgen.web.assets import asset
from deckgen.web.page import Entries, Extras, View, render_view, view_of

_TEXTS = Path(__file__).parent / "texts"
_LONGEST_LINE = 160
_ODD = "\N{REPLACEMENT CHARACTER}"
"""Replaces a character that shows nothing: one for one, so that the place below it stays right."""
_MOST_SHOWN = 50
"""Problems that the page lists; one typed letter can cause a hundred."""


class Round(NamedTuple):
    """One look at the sources."""

    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    changed: bool
    """Whether there is something new to see."""


class Preview:
    """The state that the watcher changes and the server's threads read.

    `on_bug` takes an error that no code expected, and says what to show of it: the preview goes on. `language` is the
    author's.
    """

    def __init__(
        self, cards: Path, on_bug: Callable[[BaseException], DeckgenError], language: str = LANGUAGES[0]
    ) -> None:
        self.texts = read_texts(_TEXTS, language)
        self.closed = False
        self._on_bug = on_bug
        self._language = language
        self._cards = cards
        self._parts, self._entries = KeptParts(), Entries(inline=False)
        self._history: tuple[Diagnostic, ...] = ()
        self._changed = threading.Condition()
        self._view: View | None = None
        self._page = b""
        self._run, self._number = secrets.token_hex(4), 0
        self._good = False
        self._news = ""

    @property
    def page(self) -> bytes:
        """The page, UTF-8, written when it is asked for; empty where none could be made yet."""
        with self._changed:
            if not self._page and self._view is not None:
                data = json.dumps({"build": self._build, "texts": dict(self.texts)}, ensure_ascii=False)
                extras = Extras(asset("preview/overlay.css"), asset("preview/overlay.js"), data, live=True)
                self._page = render_view(self._view, extras).encode()
            return self._page

    @property
    def _build(self) -> str:
        """The name of what is to see now: no other run and no other round has it."""
        return f"{self._run}-{self._number}"

    def rebuild(self) -> Round:
        """Compile the sources and send every browser what changed.

        A deck with errors replaces only one that had errors too: a good one stays to look at.
        """
        started = time.perf_counter()
        view, found = self._compile()
        good = not has_errors(found)
        with self._changed:
            before, last = self._build, self._view
            step = step_between(last, view) if view and (good or not self._good) else None
            if step is not None:
                self._view, self._page, self._good = view, b"", good
                self._number += 1
        news = {"before": before, "step": step, "page": "" if good else "stale" if self._good else "partial"}
        shown = self._announce(news, found)
        seconds = time.perf_counter() - started
        if view is not None:  # the screen first: a ledger and git take their time
            self._history = self._history_of(view.deck)
            shown = self._announce(news, found)
        return Round(shown, seconds, step is not None)

    def news(self, last: str | None, seconds: float) -> str | None:
        """What a browser gets that has `last`: JSON with the page's build, what changes in it, and the problems.

        None where there is nothing else within so many seconds, or the preview has ended.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._news != last, seconds)
            return None if self.closed or self._news == last else self._news

    def close(self) -> None:
        """End the preview: every waiting thread returns."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def _compile(self) -> tuple[View | None, tuple[Diagnostic, ...]]:
        try:
            deck, diagnostics = load(self._cards, lint=True, kept=self._parts)
            return view_of(deck, self._entries), diagnostics
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of Rust's too must not end the preview
            return None, (self._problem_of(error),)

    def _history_of(self, deck: Deck) -> tuple[Diagnostic, ...]:
        """What the deck's history says of it."""
        try:
            return (*prepare(self._cards, deck, git=True).diagnostics, *leftovers(self._cards, deck))
        except Exception as error:  # noqa: BLE001 - as above
            return (self._problem_of(error),)

    def _problem_of(self, error: BaseException) -> Diagnostic:
        known = error if isinstance(error, DeckgenError) else self._on_bug(error)
        return known.at(Span(display_path(self._cards)))

    def _announce(self, news: Mapping[str, object], found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """Send every browser the news, with all that `deckgen check` says; browsers pass over what they know."""
        diagnostics = ordered((*found, *self._history))
        files = SourceFiles()
        errors = sum(diagnostic.is_error for diagnostic in diagnostics)
        sent = {
            **news,
            "build": self._build,
            "errors": errors,
            "warnings": len(diagnostics) - errors,
            "problems": [_problem(diagnostic, files, self._language) for diagnostic in diagnostics[:_MOST_SHOWN]],
        }
        with self._changed:
            self._news = json.dumps(sent, ensure_ascii=False)
            self._changed.notify_all()
        return diagnostics


def step_between(last: View | None, view: View) -> Mapping[str, Any] | None:
    """What an open page does to show a view after another; None where there is nothing new to see.

    `anew`: it must load itself anew; else `entries`, the HTML of those that are new or look otherwise, `order`, the ids
    of all where they are not as before, `media`, data URIs that are new, and `data` where that is another.
    """
    if last is None or _frame(last) != _frame(view):
        return {"anew": True}
    known = {entry.note.id: entry.html for entry in last.entries}
    changed = [entry.html for entry in view.entries if known.get(entry.note.id) != entry.html]
    ids = [entry.note.id for entry in view.entries]
    moved = ids != list(known)
    media = {name: data for name, data in view.media.items() if name not in last.media}
    data = None if last.data == view.data else view.data
    if not (changed or moved or media or data):
        return None
    return {"entries": changed, "order": ids if moved else [], "media": media, "data": data}


def _frame(view: View) -> object:
    """What is not in the entries and cannot be changed in an open page."""
    return view.deck.config, view.deck.note_types, view.deck.kinds, view.description


def _problem(diagnostic: Diagnostic, files: SourceFiles, language: str) -> Mapping[str, str | int]:
    """A diagnostic with its source line."""
    excerpt = files.places(diagnostic.span.path).excerpt(diagnostic.span, _LONGEST_LINE)
    message, hint = diagnostic.said(language)
    return {
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "place": inert(str(diagnostic.span)),
        "message": inert(message),
        "hint": inert(hint),
        "number": diagnostic.span.line,
        "line": "".join(each if each.isprintable() else _ODD for each in excerpt.text),
        "column": excerpt.column,
    }

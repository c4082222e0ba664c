"""What a preview shows at a moment: the last good page, and what is wrong with the sources now."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.diagnostics import DeckgenError, Diagnostic, Span, has_errors, ordered
from deckgen.files import display_path
from deckgen.page import Extras, render_page
from deckgen.parts import KeptParts
from deckgen.pipeline import load
from deckgen.sources.places import SourceFiles
from deckgen.texts import read_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deckgen.model import Deck

_HERE = Path(__file__).parent
_UNKNOWN_BUILD = "0" * 16
"""Stands in a page for its own digest until that is known."""
_LONGEST_LINE = 160
_MOST_SHOWN = 50
"""Problems that the page lists; one typed letter can cause a hundred."""


@dataclass(frozen=True, slots=True)
class Round:
    """One look at the sources."""

    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    changed: bool
    """Whether there is a new page to see."""


class Preview:
    """The state that the watcher changes and the server's threads read.

    Args:
        cards: The cards folder.
        on_bug: Takes an error that no code expected, and says of it what to show. The preview goes on.
    """

    def __init__(self, cards: Path, on_bug: Callable[[Exception], str] = repr) -> None:
        self._on_bug = on_bug
        self._cards = cards
        self._kept = KeptParts()
        self._changed = threading.Condition()
        self._page = b""
        self._build = ""
        self._good = False
        self._news = ""
        self._closed = False

    @property
    def page(self) -> bytes:
        """The page, UTF-8."""
        with self._changed:
            return self._page

    def rebuild(self) -> Round:
        """Compile the sources and tell every browser.

        A page of a deck with errors replaces only one that had errors too: a good one stays to look at.
        """
        started = time.perf_counter()
        page, build, diagnostics = self._compile()
        good = not has_errors(diagnostics)
        with self._changed:
            changed = bool(page) and build != self._build and (good or not self._good)
            if changed:
                self._page, self._build, self._good = page, build, good
            self._news = self._written(diagnostics)
            self._changed.notify_all()
        return Round(diagnostics, time.perf_counter() - started, changed)

    def news(self, last: str | None, seconds: float) -> str | None:
        """What to tell a browser: JSON with the page's build and the problems.

        Args:
            last: What it was told before; None for a new one.
            seconds: How long to wait for other news.

        Returns:
            The news, or None where there were none in that time, or the preview has ended.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._news != last, seconds)
            return None if self._closed or self._news == last else self._news

    @property
    def closed(self) -> bool:
        """Whether the preview has ended."""
        return self._closed

    def close(self) -> None:
        """End the preview: every waiting thread returns."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _compile(self) -> tuple[bytes, str, tuple[Diagnostic, ...]]:
        try:
            deck, diagnostics = load(self._cards, kept=self._kept)
            text, more = render_page(deck, _extras(deck))
        except DeckgenError as error:
            problem = Diagnostic(Span(display_path(self._cards)), "stopped", error.message, error.hint)
            return b"", "", (problem,)
        except Exception as error:  # noqa: BLE001 - what one types on the way to something must not end the preview
            return b"", "", (Diagnostic(Span(display_path(self._cards)), "bug", self._on_bug(error)),)
        build = hashlib.sha256(text.encode()).hexdigest()[: len(_UNKNOWN_BUILD)]
        page = text.replace(f'"build": "{_UNKNOWN_BUILD}"', f'"build": "{build}"', 1)
        return page.encode(), build, ordered((*diagnostics, *more))

    def _written(self, diagnostics: tuple[Diagnostic, ...]) -> str:
        files = SourceFiles()
        problems = [_problem(diagnostic, files) for diagnostic in diagnostics[:_MOST_SHOWN]]
        stale = self._good and has_errors(diagnostics)
        errors = sum(diagnostic.is_error for diagnostic in diagnostics)
        news = {
            "build": self._build,
            "stale": stale,
            "errors": errors,
            "warnings": len(diagnostics) - errors,
            "problems": problems,
        }
        return json.dumps(news, ensure_ascii=False)


def _problem(diagnostic: Diagnostic, files: SourceFiles) -> Mapping[str, str | int]:
    """A diagnostic with its source line."""
    excerpt = files.places(diagnostic.span.path).excerpt(diagnostic.span, _LONGEST_LINE)
    return {
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "place": str(diagnostic.span),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "number": diagnostic.span.line,
        "line": excerpt.text,
        "column": excerpt.column,
    }


def _extras(deck: Deck) -> Extras:
    data = {"build": _UNKNOWN_BUILD, "texts": dict(read_texts(_HERE / "texts", deck.config.language))}
    return Extras(_asset("overlay.css"), _asset("overlay.js"), json.dumps(data, ensure_ascii=False))


@lru_cache(maxsize=8)
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")

"""How commands load a whole deck, with a progress bar."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

import click
from click._termui_impl import ProgressBar

from deckgen.cli.language import text
from deckgen.cli.layout import padded
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic, ordered
from deckgen.pipeline.load import load
from deckgen.release.building import Prepared, prepare

_TEXTS = {
    "deckgen.compile": "compile",
    "deckgen.convert": "convert",
    "deckgen.write": "write",
}


LONG_WORK = 3_000
"""Items from which a progress bar is worth its lines."""


def load_deck(
    cards: Path, progress: Callable[[str, int, int], None] | None = None, *, lint: bool = False
) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Compile a deck; with `lint`, report all that `deckgen check` does."""
    deck, diagnostics = load(cards, lint=lint, progress=progress or _silent)
    history = _history(cards, deck, prepare(cards, deck)) if lint else ()
    return deck, ordered((*diagnostics, *history))


def prepare_deck(
    cards: Path, progress: Callable[[str, int, int], None] | None = None, *, lint: bool = False
) -> tuple[Prepared, tuple[Diagnostic, ...]]:
    """Compile a deck and compare it with its ledger: ready to write where it has no errors. `lint` as above."""
    deck, diagnostics = load(cards, lint=lint, progress=progress or _silent)
    ready = prepare(cards, deck)
    return ready, ordered((*diagnostics, *(_history(cards, deck, ready) if lint else ready.diagnostics)))


def _history(cards: Path, deck: Deck, ready: Prepared) -> tuple[Diagnostic, ...]:
    from deckgen.exchange.checking import check_history  # a build that reports less starts sooner

    return check_history(cards, deck, ready)


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass


class Progress:
    """Click's progress bar, one for each stage, on a terminal and only where the work is long."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._close(finished=kind is None)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take a stage's name, the items done and their number."""
        if total < LONG_WORK or not sys.stderr.isatty():
            return
        if stage != self._stage or self._bar is None:
            self._close(finished=True)
            self._stage = stage
            self._bar = click.progressbar(
                length=total, label=padded(text(f"deckgen.{stage}", _TEXTS), 7), file=sys.stderr
            )
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def _close(self, *, finished: bool) -> None:
        if self._bar is not None:
            if finished:
                self._bar.update((self._bar.length or 0) - self._bar.pos)
            self._bar.__exit__(None, None, None)
            self._bar = None

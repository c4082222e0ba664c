"""What every command that needs a whole deck begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from deckgen.cli.common import show
from deckgen.cli.language import text
from deckgen.diagnostics import Diagnostic, has_errors, ordered
from deckgen.pipeline import load
from deckgen.release.building import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from deckgen.release.building import Prepared


class Compiled(NamedTuple):
    """A deck, ready to write where it has no errors."""

    ready: Prepared
    diagnostics: tuple[Diagnostic, ...]
    """About the sources and about the deck's history, in the order of their places."""


def compiled(
    cards: Path,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
    *,
    quality: bool = False,
) -> Compiled:
    """Compile a cards folder and look at what members have of it.

    Args:
        cards: The cards folder.
        progress: See `load`.
        quality: Whether to judge the writing too.
    """
    deck, diagnostics = load(cards, quality=quality, progress=progress)
    ready = prepare(cards, deck)
    return Compiled(ready, ordered((*diagnostics, *ready.diagnostics)))


def stopped(diagnostics: Sequence[Diagnostic], *, strict: bool, undone: str = "deckgen.undone") -> bool:
    """Show diagnostics, and say whether they stop the work.

    Args:
        diagnostics: In the order in which to show them.
        strict: Whether warnings stop it too.
        undone: The key of the text to say then.
    """
    show(diagnostics)
    stops = has_errors(diagnostics) or (strict and bool(diagnostics))
    if stops:
        click.echo(text(undone), err=True)
    return stops

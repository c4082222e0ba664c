"""What every command that needs a whole deck begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from deckgen.cli.common import show, where
from deckgen.cli.language import text
from deckgen.cli.printing import echo
from deckgen.messages.catalogue import is_mended
from deckgen.model.diagnostics import Diagnostic, has_errors, ordered
from deckgen.pipeline.load import load
from deckgen.release.building import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from deckgen.exchange.checking import Told
    from deckgen.model import Deck
    from deckgen.release.building import Prepared

    Diagnostics: TypeAlias = tuple[Diagnostic, ...]


class Compiled(NamedTuple):
    """A deck, ready to write where it has no errors."""

    ready: Prepared
    diagnostics: tuple[Diagnostic, ...]
    """About the sources and about the deck's history, in the order of their places."""


def compiled(
    cards: Path,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
    *,
    whole: bool = False,
) -> Compiled:
    """Compile a cards folder and look at what members have of it.

    Args:
        cards: The cards folder.
        progress: See `load`.
        whole: Whether to tell all that `deckgen check` tells: of the writing, and of what git knows, too.
    """
    deck, diagnostics = load(cards, quality=whole, progress=progress)
    if whole:
        ready, history = _told_of(cards, deck)
    else:
        ready = prepare(cards, deck)
        history = ready.diagnostics
    return Compiled(ready, ordered((*diagnostics, *history)))


def loaded(cards: Path, progress: Callable[[str, int, int], None], *, strict: bool) -> tuple[Deck, Diagnostics]:
    """Compile a cards folder; where warnings stop the work, with all that `deckgen check` tells.

    Args:
        cards: The cards folder.
        progress: See `load`.
        strict: Whether `--strict` was asked for.
    """
    deck, diagnostics = load(cards, quality=strict, progress=progress)
    return deck, ordered((*diagnostics, *_told_of(cards, deck).diagnostics)) if strict else diagnostics


def _told_of(cards: Path, deck: Deck) -> Told:
    from deckgen.exchange.checking import told_of

    return told_of(cards, deck)


def stopped(diagnostics: Sequence[Diagnostic], *, strict: bool, undone: str = "deckgen.undone") -> bool:
    """Show diagnostics, and say whether they stop the work.

    Args:
        diagnostics: In the order in which to show them.
        strict: Whether warnings stop it too, with what `deckgen check` tells among them.
        undone: The key of the text to say then.
    """
    show(diagnostics)
    stops = has_errors(diagnostics) or (strict and bool(diagnostics))
    if stops:
        if any(diagnostic.is_error and is_mended(diagnostic.rule) for diagnostic in diagnostics):
            echo(text("deckgen.may_fix", where=where()), err=True)
        echo(text(undone), err=True)
    return stops

"""What a deck's own kinds and style do beside showing cards, told to whoever reviews them.

Judged in `check`; in every build only where the deck makes it an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.anki.guard import PAGE, REMOTE, SCRIPT, Act, acts_of_style, acts_of_template
from deckgen.model import Kind
from deckgen.model.diagnostics import Diagnostic, Severity, legacy
from deckgen.rules.settings import Settings
from deckgen.sources.places import place

_RULES = (SCRIPT, REMOTE, PAGE)


def check_own_files(
    kinds: Iterable[Kind], style: str, folder: str, settings: Settings, *, lint: bool
) -> Iterator[Diagnostic]:
    """Say what a deck's own kinds and style do.

    Args:
        kinds: The deck's kinds.
        style: Its own CSS.
        folder: The cards folder, as diagnostics call it.
        settings: What the deck says of the rules.
        lint: Whether to judge, as `deckgen check` does.
    """
    weights = {rule: settings.severity(rule) for rule in _RULES}
    if not lint and Severity.ERROR not in weights.values():
        return
    below = "" if folder == "." else f"{folder}/"
    for path, text, acts in _files(kinds, style):
        for act in acts:
            weight = weights[act.rule]
            if weight and (lint or weight is Severity.ERROR):
                yield legacy(act.rule, act.case, what=act.what).at(place(f"{below}{path}", text, act.offset), weight)


def _files(kinds: Iterable[Kind], style: str) -> Iterator[tuple[str, str, Iterator[Act]]]:
    yield "style.css", style, acts_of_style(style)
    for kind in kinds:
        if kind.own:
            home = f"kinds/{kind.name}"
            yield f"{home}/style.css", kind.css, acts_of_style(kind.css)
            for card in kind.cards:
                for side, text in (("front", card.front), ("back", card.back)):
                    yield f"{home}/{card.name}.{side}.html", text, acts_of_template(text)

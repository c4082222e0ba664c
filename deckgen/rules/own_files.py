"""What a deck's own kinds and style do apart from showing cards, for its reviewers.

Judged in `check`; in every build only where the deck makes it an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.anki.guard.acting import PAGE, REMOTE, SCRIPT, Act, acts_of_style, acts_of_template
from deckgen.model import Kind
from deckgen.model.diagnostics import Diagnostic, Severity, warning
from deckgen.rules.settings import Settings
from deckgen.sources.places import place

_RULES = (SCRIPT, REMOTE, PAGE)
MESSAGES = {
    "own-page": {
        "": (
            "{what} acts on more than the card",
            "take it out, or 'rules: {{own-page: off}}' in deck.yaml if it is meant",
        ),
        "covers": (
            "'{what}' stays before the whole screen while a card is shown",
            "position it within the card; 'rules: {{own-page: off}}' in deck.yaml if it is meant",
        ),
        "style-end": (
            "'{what}' ends the style: what follows is HTML on every card",
            "take it out; HTML belongs into a template",
        ),
    },
    "own-remote": {
        "": (
            "'{what}' is loaded from elsewhere whenever a card is shown",
            "put the file into media/; 'rules: {{own-remote: off}}' in deck.yaml if it is meant",
        ),
        "style": (
            "'{what}' in a style loads from elsewhere whenever a card is shown",
            "put the file into media/; 'rules: {{own-remote: off}}' in deck.yaml if it is meant",
        ),
    },
    "own-script": {
        "": (
            "{what} runs a script on members' devices",
            "read what it does before you take the change; 'rules: {{own-script: off}}' in deck.yaml if it is meant",
        ),
        "handler": (
            "'{what}' runs a script on members' devices",
            "read what it does before you take the change; 'rules: {{own-script: off}}' in deck.yaml if it is meant",
        ),
        "address": (
            "the address '{what}' can be a script",
            "read what it does before you take the change; 'rules: {{own-script: off}}' in deck.yaml if it is meant",
        ),
        "frame": (
            "{what} shows another document, which can run scripts",
            "read what it does before you take the change; 'rules: {{own-script: off}}' in deck.yaml if it is meant",
        ),
        "field": (
            "'{what}' takes what a card says for more than text: whoever writes a card can write a script",
            "put the field between tags, or into quotes; an address comes from the template alone",
        ),
    },
}
"""Rule → case → message and hint."""


def check_own_files(
    kinds: Iterable[Kind], style: str, folder: str, settings: Settings, *, lint: bool
) -> Iterator[Diagnostic]:
    """Say what a deck's own kinds and style do.

    Args:
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
                name = f"{act.rule}.{act.case}" if act.case else act.rule
                what = warning(name, *MESSAGES[act.rule][act.case], what=act.what)
                yield what.at(place(f"{below}{path}", text, act.offset), weight)


def _files(kinds: Iterable[Kind], style: str) -> Iterator[tuple[str, str, Iterator[Act]]]:
    yield "style.css", style, acts_of_style(style)
    for kind in kinds:
        if kind.own:
            home = f"kinds/{kind.name}"
            yield f"{home}/style.css", kind.css, acts_of_style(kind.css)
            for card in kind.cards:
                for side, text in (("front", card.front), ("back", card.back)):
                    yield f"{home}/{card.name}.{side}.html", text, acts_of_template(text)

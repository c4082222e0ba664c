"""What a deck's own kinds and style do apart from showing cards, for its reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.anki.guard.acting import Act, acts_of_style, acts_of_template
from deckgen.model import Kind
from deckgen.model.diagnostics import Diagnostic, Text, warning
from deckgen.rules.settings import Settings
from deckgen.sources.places import place

_LOADS = "'{what}' is loaded from elsewhere whenever a card is shown"
_LOADS_HINT = "put the file into media/; 'rules: {{own-remote: off}}' in deck.yaml if it is meant"
_SCRIPT = "'{what}' runs a script on members' devices"
_SCRIPT_HINT = "read what it does before you take the change; 'rules: {{own-script: off}}' in deck.yaml if it is meant"
_TEXTS: tuple[Text, ...] = (
    (
        "own-page",
        "{what} acts on more than the card",
        "take it out, or 'rules: {{own-page: off}}' in deck.yaml if it is meant",
    ),
    (
        "own-page.covers",
        "'{what}' stays before the whole screen while a card is shown",
        "position it within the card; 'rules: {{own-page: off}}' in deck.yaml if it is meant",
    ),
    (
        "own-page.style-end",
        "'{what}' ends the style: what follows is HTML on every card",
        "take it out; HTML belongs into a template",
    ),
    ("own-remote", _LOADS, _LOADS_HINT),
    ("own-script", _SCRIPT, _SCRIPT_HINT),
    ("own-script.address", "the address '{what}' can be a script", _SCRIPT_HINT),
    ("own-script.frame", "{what} shows another document, which can run scripts", _SCRIPT_HINT),
    (
        "own-script.field",
        "'{what}' takes what a card says for more than text: whoever writes a card can write a script",
        "put the field between tags, or into quotes; an address comes from the template alone",
    ),
)
_TEXT_OF = {text[0]: text for text in _TEXTS}


def check_own_files(kinds: Iterable[Kind], style: str, folder: str, settings: Settings) -> Iterator[Diagnostic]:
    """Report what a deck's own kinds and style do."""
    below = "" if folder == "." else f"{folder}/"
    for path, text, acts in _files(kinds, style):
        for act in acts:
            if severity := settings.severity(act.rule):
                said = _TEXT_OF.get(f"{act.rule}.{act.case}") or _TEXT_OF[act.rule]
                yield warning(*said, what=act.what).at(place(f"{below}{path}", text, act.offset), severity)


def _files(kinds: Iterable[Kind], style: str) -> Iterator[tuple[str, str, Iterator[Act]]]:
    yield "style.css", style, acts_of_style(style)
    for kind in kinds:
        if kind.own:
            home = f"kinds/{kind.name}"
            yield f"{home}/style.css", kind.css, acts_of_style(kind.css)
            for card in kind.cards:
                for side, text in (("front", card.front), ("back", card.back)):
                    yield f"{home}/{card.name}.{side}.html", text, acts_of_template(text)

"""What a deck's own kinds and style do apart from showing cards, for its reviewers."""

from collections.abc import Iterable, Iterator

from deckgen.anki.guard.acting import Act, acts_of_style, acts_of_template
from deckgen.model import Kind
from deckgen.model.diagnostics import Diagnostic, Text, warning
from deckgen.rules.suppressions import Settings
from deckgen.sources.places import place

_TEXTS: dict[str, Text] = {
    "own-page": (
        "own-page",
        "'{what}' acts on more than the card",
        "take it out, or 'rules: {{own-page: off}}' in deck.yaml if it is meant",
    ),
    "own-remote": (
        "own-remote",
        "'{what}' is loaded from elsewhere whenever a card is shown",
        "put the file into media/; 'rules: {{own-remote: off}}' in deck.yaml if it is meant",
    ),
    "own-script": (
        "own-script",
        "'{what}' runs a script on members' devices, or lets a card's text become one",
        "read what it does before you take the change; 'rules: {{own-script: off}}' in deck.yaml if it is meant",
    ),
}


def check_own_files(kinds: Iterable[Kind], style: str, folder: str, settings: Settings) -> Iterator[Diagnostic]:
    """Report what a deck's own kinds and style do."""
    below = "" if folder == "." else f"{folder}/"
    for path, text, acts in _files(kinds, style):
        for act in acts:
            if severity := settings.severity(act.rule):
                yield warning(*_TEXTS[act.rule], what=act.what).at(place(f"{below}{path}", text, act.offset), severity)


def _files(kinds: Iterable[Kind], style: str) -> Iterator[tuple[str, str, Iterator[Act]]]:
    yield "style.css", style, acts_of_style(style)
    for kind in kinds:
        if kind.own:
            home = f"kinds/{kind.name}"
            yield f"{home}/style.css", kind.css, acts_of_style(kind.css)
            for card in kind.cards:
                for side, text in (("front", card.front), ("back", card.back)):
                    yield f"{home}/{card.name}.{side}.html", text, acts_of_template(text)

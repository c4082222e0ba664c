"""The sources of a deck project as plain values, and the files that they become."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

DECK = "History"
"""The deck's name, which never changes."""
_KIND = """\
key: fact
fields:
  - {name: fact, format: markdown, id: 71, required: true}
  - {name: answer, format: markdown, id: 72}
%scards:
  - {name: ask, id: 81}
"""
_GROWTH = "  - {name: aside, format: markdown, id: 73, since: 2}\n"
FACT_BACK = "<p>{{fact}}</p><hr id=answer><p>{{answer}}</p>\n"


@dataclass(frozen=True)
class Source:
    """One card source."""

    id: str
    kind: str
    front: str
    back: str
    tags: tuple[str, ...] = ()
    pictured: bool = False
    more: bool = False
    """For basic: the reverse card; for cloze: a second deletion."""


@dataclass
class CardFile:
    """One card file."""

    category: str
    tags: tuple[str, ...] = ()
    cards: list[Source] = field(default_factory=list)


@dataclass
class Project:
    """Everything that an author can change."""

    subdecks: bool
    files: list[CardFile]
    labels: Mapping[str, str]
    """Of the deck's own kind."""
    style: str = ""
    back: str = FACT_BACK
    picture: int = 0
    """Which edition of the one picture."""
    language: str = "en"
    tag: str = "root"
    renderer: int = 0
    """The version of what makes HTML."""
    grown: bool = False
    """Whether the deck's own kind has a field more, for new notes."""

    def texts(self) -> dict[str, str]:
        """File name → text, of every source file."""
        texts = {
            "deck.yaml": (
                f"name: {DECK}\nid: history\nsubdecks: {json.dumps(self.subdecks)}\n"
                f"language: {self.language}\ntag: {self.tag}\n"
            ),
            "style.css": self.style,
            "media/picture.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {self.picture} --></svg>\n",
            "kinds/fact/kind.yaml": _KIND % (_GROWTH if self.grown else ""),
            "kinds/fact/labels.yaml": f"en: {json.dumps(self.labels)}\n",
            "kinds/fact/ask.front.html": "<p>{{fact}}</p>\n",
            "kinds/fact/ask.back.html": self.back,
            "kinds/fact/style.css": "",
            "kinds/fact/example.yaml": "fact: Water boils at\nid: boiling\nanswer: 100 °C\n",
        }
        for number, file in enumerate(self.files):
            cards = "".join(_as_yaml(card) for card in file.cards)
            head = f"category: {file.category}\ntags: {json.dumps(file.tags)}\n"
            texts[f"{number}0.yaml"] = f"{head}cards:\n{cards}" if cards else f"{head}cards: []\n"
        return texts


def _as_yaml(card: Source) -> str:
    lines = {
        "basic": f"  - front: {card.front}\n    back: {card.back}\n" + ("    reverse: true\n" if card.more else ""),
        "fact": f"  - fact: {card.front}\n    answer: {card.back}\n",
        "cloze": f'  - cloze: "{card.front} {{{{c1::{card.back}}}}}{" {{c2::more}}" if card.more else ""}"\n',
    }[card.kind]
    picture = "    figure: '![drawing](media/picture.svg)'\n" if card.pictured else ""
    return f"{lines}    id: {card.id}\n    tags: {json.dumps(card.tags)}\n{picture}"

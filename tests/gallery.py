"""Cards as Anki renders them, on pages as its reviewer makes them."""

import html
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from deckgen import Stamps, load, write_apkg
from deckgen.web.page.formula import to_mathml
from tests.compiler.project import import_package

_DISPLAY, _INLINE = re.compile(r"\\\[(.*?)\\\]", re.DOTALL), re.compile(r"\\\((.*?)\\\)", re.DOTALL)
_PLAYER = '<a class="replay-button soundLink" href="#" aria-label="Play"><svg viewBox="0 0 64 64"><circle cx="32" cy="32" r="29"></circle><path d="M56.5,31.8 L20,52.8 L20,10.8z"></path></svg></a>'  # noqa: E501 - Anki's own, on one line


@dataclass(frozen=True, slots=True)
class Side:
    """One side of one card."""

    name: str
    kind: str
    css: str
    body: str


class Gallery:
    """Cards of a deck, on pages as Anki's reviewer makes them, next to the deck's pictures."""

    def __init__(self, folder: Path, sides: list[Side]) -> None:
        self.folder = folder
        self.sides = sides

    def page(self, kind: str = "", look: str = "card", extra: str = "", name: str = "") -> str:
        """Write a page of the sides of a kind whose names hold `name`; gives its address.

        `look` is the body's classes, `extra` CSS that comes last, as a deck's own does.
        """
        shown = [side for side in self.sides if kind in ("", side.kind) and name in side.name]
        assert shown
        css = "\n".join(dict.fromkeys(side.css for side in shown))
        cards = "\n".join(f'<section data-side="{side.name}">{side.body}</section>' for side in shown)
        file = self.folder / "page.html"
        file.write_text(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cards</title>'
            '<meta name="viewport" content="width=device-width"><style>h1 { position: absolute; left: -9999px }'
            f'{css}\n{extra}</style></head><body class="{look}"><main><h1>Cards</h1>{cards}</main></body></html>',
            encoding="utf-8",
        )
        return file.as_uri()


def rendered(cards: Path, folder: Path) -> Gallery:
    """Build a deck, import it into Anki, and take what Anki renders."""
    from anki.collection import Collection

    deck, found = load(cards)
    assert not [d for d in found if d.severity.name == "ERROR"]
    write_apkg(deck, folder / "deck.apkg", Stamps(1_700_000_000))
    collection = Collection(str(folder / "member.anki2"))
    import_package(collection, folder / "deck.apkg")
    shutil.copytree(collection.media.dir(), folder, dirs_exist_ok=True)
    kinds = {note_type.id: note_type.kind for note_type in deck.note_types}
    sides: list[Side] = []
    for id_ in collection.find_cards("", order="c.due asc, c.ord asc"):
        card = collection.get_card(id_)
        output = card.render_output()
        title = f"{card.note()['ID']} {card.ord + 1}"
        kind = kinds[card.note_type()["id"]]
        sides.append(Side(f"{title} front", kind, output.css, drawn(output.question_text)))
        sides.append(Side(f"{title} back", kind, output.css, drawn(output.answer_text)))
    collection.close()
    return Gallery(folder, sides)


def drawn(body: str) -> str:
    """What the reviewer does to a side: formulas and players take their shape."""
    body = _DISPLAY.sub(lambda m: to_mathml(html.unescape(m[1]), display=True) or "", body)
    body = _INLINE.sub(lambda m: to_mathml(html.unescape(m[1]), display=False) or "", body)
    return re.sub(r"\[anki:play:[^\]]*\]", _PLAYER, body)

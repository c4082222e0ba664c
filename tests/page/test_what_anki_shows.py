"""What you see is what Anki shows: our rendering of every card against that of the official `anki` package."""

import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from deckgen import Deck, Stamps, write_apkg
from deckgen.anki.cloze import parse_cloze, reveal
from deckgen.anki.template import Side, render_card
from deckgen.web.page.faces import faces

from .decks import DESIGN, SEMINAR, TORTURE, examples, loaded

# What is explained, and so taken out before the comparison:
_HINT = re.compile(  # Anki has a link with a script where we have a browser's own disclosure
    r'\n<a class=hint href="#"\nonclick="[^"]*" draggable=false>\n(.*?)</a>\n'
    r'<div id="hint\w+" class=hint style="display: none">(.*?)</div>\n',
    re.DOTALL,
)
_PLAYED = re.compile(r"\[anki:play:[qa]:\d+\]|\[sound:[^\]]+\]")  # Anki lifts sound and speech out into its player
_TYPED = re.compile(r"\[\[type:[^\]]+\]\]")  # a page has no field to type into
_ATTRIBUTE = re.compile(r'data-cloze="([^"]*)"')  # Anki escapes all but letters, we what needs it


def _normal(text: str, *, speech: bool) -> str:
    text = _HINT.sub(r'<details class="hint"><summary>\1</summary><div>\2</div></details>', _TYPED.sub("", text))
    text = _ATTRIBUTE.sub(lambda match: f'data-cloze="{html.unescape(match.group(1))}"', text)
    return _PLAYED.sub("" if speech else "[sound]", text)


def _imported(deck: Deck, folder: Path) -> Collection:
    package = folder / "deck.apkg"
    write_apkg(deck, package, Stamps(1_700_000_000))
    collection = Collection(str(folder / "collection.anki2"))
    request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    return collection


def _cards(collection: Collection, guid: str) -> Sequence[Any]:
    assert collection.db is not None
    return collection.get_note(collection.db.scalar("select id from notes where guid = ?", guid)).cards()


@pytest.mark.parametrize("which", ["seminar", "torture", "design", "examples"])
def test_every_side_of_every_card_is_what_anki_renders(which: str, tmp_path: Path) -> None:
    cards = {"seminar": SEMINAR, "torture": TORTURE, "design": DESIGN}.get(which) or examples(tmp_path)
    deck = loaded(cards)
    collection = _imported(deck, tmp_path)
    compared = 0
    for note in deck.notes:
        templates = deck.note_type(note.kind).templates
        speech = any("{{tts " in side for template in templates for side in (template.front, template.back))
        theirs = _cards(collection, note.guid)
        ours = faces(deck, note, deck.note_type(note.kind))
        assert [card.ord for card in theirs] == [face.ordinal for face in ours], note.id
        for card, face in zip(theirs, ours, strict=True):
            shown = card.render_output()
            place = f"{note.id}, card {face.ordinal}"
            assert _normal("".join(face.front), speech=speech) == _normal(shown.question_text, speech=speech), place
            assert _normal("".join(face.back), speech=speech) == _normal(shown.answer_text, speech=speech), place
            compared += 1
    assert compared == collection.card_count() > 0
    collection.close()


def test_escaped_markup_in_a_text_filter_stays_text() -> None:
    # Anki decodes it, so that a field's `&lt;img onerror=…&gt;` would run on a page.
    front, _ = render_card("{{text:Front}}", "", Side({"Front": "<b>a</b> &lt;img src=x&gt;"}))
    assert "".join(front) == "a &lt;img src=x&gt;"


def test_a_formula_holds_no_tags_where_a_deletion_stands_in_it() -> None:
    text = parse_cloze(r"\(a_{{c1::i}}\) {{c1::j}}")
    assert reveal(text, 1, question=False) == r'\(a_i\) <span class="cloze" data-ordinal="1">j</span>'
    assert reveal(text, 2, question=False) == ""

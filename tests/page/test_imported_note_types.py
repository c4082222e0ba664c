"""A deck that moved in looks on the page as it did in Anki, under its note type's own name."""

from pathlib import Path

import genanki
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from deckgen import write_page
from deckgen.cli import group

from .conftest import Reader
from .decks import loaded, write_deck

pytestmark = pytest.mark.browser
CSS = ".card { font-family: arial; font-size: 20px; color: black; background-color: rgb(20, 60, 40); }"


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck of one stock note type, which moved in."""
    sides = {"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}
    fields = [{"name": "Front"}, {"name": "Back"}]
    model = genanki.Model(1_607_392_319, "Basic (of ours)", fields=fields, templates=[sides], css=CSS)
    deck = genanki.Deck(77, "Old deck")
    deck.add_note(genanki.Note(model, ["word", '<div style="color: red">meaning</div><video src="a.mp4"></video>']))
    genanki.Package(deck, media_files=[]).write_to_file(tmp_path / "old.apkg")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(group, ["import", "old.apkg", "deck"]).exit_code == 0
    return tmp_path / "deck/cards"


def test_it_has_ankis_margin_and_background(moved: Path, tmp_path: Path, reader: Reader) -> None:
    write_page(loaded(moved), tmp_path / "page.html")
    page = reader.open(tmp_path / "page.html")
    expect(page.locator(".Kind")).to_have_text("Basic (of ours)")
    page.locator("#-ToStudy").click()
    page.keyboard.press("Space")
    card = page.locator("#-Stage .card")
    expect(card).to_contain_text("meaning")
    style = (
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).paddingTop, getComputedStyle(e).paddingLeft]"
    )
    assert card.evaluate(style) == ["rgb(20, 60, 40)", "20px", "20px"]
    assert page.evaluate(
        "document.querySelector('#-Stage').clientHeight === document.querySelector('#-Stage .card').offsetHeight"
    )
    expect(card.locator("video")).to_be_attached()


def test_a_card_that_only_asks_to_type_can_be_studied(tmp_path: Path, reader: Reader) -> None:
    cards = write_deck(tmp_path / "cards", "cards:\n  - {word: Seoul, id: seoul}\n")
    kind = cards / "kinds" / "word"
    kind.mkdir(parents=True)
    kind.joinpath("kind.yaml").write_text(
        "key: word\nfields:\n- {name: word, id: 1, required: true}\ncards:\n- {name: one, id: 1}\n", "utf-8"
    )
    for side in ("front", "back"):
        kind.joinpath(f"one.{side}.html").write_text(f"<i>{side}</i> {{{{type:word}}}}", "utf-8")
    write_page(loaded(cards), tmp_path / "page.html")
    page = reader.open(tmp_path / "page.html", "study")
    expect(page.locator("#-Stage .card")).to_have_text("front")
    page.keyboard.press("Space")
    expect(page.locator("#-Stage .card")).to_have_text("back")

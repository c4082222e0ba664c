"""What the engine of Anki's editor makes of fields: what it writes by itself is no member's, whatever they do is."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from deckgen.pipeline.load import load
from deckgen.release.given import kept_hash

CARDS = Path(__file__).parents[2] / "cards"
READ_BACK = """htmls => htmls.map(html => {
  const field = document.createElement("div");
  field.innerHTML = html;
  return field.innerHTML;
})"""
EDIT = """([html, deed, value]) => {
  document.body.innerHTML = "";
  const field = document.createElement("div");
  field.contentEditable = true;
  field.innerHTML = html;
  document.body.append(field);
  field.focus();
  const words = document.createTreeWalker(field, NodeFilter.SHOW_TEXT).nextNode();
  getSelection().setBaseAndExtent(words, 0, words, Math.min(4, words.length));
  document.execCommand("styleWithCSS", false, true);
  document.execCommand(deed, false, value);
  const changed = field.innerHTML;
  document.execCommand("undo");
  return [changed, field.innerHTML];
}"""
DEEDS = {
    "foreColor": "#ff0000",
    "hiliteColor": "#ffff00",
    "bold": "",
    "italic": "",
    "underline": "",
    "insertText": "mine",
    "insertParagraph": "",
    "insertLineBreak": "",
    "insertUnorderedList": "",
    "delete": "",
}


@pytest.fixture(scope="module")
def fields() -> list[str]:
    """Every field of the seminar's deck that is more than text."""
    deck, _ = load(CARDS)
    found = sorted({html for note in deck.notes for html in note.fields if "<" in html or "&" in html})
    assert len(found) > 500
    return found


def test_fields_that_an_editor_only_opened_are_as_they_were_given(page: Page, fields: list[str]) -> None:
    back = page.evaluate(READ_BACK, fields)
    assert sum(one != two for one, two in zip(fields, back, strict=True)) > 100, "spelled otherwise"
    assert [html for html, other in zip(fields, back, strict=True) if kept_hash(html) != kept_hash(other)] == []


@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_a_member_does_to_a_field_makes_it_theirs(page: Page, fields: list[str], deed: str) -> None:
    for html in [html for html in fields if html.startswith("<p>")][::40]:
        changed, undone = page.evaluate(EDIT, [html, deed, DEEDS[deed]])
        assert kept_hash(changed) != kept_hash(html), changed
        assert kept_hash(undone) == kept_hash(html), undone

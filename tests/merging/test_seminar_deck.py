"""Every field of the deck in this repository takes a member's word, and no other line moves."""

import re

from msgspec.structs import replace

from deckgen.anki.snapshot import snapshot_of
from deckgen.editing.replace import Addition
from deckgen.exchange.merging.authored import Rewriter
from deckgen.exchange.merging.corrections import Ours, compare
from deckgen.exchange.merging.write import plan_edits
from deckgen.exchange.source_cards import source_cards
from deckgen.pipeline.load import load
from deckgen.release.ledger import Ledger
from tests.compiler.project import ROOT

WORD = "바뀐말"
_SKIPPED = re.compile(
    r"<details class=\"fold\"><summary>[^<]*|<[^>]*>|\\\(.*?\\\)|\\\[.*?\\\]|\{\{c\d+::|&\w+;", re.DOTALL
)
_HANGUL = re.compile("[가-힣]{2,}")


def edited(html: str) -> str:
    """A field's HTML with its first Korean word exchanged; not one of a formula, of code or of an attribute."""
    if "<pre" in html:
        return html
    at = 0
    while at < len(html):
        if skipped := _SKIPPED.match(html, at):
            at = skipped.end()
        elif word := _HANGUL.match(html, at):
            return html[:at] + WORD + html[word.end() :]
        else:
            at += 1
    return html


def test_a_word_in_every_field() -> None:
    cards = ROOT / "cards"
    deck, _ = load(cards)
    snapshot = snapshot_of(deck)
    skipped = {"category", "id", "context", "revision", "sources"}  # sources are shared by follow-ups
    notes = []
    for note, shown in zip(deck.notes, snapshot.notes, strict=True):
        columns = deck.types[note.kind, note.shape].columns
        fields = (html if c in skipped else edited(html) for c, html in zip(columns, shown.fields, strict=True))
        notes.append(replace(shown, fields=tuple(fields)))
    ours = Ours(deck, Ledger(), source_cards(cards, deck.kinds), cards)
    merge = compare(replace(snapshot, notes=tuple(notes)), ours)
    planned = plan_edits(merge.changes, Rewriter(merge.media, {}))
    assert len(merge.changes) == len(deck.notes)
    assert planned.by_hand == ()
    assert not any(isinstance(change, Addition) for changes in planned.changes.values() for change in changes)
    for path, after in planned.texts()[0].items():
        before = path.read_bytes().decode()
        pairs = zip(before.split("\n"), after.split("\n"), strict=True)
        assert all(WORD in new for old, new in pairs if old != new), path

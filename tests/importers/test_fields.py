"""Every field reads in its file as it did in Anki, whatever editors and people have made of it."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from msgspec.structs import replace

from deckgen.anki.cloze import parse_cloze
from deckgen.anki.snapshot import SnapshotNoteType
from deckgen.exchange.importing.package_fields import Fields
from deckgen.exchange.importing.packed_media import PackedMedia
from deckgen.html.reading import read
from deckgen.model import MediaFile
from deckgen.rendering.markdown import to_html
from deckgen.rendering.note import html_field

from .test_random_decks import CLOZE, MEDIA, NESTED, TEXT

NOTE_TYPE = SnapshotNoteType(1, "T", ("F",), (), "")


def find(path: str) -> MediaFile:
    """Files keep their names here."""
    return MediaFile(path.removeprefix("media/"), Path(path))


@given(field=TEXT | CLOZE | NESTED)
@example(field="<ul><li>a</li></ul>1. ")
@example(field="<div>d</div>1. ")
@example(field='{{c1::a  \n<img src="그림 1.png">  \n}} <font size=2>b</font>')
@example(field="<pre>p  \n q</pre><font size=2>b</font>")
@settings(max_examples=300, deadline=None)
def test_a_field_reads_the_same(field: str) -> None:
    cloze = "{{c" in field
    text, html, taken_out, _ = Fields(PackedMedia(MEDIA, lambda _: b"")).written(field, replace(NOTE_TYPE, cloze=cloze))
    shown = (html_field(text, find) if html else to_html(text, find)).html
    if not taken_out:
        assert read(shown) == read(field)
        assert not cloze or parse_cloze(shown).numbers == parse_cloze(field).numbers


@pytest.mark.parametrize(
    ("field", "lost"),
    [
        ("{{c1::a}} <script>{{c2::b}}</script>", True),
        ("{{c1::a}} <b onclick=x>{{c2::b}}</b>", False),
        ("<script>{{c1::a}}</script>", True),
    ],
)
def test_a_deletion_that_is_taken_out_is_a_card_that_is_lost(field: str, *, lost: bool) -> None:
    found = Fields(PackedMedia(MEDIA, lambda _: b"")).written(field, replace(NOTE_TYPE, cloze=True))
    assert found.taken_out
    assert found.other_cards is lost


def test_a_deletion_that_would_hide_something_else_stays_html() -> None:
    fields = Fields(PackedMedia(MEDIA, lambda _: b""))
    assert fields.written("{{c1::<br><br>a}}b", replace(NOTE_TYPE, cloze=True)).html
    assert not fields.written("{{c1::a}}<br>b", replace(NOTE_TYPE, cloze=True)).html

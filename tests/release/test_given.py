"""What members were given: a field is theirs if, and only if, no release and no draft ever gave it so."""

import gzip
import json
import re
import time
from pathlib import Path

import pytest
from anki.collection import Collection
from hypothesis import given as for_any
from hypothesis import strategies as st
from msgspec.structs import replace

from deckgen.anki.identity import guid_of
from deckgen.release.given import EMPTY, Held, gift_of, given_notes, kept_form, kept_hash, published_history
from deckgen.release.ledger import Ledger
from deckgen.release.ledger_file import format_ledger, parse_ledger, read_ledger
from tests.compiler.project import Project, import_package
from tests.stops.decks import old_package

from .conftest import CARDS, DAY, EDITED, FIRST, LATER
from .test_members import note

DEFINITION = 3
"""The place of a term's definition among its fields."""
SAME = {
    "entities": ("a &lt; b &amp; c&nbsp;d &#44032;", "a < b & c\xa0d 가"),
    "attributes in another order": ('<img src="a.png" alt="x">', "<IMG alt='x' src=a.png />"),
    "breaks": ("a<br/>b<br />", "a<br>b<br><br>"),
    "composed characters": ("가", "\u1100\u1161"),
    "a switch": ("<details open>a</details>", '<details open="">a</details>'),
}
OTHER = {
    "a color": ("word", '<span style="color: red">word</span>'),
    "a break": ("a b", "a<br>b"),
    "a line": ("a", "<div>a</div>"),
    "spaces": ("a b", "a  b"),
    "a comment": ("a", "a<!-- mine -->"),
    "text that looks like a tag": ("&lt;b&gt;a", "<b>a"),
}


@pytest.mark.parametrize("name", SAME)
def test_what_an_editor_writes_otherwise_by_itself_is_the_same(name: str) -> None:
    one, two = SAME[name]
    assert kept_hash(one) == kept_hash(two)


@pytest.mark.parametrize("name", OTHER)
def test_whatever_a_member_can_see_or_format_counts(name: str) -> None:
    one, two = OTHER[name]
    assert kept_hash(one) != kept_hash(two)


def test_the_form_and_its_hash_never_change() -> None:
    """They are in ledgers and on sites; another form gets another number."""
    written = "<P class=b id='a'>1 &lt; 2 &quot;x&quot; <br/>e\u0301</P><br>"
    assert kept_form(written) == '<p class="b" id="a">1 &lt; 2 "x" <br>é</p>'
    assert (kept_hash(written), kept_hash("<br>"), kept_hash("a")) == ("ac8f3371c3", EMPTY, "f4e169f8ee")


@for_any(st.text(st.sampled_from("<>&\"'=/ ab가;!-\u0301")))
def test_a_form_is_its_own_form(html: str) -> None:
    assert kept_form(kept_form(html)) == kept_form(html)


def test_each_release_records_what_it_gives_and_only_what_differs(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = read_ledger(released.cards)
    assert [line.release for line in first.given] == ["1.0"] * 6
    released.write("cards/01.yaml", EDITED)
    released.write("cards/style.css", ".card { color: teal }\n")
    assert released.run("release")[0] == 0
    second, _ = read_ledger(released.cards)
    assert second.given[:6] == first.given
    line, *looks = second.given[6:]
    guid = guid_of("seminar-1", "token")
    assert (line.of, line.release, line.tags) == (guid, "1.1", "")
    assert [at for at, digest in enumerate(line.hashes.split(",")) if digest] == [DEFINITION]
    assert [len(given_notes(second)[guid].hashes(place)) for place in (0, DEFINITION)] == [1, 2]
    assert [(look.release, look.hashes.count(",")) for look in looks] == [("1.1", 0)] * 3, "their style alone"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 3 * DAY))
    released.write("cards/01.yaml", CARDS)
    assert released.run("release")[0] == 0
    third, _ = read_ledger(released.cards)
    row = given_notes(third)[guid].fields[DEFINITION]
    assert [release for release, _ in row] == ["1.0", "1.1", "1.2"], "taken back is given again"
    assert row[0][1] == row[2][1] != row[1][1]


def test_tags_are_recorded_as_they_were_given(released: Project) -> None:
    released.write("cards/01.yaml", CARDS.replace("category: 기초", "category: 처음"))
    assert released.run("release")[0] == 0
    ledger, _ = read_ledger(released.cards)
    ever = given_notes(ledger)[guid_of("seminar-1", "gpu")].tags
    categories = {"세미나::기초", "세미나::처음"}
    assert [(release, *categories & set(names)) for release, names in ever] == [
        ("1.0", "세미나::기초"),
        ("1.1", "세미나::처음"),
    ]


def hashes(project: Project, card: str, place: int) -> frozenset[str]:
    ledger, problems = read_ledger(project.cards)
    assert problems == ()
    return given_notes(ledger)[guid_of("seminar-1", card)].hashes(place)


@pytest.mark.parametrize("before", [True, False])
def test_a_draft_was_given_too(
    project: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch, *, before: bool
) -> None:
    """Before the first release, and between two: whoever imported one did not write what it says."""
    if not before:
        assert project.run("release", "--version", "1.0")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    for text in (CARDS, EDITED.replace("단위", "덩어리"), EDITED.replace("단위", "덩어리"), CARDS, EDITED):
        project.write("cards/01.yaml", text)
        assert project.run("build")[0] == 0
    project.write("cards/01.yaml", EDITED.replace("단위", "덩어리"))
    assert project.run("build")[0] == 0
    import_package(collection, project.root / "output/semina-draft.apkg")
    project.write("cards/01.yaml", EDITED)
    assert project.run("release", "--version", "2.0")[0] == 0
    known = hashes(project, "token", DEFINITION)
    assert kept_hash(note(collection, "token")["Definition"]) in known
    assert len(known) == 3
    ledger, _ = read_ledger(project.cards)
    names = [line.release for line in ledger.given if line.of == guid_of("seminar-1", "token")]
    assert names == (["+", "+", "+", "2.0"] if before else ["1.0", "1.0+", "1.0+", "2.0"])


def test_a_draft_of_a_note_that_got_another_note_type_was_not_given(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anki never updates such a copy, and what is the third field of one note type is the fourth of another."""
    drafted = "cards:\n  - {front: 물은 몇 도에서 끓나요?, id: water, back: 100도}\n"
    for now, text in enumerate((drafted, drafted.replace("front", "term").replace("back", "definition"))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + now))
        project.write("cards/02.yaml", text)
        assert project.run("build")[0] == 0
    assert project.run("release", "--version", "1.0")[0] == 0
    ledger, _ = read_ledger(project.cards)
    known = given_notes(ledger)[guid_of("seminar-1", "water")]
    note_type = ledger.note_types["term", 1]
    columns = [name for _, name in note_type.fields]
    assert [len(known.hashes(columns.index(name))) for name in ("definition", "id", "revision")] == [1, 0, 0]


def test_a_draft_of_a_note_that_was_never_released_is_not_in_the_ledger(project: Project) -> None:
    """It may still become a note of another note type."""
    project.write("cards/02.yaml", "cards:\n  - {front: 물은 몇 도에서 끓나요?, id: water, back: 100도}\n")
    assert project.run("build")[0] == 0
    (project.cards / "02.yaml").unlink()
    assert project.run("release", "--version", "1.0")[0] == 0
    assert guid_of("seminar-1", "water") not in given_notes(read_ledger(project.cards)[0])


def test_a_renamed_field_goes_on_with_its_history(own_kind: Project) -> None:
    kind = (own_kind.cards / "kinds/fact/kind.yaml").read_text("utf-8")
    before = hashes(own_kind, "water", 1)
    for path, old, new in (
        ("cards/kinds/fact/kind.yaml", "name: answer", "name: reply"),
        ("cards/kinds/fact/labels.yaml", "answer: Answer", "reply: Reply"),
        ("cards/kinds/fact/ask.back.html", "{{answer}}", "{{reply}}"),
        ("cards/kinds/fact/example.yaml", "answer:", "reply:"),
        ("cards/02.yaml", "answer: 100도", "reply: 섭씨 100도"),
    ):
        own_kind.write(path, (own_kind.root / path).read_text("utf-8").replace(old, new))
    assert "answer" in kind
    code, _, err = own_kind.run("release")
    assert code == 0, err
    assert before < hashes(own_kind, "water", 1)


def test_what_members_had_of_a_deck_that_moves_in_was_given_to_them(
    project: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the other tool wrote it, and as deckgen writes it from the first build on."""
    old_package(project.root / "old.apkg", "one with <b>leaves</b>")
    import_package(collection, project.root / "old.apkg")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    assert project.run("import", "old.apkg", "new", "--language", "en")[0] == 0
    (number,) = collection.find_notes("")
    theirs = collection.get_note(number)
    ledger, problems = read_ledger(project.root / "new/cards")
    assert problems == ()
    known = given_notes(ledger)[theirs.guid]
    ours = ("tree", "one with <strong>leaves</strong>")
    assert theirs.fields[1] == "one with <b>leaves</b>"
    for place, html in enumerate(theirs.fields):
        assert known.hashes(place) == {kept_hash(html), kept_hash(ours[place])}
    assert known.tags == (("0", ()),)


def test_the_site_publishes_it(released: Project) -> None:
    assert released.run("site", "--url", "https://example.org/deck")[0] == 0
    history = json.loads((released.root / "output/site/history.json").read_bytes())
    assert list(history) == ["format", "deck", "form", "releases", "names", "note_types", "tags", "notes"]
    assert (history["format"], history["form"], history["deck"]) == (1, 1, "seminar-1")
    assert history["releases"] == [["1.0", "2023-11-14T22:13:20Z"]]
    kind, since, retired, lines = history["notes"][guid_of("seminar-1", "token")]
    note_type = history["note_types"][kind]
    assert (since, retired, note_type["fields"][DEFINITION]) == ("1.0", "", "Definition")
    ((name, fields, tags),) = lines
    assert history["names"][name] == "1.0"
    assert fields.split(",")[DEFINITION] in hashes(released, "token", DEFINITION)
    assert "세미나::기초" in history["tags"][tags]
    assert history["names"][note_type["looks"][0][0]] == "1.0"


def test_the_description_says_which_release_it_is_and_where_it_is_from(
    project: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("cards/deck.yaml", "name: 세미나\nid: seminar-1\nlanguage: ko\nsite: https://cards.group.dev/d/\n")
    code, _, err = project.run("release", "--version", "1.0")
    assert code == 0, err
    import_package(collection, project.root / "output/semina-1.0.apkg")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    project.write("cards/01.yaml", EDITED)
    assert project.run("release")[0] == 0
    import_package(collection, project.root / "output/semina-1.1.apkg")
    deck = collection.decks.by_name("세미나")
    assert deck is not None
    assert deck["desc"] == (
        '<p data-deckgen="seminar-1" data-release="1.1">1.1 · 2023-11-16 · '
        '<a href="https://cards.group.dev/d/">https://cards.group.dev/d/</a></p>'
    )


def test_ten_thousand_notes_take_a_megabyte(released: Project) -> None:
    """Of what was given, and packed of what the site publishes."""
    ledger, _ = read_ledger(released.cards)
    model = ledger.notes["gpu"]
    notes = {f"note-{n}": replace(model, id=f"note-{n}", guid=guid_of("d", str(n))) for n in range(10_000)}
    held = [
        Held(each.guid, [kept_hash(f"Field {n} of <b>{key}</b>") for n in range(5)], ("a", f"b{at % 20}"))
        for at, (key, each) in enumerate(notes.items())
    ]
    empty = Ledger(deck="d", name="d", releases=ledger.releases, note_types=ledger.note_types, notes=notes)
    started = time.process_time()
    whole = gift_of(empty, "1.0", held).added_to(empty)
    text = format_ledger(whole)
    assert parse_ledger(text)[0].given == whole.given
    assert time.process_time() - started < 30
    assert len(text) - len(format_ledger(empty)) < 1_010_000
    assert len(gzip.compress(published_history(whole))) < 1_000_000
    assert not gift_of(whole, "1.1", held).lines, "a release that changes nothing adds nothing"


@pytest.mark.parametrize("page", ["formats.md", "formats.ko.md"])
def test_the_pages_hashes_are_the_codes(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    rows = re.findall(r"^\| `(.+)` \| `(\S{10}|-)` \|$", text, re.MULTILINE)
    assert len(rows) == 3
    for html, digest in rows:
        assert kept_hash(html) == digest

"""`deckgen verify` on updates in which every note arrives, and members are harmed all the same."""

import hashlib
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

import genanki
import pytest

from deckgen.release.verify import Outcome, Verdict, judge, rehearse
from deckgen.release.verify.doubles import find_doubles
from deckgen.release.verify.state import NoteState

from .genanki_packages import CARDS, FIRST, SECOND, Pair, write

HOUR = 3_600
CLOZE = genanki.Model(
    1_500_000_000_101,
    "Gaps",
    fields=[{"name": "Text"}, {"name": "Extra"}],
    templates=[{"name": "Cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Extra}}"}],
    model_type=genanki.Model.CLOZE,
)
BOTH_WAYS = genanki.Model(
    1_500_000_000_102,
    "Both ways",
    fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Reverse"}],
    templates=[
        {"name": "Forward", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}"},
        {"name": "Reverse", "qfmt": "{{#Reverse}}{{Back}}{{/Reverse}}", "afmt": "{{FrontSide}}<hr>{{Front}}"},
    ],
)


def package(
    path: Path,
    notes: Mapping[str, tuple[str, ...]],
    made: int,
    *,
    model: genanki.Model = CLOZE,
    media: Iterable[Path] = (),
    times: Mapping[str, int] | None = None,
) -> Path:
    """Write a package of notes by their guids, all dated `made` but for those with a time of their own."""
    deck = genanki.Deck(1_500_000_000_103, "Words")
    for guid, fields in notes.items():
        deck.add_note(_Timed(model, list(fields), guid=guid, made=(times or {}).get(guid, made)))
    written = genanki.Package(deck)
    written.media_files = [str(file) for file in media]
    written.write_to_file(str(path), timestamp=made)
    return path


class _Timed(genanki.Note):  # type: ignore[misc] # genanki ships no types
    def __init__(self, model: genanki.Model, fields: list[str], *, guid: str, made: int) -> None:
        super().__init__(model, fields, guid=guid)
        self._made = made

    def write_to_db(self, cursor: object, timestamp: float, deck_id: int, id_gen: object) -> None:
        del timestamp
        super().write_to_db(cursor, self._made, deck_id, id_gen)


def forms(first: str, second: str, *, kind: int = genanki.Model.FRONT_BACK) -> genanki.Model:
    """The note type of two cards with other fronts; a package has a row for either, whatever they show."""
    templates = [{**template, "qfmt": front} for template, front in zip(TWO.templates, (first, second), strict=True)]
    model = genanki.Model(TWO.model_id, TWO.name, fields=TWO.fields, templates=templates, model_type=kind)
    model.__dict__["_req"] = TWO._req
    return model


TWO = genanki.Model(
    1_500_000_000_106,
    "Two",
    fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Hint"}],
    templates=[
        {"name": "Forward", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}"},
        {"name": "Backward", "qfmt": "{{Back}}", "afmt": "{{FrontSide}}<hr>{{Front}}"},
    ],
)
TEMPLATES = [
    ("{{Back}}", "{{Front}}", "schedules-shifted"),
    ("{{Back}}", "{{Back}}", "schedules-shifted"),
    ("{{Front}}", "{{#Hint}}{{Back}}{{/Hint}}", "cards-blank"),
    ("{{Front}}", "{{text:Hint}}", "cards-blank"),
    ("{{Front}}", "only words", "cards-blank"),
    ("<b>{{Front}}</b>?", "Which? {{Back}}", ""),
]


@pytest.mark.parametrize(("first", "second", "rule"), TEMPLATES)
def test_a_template_that_changes_what_cards_ask_is_seen(tmp_path: Path, first: str, second: str, rule: str) -> None:
    notes = {f"g{n}": (*card, "") for n, card in enumerate(CARDS)}
    old = package(tmp_path / "1.apkg", notes, FIRST, model=TWO)
    new = package(tmp_path / "2.apkg", notes, SECOND, model=forms(first, second), times=dict.fromkeys(notes, FIRST))
    verdict = verdict_of(old, new)
    assert rules(verdict) == ([rule] if rule else [])
    assert not rule or len(verdict.breaches[0].notes) == len(CARDS)


@pytest.mark.parametrize("gap", ["{{{{c1::{}}}}}", "{}"])
def test_a_note_type_that_becomes_a_cloze_is_seen(tmp_path: Path, gap: str) -> None:
    notes = {f"g{n}": (front, back) for n, (front, back) in enumerate(CARDS)}
    plain = {"model_id": CLOZE.model_id, "name": CLOZE.name, "fields": CLOZE.fields}
    basic = genanki.Model(**plain, templates=[{"name": "Cloze", "qfmt": "{{Text}}", "afmt": "{{Extra}}"}])
    old = package(tmp_path / "1.apkg", notes, FIRST, model=basic)
    gaps = {guid: (gap.format(front), back) for guid, (front, back) in notes.items()}
    verdict = verdict_of(old, package(tmp_path / "2.apkg", gaps, SECOND))
    assert not verdict.holds
    assert {"cards-blank", "schedules-shifted"} & set(rules(verdict))


def test_questions_that_rotated_among_notes_are_seen(tmp_path: Path) -> None:
    fronts = [front for front, _ in CARDS]
    notes = {f"g{n}": (*card, "") for n, card in enumerate(CARDS)}
    moved = {guid: (fronts[n - 1], *fields[1:]) for n, (guid, fields) in enumerate(notes.items())}
    old = package(tmp_path / "1.apkg", notes, FIRST, model=BOTH_WAYS)
    verdict = verdict_of(old, package(tmp_path / "2.apkg", moved, SECOND, model=BOTH_WAYS))
    assert rules(verdict) == ["ids-swapped"]
    assert len(verdict.breaches[0].notes) == len(CARDS)


def test_a_style_of_a_stock_note_type_arrives(tmp_path: Path) -> None:
    """Every collection has a "Basic", so Anki imports another one as "Basic+" and dates it with the time of import."""
    basic = {
        "fields": [{"name": "Front"}, {"name": "Back"}],
        "templates": [{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}],
    }
    styled = [genanki.Model(1_400_000_000_000, "Basic", **basic, css=css) for css in ("a { color: red }", "")]
    notes = {f"g{n}": card for n, card in enumerate(CARDS)}
    old = package(tmp_path / "1.apkg", notes, FIRST, model=styled[0])
    times = dict.fromkeys(notes, FIRST)
    assert rules(verdict_of(old, package(tmp_path / "2.apkg", notes, SECOND, model=styled[1], times=times))) == []
    late = package(tmp_path / "3.apkg", notes, FIRST, model=styled[1])
    assert rules(verdict_of(old, late)) == ["style-missed"], "dated as the old one"


def verdict_of(old: Path, new: Path) -> Verdict:
    """The verdict on an update."""
    return judge(rehearse(old, new))


def rules(verdict: Verdict) -> list[str]:
    """The names of the breaches."""
    return [breach.finding.rule for breach in verdict.breaches]


GAPS = "{{c1::Seoul}} lies on the {{c2::Han}}"
HARMS = {
    "a cloze number is gone": (CLOZE, (GAPS,), ("{{c1::Seoul}} lies on the Han",), "cards-blank"),
    "a card is switched off": (BOTH_WAYS, ("Korea?", "Seoul", "1"), ("Korea?", "Seoul", ""), "cards-blank"),
    "numbers are swapped": (CLOZE, (GAPS,), ("{{c2::Seoul}} lies on the {{c1::Han}}",), "schedules-shifted"),
    "an id is reused": (BOTH_WAYS, CARDS[0], CARDS[3], "id-reused"),
    "no harm": (CLOZE, (GAPS,), ("{{c1::Seoul}} lies on the {{c2::Han river}}, {{c3::west}}",), ""),
}


@pytest.mark.parametrize("harm", HARMS)
def test_harm_to_a_note_is_seen(tmp_path: Path, harm: str) -> None:
    model, *fields, rule = HARMS[harm]
    before, after = ((*each, "", "")[: len(model.fields)] for each in fields)
    old = package(tmp_path / "1.apkg", {"a": before}, FIRST, model=model)
    assert (
        rules(verdict_of(old, package(tmp_path / "2.apkg", {"a": after}, SECOND, model=model))) == [rule][: len(rule)]
    )


def test_a_picture_that_changed_under_its_name_is_seen(tmp_path: Path) -> None:
    picture = tmp_path / "map.png"
    notes = {"a": ("Where is it?", "<img src='map.png'>", ""), "b": ("And this?", "here", "")}
    picture.write_bytes(b"old")
    old = package(tmp_path / "1.apkg", notes, FIRST, model=BOTH_WAYS, media=[picture])
    picture.write_bytes(b"new")
    new = package(tmp_path / "2.apkg", notes, FIRST, model=BOTH_WAYS, media=[picture])
    verdict = verdict_of(old, new)
    assert rules(verdict) == ["pictures-stale"]
    assert verdict.breaches[0].notes == ("Where is it?",)


def test_a_picture_that_is_in_no_package_is_seen(tmp_path: Path) -> None:
    notes = {"a": ("Where is it?", "[sound:gone.mp3]", "")}
    old = package(tmp_path / "1.apkg", {"a": ("Where is it?", "there", "")}, FIRST, model=BOTH_WAYS)
    assert rules(verdict_of(old, package(tmp_path / "2.apkg", notes, SECOND, model=BOTH_WAYS))) == ["media-missing"]
    always = package(tmp_path / "3.apkg", notes, FIRST, model=BOTH_WAYS)
    assert verdict_of(always, always).holds, "members never had it"


def _many(number: int, seed: int) -> list[Pair]:
    chance = random.Random(seed)
    words = [hashlib.sha256(str(n).encode()).hexdigest()[:7] for n in range(3_000)]
    return [(" ".join(chance.choices(words, k=8)), " ".join(chance.choices(words, k=20))) for _ in range(number)]


def test_doubles_are_all_found(tmp_path: Path) -> None:
    """Every guid moves, and every text is fixed in both fields, so that no field is as it was."""
    cards = _many(300, 1)
    fixed = [(f"{front} now", f"{back} too") for front, back in cards]
    verdict = verdict_of(write(tmp_path / "1.apkg", cards, FIRST), write(tmp_path / "2.apkg", fixed, SECOND))
    assert verdict.counts[Outcome.DUPLICATED] == 300
    assert rules(verdict) == ["duplicates"]


def test_doubles_that_only_one_field_tells_apart_are_found() -> None:
    def notes(title: str, text: str) -> list[NoteState]:
        return [NoteState(n, f"{title}{n}", 1, 0, (text, f"River {n}"), frozenset()) for n in range(100)]

    text = " ".join(front for front, _ in _many(8, 1))
    found = find_doubles(notes("old", text), notes("new", f"{text} now"))
    assert {guid: old.guid for guid, old in found.items()} == {f"new{n}": f"old{n}" for n in range(100)}


def test_other_notes_are_no_doubles(tmp_path: Path) -> None:
    verdict = verdict_of(
        write(tmp_path / "1.apkg", _many(300, 1), FIRST), write(tmp_path / "2.apkg", _many(300, 2), SECOND)
    )
    assert Outcome.DUPLICATED not in verdict.counts
    assert verdict.holds


def test_what_three_notes_share_makes_no_double(tmp_path: Path) -> None:
    answer = "Nobody knows."
    cards = [("Is light made of waves or of rays?", answer), ("Did the egg come first, or was it the hen?", answer)]
    now = [cards[0], ("May the barber of the village shave himself?", answer)]
    verdict = verdict_of(write(tmp_path / "1.apkg", cards, FIRST), write(tmp_path / "2.apkg", now, FIRST))
    assert verdict.counts == {Outcome.NEW: 1, Outcome.KEPT: 1, Outcome.ORPHANED: 1}


LONG = "Which of all the rivers of Korea is the longest, and where does it begin?"


@pytest.mark.parametrize(
    "now",
    [
        [(LONG, "Seoul lies on it."), ("Another river?", "The Amnok, on Baekdusan.")],
        [(f"{LONG} Say it", "The Amnok, from Baekdusan."), (f"{LONG} Tell me", "The Amnok, near Baekdusan.")],
    ],
    ids=["by a field", "by likeness"],
)
def test_an_old_note_has_one_double(tmp_path: Path, now: list[Pair]) -> None:
    old = write(tmp_path / "1.apkg", [(LONG, "The Amnok, on Baekdusan.")], FIRST)
    verdict = verdict_of(old, write(tmp_path / "2.apkg", now, FIRST))
    assert verdict.counts == {Outcome.NEW: 1, Outcome.ORPHANED: 1, Outcome.DUPLICATED: 1}


@pytest.mark.filterwarnings("ignore:Field contained the following invalid HTML tags")
def test_what_is_only_written_otherwise_is_no_change(tmp_path: Path) -> None:
    picture = tmp_path / "a map.png"
    picture.write_bytes(b"map")
    renamed, sound = tmp_path / "map-1.png", tmp_path / "a.mp3"
    renamed.write_bytes(b"map")
    sound.write_bytes(b"map")
    notes = {
        "a": ("<b>Force</b>?", "<div>mass &times; acceleration</div><div>F = ma</div><script>run()</script>", ""),
        "b": ("Where?", '<img src="a map.png">[sound:a map.png]', ""),
        "c": ("Capital of Korea", "Seuol", ""),
        "d": ("Is 3 < 5 > 2?", "a < b and b > a", ""),
    }
    other = {
        "a": ("<strong>Force</strong>?", "<p>mass × acceleration</p>\n<p>F = ma</p>", ""),
        "b": ("Where?", '<p><img src="map-1.png" alt=""></p>[sound:a.mp3]', ""),
        "c": ("Capital of Korea", "Seoul", ""),
        "d": ("Is 3 &lt; 5 &gt; 2?", "<p>a &lt; b and b &gt; a</p>", ""),
    }
    old = package(tmp_path / "1.apkg", notes, FIRST, model=BOTH_WAYS, media=[picture])
    times = {"a": FIRST - HOUR}  # a deck that moved in has the time at which its author made a note
    verdict = verdict_of(
        old, package(tmp_path / "2.apkg", other, FIRST, model=BOTH_WAYS, media=[renamed, sound], times=times)
    )
    assert [(b.finding.rule, b.notes) for b in verdict.breaches] == [("fixes-missed", ("Capital of Korea",))]
    renamed.write_bytes(b"another map")
    verdict = verdict_of(old, package(tmp_path / "3.apkg", other, FIRST, model=BOTH_WAYS, media=[renamed, sound]))
    assert verdict.breaches[0].notes == ("Where?", "Capital of Korea")

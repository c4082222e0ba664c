"""The ledger: what is written, and how harm to it is told."""

import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from deckgen.release.content import Content
from deckgen.release.ledger import Again, Given, Ledger, Release, ReleasedNote, ReleasedNoteType
from deckgen.release.ledger_file import format_ledger, parse_ledger, read_ledger
from deckgen.release.local_builds import LocalBuilds
from deckgen.release.publish import advance
from deckgen.release.stamping import stamp_deck
from tests.compiler.project import Project

from .conftest import NOTHING

LEDGER = "cards/released.jsonl"


def test_what_is_written_is_read_back(released: Project) -> None:
    ledger, problems = read_ledger(released.cards)
    assert problems == ()
    assert list(ledger.notes) == ["gpu", "lora", "token"]
    text = format_ledger(ledger)
    assert text == (released.root / LEDGER).read_text(encoding="utf-8")
    assert parse_ledger(text, LEDGER) == (ledger, ())


def test_a_change_moves_only_its_own_line(released: Project) -> None:
    before = (released.root / LEDGER).read_text(encoding="utf-8").splitlines()
    released.write("cards/01.yaml", (released.cards / "01.yaml").read_text("utf-8").replace("작은 조각", "작은 단위"))
    assert released.run("release")[0] == 0
    after = (released.root / LEDGER).read_text(encoding="utf-8").splitlines()
    came = [json.loads(line) for line in after if line not in before]
    assert [line["line"] for line in came if isinstance(line, dict)] == ["release", "note", "sum"]
    assert [line[1:3] for line in came if isinstance(line, list)] == [["1.1", 1]]


def test_a_retired_note_stays_and_says_since_when(released: Project) -> None:
    deck, _ = released.load()
    ledger, _ = read_ledger(released.cards)
    without = replace(deck, notes=tuple(note for note in deck.notes if note.id != "gpu"))
    moved = advance(stamp_deck(without, ledger, LocalBuilds(), 1_800_000_000, release=True), "2.0")
    assert moved.notes["gpu"] == replace(ledger.notes["gpu"], retired="2.0")
    again = advance(stamp_deck(without, moved, LocalBuilds(), 1_900_000_000, release=True), "3.0")
    assert again.notes["gpu"].retired == "2.0"


GOLDEN = """\
{"line":"ledger","format":1,"deck":"d","name":"덱","written_by":"0.1.0"}
{"line":"release","version":"1.0","time":1700000000,"arrangement":"0123456789abcdef","day":"2023-11-15"}
{"line":"again","guids":["g1"],"time":1700000100}
{"line":"note_type","kind":"basic","id":1500000000001,"hash":"0123456789abcdef","mod":1700000000,\
"fields":[[1,"front"],[2,"back"]],"templates":[[3,"Card 1"]],"labels":["Front","Back"],"fronts":["{{Front}}"]}
{"line":"note","id":"a","guid":"g1","kind":"basic","content":["00","11","22"],"mod":1700000000,"revision":"1.0",\
"since":"1.0","title":"A","cards":{"1":""}}
{"line":"note","id":"b","guid":"g2","kind":"basic","content":["00","11","22"],"mod":1700000000,"revision":"0",\
"since":"0","title":"B","cards":{},"shape":2,"subdeck":"s","retired":"1.0","partial":true}
{"line":"tags","key":"k","names":["x","x::y"]}
[1500000000001,"1.0",1,"s,t",""]
["g1","1.0",1,"h1,-","k"]
{"line":"sum","digits":"55fa616d7628125d"}
"""


def test_the_format_is_for_good() -> None:
    """A ledger of 1.0 is read by every deckgen after it: another text for these values needs another format number."""
    ledger = Ledger(
        deck="d",
        name="덱",
        releases=(Release("1.0", 1_700_000_000, "0123456789abcdef", "2023-11-15"),),
        note_types={
            ("basic", 1): ReleasedNoteType(
                kind="basic",
                id=1_500_000_000_001,
                hash="0123456789abcdef",
                mod=1_700_000_000,
                fields=((1, "front"), (2, "back")),
                templates=((3, "Card 1"),),
                labels=("Front", "Back"),
                fronts=("{{Front}}",),
            )
        },
        notes={
            "a": (one := _note()),
            "b": replace(
                one,
                id="b",
                guid="g2",
                title="B",
                revision="0",
                since="0",
                cards={},
                shape=2,
                subdeck="s",
                retired="1.0",
                partial=True,
            ),
        },
        again=(Again(("g1",), 1_700_000_100),),
        given=(Given(1_500_000_000_001, "1.0", 1, "s,t"), Given("g1", "1.0", 1, "h1,-", "k")),
        tags={"k": ("x", "x::y")},
        path=LEDGER,
        written_by="0.1.0",
    )
    text = format_ledger(ledger)
    assert text == GOLDEN
    assert parse_ledger(text, LEDGER) == (ledger, ())


def _note() -> ReleasedNote:
    return ReleasedNote(
        id="a",
        guid="g1",
        kind="basic",
        content=Content("00", "11", "22"),
        mod=1_700_000_000,
        revision="1.0",
        since="1.0",
        title="A",
        cards={1: ""},
    )


HARMED = "error[ledger-harmed]: lines of the ledger were lost, doubled or edited"
NO_LINE = "error[bad-ledger]: not a line that deckgen wrote"


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


HARM: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda _: "", f":1:1: {HARMED}"),
    "cut off": (lambda text: text[:-30], f":18:1: {NO_LINE}"),
    "header gone": (lambda text: text.split("\n", 1)[1], f":17:1: {HARMED}"),
    "a newer format": (
        lambda text: text.replace('"format":1', '"format":2,"new":0'),
        ":1:1: error[ledger-version]: this ledger has format 2",
    ),
    "a lost line": (lambda text: "".join(lines(text)[:-2] + lines(text)[-1:]), f":17:1: {HARMED}"),
    "a line twice": (lambda text: "".join(lines(text)[:6] + lines(text)[5:]), f":19:1: {HARMED}"),
    "lines in another order": (
        lambda text: "".join([*lines(text)[:-3], lines(text)[-2], lines(text)[-3], lines(text)[-1]]),
        f":18:1: {HARMED}",
    ),
    "no sum": (lambda text: "".join(lines(text)[:-1]), f":17:1: {HARMED}"),
    "a time edited": (lambda text: text.replace('"mod":17', '"mod":16', 1), f":18:1: {HARMED}"),
    "a hash edited": (lambda text: text.replace('","1.0",1,"', '","1.0",1,"x', 1), f":18:1: {HARMED}"),
    "the end of time": (lambda text: text.replace('"mod":1700000000', '"mod":253402300799', 1), f":3:1: {NO_LINE}"),
    "a time as text": (lambda text: text.replace('"mod":1700000000', '"mod":"1700000000"', 1), f":3:1: {NO_LINE}"),
    "no JSON": (lambda text: text.replace('"kind"', "kind", 1), f":3:1: {NO_LINE}"),
    "deep": (lambda text: text + '{"note": ' + "[" * 100_000 + "\n", f":19:1: {NO_LINE}"),
    "a stranger": (lambda text: text + '{"card": 1}\n', f":19:1: {NO_LINE}"),
    "half a character": (lambda text: text.replace("토큰", "\\ud800"), f":8:1: {NO_LINE}"),
    "conflict markers": (
        lambda text: text.replace("\n[", "\n<<<<<<< ours\n[", 1),
        ":12:1: error[conflict-marker]: git left a conflict here",
    ),
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_reported_with_its_line(released: Project, name: str) -> None:
    harm, expected = HARM[name]
    path = released.root / LEDGER
    _, (problem,) = parse_ledger(harm(path.read_text(encoding="utf-8")), LEDGER)
    assert str(problem).startswith(f"{LEDGER}{expected}")
    assert problem.hint


def test_harm_stops_everything(released: Project) -> None:
    path = released.root / LEDGER
    path.write_bytes(path.read_bytes().replace("토".encode(), b"\xff"))
    before = released.files()
    for command in ("build", "release", "check"):
        code, out, err = released.run(command)
        assert code == 1
        assert f"{LEDGER}:18:1: {HARMED}" in out + err
    assert released.files() == before


def test_a_windows_checkout_reads_the_same(released: Project) -> None:
    ledger, _ = read_ledger(released.cards)
    path = released.root / LEDGER
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_ledger(released.cards) == (ledger, ())


def test_a_lost_ledger_that_git_has_stops_everything(released: Project, git: Callable[..., str]) -> None:
    git("add", ".")
    git("commit", "-qm", "Release 1.0")
    (released.root / LEDGER).unlink()
    before = released.files()
    for command in ("check", "build", "release"):
        code, out, err = released.run(command)
        assert code == 1
        assert f"{LEDGER}:1:1: error[lost-ledger]" in out + err
        assert f"git checkout HEAD -- {LEDGER}" in out + err
    assert released.files() == before
    git("checkout", "HEAD", "--", LEDGER)
    assert released.run("release") == (
        0,
        NOTHING,
        "",
    )

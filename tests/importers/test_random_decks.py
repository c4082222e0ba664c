"""Random collections move in: whatever people and editors have written, members lose nothing."""

import tempfile
from pathlib import Path

import pytest
from anki.collection import Collection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.compiler.project import Project, import_package

from .members import FORMATS, NoteText, author, collection_at, edit, export, note_types, readings, states, study

MEDIA = {"그림 1.png": b"\x89PNG", "a_b(c).jpg": b"\xff\xd8", "말.mp3": b"ID3"}
PIECES = [
    *("a", "두 글자", "1. ", "- x", "# ", "* y *", "**z**", "_u_", "`c`", "$5", "\\", "[l](m)", "| t |", "> q", "~s~"),
    *("&lt;b&gt;", "&amp;", "&nbsp;", "<br>", "<br><br>", "\n", "  ", "<div>d</div>", "<div><br></div>", "<p>p</p>"),
    *("<b>b</b>", "<i>i</i>", "<u>u</u>", "<b>b </b>", "<sub>2</sub>", "<sup>n</sup>"),
    '<a href="https://x.org/?a=1">l</a>',
    *("<ul><li>1</li><li>2<ol><li>3</li></ol></li></ul>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
    *('<span style="color: red;">r</span>', "<font color=blue>f</font>", "<h2>h</h2>", "<pre>p\n q</pre>"),
    "<code>c</code>",
    *("\\(x_1^2\\)", "\\[\\frac{a}{b}\\]", "[latex]y[/latex]", "[$]z[/$]", "\\(a<b\\)", "e-3", "1e-5"),
    *("::", "}}", "{{"),
    *('<img src="그림 1.png">', '<img src="a_b(c).jpg" alt="x">', "[sound:말.mp3]", '<img src="lost.png">', "<hr>"),
    *("<blockquote>q</blockquote>", "<ruby>漢<rt>かん</rt></ruby>", "https://x.org/a_b"),
    *("<script>x()</script>", "<!-- c -->"),
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
HINT = st.sampled_from(["", "::hint", "::<b>h</b>"])
CLOZE = st.builds("{}{{{{c{}::{}{}}}}}{}".format, TEXT, st.integers(1, 4), TEXT, HINT, TEXT)
NESTED = st.builds("{{{{c1::a {{{{c2::{}}}}} b}}}} {}".format, TEXT, TEXT)
OCCLUSION = "{{c1::image-occlusion:rect:left=.1:top=.2:width=.3:height=.4}}"
BASICS = ("Basic", "Basic (and reversed card)", "Basic (optional reversed card)", "Basic (type in the answer)")
DECKS = st.sampled_from(["덱", "덱::가", "덱::가::나", "덱::B c"])
TAGS = st.lists(st.sampled_from(["a", "한글::태그", "x,y", "leech", "-", '"q"']), max_size=3, unique=True)
NOTE = st.one_of(
    st.builds(NoteText, st.sampled_from(BASICS), st.lists(TEXT, min_size=2, max_size=2), DECKS, TAGS),
    st.builds(NoteText, st.just("Cloze"), st.tuples(CLOZE | NESTED, TEXT), DECKS, TAGS),
    st.builds(
        NoteText,
        st.just("Image Occlusion"),
        st.tuples(st.just(OCCLUSION), st.just('<img src="그림 1.png">'), TEXT),
        DECKS,
        TAGS,
    ),
)


def goes_on(notes: list[NoteText], form: str, folder: Path) -> None:
    """Whether a deck moves in without harm to a member who has studied and edited it."""
    with collection_at(folder / "author") as collection:
        author(collection, notes, MEDIA)
        old = export(collection, folder / "new-members.apkg")
        source = export(collection, folder / form)
    project = Project(folder)
    code, out, err = project.run("import", str(source), str(folder / "deck"))
    assert code == 0, out + err
    built = str(folder / "built.apkg")
    code, out, err = project.run("build", str(folder / "deck/cards"), "-o", built)
    assert code == 0, out + err
    with collection_at(folder / "member") as collection:
        import_package(collection, old)
        study(collection)
        edit(collection, sorted(collection.find_notes(""))[::2])
        before, types = states(collection), collection.models.all()
        log = import_package(collection, Path(built))
        assert (log["new"], log["updated"], log["conflicting"]) == (0, 0, 0)
        assert (states(collection), collection.models.all()) == (before, types)
    with collection_at(folder / "a") as new, collection_at(folder / "b") as first:
        import_package(new, Path(built))
        import_package(first, old)
        assert_alike(new, first, (folder / "deck/import-report.txt").exists())


def assert_alike(new: Collection, old: Collection, reported: bool) -> None:
    """Fresh collections show the same, but for what a report says."""
    here, there = readings(new), readings(old)
    left = {guid: state for guid, state in states(old).items() if guid not in here}
    assert reported or not left
    for guid, text in here.items():
        if text != there[guid]:
            assert reported
            fields = states(old)[guid].fields
            assert any("<script" in field or "a<b" in field for field in fields), (fields, states(new)[guid].fields)
    assert {guid: state.tags for guid, state in states(new).items()} == {
        guid: state.tags for guid, state in states(old).items() if guid in here
    }
    assert {guid: len(state.cards) for guid, state in states(new).items()} == {
        guid: len(state.cards) for guid, state in states(old).items() if guid in here
    }
    assert note_types(new).items() <= note_types(old).items()


def few(count: int) -> settings:
    """So many examples, each of which takes its time."""
    phases = [Phase.explicit, Phase.generate]  # shrinking a whole collection takes longer than looking at it
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=count, deadline=None, phases=phases, suppress_health_check=checks)


PLAIN = NoteText("Basic", ["a", "b"], "덱", [])
"""In every deck: an import of which nothing becomes a card is an error."""
NOTES = st.lists(NOTE, max_size=11).map(lambda notes: [*notes, PLAIN])


@given(notes=NOTES, form=st.sampled_from(FORMATS))
@few(10)
def test_a_random_deck_goes_on(notes: list[NoteText], form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        goes_on(notes, form, Path(folder))


@pytest.mark.soak
@given(notes=NOTES, form=st.sampled_from(FORMATS))
@few(300)
def test_hundreds_of_random_decks_go_on(notes: list[NoteText], form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        goes_on(notes, form, Path(folder))

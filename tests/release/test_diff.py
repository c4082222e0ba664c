"""`deckgen diff`, and packages of every origin."""

import shutil
from collections.abc import Callable

import pytest

import deckgen
from deckgen.anki.snapshot import Snapshot, SnapshotNote, SnapshotNoteType
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.differences.compare import compare
from deckgen.release.differences.words import Op, shorten, word_diff
from tests.compiler.project import Project

from .conftest import CARDS, DECK
from .packages import by_another_tool

EDITED = CARDS.replace("가장 작은 조각", "제일 작은 단위").replace("id: gpu", "id: gpu\n    tags: [장비]")
RELEASE = "output/semina-1.0.apkg"
MANY = """\
~ GPU는 왜 빠른가요?  (gpu)
    Tags: +세미나::장비
~ 토큰  (token)
    정의: 모델이 글을 읽고 쓰는 [-가장-]{+제일+} 작은 [-조각-]{+단위+}.
3 notes before, 3 now: 0 new, 2 changed, 0 removed
"""


@pytest.fixture
def edited(released: Project) -> Project:
    """A released deck whose sources moved on."""
    released.write("cards/01.yaml", EDITED)
    return released


def test_a_package_against_the_cards_here(edited: Project) -> None:
    assert edited.run("diff", RELEASE) == (0, MANY, "")
    assert edited.run("diff", RELEASE, "cards") == (0, MANY, "")


def test_no_difference_is_said_and_exits_with_0_too(released: Project) -> None:
    assert released.run("diff", RELEASE) == (0, "No difference.\n", "")


def test_a_text_that_is_kept_under_another_note_type_is_shown_with_its_new_field() -> None:
    kinds = {n: SnapshotNoteType(n, f"T{n}", (name,), (), "") for n, name in ((1, "Word"), (2, "Text"))}
    old, new = (Snapshot("", (SnapshotNote("g", n, ("a",), (), ""),), {n: kinds[n]}) for n in kinds)
    (change,) = compare(old, new).changed
    assert [(field.name, field.old, field.new) for field in change.fields] == [("Text", "", "a"), ("Word", "a", "")]


def test_a_field_that_was_renamed_and_edited_is_one_change() -> None:
    old, new = (
        Snapshot(
            "", (SnapshotNote("g", 1, ("a", text), (), ""),), {1: SnapshotNoteType(1, "T", ("Front", name), (), "")}
        )
        for name, text in (("Back", "before"), ("Reply", "after"))
    )
    (change,) = compare(old, new).changed
    assert [(field.name, field.old, field.new) for field in change.fields] == [("Reply", "before", "after")]


def test_added_removed_renamed_and_note_types(edited: Project) -> None:
    text = EDITED.replace("id: token", "id: tokens")
    edited.write("cards/01.yaml", text)
    edited.write("cards/style.css", ".card { color: teal }\n")
    edited.write("cards/deck.yaml", "name: 모임\nid: seminar-1\nlanguage: ko\ntag: 세미나\n")
    out = edited.run("diff", RELEASE)[1]
    assert "! The deck is called '모임' now, before '세미나'" in out
    assert "! Another guid: whoever imports this gets a second note" in out, "matched by its first field"
    assert "~ note type 모임 · 용어: name, style\n" in out
    edited.write("cards/01.yaml", text.replace("term: 토큰", "term: 낱말"))
    out = edited.run("diff", RELEASE)[1]
    assert "- 토큰  (token)\n+ 낱말  (tokens)\n" in out


def test_git_revisions(edited: Project, git: Callable[..., str]) -> None:
    edited.write("cards/01.yaml", CARDS)
    git("add", "cards")
    git("commit", "-qm", "1")
    git("tag", "v1.0")
    edited.write("cards/01.yaml", EDITED)
    git("commit", "-qam", "2")
    for old in ("git:v1.0", "git:HEAD~1", "git:v1.0:cards", "git:v1.0:cards/"):
        assert edited.run("diff", old) == (0, MANY, ""), old
    assert edited.run("diff", "git:v1.0", "git:HEAD")[1] == MANY
    git("add", "-f", "output")
    git("commit", "-qm", "Keep the package")
    assert edited.run("diff", f"git:HEAD:{RELEASE}")[1] == MANY
    assert deckgen.diff("git:v1.0").changed[1].fields[0].name == "정의"


REFUSED = [
    ("git:nowhere", "git has no 'nowhere'"),
    ("git:--output=x", "git has no '--output=x'"),
    ("git:HEAD:decks", "git has no 'HEAD:decks'"),
    ("nowhere", "there is no 'nowhere'"),
    ("cards/01.yaml", "is not an Anki package"),
]


@pytest.mark.parametrize(("place", "message"), REFUSED)
def test_what_is_not_there_is_said(project: Project, git: Callable[..., str], place: str, message: str) -> None:
    git("add", "cards")
    git("commit", "-qm", "1")
    with pytest.raises(DeckgenError, match=message) as error:
        project.run("diff", place)
    assert error.value.hint


def test_a_last_release_that_is_not_here_is_said(released: Project) -> None:
    assert released.run("diff") == (0, "No difference.\n", "")
    shutil.rmtree(released.root / "output")
    with pytest.raises(DeckgenError, match="neither the package of release"):
        released.run("diff")


def test_without_a_repository_git_is_refused(project: Project) -> None:
    with pytest.raises(DeckgenError, match="git: "):
        project.run("diff", "git:HEAD")


def test_cards_with_errors_are_not_compared(edited: Project, git: Callable[..., str]) -> None:
    edited.write("cards/01.yaml", CARDS + "  - front: 아이디가 없나요?\n    back: 네\n")
    git("add", "cards")
    git("commit", "-qm", "1")
    with pytest.raises(DeckgenError, match=r"'cards' has errors: cards/01\.yaml:11:5: "):
        edited.run("diff", RELEASE)
    edited.write("cards/01.yaml", CARDS)
    with pytest.raises(DeckgenError, match=r"'git:HEAD:cards' has errors: git:HEAD:cards/01\.yaml:11:5: "):
        deckgen.diff("git:HEAD")


def test_notes_of_other_tools_are_matched_by_their_first_field(project: Project) -> None:
    old = by_another_tool(project.root / "old.apkg", {"Q1": "an old answer", "Q2": "same", "Q3": "gone"})
    new = by_another_tool(project.root / "new.apkg", {"Q1": "a new answer", "Q2": "same", "Q4": "come"})
    code, out, _ = project.run("diff", str(old), str(new))
    assert code == 0
    assert out == (
        "- Q3\n"
        "+ Q4\n"
        "~ Q1\n"
        "    ! Another guid: whoever imports this gets a second note, and keeps their reviews on the old one\n"
        "    Back: [-an old-]{+a new+} answer\n"
        "3 notes before, 3 now: 1 new, 1 changed, 1 removed\n"
    )


@pytest.mark.filterwarnings("ignore:Field contained the following invalid HTML tags")
def test_what_reads_the_same_is_no_change(project: Project) -> None:
    picture = project.write("map.png", b"map")
    renamed = project.write("map-0123456789ab.png", b"map")
    fronts = {"<b>Where</b>?": "<strong>Where</strong>?", "Is 3 < 5 > 2?": "<p>Is 3 &lt; 5 &gt; 2?</p>", "c": "c"}
    backs = ['<div>here</div><img src="map.png">', "yes&nbsp;it is", "a word"]
    others = ['<p>here</p>\n<img src="map-0123456789ab.png">', "yes it is", "a <b>word</b>"]
    old = by_another_tool(
        project.root / "old.apkg", dict(zip(fronts, backs, strict=True)), media=[picture], guids=fronts
    )
    new = by_another_tool(
        project.root / "new.apkg", dict(zip(fronts.values(), others, strict=True)), media=[renamed], guids=fronts
    )
    code, out, _ = project.run("diff", str(old), str(new))
    assert (code, out) == (
        0,
        "~ c\n"
        "    Back: a {+<b>+}word{+</b>+}\n"
        "2 notes are written otherwise and read the same\n"
        "3 notes before, 3 now: 0 new, 1 changed, 0 removed\n",
    )


def test_markdown_is_in_the_decks_language_and_shows_signs_as_they_are(edited: Project) -> None:
    edited.write("cards/01.yaml", EDITED + "  - front: '`*p` 는 무엇의 #1 인가요?'\n    id: pointer\n    back: a|b\n")
    out = edited.run("diff", RELEASE, "--format", "markdown")[1]
    assert out.startswith("노트 3개 → 4개: 새 카드 1 · 바뀐 카드 2 · 없어진 카드 0\n")
    assert "- \\*p 는 무엇의 \\#1 인가요? `pointer`" in out
    assert "- 정의: 모델이 글을 읽고 쓰는 <del>가장</del><ins>제일</ins> 작은" in out


WORDS = [
    ("같은 말", "같은 말", "같은 말"),
    ("모델을 줄인다", "모델이 준다", "[-모델을 줄인다-]{+모델이 준다+}"),
    ("왜 <b>빠른가</b>요?", "왜 <b>느린가</b>요?", "왜 [-빠른가요-]{+느린가요+}?"),
    ("<ul><li>하나</li><li>둘</li></ul>", "<ul><li>하나</li><li>셋</li></ul>", "• 하나\n• [-둘-]{+셋+}"),
    ("<b>굵게</b>", "<i>굵게</i>", "[-<b>-]{+<i>+}굵게[-</b>-]{+</i>+}"),
    ('<img src="a-1.svg" alt="표">', '<img src="a-2.svg" alt="표">', "[표 ([-a-1.svg-]{+a-2.svg+})]"),
    (r"\(x_1\)의 값", r"\(x_2\)의 값", r"\(x_[-1-]{+2+}\)의 값"),
    ("a &lt; b", "a &gt; b", "a [-<-]{+>+} b"),
    ("", "새것", "{+새것+}"),
    ("65,536개", "65,537개", "[-65,536개-]{+65,537개+}"),
]


@pytest.mark.parametrize(("old", "new", "expected"), WORDS)
def test_words(old: str, new: str, expected: str) -> None:
    marks = {Op.SAME: "{}", Op.OLD: "[-{}-]", Op.NEW: "{{+{}+}}"}
    pieces = word_diff(old, new)
    assert "".join(marks[piece.op].format(piece.text) for piece in pieces) == expected


def test_what_stayed_is_shortened_between_changes() -> None:
    long = " ".join(f"낱말{n}" for n in range(200))
    pieces = shorten(word_diff(f"{long} 하나 {long}", f"{long} 둘 {long}"))
    assert [piece.op for piece in pieces] == [Op.SAME, Op.OLD, Op.NEW, Op.SAME]
    assert max(len(piece.text) for piece in pieces) < 60
    assert pieces[0].text.startswith(" … ")
    assert pieces[0].text.endswith("낱말199 ")


def test_what_takes_too_long_to_compare_is_all_different() -> None:
    old, new = (" ".join(f"{n} {word}" for n in range(50_000)) for word in ("a", "b"))
    pieces = word_diff(old, new)
    assert len(pieces) < 1_000
    assert "".join(piece.text for piece in pieces if piece.op is not Op.NEW) == old
    assert "".join(piece.text for piece in pieces if piece.op is not Op.OLD) == new


def test_the_package_of_a_deck_in_subdecks_has_its_name(project: Project) -> None:
    project.write("cards/deck.yaml", f"{DECK}subdecks: true\n")
    assert project.run("build", "-o", "deck.apkg")[0] == 0
    assert project.run("diff", "deck.apkg")[1] == "No difference.\n"

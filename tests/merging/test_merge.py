"""What a member fixed in the real Anki comes back into the sources, and out again with the next release."""

import shutil

import pytest

from deckgen.exchange.merging.authored import Rewriter, merge3
from deckgen.model.diagnostics import DeckgenError
from deckgen.release.history import unite
from deckgen.release.ledger_file import format_ledger, read_ledger
from tests.compiler.project import Project

from .conftest import CARDS, DAY, FIRST, Member


def cards_of(project: Project) -> str:
    return (project.root / "cards/01.yaml").read_bytes().decode()


@pytest.mark.parametrize("legacy", [False, True])
def test_an_edit_moves_the_words_that_the_member_changed_and_nothing_else(
    project: Project, member: Member, *, legacy: bool
) -> None:
    member.write("gpu", "Back", "많이", "아주 많이")
    member.write("token", "Definition", "가장 작은", "제일 작은")
    member.write("lora", "Steps", "곱을 더합니다.", "곱을 가중치에 더합니다.")
    member.write("gap", "Cloze", "학습}}한다", "배움}}을 한다")
    member.write("flow", "Back", "yes", "<b>no</b>")
    before = project.files()
    code, said, _ = project.run("merge", str(member.export(legacy=legacy)))
    assert code == 0
    assert "한꺼번에 {+아주 +}많이" in said
    assert "5 cards changed by this member" in said
    assert "Nothing was written. Take what only the member changed with --apply" in said
    assert {**project.files(), "member.apkg": b""} == {**before, "member.apkg": b""}
    assert project.run("merge", "member.apkg", "--apply")[0] == 0
    expected = (
        CARDS.replace("한꺼번에** 많이", "한꺼번에** 아주 많이")
        .replace("가장 작은", "제일 작은")
        .replace("- 곱을 더합니다.", "- 곱을 가중치에 더합니다.")
        .replace("{{c2::학습}}한다", "{{c2::배움}}을 한다")
        .replace('"yes, it is"', '"**no**, it is"')
    )
    assert cards_of(project) == expected


def test_the_next_release_gives_it_to_all_and_the_member_loses_nothing(project: Project, member: Member) -> None:
    member.write("token", "Definition", "가장 작은", "제일 작은")
    member.write("gpu", "Back", "", " 내 메모")
    project.run("merge", str(member.export()), "--only", "token", "--apply")
    assert project.run("release")[0] == 0
    counts = member.receives(project.root / "output/semina-1.1.apkg")
    assert (counts["new"], counts["conflicting"]) == (0, 0)
    assert "제일 작은" in member.note("token")["Definition"]
    assert member.note("gpu")["Back"].endswith(" 내 메모")
    code, said, _ = project.run("merge", str(member.export()))
    assert code == 0
    assert "1 card changed by this member" in said


def test_what_both_changed_is_a_conflict(project: Project, member: Member) -> None:
    member.write("token", "Definition", "가장 작은", "제일 작은")
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "가장 작은 단위"))
    mine = cards_of(project)
    code, said, _ = project.run("merge", str(member.export()))
    assert code == 0
    assert "you changed it, too" in said
    assert "yours: 모델이 글을 읽고 쓰는 가장 작은 단위" in said
    assert "theirs: 모델이 글을 읽고 쓰는 제일 작은 조각" in said
    _, said, _ = project.run("merge", "member.apkg", "--apply")
    assert "0 cards written\n1 card left as it is: token\n" in said
    assert cards_of(project) == mine
    project.run("merge", "member.apkg", "--only", "token")
    assert cards_of(project) == mine
    _, said, _ = project.run("merge", "member.apkg", "--only", "token", "--apply")
    assert "1 card written\n" in said
    assert "changed by you, too" not in said
    assert cards_of(project) == CARDS.replace("가장 작은", "제일 작은")


def test_a_member_with_an_older_release_takes_nothing_back(project: Project, member: Member) -> None:
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "가장 작은 단위").replace("큰 두 행렬", "두 행렬"))
    assert project.run("release")[0] == 0
    member.write("token", "Example", "", "예를 들면 '안'")
    member.write("token", "Definition", "가장 작은", "제일 작은")
    member.write("gpu", "Back", "많이", "아주 많이")
    mine = cards_of(project)
    code, said, _ = project.run("merge", str(member.export()), "--apply")
    assert code == 0
    assert "2 cards changed by this member\n1 card of these changed by you, too" in said
    assert cards_of(project) == mine.replace("  id: token\n", "  id: token\n  example: 예를 들면 '안'\n").replace(
        "한꺼번에** 많이", "한꺼번에** 아주 많이"
    )


def test_what_a_draft_gave_is_not_the_members(project: Project, member: Member) -> None:
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "가장 작은 단위"))
    assert project.run("build", "-o", "draft.apkg")[0] == 0
    member.receives(project.root / "draft.apkg")
    assert "단위" in member.note("token")["Definition"]
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "가장 작은 것"))
    assert "0 cards changed" in project.run("merge", str(member.export()))[1]


@pytest.mark.parametrize("last", ["것", "조각"])
def test_who_has_an_earlier_draft_takes_nothing_back(project: Project, member: Member, last: str) -> None:
    """All drafts after a release have one name, and the last of them may say what the release did."""
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "가장 작은 단위"))
    assert project.run("build", "-o", "draft.apkg")[0] == 0
    member.receives(project.root / "draft.apkg")
    member.write("token", "Definition", "모델이", "모형이")
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", f"가장 작은 {last}"))
    mine = cards_of(project)
    assert project.run("build", "-o", "draft-2.apkg")[0] == 0
    said = project.run("merge", str(member.export()), "--apply")[1]
    assert "1 card of these changed by you, too" in said
    assert cards_of(project) == mine


@pytest.mark.parametrize("other", ["1.1", "1.1-other"])
@pytest.mark.parametrize("again", [False, True])
def test_a_member_of_one_branch_takes_nothing_back_that_another_released(
    project: Project, member: Member, monkeypatch: pytest.MonkeyPatch, other: str, *, again: bool
) -> None:
    """Two authors released on branches of their own, and merged; the member has the later, without the other's fix."""
    ledger, ours = project.cards / "released.jsonl", CARDS.replace("가장 작은 조각", "가장 작은 단위")
    before = ledger.read_bytes()
    project.write("cards/01.yaml", ours)
    assert project.run("release", "--version", "1.1")[0] == 0
    fixed = read_ledger(project.cards)[0]
    ledger.write_bytes(before)
    for path in (*project.root.glob("output/*1.1*"), *project.root.glob("cards/releases/1.1*")):
        path.unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 2 * DAY))
    example = ("  id: token\n", "  id: token\n  example: 보기\n")
    project.write("cards/01.yaml", CARDS.replace(*example))
    assert project.run("release", "--version", other)[0] == 0
    member.receives(project.root / f"output/semina-{other}.apkg")
    member.write("token", "Definition", "가장 작은", "제일 작은")
    ledger.write_text(format_ledger(unite(fixed, read_ledger(project.cards)[0])), encoding="utf-8")
    project.write("cards/01.yaml", ours.replace(*example))
    project.write("cards/releases/1.1.md", "")
    if again:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 3 * DAY))
        assert project.run("release", "--version", "1.2")[0] == 0
    mine = cards_of(project)
    said = project.run("merge", str(member.export()), "--apply")[1]
    assert "1 card of these changed by you, too" in said
    assert cards_of(project) == mine


def test_where_the_record_of_what_was_given_is_lost_nothing_is_taken_back(project: Project, member: Member) -> None:
    ledger = project.cards / "released.jsonl"
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    ledger.write_text("".join(line for line in lines if not line.startswith("[")), encoding="utf-8")
    shutil.rmtree(project.root / "output")
    assert project.run("release", "--repair")[0] == 0
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "가장 작은 단위"))
    mine = cards_of(project)
    said = project.run("merge", str(member.export()), "--apply")[1]
    assert "1 card not compared: of another kind since, or no record says what the member was given" in said
    assert cards_of(project) == mine


def test_what_is_to_be_written_by_hand_shows_the_change(project: Project, member: Member) -> None:
    member.write("gpu", "Back", "같은", '<span style="color: red;">같은</span>')
    member.write("token", "Definition", member.note("token")["Definition"], "")
    said = project.run("merge", str(member.export()), "--apply")[1]
    assert '{+<span style="color: red;">+}같은{+</span>+}' in said
    assert "[-모델이 글을 읽고 쓰는 가장 작은 조각: token-]" in said


@pytest.mark.parametrize(
    ("card", "field", "old", "new", "why"),
    [
        ("flow", "Reverse", "", "뭐라고", "'reverse' must be true or false"),
        ("flow", "Back", "yes", '<img src="none.png">', "none.png"),
        ("gap", "Cloze", "{{c1::작은 두 행렬}}을 {{c2::학습}}한다.", "빈칸이 없다", "no card"),
        ("gpu", "Front", "GPU는 왜 빠른가요?", "", "is empty"),
        ("lora", "Steps", "</ol>", "</ol>그리고 끝", "text around them"),
        ("lora", "Steps", "<ol", "먼저: <ol", "text around them"),
        ("lora", "Steps", "<li>곱을 더합니다.</li>", "", "the list has different items"),
        ("gpu", "Back", "많이", "<table><tr><td rowspan=2>x</td></tr></table>", "no Markdown gives exactly"),
        ("why", "Context", "작은 두 행렬", "큰 두 행렬", "it is the front of the card that it follows"),
    ],
)
def test_what_check_refuses_or_nothing_can_hold_is_named_and_left(
    project: Project, member: Member, card: str, field: str, old: str, new: str, why: str
) -> None:
    below = "  followups: [{question: 왜?, id: why, answer: 그냥}]\n"
    project.write("cards/01.yaml", CARDS.replace("  id: gap\n", f"  id: gap\n{below}"))
    assert project.run("release")[0] == 0
    member.receives(project.root / "output/semina-1.1.apkg")
    before = cards_of(project)
    member.write(card, field, old, new)
    member.write("token", "Definition", "가장 작은", "제일 작은")
    code, said, _ = project.run("merge", str(member.export()), "--apply")
    assert (code, cards_of(project)) == (0, before.replace("가장 작은", "제일 작은"))
    assert f"! {card}: '" in said
    assert why in said
    assert project.run("check")[0] == 0


def test_two_members_texts_for_one_place_are_left_to_the_author(project: Project, member: Member) -> None:
    below = "  followups: [{question: 왜?, id: why, answer: 그냥}]\n"
    project.write("cards/01.yaml", CARDS.replace("  id: token\n", f"  id: token\n{below}"))
    assert project.run("release")[0] == 0
    member.receives(project.root / "output/semina-1.1.apkg")
    member.write("token", "Sources", "책 1", "책 3")
    member.write("why", "Sources", "책 1", "책 4")
    code, said, _ = project.run("merge", str(member.export()), "--apply")
    assert code == 0
    assert "why: '출처' must be edited by hand: another card shows the same text, in another version" in said
    assert '["책 3", ' in cards_of(project)


def test_pictures_of_the_members_come_along_and_the_authors_of_the_same_name_stays(
    project: Project, member: Member
) -> None:
    media = member.collection.media
    own, same = media.write_data("내 그림.png", b"mine"), media.write_data("flow.png", b"the member's")
    project.write("cards/media/flow.png", b"the author's")
    member.write("gpu", "Back", "", f'<br><img src="{own}"><img src="{same}">')
    assert project.run("merge", str(member.export()), "--apply")[0] == 0
    files = {path.name: path.read_bytes() for path in (project.cards / "media").glob("*.png")}
    assert files == {"표.png": b"png", own: b"mine", "flow.png": b"the author's", "flow-2.png": b"the member's"}
    assert "CPU는 $n$개를 *차례로* 합니다.\\" in cards_of(project)
    assert f"media/{own})" in cards_of(project)
    assert "media/flow-2.png)" in cards_of(project)
    assert project.run("check")[0] == 0


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("a b c d", "a x c d", "a b c y", "a x c y"),
        ("a b c d", "a x c d", "a y c d", None),
        ("a b c d", "a b x d", "a y c d", "a y x d"),
        ("a b c d", "a x d", "a b y d", None),
        ("a b", "a b c", "x a b", "x a b c"),
        ("a b c", "a b c d", "a b new c", "a b new c d"),
        ("a b c", "c", "a b x c", "x c"),
        ("a b", "b a", "a c b", None),
        ("a", "a", "b", "b"),
    ],
)
def test_words_that_both_changed_are_never_merged(base: str, ours: str, theirs: str, merged: str | None) -> None:
    assert merge3(base, ours, theirs) == merged


def test_a_members_html_that_deletions_make_unsafe_is_not_taken() -> None:
    assert Rewriter({}, {}).html(r"\(\h{{c1::ref}}{a}{b}\)") is None
    assert Rewriter({}, {}).html("{{c1::x}} <b>y</b>") is not None


def test_only_what_is_there(project: Project, member: Member) -> None:
    with pytest.raises(DeckgenError, match="nothing in nowhere"):
        project.run("merge", str(member.export()), "--only", "nowhere")


def test_signs_that_nobody_sees_and_no_source_holds_stay_out(project: Project, member: Member) -> None:
    member.write("token", "Definition", "가장 작은", "제일\x93 작은\u2028")
    member.write("flow", "Front", "flow", "<b>" * 2_000 + "flow")
    code, said, _ = project.run("merge", str(member.export()), "--apply")
    assert code == 0
    assert cards_of(project) == CARDS.replace("가장 작은", "제일 작은")
    assert "flow: '앞면' must be edited by hand" in said

"""What a member mended in the real Anki comes back into the sources, and out again with the next release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deckgen.model.diagnostics import DeckgenError

from .conftest import CARDS

if TYPE_CHECKING:
    from tests.compiler.project import Project

    from .conftest import Member


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
    assert "한꺼번에{+ 아주+} 많이" in said
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
    project.run("merge", str(member.export()), "--only", "token")
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
    project.run("merge", "member.apkg", "--apply")
    assert cards_of(project) == mine
    project.run("merge", "member.apkg", "--only", "token")
    assert cards_of(project) == CARDS.replace("가장 작은", "제일 작은")


def test_a_member_with_an_older_release_takes_nothing_back(project: Project, member: Member) -> None:
    project.write("cards/01.yaml", CARDS.replace("가장 작은 조각", "가장 작은 단위"))
    assert project.run("release")[0] == 0
    member.write("token", "Example", "", "예를 들면 '안'")
    mine = cards_of(project)
    code, said, _ = project.run("merge", str(member.export()), "--apply")
    assert code == 0
    assert "1 card not compared: written in an older release" in said
    assert cards_of(project) == mine
    code, said, _ = project.run("merge", "member.apkg", "--apply", "--released", "output/semina-1.0.apkg")
    assert cards_of(project) == mine.replace("  id: token\n", "  id: token\n  example: 예를 들면 '안'\n")


def test_a_picture_of_the_members_comes_along(project: Project, member: Member) -> None:
    name = member.collection.media.write_data("내 그림.png", b"mine")
    member.write("gpu", "Back", "", f'<br><img src="{name}">')
    project.run("merge", str(member.export()), "--apply")
    assert (project.cards / "media" / name).read_bytes() == b"mine"
    assert "CPU는 $n$개를 *차례로* 합니다.\\" in cards_of(project)
    assert f"media/{name})" in cards_of(project)
    assert project.run("check", "cards")[0] == 0
    assert project.run("release")[0] == 0


def test_what_cannot_be_written_is_told_and_left(project: Project, member: Member) -> None:
    member.write("lora", "Steps", "<li>곱을 더합니다.</li>", "")
    member.write("token", "Definition", "조각", '<span style="color: red">조각</span>')
    member.write("gpu", "Back", "많이", "<table><tr><td rowspan=2>x</td></tr></table>")
    code, said, _ = project.run("merge", str(member.export()), "--apply")
    assert code == 0
    assert "lora: '단계' must be edited by hand: the list has different items" in said
    assert "gpu" in said


def test_tags_and_notes_of_the_members_own_are_left_out(project: Project, member: Member) -> None:
    note = member.note("token")
    note.tags.append("내것")
    member.collection.update_note(note)
    note_type, deck = note.note_type(), member.collection.decks.id_for_name("세미나")
    assert note_type is not None
    assert deck is not None
    own = member.collection.new_note(note_type)
    own.fields[0] = "내 용어"
    member.collection.add_note(own, deck)
    basic = member.collection.models.by_name("Basic")
    assert basic is not None
    other = member.collection.new_note(basic)
    other.fields[0] = "내 질문"
    member.collection.add_note(other, deck)
    before = cards_of(project)
    code, said, _ = project.run("merge", str(member.export()), "--apply")
    assert code == 0
    assert (
        "1 note of the member's own left out: write it as a card with --notes\n"
        "1 note left out: of no note type of this deck\n"
        "tags of the member's own left out on 1 card: write them with --tags\n" in said
    )
    assert cards_of(project) == before


def test_tags_of_the_members_own_come_where_asked_for(project: Project, member: Member) -> None:
    for card, tags in {"token": ["내것", "leech", "a,b::둘"], "gap": ["내것"], "flow": ["yes"], "gpu": ["x"]}.items():
        note = member.note(card)
        note.tags += tags
        member.collection.update_note(note)
    member.write("token", "Definition", "가장 작은", "제일 작은")
    code, said, _ = project.run("merge", str(member.export()), "--tags", "--only", "token", "--only", "gap")
    assert code == 0
    assert "--tags" not in said
    code, said, _ = project.run("merge", "member.apkg", "--tags")
    assert "~ cards/01.yaml" in said
    mine = (
        CARDS.replace("가장 작은", "제일 작은")
        .replace("  id: token\n", "  id: token\n  tags: ['a,b::둘', 내것]\n")
        .replace("  id: gap\n", "  id: gap\n  tags: [내것]\n")
        .replace("id: flow,", "id: flow, tags: ['yes'],")
        .replace("  id: gpu   # never change\n", "  id: gpu   # never change\n  tags: [x]\n")
    )
    assert cards_of(project) == mine
    assert "tags" not in project.run("merge", "member.apkg", "--tags")[1]
    assert cards_of(project) == mine
    assert project.run("release")[0] == 0
    assert member.receives(project.root / "output/semina-1.1.apkg")["conflicting"] == 0
    assert "내것" in member.note("gap").tags
    assert "tags" not in project.run("merge", str(member.export()))[1]


def test_a_card_that_follows_another_keeps_the_tags_that_it_has_from_it(project: Project, member: Member) -> None:
    below = "  followups: [{question: 왜?, id: why, answer: 그냥}]\n"
    project.write("cards/01.yaml", CARDS.replace("  id: gap\n", f"  id: gap\n  tags: [t]\n{below}"))
    assert project.run("release")[0] == 0
    member.receives(project.root / "output/semina-1.1.apkg")
    note = member.note("why")
    note.tags.append("내것")
    member.collection.update_note(note)
    before = cards_of(project)
    code, said, _ = project.run("merge", str(member.export()), "--tags")
    assert (code, cards_of(project)) == (0, before)
    assert (
        "why: 'tags' must be edited by hand: it has the tags of the card that it follows; the member's are 내것" in said
    )


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

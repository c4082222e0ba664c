"""Bad input: each mistake is named with its place, its rule and a way out, and harms nothing on the disk."""

import re
from pathlib import Path

import pytest

from deckgen import DeckgenError
from deckgen.model.diagnostics import Severity
from deckgen.sources.yaml_reader import parse
from tests.words.english import english

from .project import CARD, FIXTURES, MISTAKES, OLD_PACKAGE, Case, Project, cases, closed, only, posix

PLACE = re.compile(r"^(\S[^:]*):(\d+):(\d+): (error|warning)\[([a-z0-9-]+)\]: \S", re.MULTILINE)


def write(case: Case, project: Project) -> None:
    project.write_all(case.given)
    if "in case only" in case.title:
        _needs_case(project.cards / "media", 2)


def _needs_case(folder: Path, files: int) -> None:
    if len(list(folder.iterdir())) < files:
        pytest.skip("this disk does not tell case and form apart")


@pytest.mark.parametrize("case", cases(FIXTURES / "bad_input.txt"), ids=lambda case: case.title)
def test_a_mistake_is_named_with_its_place_and_a_way_out(case: Case, project: Project) -> None:
    write(case, project)
    _, diagnostics = project.load()
    assert "".join(f"{d}\n" for d in diagnostics) == case.expected
    assert all(d.hint for d in diagnostics), "a mistake without a way out"


@pytest.mark.parametrize("case", cases(MISTAKES), ids=lambda case: case.title)
def test_a_mistake_of_a_beginner_is_shown_in_its_line_and_in_korean_too(case: Case, project: Project) -> None:
    project.write_all(case.given)
    assert project.run("--lang", "en", "check")[1] == case.expected
    if case.title.startswith("fine"):
        assert "no problems" in case.expected
    else:
        assert PLACE.search(case.expected)
        assert re.search(r"^  hint: .+", case.expected, re.MULTILINE)
    printed = project.run("--lang", "ko", "check")[1]
    assert re.search("(오류|경고).*[가-힣]|문제 없음", printed)
    assert not english(printed), printed


def test_an_error_stops_the_build_and_harms_nothing(project: Project) -> None:
    write(next(case for case in cases(FIXTURES / "bad_input.txt") if "error[" in case.expected), project)
    project.write("output/Test-deck-draft.apkg", OLD_PACKAGE)
    before = project.files()
    code, _, said = project.run("build", "cards")
    assert code == 1
    assert PLACE.search(said)
    assert project.files() == before


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1f", "\x7f", "\x85", "\u2028", "\ufffe", "\ufdd0"])
def test_an_invisible_character_is_found_where_it_is(character: str, project: Project) -> None:
    project.write("cards/01.yaml", f"category: A\ncards:\n  - front: 한글{character}\n    id: a\n    back: b\n")
    found = only(project)
    assert (found.rule, str(found.span)) == ("control-character", "cards/01.yaml:3:14")
    assert f"U+{ord(character):04X}" in found.message


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("category: 가\ncards: 나".encode("cp949"), "1:11"),
        ("category: 가\n".encode() + b"x\xff", "2:2"),
        (b"\xef\xbb\xbfab\xffc", "1:3"),
        ("category: A".encode("utf-16"), "1:1"),
        (b"category: \xed\xa0\x80", "1:11"),
    ],
)
def test_a_file_that_is_not_utf8_is_named_with_the_byte(data: bytes, place: str, project: Project) -> None:
    project.write("cards/01.yaml", data)
    found = only(project)
    assert (found.rule, str(found.span)) == ("not-utf8", f"cards/01.yaml:{place}")


def test_places_count_the_same_under_every_line_end(project: Project) -> None:
    for end in ("\n", "\r\n", "\r"):
        project.write("cards/01.yaml", "\ufeff" + CARD.replace("id: a", "id: 두 단어").replace("\n", end))
        assert str(only(project).span) == "cards/01.yaml:3:20"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[" * 100_000, "too-deep"),
        ("{a: " * 100_000, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("a: &a [x]\nb: &b [" + "*a," * 9 + "]\n", "yaml-alias"),
        (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 12)),
            "yaml-alias",
        ),
        ("a: &a " + "x" * 1_000_000 + "\nb: [" + "*a," * 1_000 + "]\n", "yaml-alias"),
        ("".join(f"a{n}: &a{n} [{f'*a{n - 1}' if n else 'x'}]\n" for n in range(500)), "yaml-alias"),
        ("- &a [*a]", "yaml-alias"),
        ("&a {*a : b}", "yaml-alias"),
    ],
)
def test_a_malicious_file_costs_nothing(text: str, rule: str | None) -> None:
    _, diagnostics = parse(text, "x.yaml")
    assert {d.rule for d in diagnostics if d.is_error} == ({rule} if rule else set())


def test_scalars_stay_as_they_are_typed(project: Project) -> None:
    project.write(
        "cards/01.yaml",
        "category: 2024\ncards:\n  - {front: no, id: 007, back: 1.10}\n"
        "  - {front: 2024-01-01, id: 2024-01-01, back: 1e3}\n"
        "  - {front: 0o17, id: yes, back: .inf}\n  - {front: !!str 5, id: s, back: ~}\n",
    )
    deck = project.clean()
    assert [(n.id, *n.fields[:2]) for n in deck.notes] == [
        ("007", "no", "1.10"),
        ("2024-01-01", "2024-01-01", "1e3"),
        ("yes", "0o17", ".inf"),
        ("s", "5", "~"),
    ]
    assert {n.category for n in deck.notes} == {"2024"}


def test_composed_and_decomposed_ids_are_one(project: Project) -> None:
    composed, decomposed = "é가", "e\u0301\u1100\u1161"
    project.write("cards/01.yaml", f"category: A\ncards:\n  - {{front: a, id: {composed}, back: b}}\n")
    project.write("cards/02.yaml", f"category: A\ncards:\n  - {{front: a, id: {decomposed}, back: b}}\n")
    assert only(project).rule == "duplicate-id"
    project.write("cards/02.yaml", f"category: A\ncards:\n  - {{front: a, id: b, back: b, requires: {decomposed}}}\n")
    assert [note.id for note in project.clean().notes] == [composed, "b"]


def test_what_is_no_card_file_is_left_alone(project: Project) -> None:
    project.write("cards/x.yaml/01.yml", CARD)
    for path in (".hidden.yaml", ".git/x.yaml", "media/x.yaml", "notes.txt", "01.yaml~", "deck.yml"):
        project.write(f"cards/{path}", "{{{ not yaml")
    assert len(project.clean().notes) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("01.yaml", "01.YAML"), ("lora.yaml", "LoRA.yaml"), ("각.yaml", "\u1100\u1161\u11a8.yaml")]
)
def test_two_card_files_that_are_one_elsewhere_stop_the_build(one: str, other: str, project: Project) -> None:
    project.write(f"cards/deep/{one}", CARD)
    project.write(f"cards/deep/{other}", CARD.replace("id: a", "id: b"))
    _needs_case(project.cards / "deep", 2)
    with pytest.raises(DeckgenError, match="differ only in case or Unicode form") as error:
        project.load()
    assert one in str(error.value)
    assert other in str(error.value)


@posix
def test_a_broken_link_is_reported_and_a_loop_ends(project: Project) -> None:
    project.write("cards/00.yaml", CARD)
    (project.cards / "01.yaml").symlink_to("nowhere.yaml")
    (project.cards / "02.yaml").symlink_to("02.yaml")
    (project.cards / "deeper").symlink_to(".")
    _, diagnostics = project.load()
    assert [(str(d.span), d.rule) for d in diagnostics] == [
        ("cards/01.yaml:1:1", "no-access"),
        ("cards/02.yaml:1:1", "no-access"),
    ]


@posix
def test_folders_that_are_links_are_followed_within_the_deck(project: Project) -> None:
    project.write("cards/one/01.yaml", CARD)
    (project.cards / "deeper").symlink_to("one")
    assert [str(note.span) for note in project.clean().notes] == ["cards/deeper/01.yaml:3:5"]
    project.write("shared/01.yaml", CARD)
    (project.cards / "out").symlink_to("../shared")
    with pytest.raises(DeckgenError, match=r"'cards/out' is a link that leads out of the deck"):
        project.load()


@posix
def test_what_cannot_be_read_is_reported(project: Project) -> None:
    """Its cards would be missing in silence, and retired by the next release."""
    project.write("cards/closed/01.yaml", CARD)
    with closed(project, project.cards / "closed", 0), pytest.raises(DeckgenError) as error:
        project.run("check", "cards")
    assert error.value.message == "'cards/closed' cannot be read: Permission denied"
    assert error.value.hint
    with closed(project, project.cards / "closed/01.yaml", 0):
        found = only(project)
    assert (found.rule, found.message) == ("no-access", "'cards/closed/01.yaml' cannot be read: Permission denied")


def test_a_deck_without_deck_yaml_says_how_to_bring_it_back(project: Project) -> None:
    (project.cards / "deck.yaml").unlink()
    project.write("cards/01.yaml", CARD)
    found = only(project)
    assert (found.rule, found.span.path) == ("missing-deck", "cards/deck.yaml")
    assert "git log -- cards/deck.yaml" in found.hint


def test_an_empty_cards_folder_is_a_warning(project: Project) -> None:
    found = only(project)
    assert (found.rule, found.severity, found.span.path) == ("no-cards", Severity.WARNING, "cards")

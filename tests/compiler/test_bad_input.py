"""Bad input: each mistake is named with its place, its rule and a way out, and harms nothing on the disk."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen import DeckgenError
from deckgen.apkg import Stamps, package_bytes
from deckgen.diagnostics import Severity, has_errors
from deckgen.files import safe_name, write_atomically
from deckgen.kinds import builtin_kinds
from deckgen.pipeline import load
from deckgen.source import parse

from .project import OLD_PACKAGE, Case, Project, cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen import Diagnostic

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes, links for everyone, or signals of this kind")
CARD = "category: A\ncards:\n  - {front: a, id: a, back: b}\n"
PLACE = re.compile(r"^(\S[^:]*):(\d+):(\d+): (error|warning)\[([a-z0-9-]+)\]: \S", re.MULTILINE)


@pytest.mark.parametrize("case", cases("bad_input.txt"), ids=lambda case: case.title)
def test_a_mistake_is_named_with_its_place_and_a_way_out(case: Case, project: Project) -> None:
    project.write_all(case.given)
    if "in case only" in case.title and len(list((project.cards / "media").iterdir())) == 1:
        pytest.skip("this disk does not tell case apart")
    _, diagnostics = project.load()
    assert "".join(f"{d}\n" for d in diagnostics) == case.expected
    assert all(d.hint for d in diagnostics), "a mistake without a way out"


@pytest.mark.parametrize(
    "case", [c for c in cases("bad_input.txt") if "error[" in c.expected], ids=lambda case: case.title
)
def test_an_error_stops_the_build_and_harms_nothing(case: Case, project: Project) -> None:
    project.write_all(case.given)
    project.write("output/Test-deck.apkg", OLD_PACKAGE)
    before = project.files()
    code, _, said = project.run("build", "cards")
    assert code == 1
    assert PLACE.search(said)
    assert "Traceback" not in said
    assert project.files() == before


def only(project: Project) -> Diagnostic:
    """The one diagnostic of a project, which has a hint."""
    _, diagnostics = project.load()
    assert len(diagnostics) == 1, [str(d) for d in diagnostics]
    assert diagnostics[0].hint
    return diagnostics[0]


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1f", "\x7f", "\x85", "\u2028", "\ufffe", "\ufdd0"])
def test_an_invisible_sign_is_found_where_it_stands(sign: str, project: Project) -> None:
    project.write("cards/01.yaml", f"category: A\ncards:\n  - front: 한글{sign}\n    id: a\n    back: b\n")
    found = only(project)
    assert (found.rule, str(found.span)) == ("control-character", "cards/01.yaml:3:14")
    assert f"U+{ord(sign):04X}" in found.message


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


@pytest.mark.parametrize("text", ["\ufeff" + CARD, CARD.replace("\n", "\r\n"), CARD.replace("\n", "\r"), CARD.rstrip()])
def test_byte_order_marks_and_line_ends_mean_nothing(text: str, project: Project) -> None:
    project.write("cards/01.yaml", text)
    assert [note.fields[:2] for note in project.clean().notes] == [("a", "b")]


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
        ("a: &a [x]\nb: &b [" + "*a," * 9 + "]\n", None),
        (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 12)),
            "alias-explosion",
        ),
        ("a: &a " + "x" * 1_000_000 + "\nb: [" + "*a," * 1_000 + "]\n", "alias-explosion"),
        ("".join(f"a{n}: &a{n} [{f'*a{n - 1}' if n else 'x'}]\n" for n in range(500)), None),
        ("- &a [*a]", "alias-loop"),
        ("&a {*a : b}", "alias-loop"),
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


def test_a_folder_with_a_card_files_name_is_only_a_folder(project: Project) -> None:
    project.write("cards/x.yaml/01.yaml", CARD)
    assert [note.span.path for note in project.clean().notes] == ["cards/x.yaml/01.yaml"]


def test_what_is_no_card_file_is_left_alone(project: Project) -> None:
    project.write("cards/01.yml", CARD)
    for path in (".hidden.yaml", ".git/x.yaml", "media/x.yaml", "notes.txt", "01.yaml~", "deck.yml"):
        project.write(f"cards/{path}", "{{{ not yaml")
    assert len(project.clean().notes) == 1


@posix
def test_a_broken_link_is_reported_and_a_loop_ends(project: Project) -> None:
    project.write("cards/00.yaml", CARD)
    (project.cards / "01.yaml").symlink_to("nowhere.yaml")
    (project.cards / "02.yaml").symlink_to("02.yaml")
    (project.cards / "deeper").symlink_to(".")
    _, diagnostics = project.load()
    assert [(str(d.span), d.rule) for d in diagnostics] == [
        ("cards/01.yaml:1:1", "unreadable-file"),
        ("cards/02.yaml:1:1", "unreadable-file"),
    ]


@posix
def test_folders_that_are_links_are_followed_within_the_project(project: Project) -> None:
    project.write("shared/01.yaml", CARD)
    project.write("shared/kinds/02.yaml", CARD.replace("id: a", "id: b"))
    (project.cards / "deeper").symlink_to("../shared")
    assert [str(note.span) for note in project.clean().notes] == [
        "cards/deeper/01.yaml:3:5",
        "cards/deeper/kinds/02.yaml:3:5",
    ]
    (project.cards / "out").symlink_to("/usr")
    with pytest.raises(DeckgenError, match=r"'cards/out' is a link that leads out of the project"):
        project.load()


@contextmanager
def closed(project: Project, folder: Path, mode: int) -> Iterator[None]:
    """A folder with fewer permissions; they mean nothing to root, who is someone else for that while."""
    project.run("check", "cards")  # what is imported now need not be readable then
    root = os.geteuid() == 0
    folder.chmod(mode)
    if root:
        for above in (project.root, *project.root.parents[:2]):
            above.chmod(0o755)
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@posix
def test_a_folder_that_cannot_be_read_is_told(project: Project) -> None:
    """Its cards would be missing in silence, and retired by the next release."""
    project.write("cards/closed/01.yaml", CARD)
    with closed(project, project.cards / "closed", 0), pytest.raises(DeckgenError) as error:
        project.run("check", "cards")
    assert error.value.message == "'cards/closed' cannot be read: Permission denied"
    assert error.value.hint


@posix
def test_a_file_that_cannot_be_read_is_told(project: Project) -> None:
    file = project.write("cards/01.yaml", CARD)
    with closed(project, file, 0):
        found = only(project)
    assert (found.rule, str(found.span), found.message) == (
        "unreadable-file",
        "cards/01.yaml:1:1",
        "cannot be read: Permission denied",
    )


@posix
def test_an_output_folder_that_is_read_only_is_told(project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    project.run("build", "cards")
    project.write("output/Test-deck.apkg", OLD_PACKAGE)
    with (
        closed(project, project.root / "output", 0o555),
        pytest.raises(DeckgenError, match="cannot be written") as error,
    ):
        project.run("build", "cards")
    assert "Permission denied" in error.value.message
    assert {p.name: p.read_bytes() for p in (project.root / "output").iterdir()} == {"Test-deck.apkg": OLD_PACKAGE}


@posix
@pytest.mark.parametrize(
    ("content", "rule"),
    [(b".card { color: \xff }", "not-utf8"), (b"a\x1fb", "control-character"), (None, "unreadable-file")],
)
def test_a_bad_style_sheet_is_an_error(content: bytes | None, rule: str, project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    if content is None:
        (project.cards / "style.css").symlink_to("style.css")
    else:
        project.write("cards/style.css", content)
    found = only(project)
    assert (found.rule, found.span.path) == (rule, "cards/style.css")


def test_a_deck_without_deck_yaml_says_how_to_write_one(project: Project) -> None:
    (project.cards / "deck.yaml").unlink()
    project.write("cards/01.yaml", CARD)
    found = only(project)
    assert (found.rule, found.span.path) == ("missing-deck", "cards/deck.yaml")
    assert "name" in found.hint
    assert "id" in found.hint


def test_an_empty_cards_folder_is_a_warning(project: Project) -> None:
    found = only(project)
    assert (found.rule, found.severity, found.span.path) == ("no-cards", Severity.WARNING, "cards")


@pytest.mark.parametrize("command", ["build", "check"])
def test_no_cards_folder_is_one_clear_sentence(command: str, project: Project) -> None:
    with pytest.raises(DeckgenError, match="no cards folder at 'elsewhere'") as error:
        project.run(command, "elsewhere")
    assert "deck.yaml" in error.value.hint


# --- media ------------------------------------------------------------------------------------------


def picture(project: Project, path: str) -> None:
    project.write("cards/01.yaml", f"category: A\ncards:\n  - {{front: '![x]({path})', id: a, back: b}}\n")


@posix
def test_a_link_out_of_media_is_refused(project: Project) -> None:
    secret = project.write("secret.svg", "<svg/>")
    project.write("cards/media/here.svg", "<svg/>")
    (project.cards / "media" / "out.svg").symlink_to(secret)
    (project.cards / "media" / "in.svg").symlink_to("here.svg")
    picture(project, "media/out.svg")
    assert only(project).rule == "media-outside"
    picture(project, "media/in.svg")
    project.clean()


@posix
def test_media_may_be_a_link_inside_the_project_only(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project.write("shared/x.svg", "<svg/>")
    (project.cards / "media").symlink_to("../shared")
    picture(project, "media/x.svg")
    project.clean()
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.svg").write_text("<svg/>")
    (project.cards / "media").unlink()
    (project.cards / "media").symlink_to(outside)
    assert only(project).rule == "media-outside"


@posix
def test_loops_of_links_in_media_end(project: Project) -> None:
    project.write("cards/media/x.svg", "<svg/>")
    (project.cards / "media" / "deeper").symlink_to(".")
    (project.cards / "media" / "self.svg").symlink_to("self.svg")
    picture(project, "media/x.svg")
    project.clean()
    picture(project, "media/deeper/x.svg")
    assert (only(project).rule, "link" in only(project).hint) == ("media-missing", True)
    picture(project, "media/self.svg")
    assert only(project).rule == "media-missing"


@posix
def test_a_media_folder_that_is_a_loop_or_a_file(project: Project) -> None:
    picture(project, "media/x.svg")
    (project.cards / "media").symlink_to("media")
    assert only(project).rule == "media-missing"
    (project.cards / "media").unlink()
    project.write("cards/media", "a file")
    assert only(project).rule == "media-missing"


@posix
def test_a_pipe_in_media_does_not_hang_the_build(project: Project) -> None:
    (project.cards / "media").mkdir()
    os.mkfifo(project.cards / "media" / "x.svg")
    picture(project, "media/x.svg")
    assert only(project).rule == "media-missing"


# --- output -----------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("output", "made"),
    [
        ("file/deck.apkg", "file"),
        ("output/" + "가" * 100 + ".apkg", None),
        ("/proc/deck.apkg", None),
        ("/dev/null/deck.apkg", None),
        ("loop/deck.apkg", "loop"),
    ],
)
def test_an_output_that_cannot_be_written_is_an_error(output: str, made: str | None, project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    if made == "loop":
        (project.root / "loop").symlink_to("loop")
    elif made:
        project.write(made, "in the way")
    before = project.files()
    with pytest.raises(DeckgenError, match="cannot be written") as error:
        project.run("build", "cards", "-o", output)
    assert error.value.hint
    assert project.files() == before


def test_the_default_output_may_be_a_folder_in_the_way(project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    project.write("output/Test-deck.apkg/kept.txt", "kept")
    before = project.files()
    with pytest.raises(DeckgenError, match="cannot be written"):
        project.run("build", "cards")
    assert project.files() == before


@posix
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    target = tmp_path / "deck.apkg"
    target.write_bytes(OLD_PACKAGE)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(DeckgenError, match="File too large"):
            write_atomically(target, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"deck.apkg": OLD_PACKAGE}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LLM 경량화 세미나", "LLM-경량화-세미나"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("..", "deck"),
        ("CON", "CON-deck"),
        ("nul.x", "nul.x-deck"),
        ("가" * 300, "가" * 60),
        ("e\u0301", "é"),
    ],
)
def test_every_name_makes_a_file_name(name: str, expected: str) -> None:
    assert safe_name(name) == expected


def test_a_deck_with_a_long_name_builds(project: Project) -> None:
    project.write("cards/deck.yaml", f"name: {'가' * 300}\nid: x\n")
    project.write("cards/01.yaml", CARD)
    assert project.run("build", "cards")[0] == 0


@posix
def test_the_package_has_the_permissions_that_the_umask_says(project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    mask = os.umask(0o027)
    try:
        project.run("build", "cards")
    finally:
        os.umask(mask)
    assert (project.root / "output" / "Test-deck.apkg").stat().st_mode & 0o777 == 0o640


@posix
def test_ctrl_c_ends_with_130_and_keeps_the_old_package(project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    # a file that only the end of a pipe would complete: the build waits in it, whatever the machine's speed
    os.mkfifo(project.root / "pipe")
    (project.cards / "style.css").symlink_to("../pipe")
    project.write("output/Test-deck.apkg", OLD_PACKAGE)
    process = subprocess.Popen([sys.executable, "-m", "deckgen", "build", "cards"], stderr=subprocess.PIPE, text=True)
    with (project.root / "pipe").open("wb"):  # opens when the build has opened its end
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert [p.name for p in (project.root / "output").iterdir()] == ["Test-deck.apkg"]
    assert (project.root / "output" / "Test-deck.apkg").read_bytes() == OLD_PACKAGE


# --- anything ---------------------------------------------------------------------------------------

SIGNS = st.text(st.sampled_from("ab가:-?,[]{}#&*!|>'\"%@` \n\t~<$\\\x1f\ufeff\u2028é=.0"), max_size=60)


@given(SIGNS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_tree_or_a_diagnostic(text: str) -> None:
    source, diagnostics = parse(text, "x.yaml")
    height = text.replace("\r", "\n").count("\n") + 1
    assert source.root is not None or diagnostics
    assert all(1 <= d.span.line <= height + 1 and d.span.column >= 1 and d.hint for d in diagnostics)


SCRAPS = [
    *"{}[]%@가#|\t\n'\"~$", "{{c1::", "}}", "::", "$$", "\\(", "```", "<b>", "![x](media/y.svg)", "[sound:a]", "- ",
    ": ", "&a ", "*a", "!x ", "\u2028", "\x1f", "e\u0301", "id: ", "term: ", "cards:", "<<: ", "---\n",
]  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(["", *SCRAPS])), min_size=1, max_size=5)
EXAMPLES = "category: A\ncards:\n" + "".join(
    "".join(f"  {line}\n" for line in kind.example.splitlines()) for kind in builtin_kinds()
)


@given(edits=EDITS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_slip_of_the_hand_is_a_deck_or_diagnostics(edits: list[tuple[float, int, str]], project: Project) -> None:
    text = EXAMPLES
    for where, gone, put in edits:
        at = int(where * len(text))
        text = text[:at] + put + text[at + gone :]
    project.write("cards/01.yaml", text)
    deck, diagnostics = load(Path("cards"), quality=True)
    height = text.count("\n") + 1
    assert deck.notes or diagnostics
    assert all(d.hint and 1 <= d.span.line <= height and d.span.column >= 1 for d in diagnostics)
    if not has_errors(diagnostics):
        assert package_bytes(deck, Stamps(1))


VALUES = st.recursive(
    st.one_of(SIGNS, st.sampled_from(["front", "id", "back", "a", "true", "{{c1::x}}", "$x$", "media/x.svg", "term"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["front", "back", "id", "tags", "requires", "cloze", "question", "followups", "answer", "x"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


@given(tree=st.dictionaries(st.sampled_from(["category", "tags", "cards", "x"]), VALUES, max_size=4))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_tree_is_a_deck_or_diagnostics(tree: dict[str, object], project: Project) -> None:
    import yaml  # noqa: PLC0415 - the test writes a source

    project.write("cards/01.yaml", yaml.safe_dump(tree, allow_unicode=True))
    deck, diagnostics = project.load()
    assert deck.notes or diagnostics
    assert all(d.hint for d in diagnostics)

"""A deck's own styles: what cannot be read is reported, and nothing leaves the cards."""

import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from deckgen import write_page
from deckgen.cli.errors import described
from deckgen.kinds import builtin_kinds, note_type_of
from deckgen.model import DeckConfig, NoteType
from deckgen.web.page.scope import scoped
from deckgen.web.preview import Preview
from tests.compiler.project import Project

from .test_fields import OWN

OPEN = [
    ".card { color: red", '.card { content: "a', ".card { content: 'a", ".card { background: url(a", "/* a",
    ".card { /* a", ".card { width: calc((1px", ".card[", "@media",
    "@media print {", "@media print { .card { color: red",
    '.card { content: "a\\', "a\\", ".card { background: URL( a\\)", ".card { a: url('b", ".card { b: [(", ".card",
]  # fmt: skip
ODD = [
    "}}} .card {}", ".card { ) }", ")a {}", '.card { content: "a\n} b {}', '.card { background: url(a b"c) }',
    "<!-- .card {} -->", ".card { margin: 1e999999px }", "@", "@;", ";",
    "\\", "{}", "@media;", ".a { b: c }} .d { e: f }", ".a { b\\ }", ".a { b\\\n",
]  # fmt: skip
TOO_MUCH = [
    (".card {" + "{" * 2000, 1, 67),
    ("\n.card { width: " + "calc(" * 2000 + ")" * 2000 + "}", 2, 315),
    ("@media x {" * 1000, 1, 610),
    ("a { b: " + "(" * 1_000_000, 1, 67),
    (".card { margin:\n" + "9" * 5000 + "px }", 2, 1),
    (".card { margin: +" + "9" * 5000 + "}", 1, 18),
]


def note_types(project: Project, css: str) -> tuple[NoteType, ...]:
    project.basics(("a", "b"))
    project.write("cards/style.css", css)
    return project.load()[0].note_types


@pytest.mark.parametrize("css", [*OPEN, *ODD])
def test_whatever_one_types_on_the_way_to_a_rule_a_page_is_written(css: str, project: Project) -> None:
    (note_type,) = note_types(project, css)
    write_page(project.load()[0], project.root / "page.html")
    sheet = f"{scoped((note_type,))}\n.last {{}}"
    rules = tinycss2.parse_stylesheet(sheet, skip_whitespace=True)
    assert rules[-1].serialize() == ".last {}", "what is open would take in the rules that follow"


PIECES = [
    *"{}()[]\"'\\;:,@/*\n <>-a&!", "/*", "*/", "url(", "@media x{", "@import ", ".b", "c:d", "9", "\\7b",
]  # fmt: skip
SCRAPS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(css=SCRAPS)
@settings(max_examples=300, deadline=None)
def test_no_style_takes_in_what_follows_it(css: str) -> None:
    note_type = replace(note_type_of(builtin_kinds()[-1], DeckConfig("a", "b")), css=css)
    rules = tinycss2.parse_stylesheet(f"{scoped((note_type,))}\n.last {{}}", skip_whitespace=True)
    assert rules[-1].serialize() == ".last {}"


@pytest.mark.parametrize(("css", "line", "column"), TOO_MUCH)
@pytest.mark.parametrize("where", ["style.css", "kinds/own/style.css"])
def test_what_no_reader_of_css_takes_is_an_error(
    css: str, line: int, column: int, where: str, project: Project
) -> None:
    project.basics(("a", "b"))
    project.write("cards/kinds/own/kind.yaml", OWN)
    project.write("cards/kinds/own/one.front.html", "{{word}}")
    project.write("cards/kinds/own/one.back.html", "{{more}}")
    project.write(f"cards/{where}", css)
    errors = [d for d in project.load()[1] if d.is_error]
    assert [(d.rule, d.span.path, d.span.line, d.span.column) for d in errors] == [
        ("bad-style", f"cards/{where}", line, column)
    ]
    assert errors[0].hint
    code, out, err = project.run("page", "cards", "-o", "page.html")
    assert (code, out) == (1, "")
    assert "bug" not in err
    preview = Preview(project.cards, described)
    assert [diagnostic.rule for diagnostic in preview.rebuild().diagnostics] == ["bad-style"]
    assert b"<h1" in preview.page


def test_the_page_named_thousands_of_times_is_one_box() -> None:
    (kind, *_) = builtin_kinds()
    note_type = replace(note_type_of(kind, DeckConfig("a", "b")), css=":root" * 5_000 + " a { color: red }")
    assert scoped((note_type,)).count("color: red") == 1

"""What leaves for Anki: no field, name or tag holds anything that Anki, MathJax or a browser would run."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deckgen.anki.cloze import parse_cloze, reveal
from deckgen.anki.guard.field import dangers, is_harmless
from deckgen.anki.mathjax import UNSAFE_COMMANDS

from .oracle import unsafe

if TYPE_CHECKING:
    from anki.collection import Collection

    from deckgen import Diagnostic
    from tests.compiler.project import Project

FENCE = "```python\n[latex]\\input{/etc/passwd}[/latex]\n```"
RUN_BY_ANKI = [
    r"\[latex]x[/latex]\]", "$$latex]x[/latex]$$", r"\[$]x[/$]\]", r"\[$$]x[/$$]\]", r"\[LaTeX]x[/LaTeX]\]",
]  # fmt: skip
REACHING_OUT = [
    r"$\href{javascript:alert(1)}{x}$", r"$\style{position:fixed}{x}$", r"$\class{card}{x}$", r"$\cssId{a}{x}$",
    r"$\data{a=b}{x}$" if "data" in UNSAFE_COMMANDS else r"$\bbox[red]{x}$", r"$\require{html}x$",
    r"$\text{\(\href{a}{b}\)}$", r"\(a{\) \href{b}{c} }\)", r"$\def\x{\href}\x{a}{b}$", "$$\n\\href{a}{b}\n$$",
]  # fmt: skip
BY_DELETIONS = [
    "{{c1::x::latex}} y [/latex]", "[{{c1::latex}}]y[/latex]", r"$\{{c1::href}}{a}{b}$", "{{c1::x::sound:y.mp3}}",
    r"$\{{c1::href}}{{c2::x}}{y}$", r"$\h{{c1::ref}}{a}{b}$", "{{c1,2::x}}", "{{c1::x::anki:tts lang=en_US}}y",
]  # fmt: skip


def found(project: Project, text: str, key: str = "front") -> list[Diagnostic]:
    card = {key: text, "id": "a"} | ({"back": "b"} if key == "front" else {})
    project.write("cards/01.yaml", json.dumps({"category": "A", "cards": [card]}, ensure_ascii=False))
    deck, diagnostics = project.load()
    errors = [d for d in diagnostics if d.is_error]
    if any(error.rule == "unsafe" for error in errors):
        assert deck.notes == ()
    return errors


@pytest.mark.parametrize("text", [*RUN_BY_ANKI, *REACHING_OUT, "&#91;sound:x.mp3]"])
def test_what_would_run_is_an_error_where_it_stands(text: str, project: Project) -> None:
    errors = found(project, text)
    assert {error.rule for error in errors} == {"unsafe"}
    assert all(error.span.path == "cards/01.yaml" and error.span.column > 30 and error.hint for error in errors)


@pytest.mark.parametrize("text", BY_DELETIONS)
def test_what_deletions_put_together_is_an_error_too(text: str, project: Project) -> None:
    assert {error.rule for error in found(project, text, "cloze")} == {"unsafe"}


@pytest.mark.parametrize("text", ["[sound:x.mp3]", "[latex]", "[anki:tts lang=en_US]", "{{c1,2::x}}"])
def test_what_anki_would_read_in_an_attribute_is_seen_there(text: str) -> None:
    assert list(dangers(f'<a href="https://x.org" title="{text}">y</a>', (), cloze=True))


def test_a_formula_without_deletions_is_read_as_it_is_in_a_cloze(project: Project) -> None:
    assert found(project, r"{{c1::x}} $\hrefs{a}$", "cloze") == []


@pytest.mark.parametrize(
    "text",
    [
        FENCE, "`[latex]x[/latex]`", "[latex]x[/latex]", "[anki:tts lang=en_US]x[/anki:tts]", r"`\href{a}{b}`",
        r"\(x\) and then \\href",
        "```math\nx\n```", "```\u3000\nx\n```", "```\u00a0\nx\n```", r"$\frac{a}{b} \in \{1\}$",
    ],
)  # fmt: skip
def test_text_about_it_stays_text(text: str, project: Project, anki: Collection) -> None:
    assert found(project, text) == []
    field = project.load()[0].notes[0].fields[0]
    assert "data-math-style" not in field
    assert anki._backend.extract_latex(text=field, svg=False, expand_clozes=False).latex == []
    assert list(anki._backend.extract_av_tags(text=field, question_side=True).av_tags) == []


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("deck.yaml", 'name: a\nid: b\nreport: "https://x/{{front}}"\n', 3),
        ("deck.yaml", 'name: a\nid: b\nreport: "https://x/[[front]]"\n', 3),
        ("deck.yaml", "name: <img src=x onerror=y>\nid: b\n", 1),
        ("deck.yaml", "name: a\nid: b\ntag: <script>\n", 3),
        ("deck.yaml", "name: a\nid: b\ndescription: '$$latex]x[/latex]$$'\n", 3),
        ("01.yaml", "category: '[latex]x[/latex]'\ncards:\n- {front: a, id: a, back: b}\n", 1),
        ("01.yaml", "category: a\ncards:\n- front: a\n  id: a\n  back: b\n  tags: ['<b>']\n", 6),
        ("01.yaml", "category: '\\(\\href{javascript:x}{y}\\)'\ncards:\n- {front: a, id: a, back: b}\n", 1),
    ],
)
def test_names_and_addresses_are_looked_at(file: str, text: str, line: int, project: Project) -> None:
    project.write("cards/01.yaml", "category: A\ncards:\n- {front: a, id: a, back: b}\n")
    project.write(f"cards/{file}", text)
    deck, diagnostics = project.load()
    errors = [d for d in diagnostics if d.is_error and d.rule != "bad-value"]  # an address may be bad besides
    assert [(error.rule, error.span.path, error.span.line) for error in errors] == [("unsafe", f"cards/{file}", line)]
    assert not deck.config.report
    assert not deck.description


@pytest.mark.parametrize("label", ["{{#a}}", "{{front}}", "[[kind]]", "[latex]x[/latex]", "\\(x\\)"])
def test_a_label_is_no_template(label: str, project: Project) -> None:
    project.basics(("a", "b"))
    project.write("cards/kinds/own/kind.yaml", OWN)
    project.write("cards/kinds/own/one.front.html", "{{word}} [[hello]]")
    project.write("cards/kinds/own/one.back.html", "{{more}}")
    project.write("cards/kinds/own/labels.yaml", f"en:\n  hello: '{label}'\n")
    _, diagnostics = project.load()
    assert [(d.rule, str(d.span)) for d in diagnostics] == [("unsafe", "cards/kinds/own/labels.yaml:2:10")]


OWN = """\
key: word
fields:
- {name: word, id: 1, required: true}
- {name: more, id: 2}
cards:
- {name: one, id: 1}
"""
PIECES = [
    *"<>&\"'=/`*_~$[]()!#:{}\\\n |-ax가", "[latex]", "[/latex]", "latex]", "[$", "[sound:", "[anki:tts", "&#91;",
    "&lt;", "{{c1::", "{{c2::", "}}", "::", "\\(", "\\)", "\\[", "\\]", "$$", "\\href{a}{b}", "href", "\\h", "\\style",
    "\\text{", "<b onclick=x>", "<details>", "<script>", "<br>", "<https://", "javascript:", "```python\n", "\n```\n",
    "](", "![",
]  # fmt: skip
SCRAPS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(text=SCRAPS, key=st.sampled_from(["front", "cloze"]))
@example(text="{{c1::x::latex}}[/latex]", key="cloze")
@example(text="$$latex]\\href{a}{b}$$", key="front")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_leaves_is_harmless_to_anki_and_to_a_browser(
    text: str, key: str, project: Project, anki: Collection
) -> None:
    found(project, text, key)
    for field in chain.from_iterable(note.fields for note in project.load()[0].notes):
        parsed = parse_cloze(field)
        shown = [field]
        shown += [reveal(parsed, number, question=side) for number in parsed.numbers for side in (True, False)]
        for side in shown:
            assert not anki._backend.extract_latex(text=side, svg=False, expand_clozes=False).latex
            assert not anki._backend.extract_av_tags(text=side, question_side=True).av_tags
        assert not unsafe(field)


@given(SCRAPS)
@settings(max_examples=300, deadline=None)
def test_the_quick_look_passes_nothing_that_the_long_one_stops(text: str) -> None:
    if is_harmless(text):
        assert list(dangers(f"{text}&nbsp;", (), cloze=True)) == []

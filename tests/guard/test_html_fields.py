"""Fields that are written as HTML: what members' editors made of them stays, and nothing in them runs."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deckgen import Diagnostic
from deckgen.anki.cloze import parse_cloze, reveal
from deckgen.anki.guard.field import html_dangers
from deckgen.anki.guard.html_tags import sanitize
from deckgen.anki.typeset import header_danger, macros_of
from tests.compiler.project import Project

from .oracle import unsafe
from .test_fields import OWN

HARMLESS = [
    '<div style="color: rgb(1, 2, 3); text-align:center">a</div>',
    '<font color="#f00" face=Arial size=5>a</font>',
    "<div><span class='x' lang=ko>a</span><br/></div>",
    "a < b && c <3 <>",
    "<!-- note -->a",
    '<table border=1><tr><td colspan=2 style="border:1px solid">a</td></tr></table>',
    '<img src="그림 1.png" width=3>',
    "<ruby>a<rt>b</rt></ruby>",
    '<a href="https://x.org/?a=1&amp;b=2" target=_blank>a</a>',
    '<img src="data:image/png;base64,AAAA">',
    "[sound:a b.mp3]",
    "<audio controls src=a.mp3></audio>",
    r"\(a\) &nbsp; \[b\]",
    "<p data-x='1' aria-hidden=true>a",
    "<p>a<p>b<ul><li>c<li>d</ul>a</br>b",
    '<a href="#" rel="noopener nofollow">a</a>',
    '<i style="margin: 0 1em; font: bold 12px &quot;Noto Sans&quot;, serif; color: VAR(--x)">a</i>',
    '<p style="background: linear-gradient(to right, rgb(1, 2, 3), #fff); border: 1px solid !important">a</p>',
    "<div>{{c1::a</div><div>b}}</div>",
    "<hl>a</hl>",
    "{{c1::a::b}}",
]
REFUSED = [
    "<script>alert(1)</script>",
    "<b onclick=x>a</b>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:x">a</a>',
    "<a href='java&#10;script:x'>a</a>",
    '<div style="background:url(https://x.org)">a</div>',
    "<iframe src=x></iframe>",
    '<div style="position:fixed">a</div>',
    "<svg onload=x>",
    "<style>a{}</style>",
    "<form><input></form>",
    "<b/onclick=x>",
    "<img src='data:text/html,x'>",
    r"\(\href{a}{b}\)",
    "<b a='",
    "<!-- a <b> -->",
    "<!-->a",
    "<base href=x>",
    "<b =x>",
    "[latex]x[/latex]",
    "[anki:tts lang=en_US]x[/anki:tts]",
    "<object data=x></object>",
    "<meta http-equiv=refresh>",
    "[sound:/etc/passwd.mp3]",
    "[sound:https://x.org/a.mp3]",
    "[sound:run.exe]",
    r'<img src="\\host\a.png">',
    "a</div>b",
    "<div>a",
    "<b><i>a</b></i>",
    "<div>" * 101 + "</div>" * 101,
    "{{c1::<div>a}}</div>",
    "{{c1::<div>a</div>::<div>}}",
    "<a id=x>a</a>",
    "<a name=x>a</a>",
    "<img src=a.png name=x>",
    "<a href=a.html>a</a>",
    "<a href=https://x.org target=_top>a</a>",
    "<a href=https://x.org rel=opener>a</a>",
    "<p data=x>a</p>",
]
STYLES = r"""
position:absolute | position:sticky | position: var(--q, fixed) | position: attr(x) | POSITION:fixed
po\73ition:fixed | position:/**/fixed | position:f\69xed | position: relative fixed | inset:0 | top:-9px
margin-top:-100vh | margin:1px -9px | margin: calc(-1 * 9px) | margin-left:var(--x) | width:calc(9px)
transform:scale(9) | zoom:9 | scale:9 | z-index:9 | translate:1px | animation:a 1s | all:unset | clip-path:none
background:url(a.png) | background:url('//x.org') | background:image-set('a.png' 1x) | filter:blur(1px)
list-style:url(a) | content:'x' | cursor:url(a),auto | color:env(x) | color:expression(x) | --x:1 | mask:none
color:red}b{color:red | color:red;@import 'x' | color | border-image:url(a) 1 | pointer-events:none
background:element(#a)
""".replace("\n", "|")
REFUSED += [f'<i style="{style.strip()}">a</i>' for style in STYLES.split("|") if style.strip()]
REFUSED.append(f'<i style="{"color:red;" * 500}">a</i>')


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_shows_a_text_passes(text: str) -> None:
    assert list(html_dangers(text, (), cloze=True)) == []
    assert sanitize(text).replace("<br>", "</br>") == text if "</br>" in text else sanitize(text) == text


@pytest.mark.parametrize("text", REFUSED)
def test_what_runs_loads_or_covers_is_refused(text: str) -> None:
    assert list(html_dangers(text, (), cloze=True))


@pytest.mark.parametrize("text", REFUSED[:12])
def test_sanitizing_takes_only_that_out(text: str) -> None:
    left = sanitize(f"<i>x</i>{text}<font size=1>y")
    assert list(html_dangers(left, ())) == []
    assert left.startswith("<i>x</i>")
    assert "<font size=1>y</font>" in left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('<b style="color: red; position: fixed; margin: -1px">a</b>', '<b style="color: red">a</b>'),
        ('<a id=x href="https://x.org" target=_top>a</a>', '<a href="https://x.org">a</a>'),
        ("a</div><b><i>b</b>c</i>", "a<b><i>b</i></b>c"),
        ("<svg><path/></svg>a<select>b", "ab"),
        ("<<x>b>a <b", "&lt;b>a &lt;b"),
        ("<!--a--><!-->b", "<!--a-->b"),
    ],
)
def test_what_is_left_of_a_field(text: str, left: str) -> None:
    assert sanitize(text) == left


def test_a_deck_that_moved_in_keeps_its_latex_but_none_that_is_not_listed() -> None:
    honest = [
        r"[latex]\left(x\right)[/latex] [$]\frac{1}{2}[/$] C:\Users\x",
        r"[latex]\begin{itemize}\item Große<br>\item $\eta_T$\newline\textbf{x} \%[/latex]",
        r"[$$]\begin{pmatrix}1 & 2\\3 & 4\end{pmatrix}\R[/$$]",
    ]
    for field in honest:
        assert list(html_dangers(field, (), latex=macros_of(r"\newcommand{\R}{\mathbb{R}}"))) == [], field
    attacks = [
        r"\inp<b></b>ut{/etc/passwd}", r"\@@input /etc/passwd", r"\InputIfFileExists{x}{}{}",
        r"\begin{input}x\end{input}", r"\begin{filecontents}{x}y\end{filecontents}",
        r"\ExplSyntaxOn\file_input:n{x}", r"\makeatletter", r"\lstinputlisting{x}", r"\csname inp\endcsname",
        r"^^5cinput x", r"\begin<br>{input}", r"\begin {input}", r"\begin\x", r"\def\x{}", r"\R",
        r"\includegraphics{x}", r"\verbatiminput{x}", r"\openin5=x", r"\usepackage{catchfile}", r"\href{x}{y}",
        r"\directlua{}",
    ]  # fmt: skip
    for latex in attacks:
        for mark in ("latex", "$", "$$"):
            field = f"a [{mark}]x {latex}[/{mark}]"
            assert [d.case for d in html_dangers(field, (), latex=())] == ["latex"], field
    for half in ("[latex]x", "x[/latex]", "[$]x[/latex]", "[/$]x[$]"):
        assert [d.case for d in html_dangers(half, (), latex=())] == ["latex"], half


def test_a_header_of_latex_holds_what_is_listed() -> None:
    honest = (
        "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
        "\\usepackage{amssymb,amsmath}\n\\usepackage{extarrows}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n"
        "\\newcommand{\\R}{\\mathbb{R}}\n\\newcommand\\N[1]{\\mathbb{N}_{#1}}\n\\begin{document}\n\\end{document}"
    )
    assert not header_danger(honest)
    for line in (
        r"\usepackage{catchfile}", r"\usepackage{/tmp/evil}", r"\usepackage[\input{x}]{amsmath}", r"\input{x}",
        r"\@@input x", r"\special{psfile=x}", r"\newcommand{\x}{\input{y}}", r"\documentclass{../x}",
        r"\write18{rm}", r"\usepackage\x", r"\newcommand{\input}{x}\input{y}",
    ):  # fmt: skip
        assert header_danger(honest + line), line


def test_deletions_may_not_part_a_tag() -> None:
    for text in ("<b title='{{c1::x}}'>a</b>", "<{{c1::img onerror=x}}>", '<b title="{{c1::">a}}</b>'):
        assert list(html_dangers(text, (), cloze=True))


def problems(project: Project, card: dict[str, object]) -> list[Diagnostic]:
    project.write("cards/01.yaml", json.dumps({"cards": [{"id": "a", **card}]}, ensure_ascii=False))
    return list(project.load()[1])


@pytest.mark.parametrize(
    ("word", "more", "refused"),
    [
        ("a <", "img src=x onerror=alert(1)>", "onerror=alert(1)"),
        (r"\(a", r"\href{javascript:alert(1)}{b}\)", r"\href"),
        (r"\(\hr", r"ef{javascript:alert(1)}{b}\)", r"\href"),
        ("[lat", r"ex]\input{/etc/passwd}[/latex]", "[latex]"),
        ("a <", " b", ""),
        (r"\(a\)", r"\href{b}{c}", ""),
        ("a [", "b]", ""),
    ],
)
def test_two_fields_side_by_side_make_nothing_that_runs(word: str, more: str, refused: str, project: Project) -> None:
    project.write("cards/deck.yaml", "id: t\nname: T\n")
    project.write("cards/kinds/own/kind.yaml", OWN)
    project.write("cards/kinds/own/one.front.html", "{{word}}{{more}}")
    project.write("cards/kinds/own/one.back.html", "{{more}}")
    card = {"word": word, "more": more, "id": "a", "html": ["word", "more"]}
    project.write("cards/01.yaml", json.dumps({"category": "C", "cards": [card]}))
    found = [d.message for d in project.load()[1] if d.is_error]
    assert [f"'{refused}'" in message for message in found] == [True] * bool(refused)


def test_a_card_says_which_of_its_fields_are_html(project: Project) -> None:
    project.write("cards/media/그림 1.png", b"picture")
    text = '<font color="red">a</font> **b** <img src="그림 1.png"> <IMG SRC=%EA%B7%B8%EB%A6%BC%201.png>'
    assert problems(project, {"front": "*a*", "back": text, "html": ["back"]}) == []
    (note,) = project.load()[0].notes
    assert note.fields[0] == "<em>a</em>"
    (name,) = note.media
    assert note.fields[1] == f'<font color="red">a</font> **b** <img src="{name}"> <IMG SRC="{name}">'


def test_what_is_wrong_with_it_is_reported(project: Project) -> None:
    for text, rule in (
        ("<b onclick=x>a</b>", "unsafe"),
        ("<img src=../x.png>", "media-outside"),
        ("<img src=x.png>", "media-elsewhere"),
        ("</div></div>x", "unsafe"),
    ):
        assert [d.rule for d in problems(project, {"front": "a", "back": text, "html": ["back"]})] == [rule]
    problems(project, {"front": "a", "back": "<img src=x.png>", "html": ["back"]})
    assert project.load()[0].notes[0].fields[1] == "<img src=x.png>", "members who have it see it still"
    (found,) = problems(project, {"front": "a", "back": "b", "html": ["bakc"]})
    assert (found.rule, found.hint) == ("unknown-field", "did you mean 'back'?")


PIECES = [
    *"<>&\"'=/`-!x ", "<b ", "<img src=", "<a href=", "style=", "url(", "javascript:", "data:", "onclick=", "<!--",
    "-->", "<script>", "</script>", "<svg>", "<math>", "{{c1::", "}}", "::", "&lt;", "&#106;", "\n", "\t", "\x00", "<p",
    "title='", 'title="', "<td>", "<style>", "</b>", "<textarea>", "<br/", "<table><b>",
]  # fmt: skip
SCRAPS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(text=SCRAPS)
@example(text="<img src='x' title='a'onclick='b'>")
@example(text="<!--x--!><b onclick=x>-->")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_passes_is_harmless_to_a_browsers_parser(text: str) -> None:
    for field in (text, sanitize(text)):
        if list(html_dangers(field, (), cloze=True)):
            continue
        parsed = parse_cloze(field)
        for side in (field, reveal(parsed, 1, question=True), reveal(parsed, 1, question=False)):
            assert not unsafe(side, latex=True), field
    assert not unsafe(sanitize(text), latex=True)

"""A deck's own kinds and styles: what they do is told to who reviews them, as heavy as the deck wants it."""

import pytest

from deckgen import Diagnostic
from deckgen.anki.guard.acting import acts_of_style, acts_of_template
from deckgen.anki.template import fields_in_tags
from deckgen.kinds import builtin_kinds
from deckgen.pipeline.load import load
from tests.compiler.project import CARD, DECK, Project

from .test_fields import OWN

SCRIPTS = [
    "<script>x</script>",
    "<scr[[x]]ipt>x</script>",
    "<SCRIPT src=x>",
    "<b onclick=x>",
    "<b\nONMOUSEOVER = 'x'>",
    "<svg/onload=x>",
    '<b title=""onclick=x>',
    "<a href='java&#10;script:x'>",
    '<a href=" JaVaScRiPt:x">',
    "<iframe src=x>",
    "<object data=x>",
    "<form><button formaction=javascript:x>",
    "<a href='data:text/html,x'>",
    "<svg><a xlink:href='javascript:x'>",
    "<svg><animate attributeName=href values='javascript:x'>",
    "<scr{{^more}}ipt>{{/more}}x",
    "<{{word}} src=x>",
    "<[[kind]]>",
    "<a href='{{word}}'>",
    "<b on{{#word}}click{{/word}}=x>",
    "<details ontoggle=x open>",
    "<iframe srcdoc='&lt;script>'>",
]
REMOTE = [
    "<b style='background: u&#114;l(//x)'>",
    "<img src=https://x.org/a.png>",
    "<img src='//x.org/a.png'>",
    "<img src=x srcset='https://x.org/a.png 2x'>",
    "<audio src='HTTPS://x.org/a'>",
    "<svg><image href='https://x.org/a'>",
    "<a b <image href='https://x.org/a'>",
    "<a href=x ping=https://x.org>",
    "<b style='background:url(https://x.org)'>",
    "<style>@import 'x'</style>",
    "<table background=https://x.org/a>",
    "<img src='\\\\host\\a'>",
    "<source src={{#word}}https://x.org{{/word}}>",
]
PAGES = [
    "<meta http-equiv=refresh content='0;url=https://x.org'>",
    "<base href=x>",
    "<link rel=stylesheet href=x.css>",
    "<form>",
    "<b style='position:fixed'>",
    "<style>b { position : fixed }</style>",
    "<dialog open>",
]
QUIET = [
    '<div class="a" title="on=x">{{word}}</div>',
    "<a href='https://x.org'>x</a>",
    "<a href='mailto:x@y.z'>",
    "a < b > c",
    "<img src='{{word}}'>",
    "<img src=x.png alt='one two'>",
    "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
    "{{#word}}<p class='{{Tags}}'>{{word}}</p>{{/word}}",
    "<details><summary>x</summary></details>",
    "<hr id=answer>",
    "<b style='position:absolute; background:url(x.png)'>",
    "<img src='data:image/png;base64,AA'>",
    "<input type=radio name=q>",
]
STYLES = {
    "own-remote": [
        "a { background: url(https://x.org) }",
        "a { background: url( '//x.org' ) }",
        "@import 'x.css';",
        "@\\69mport 'x';",
        "a { background: u\\72l(ht\\74ps://x.org) }",
        "a { background: u\\rl(https://x.org) }",
        '@font-face { src: url("https://x") }',
        "a { background: image-set('a.png' 1x, 'https://x' 2x) }",
        "a { background: url(/**/https://x) }",
    ],
    "own-page": [
        "a { position: fixed }",
        "a { position:/**/fixed }",
        "a { POSITION:\nFixed }",
        "a { posit\\69on: fixed }",
        "</style>",
    ],
}


@pytest.mark.parametrize(
    ("rule", "template"),
    [*(("own-script", t) for t in SCRIPTS), *(("own-remote", t) for t in REMOTE), *(("own-page", t) for t in PAGES)],
)
def test_what_a_template_does_is_found(rule: str, template: str) -> None:
    assert rule in {act.rule for act in acts_of_template(f"a {template} b")}


@pytest.mark.parametrize("template", QUIET)
def test_what_only_shows_a_card_is_not(template: str) -> None:
    assert list(acts_of_template(template)) == []


@pytest.mark.parametrize(("rule", "css"), [(rule, css) for rule, styles in STYLES.items() for css in styles])
def test_what_a_style_does_is_found(rule: str, css: str) -> None:
    assert {act.rule for act in acts_of_style(f"b {{ color: red }} {css}")} == {rule}


def test_the_kinds_that_come_with_deckgen_do_nothing_else() -> None:
    for kind in builtin_kinds():
        assert list(acts_of_style(kind.css)) == []
        for card in kind.cards:
            assert [*acts_of_template(card.front), *acts_of_template(card.back)] == []


def test_each_is_told_at_its_place_and_stops_what_the_deck_wants_stopped(project: Project) -> None:
    project.write("cards/01.yaml", CARD)
    project.write("cards/style.css", ".card { color: red }\n.x { background: url(https://x.org/a) }\n")
    project.write("cards/kinds/own/kind.yaml", OWN)
    project.write("cards/kinds/own/one.front.html", "{{word}}\n <b onclick=x>y</b>")
    project.write("cards/kinds/own/one.back.html", "{{more}}")
    found = {(d.rule, str(d.span), d.severity.value) for d in project_check(project)}
    script = ("own-script", "cards/kinds/own/one.front.html:2:5", "warning")
    assert found == {script, ("own-remote", "cards/style.css:2:18", "warning")}
    assert project.run("check", "cards")[0] == 0
    assert project.run("check", "cards", "--strict")[0] == 1
    assert project.run("build", "cards")[0] == 0, "a build does not judge"
    project.write("cards/deck.yaml", f"{DECK}rules: {{own-script: error, own-remote: off}}\n")
    assert {(d.rule, d.severity.value) for d in project_check(project)} == {("own-script", "error")}
    code, _, err = project.run("build", "cards")
    assert code == 1
    assert "cards/kinds/own/one.front.html:2:5: error[own-script]: 'onclick' runs a script" in err


def project_check(project: Project) -> tuple[Diagnostic, ...]:
    return load(project.cards.relative_to(project.root), lint=True)[1]


def test_a_tag_of_thousands_of_fields_is_read_once() -> None:
    assert fields_in_tags("<" + "{{F}}" * 100_000) == frozenset()
    assert fields_in_tags('<img src="{{F}}"> {{G}}') == {"F"}

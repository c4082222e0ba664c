"""Markdown: the HTML of each field, and what Anki reads in it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import nh3
import pytest
from anki.collection import Collection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deckgen.html.elements import ALLOWED_TAGS
from deckgen.model import MediaFile
from deckgen.rendering.markdown import to_html

from .project import FIXTURES, Case, cases

# fmt: off
OURS = {
    *ALLOWED_TAGS, "p", "strong", "em", "del", "ul", "ol", "li", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
    "a", "img", "div", "table", "thead", "tbody", "tr", "th", "td", "pre", "code", "span",
}
SCRAPS = [
    *"<>&\"'=/`*_~$[]()!#:{}\\\n |-", "<b ", "<br>", "<u>", "</u>", "on", "click=x", "script", "javascript:", "a", "가",
    "&lt;", "&#60;", "![", "](", "<https://", "{{c1::", "}}", "::", "$$", "\\(", "\\)", "```", "\n\n", "[sound:", "x.y",
]
# fmt: on
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "div": {"class", "tabindex"}}
ATTRIBUTES |= {"th": {"align"}, "td": {"align"}, "pre": {"class", "tabindex"}, "span": {"class"}}

SCHEMES = {"http", "https", "mailto"}


def packed(path: str) -> MediaFile:
    return MediaFile(f"«{path}»", Path(path))


def html_of(text: str) -> str:
    return to_html(text, packed).html


@pytest.mark.parametrize("case", cases(FIXTURES / "markdown.txt"), ids=lambda case: case.title)
def test_markdown_becomes(case: Case) -> None:
    assert html_of(case.given) == case.expected.rstrip("\n")


def test_rendering_asks_for_each_picture_and_sound_that_is_shown() -> None:
    text = "![a](media/a b.svg) `![no](x.svg)` [sound:c_d.mp3] ![r][1]\n\n[1]: media/r.svg"
    asked = [lookup.written for lookup in to_html(text, packed).media]
    assert asked == ["c_d.mp3", "media/a b.svg", "media/r.svg"]


class _Seen(HTMLParser):
    """Every tag and attribute of a text, and whether tags close in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.comments = 0
        self.text = ""

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        """Count a comment."""
        del data
        self.comments += 1


def _seen(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen


def _shapes(seen: _Seen) -> set[tuple[str, frozenset[str]]]:
    """Every tag with the names of its attributes, but for addresses: nh3 drops those that lead nowhere."""
    return {(tag, frozenset(attributes) - {"href", "src"}) for tag, attributes in seen.tags}


@given(st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join))
@example("<br>\n<https://&>")  # inside a block of HTML an address in brackets is no link but a tag …
@example("<details>\n<HTTPS://a/onclick=alert(1)>")  # … and this one had an attribute
@settings(max_examples=1_500, deadline=None)
def test_nothing_that_could_run_ever_passes(text: str) -> None:
    html = html_of(text)
    seen = _seen(html)
    for tag, attributes in seen.tags:
        assert tag in OURS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        assert re.match(r"https?:|mailto:|#$", attributes.get("href") or "#", re.IGNORECASE)
    assert seen.comments == 0
    sifted = _seen(nh3.clean(html, set(OURS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None))
    assert _shapes(seen) <= _shapes(sifted), "a sanitizer takes something out"
    assert sorted(seen.text.split()) == sorted(sifted.text.split()), "a browser reads it otherwise"


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_becomes_html_that_anki_takes(text: str) -> None:
    html = html_of(text)
    assert not re.search("[\ufdd0-\ufdd3]", html) or re.search("[\ufdd0-\ufdd3]", text)
    assert "\x1f" not in html or "\x1f" in text


@pytest.mark.parametrize(
    "text",
    ["> " * 20_000, "[" * 50_000, "*" * 50_000, "- " * 5_000, "$" * 50_000, "{{c1::" * 5_000, "![" * 9_000],
)
def test_a_hostile_text_neither_hangs_nor_crashes(text: str) -> None:
    assert isinstance(html_of(text), str)


def cloze_numbers(anki: Collection, html: str) -> list[int]:
    kind = anki.models.by_name("Cloze")
    assert kind is not None
    note = anki.new_note(kind)
    note["Text"] = html
    return sorted(note.cloze_numbers_in_fields())


@pytest.mark.parametrize(
    ("text", "fronts"),
    [
        ("{{c1::$x^{2^{3}}$}} 끝", ["[...] 끝"]),
        ("a $e^{x^{2}}$ {{c1::b}}", [r"a \(e^{x^{2} }\) [...]"]),
        ("{{c1::`std::vector{{1}}`}}!", ["[...]!"]),
        ("`{{c1::f}}({})`", ["[...]({})"]),
        ("$f :: A$ {{c1::x::h}}", [r"\(f : : A\) [h]"]),
        ("{{c1::a {{c2::b}} c}}", ["[...]", "a [...] c"]),
        (r"$\frac{ {{c1::x^{2}}} }{b}$", [r"\(\frac{ [...] }{b}\)"]),
    ],
)
def test_anki_hides_what_the_author_hid(text: str, fronts: list[str], anki: Collection) -> None:
    html = html_of(text)
    kind = anki.models.by_name("Cloze")
    assert kind is not None
    note = anki.new_note(kind)
    note["Text"] = html
    shown = []
    for number in cloze_numbers(anki, html):
        card = note.ephemeral_card(ord=number - 1, custom_template=None)
        question = re.sub(r"<style>.*?</style>|<[^>]*>", "", card.render_output().question_text, flags=re.DOTALL)
        shown.append(" ".join(question.split()))
    assert [" ".join(front.split()) for front in fronts] == shown

"""The tokenizer reads what browsers read, loses nothing, and reads a megabyte of anything."""

import html
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from deckgen.html.file_names import files_of, rename_files
from deckgen.html.plain import plain_text, readable, reading_form
from deckgen.html.reading import read
from deckgen.html.to_markdown import candidates
from deckgen.html.tokens import Comment, Tag, Text, drop_tags, list_items, pairs, replace_pairs, tokens

SOUP = st.lists(
    st.sampled_from(
        [
            *("<", ">", "/", "=", '"', "'", "!", "-", "--", "?", " ", "\n", "a", "b", "x1", "&amp;", "&lt", "가"),
            *("<b>", "</b>", "<i x='1'", "<!--", "-->", "--!>", "</", "<script>", "</script", "<br/>", "[sound:"),
            *("<span title=", "<a href=x", "<td", "]", "\\(", "<style", "</style>", "<?p", "<p/q", '="v"'),
        ]
    ),
    max_size=24,
).map("".join)


@given(SOUP)
def test_tokens_are_all_of_a_text(source: str) -> None:
    found = list(tokens(source))
    assert "".join(source[each.start : each.end] for each in found) == source
    for one, other in pairwise(found):
        assert not (isinstance(one, Text) and isinstance(other, Text))
    for tag in found:
        if isinstance(tag, Tag):
            for attribute in tag.attributes:
                assert source[attribute.start : attribute.end].lower().startswith(attribute.name.lower())
                assert tag.start < attribute.start < attribute.end < tag.end


_READ = """samples => samples.map(sample => {
    const found = [];
    const walk = node => {
        if (node.nodeType === 3) found.push(node.data);
        else if (node.nodeType !== 1) found.push('<!>');
        else {
            const attributes = [...node.attributes].map(each => ` ${each.name}=${each.value}`);
            found.push(`<${node.localName}${attributes.join('')}>`);
            node.childNodes.forEach(walk);
        }
    };
    const box = document.createElement('div');
    box.innerHTML = sample;
    box.childNodes.forEach(walk);
    return found.join('');
})"""


@pytest.mark.parametrize(
    "source",
    [
        "a < b > c <1> <b\tx = 1 y='2 \"' z=\"3 '\" w>d</b >",
        "<i a=b/c a=d /e=f 가=나>x</i/>",
        "<b =x a\"b'c>y</b>",
        "x<!-- a -- > b -->y<!-->z<!--->w<!-- v --!>u<!x>t<?s>r</ q>p</>o",
        "<style>a<b></style >c<title><i>&amp;</title><textarea><u></textarea>",
        "<a href=&quot;x&quot; title='&lt;&#44032;'>&copy;</a>",
        "<span x=\n>a</span><span\nx>b</span><span/x>c</span>",
        "<b<i>a</b<i>",
        "<script>a<b</scriptx></script/>c",
    ],
)
def test_a_browser_reads_the_same_tags(source: str, page: Page) -> None:
    read_so = page.evaluate(_READ, [source])[0]
    assert _as_browser(source) == read_so


def _as_browser(source: str) -> str:
    out: list[str] = []
    for token in tokens(source):
        if isinstance(token, Text):
            text = source[token.start : token.end]
            out.append(text if token.raw in {"style", "script"} else html.unescape(text))
        elif isinstance(token, Comment):
            out.append("<!>" if source[token.start : token.end] != "</>" else "")
        elif not token.closing:
            values: dict[str, str] = {}
            for each in token.attributes:
                values.setdefault(each.name, each.value)
            out.append(f"<{token.name}{''.join(f' {name}={value}' for name, value in values.items())}>")
    return "".join(out)


@pytest.mark.parametrize("source", ["a<b", "a<b x='>y</b>", "a<!-- b>c", "a<!b", 'a</b x="', "<script", "a<br x="])
def test_what_never_ends_is_text(source: str) -> None:
    assert [*tokens(source)] == [Text(0, len(source))]


_READERS = (drop_tags, read, plain_text, readable, reading_form, list_items, files_of, candidates)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<",
            "<a ",
            '<a b="',
            "<b x='<b y=\"",
            "<!--",
            "</",
            "<script>",
            "<p>",
            "<b class=x>",
            "<li>",
            "<td>",
            "<ul>",
        ),
        *(
            "<blockquote>",
            "<a href=x>",
            "[sound:",
            "\\(",
            "\\( ",
            " ",
            "&",
            "*",
            "`",
            "<img src=",
            "<pre>",
            "<i>a</i> ",
        ),
        *("<div>", "<ol><li>", "<tr><td>", "<b a1=x a2=y>", "a<br>", "<ruby>a<rt>"),
    ],
)
def test_what_never_ends_is_read_to_its_end(unit: str) -> None:
    source = unit * (20_000 // len(unit)) + "end"
    for reader in _READERS:
        list(reader(source))


def test_files_are_renamed_where_they_are_named() -> None:
    source = """<img src=a.png alt="a.png"> a.png [sound:b &amp; c.mp3] <video src='d.mp4'><a href="a.png">"""
    assert [file.name for file in files_of(source)] == ["a.png", "b & c.mp3", "d.mp4"]
    assert rename_files(source, lambda name: f'"{name}' if name != "d.mp4" else None) == (
        """<img src="&quot;a.png" alt="a.png"> a.png [sound:&quot;b &amp; c.mp3] <video src='d.mp4'><a href="a.png">"""
    )


def test_items_end_with_their_list() -> None:
    source = "<ul><li>a<ul><li>b</li></ul></li></ul>\n<ol><li class=c>d<br>\n<li>e</ol>f<li>g"
    assert list_items(source) == ("a<ul><li>b</li></ul>", "d<br>\n", "e", "g")


def test_pairs_do_not_nest() -> None:
    assert list(pairs("a(b(c)d)(e", "(", ")")) == [(1, 6)]
    assert replace_pairs("a<!--b-->c<!--d", "<!--", "-->", " ") == "a c<!--d"

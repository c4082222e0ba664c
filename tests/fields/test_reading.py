"""What a reader sees and hears of a field: what counts, what does not, and the form that ledgers hold hashes of."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.html.plain import plain_text, readable, reading_form
from deckgen.html.reading import read
from deckgen.html.to_markdown import candidates, is_sayable
from deckgen.model import MediaFile
from deckgen.rendering.markdown import to_html

# Never change a line of this table after 1.0: members' ledgers hold hashes of the right side.
FORMS = [
    ("", ""),
    ("  가&nbsp;나 \n다 ", "가 나 다"),
    ("a &lt; b &amp; c", "a < b & c"),
    ("e\u0301", "\u00e9"),
    ("<div>a</div><p>b</p><br><br>c", '[["text","a"],["break"],["text","b"],["break"],["text","c"]]'),
    ("<strong>a</strong> <em>b</em>c", '[["text","a","","b"],["text"," "],["text","b","","i"],["text","c"]]'),
    ('<span style="color:red">a</span><font size=2>b</font>', '[["text","ab"]]'),
    ("<u>a<sub>b</sub></u>", '[["text","a","","u"],["text","b","","sub","u"]]'),
    ('<a href="https://x.y/?a=1&amp;b">z</a>', '[["text","z","","a https://x.y/?a=1&b"]]'),
    ("<h2 class=x>a</h2>", '[["text","a","","h2"]]'),
    (
        "<ol start=3><li>a<ul><li>b",
        '[["item","3.","","ol 1"],["text","a","","ol 1"],["break"],["item","•","","ol 1","ul 2"],["text","b","","ol 1"'
        + ',"ul 2"]]',
    ),
    (
        '<div class="scroll"><table><tr><th>a<td align=right></table></div>',
        '[["row"],["cell"],["text","a","","th"],["break"],["cell"]]',
    ),
    (
        "<blockquote>a<blockquote>b</blockquote></blockquote>",
        '[["text","a","","blockquote 1"],["break"],["text","b","","blockquote 1","blockquote 2"]]',
    ),
    (
        '<pre class="code"><code><span>if</span>  x:\n  y\n</code></pre>',
        '[["text","if  x:\\n  y","","pre"]]',
    ),
    ("a<hr>b", '[["text","a"],["break"],["rule"],["text","b"]]'),
    ("<img src='dir-0123456789ab.png' alt='a &amp; b' width=9>", '[["picture","a & b","0123456789ab.png"]]'),
    ("[sound:name-0123456789ab.mp3]x", '[["sound","","0123456789ab.mp3"],["text","x"]]'),
    ('<audio controls src="a.ogg"></audio>', '[["audio","","a.ogg"]]'),
    ('<video><source src="a.mp4"></video>', '[["video"],["source","","a.mp4"]]'),
    ('<i class="fa fa-heart"></i> a', '[["box","i class=\\"fa fa-heart\\"","","i"],["text"," a"]]'),
    ('<div style="background: red"></div>', '[["box","div style=\\"background: red\\""]]'),
    ('<td bgcolor="red"></td>', '[["cell"],["box","td bgcolor=\\"red\\"","","td"]]'),
    ("<svg width=1><path/></svg>", '[["svg","svg width=\\"1\\""]]'),
    ("\\( a &lt; b \\) \\[c\\]", "\\(a < b\\) \\[c\\]"),
    ("<script>a</script><style>b</style><!-- c --><b></b><div><br></div>", ""),
    ("<ruby>漢<rt>かん</rt></ruby>", '[["text","漢","","ruby"],["text","かん","","rt","ruby"]]'),
    ('<details class="fold"><summary>a</summary>b</details>', '[["text","a","","summary"],["break"],["text","b"]]'),
]


@pytest.mark.parametrize(("source", "form"), FORMS)
def test_the_form_that_ledgers_hold_hashes_of(source: str, form: str) -> None:
    assert reading_form(source) == form
    assert not form.startswith("[[") or json.loads(form)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"),
        ("a<br><br>b<br>", "a<div><br></div><div>b</div>"),
        ("<b>a</b><b>b</b>", "<strong>ab</strong>"),
        ("a</br>b</p>c", "a<br>b<p>c</p>"),
        ("<ul>\n<li>\n<p>a</p>\n</li>\n</ul>", "<ul><li>a</li></ul>"),
        ("<table><tbody><tr><td>\n<p>a</p></td></tr></tbody></table>", "<table><tr><td>a</table>"),
        ("<li>a<li>b", "<li>a</li><li>b</li>"),
        ('<p><span class="glue">a)가</span></p>', "a)가"),
        ("<pre>a\nb</pre>", "<pre>a<br>b\n</pre>"),
    ],
)
def test_these_read_the_same(one: str, other: str) -> None:
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<ul><li>a<br>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<tr><td></td><td>a</td></tr>", "<tr><td>a</td><td></td></tr>"),
        ('<div class="red">a</div>', "<div>a</div>"),
        ('<div class="scroll red">a</div>', "<div>a</div>"),
        ('a<i class="fa"></i>', "a"),
        ('a<div style="border: 1px solid">&nbsp;</div>', "a"),
        ('<td style="background:red"></td>', "<td></td>"),
        ("<video src=a.mp4></video>a", "a"),
        ("<audio src=a.mp3></audio>", "<audio src=b.mp3></audio>"),
        ("<iframe src=a></iframe>", ""),
        ("<input>a", "a"),
        ("<a href=x>a</a>", "<a href=y>a</a>"),
        ("<img src=a.png>", "<img src=b.png>"),
        ("a<hr>b", "a<br>b"),
        ("<q>a</q>", "a"),
        ("<div lang=ko>a</div>", "a"),
    ],
)
def test_these_do_not(one: str, other: str) -> None:
    assert read(one) != read(other)


def test_a_field_is_printed_as_lines() -> None:
    source = (
        "<p>a <b>b</b></p><ul><li>c<li>d</ul><table><tr><th>e<th><tr><td>f<td>g</table>"
        '<img src=h.png alt=i><img src=j.png>[sound:k.mp3]<video src=l.mp4></video><i class="fa"></i>'
    )
    assert readable(source).split("\n") == [
        *("a b", "• c", "• d", "| e |", "| f | g", '[i (h.png)][j.png][sound:k.mp3][l.mp4][i class="fa"]'),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>왜</b>를<br>&lt;x&gt;", "왜를 <x>"),
        ("3 < 5 > 2", "3 < 5 > 2"),
        ("a<td>b</td><style>c</style><!-- d -->", "a b"),
        ("<img alt=a>", ""),
    ],
)
def test_the_words_of_a_field(source: str, words: str) -> None:
    assert plain_text(source) == words


BACK = [
    ("a<br>b<div>c</div>", "a\\\nb\n\nc"),
    ("a<br><br>b", "a\n\nb"),
    ("<b>a <i>b</i> c</b>", "**a *b* c**"),
    ("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>e", "- a\n  1. b\n  2. c\n- d\n\ne"),
    ("<ol start=3><li><p>a</p><p>b</p></li></ol>", "3. a\n\n   b"),
    ("<ul><li>a<blockquote>b</blockquote></li></ul>", "- a\n\n  > b"),
    ("<blockquote>a<ul><li>b</li></ul></blockquote>", "> a\n>\n> - b"),
    (
        "<table><tr><th>a<th align=right>b<tr><td>c|d<td align=right>e<br>f</table>",
        "| a | b |\n| --- | --: |\n| c\\|d | e<br>f |",
    ),
    ("<pre><code>a\n\n  ```b\n</code></pre>", "````\na\n\n  ```b\n````"),
    ("<h3>a</h3>b<hr>c", "### a\n\nb\n\n---\n\nc"),
    (
        "<a href='https://x.y/(z)'>a</a> <img src='b c.png' alt=d> [sound:e_f_g.mp3]",
        "[a](https://x.y/(z)) ![d](b c.png) [sound:e_f_g.mp3]",
    ),
    ("\\( a_1 < b \\)는 \\[c\\]", "$a_1 < b$는 $$c$$"),
    ("- a", "\\- a"),
    ("1. a", "1\\. a"),
    ("# a", "\\# a"),
    ("2 * 3 * 4 [a](b) `c`", "2 \\* 3 \\* 4 [a\\](b) \\`c\\`"),
    ("&lt;sub&gt; &amp;lt; a&lt;b", "&lt;sub> &amp;lt; a<b"),
    ("5$ 6$", "5$ 6$"),
    ("H<sub>2</sub>O <u>a</u> <ruby>漢<rt>かん</rt></ruby>", "H<sub>2</sub>O <u>a</u> <ruby>漢<rt>かん</rt></ruby>"),
    ("<code>a`b</code><s>c</s>", "`` a`b ``~~c~~"),
]


def rendered(markdown: str) -> str:
    return to_html(markdown, lambda name: MediaFile(name, Path(name))).html


@pytest.mark.parametrize(("source", "markdown"), BACK)
def test_a_field_as_markdown(source: str, markdown: str) -> None:
    assert next(text for text in candidates(source) if read(rendered(text)) == read(source)) == markdown


@given(st.lists(st.sampled_from(BACK).map(lambda pair: pair[0]), min_size=1, max_size=4).map("<p></p>".join))
@settings(max_examples=60, deadline=None)
def test_what_was_rendered_comes_back(source: str) -> None:
    """Most of it: lists and tables that meet are one to Markdown."""
    assert is_sayable(read(source))
    found = [text for text in candidates(source) if read(rendered(text)) == read(source)]
    if found:
        assert [text for text in candidates(rendered(found[0])) if read(rendered(text)) == read(source)]

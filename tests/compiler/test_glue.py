r"""What no line may part: `\(W\)를`, `3e-4`."""

import pytest

from deckgen.anki.guard.field import dangers
from deckgen.model.diagnostics import finding
from deckgen.rendering.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("행렬 $W$를 얼린다", r'행렬 <span class="glue">\(W\)를</span> 얼린다'),
        ("행렬 $W$ 를", r"행렬 \(W\) 를"),
        ("(곧 $r$)이다", r'(곧 \(r\)<span class="glue">)이</span>다'),
        ("사고 과정(CoT)을 따라", '사고 과정(CoT<span class="glue">)을</span> 따라'),
        ("0.39%입니다. 50% 미만", '0.39<span class="glue">%입</span>니다. 50% 미만'),
        ("「별」은 [1]의 (a) 안", '「별<span class="glue">」은</span> [1<span class="glue">]의</span> (a) 안'),
        ("**(가)**는", '<span class="glue"><strong>(가)</strong>는</span>'),
        (
            "`f(x)를`과 [글(1)을](https://example.org/(1)을)",
            '<code>f(x)를</code>과 <a href="https://example.org/(1)%EC%9D%84">글(1<span class="glue">)을</span></a>',
        ),
        ("**$W$**에", r'<span class="glue"><strong>\(W\)</strong>에</span>'),
        ("**값 $W$**에", r"<strong>값 \(W\)</strong>에"),
        ("$n$에서부터시작해도", r'<span class="glue">\(n\)에서부터시작</span>해도'),
        ("$a$와 $b$의", r'<span class="glue">\(a\)와</span> <span class="glue">\(b\)의</span>'),
        ("학습률 3e-4로", '학습률 <span class="glue">3e-4</span>로'),
        ("1.5e-10", '<span class="glue">1.5e-10</span>'),
        ("fine-tune e-4", "fine-tune e-4"),
        ("`3e-4`와 $3e-4$", r"<code>3e-4</code>와 \(3e-4\)"),
        ("[3e-4](https://example.org/3e-4)", '<a href="https://example.org/3e-4"><span class="glue">3e-4</span></a>'),
        ("$$W$$", r"\[W\]"),
        ("{{c1::$W$를}}", r'{{c1::<span class="glue">\(W\)를</span>}}'),
        ("{{c1::$W$}}를", r'<span class="glue">{{c1::\(W\)}}를</span>'),
        ("{{c1::$W$::무엇}}를", r'<span class="glue">{{c1::\(W\)::무엇}}를</span>'),
    ],
)
def test_what_belongs_together_is_in_an_element_of_its_own(text: str, html: str) -> None:
    found = to_html(text, lambda name: finding("media-missing", "no file", name=name)).html
    assert found == html
    assert list(dangers(found, (), cloze=True)) == []

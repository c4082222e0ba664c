"""What other tools would make something of: here it reaches members as it was typed."""

import re
from collections.abc import Iterator

from deckgen.anki.template import RUBY_FILTERS
from deckgen.kinds import columns_filtered
from deckgen.model.diagnostics import Text, warning
from deckgen.rules.rule import CardRule, Problem, Subject
from deckgen.rules.shown import ITEM, as_written, shown_texts, text_with

_TAGS = (
    "a|abbr|article|aside|audio|b|big|blockquote|center|cite|code|dd|del|div|dl|dt|em|figure|figcaption|font|h[1-6]|i"
    "|iframe|ins|li|ol|p|pre|q|s|section|small|span|strike|strong|style|table|tbody|td|th|thead|tr|tt|ul|video|script"
)
_HTML = rf"<({_TAGS})(?:\s[^<>\n]*)?>(?=[^\n]{{0,999}}</\1>)|<(?:hr|input|source|wbr|{_TAGS})\s+\w+=[^<>\n]*>"
_ASCII_WORD = r"[A-Za-z0-9_]"
_LONGEST = 40

_TYPED = "'{written}' shows as it was typed"
_PICTURE = "put the file into media/ and write ![what it shows](media/NAME)"
_DIALECTS: tuple[tuple[tuple[str, ...], str, Text], ...] = (
    (("![[", "<im"), r"!\[\[[^\[\]\n]+\]\]|<(?:img|image)\s[^<>\n]*>?", ("foreign-markup.picture", _TYPED, _PICTURE)),
    (
        ("[[",),
        r"(?<![\w!\]])\[\[(?=[^\W\d])[^\[\]\n,]+\]\]",
        ("foreign-markup.wiki-link", _TYPED, "write [text](https://…), or name the other card under 'requires'"),
    ),
    (
        ("<!--",),
        "<!--",
        ("foreign-markup.comment", _TYPED, "write a comment for yourself after '  # ', outside of the text"),
    ),
    (
        ("<",),
        rf"{_HTML}|^ *<(?:{_TAGS})> *$",
        (
            "foreign-markup.html",
            _TYPED,
            "write Markdown: **bold**, *italic*, lists, tables; of HTML only <br>, <sub>, <sup>, <ruby>, <kbd>, <mark>,"
            " <u> and <details> pass",
        ),
    ),
    (
        ("==",),
        rf"(?<![=!<>]|{_ASCII_WORD})==(?=[^\s=])[^=\n]*?[^\s=]==(?![=A-Za-z0-9_])",
        ("foreign-markup.mark", _TYPED, "write <mark>text</mark>"),
    ),
    (
        ("^", "~"),
        r"(?<=[\w)])\^[^\s^~_]{1,12}\^(?![A-Za-z0-9(^])|(?<=[A-Za-z)])~\d{1,3}~",
        ("foreign-markup.script", _TYPED, "write H<sub>2</sub>O and x<sup>2</sup>, or $x^2$"),
    ),
    (
        ("[ ]", "[x]", "[X]"),
        rf"^{ITEM}\s*(?P<at>\[[ xX]\]) ",
        ("foreign-markup.task", _TYPED, "write a list without boxes: '- text'"),
    ),
    (
        ("[^",),
        r"\[\^(?:\d+|[\w-]+(?=\]:))\]",
        ("foreign-markup.footnote", _TYPED, "write it into 'detail' or 'sources'"),
    ),
    (
        ("[!",),
        r"^\[!(?:NOTE|TIP|INFO|IMPORTANT|WARNING|CAUTION)\].*$",
        ("foreign-markup.admonition", _TYPED, "write a quote: '> **Note:** text'"),
    ),
    (
        ("|",),
        r"^ *(?!\|[-:| ]+$)(?P<at>\|[^|\n]+\|[^|\n]+\|.*) *\n+(?! *\|[-:| ]+$) *\|[^|\n]+\|[^|\n]+\|.*$",
        (
            "foreign-markup.table",
            _TYPED,
            "a table needs a line such as |---|---| below its first, and a blank line above it",
        ),
    ),
    (
        ("##",),
        r"^ *(?P<at>#{2,6}[^\W\d_].*)$",
        ("foreign-markup.heading", _TYPED, "put a space after the '#': '## so'"),
    ),
    (
        ("] ",),
        r"\[(?!\d+\])[^\[\]\n]+\] +\((?:https?://|media/)[^()\s]*\)",
        ("foreign-markup.spaced-link", _TYPED, "no space between ']' and '(': [text](address)"),
    ),
    (
        ("![",),
        r"(?<!\w)!\[(?!\[)(?![^\]\n]{0,999}\]\([^)\n]{0,999}\))[^\]\n]{1,999}\]?",
        ("foreign-markup.open-picture", _TYPED, "write ![what it shows](media/NAME), without spaces between"),
    ),
    (
        ("[latex]", "[$"),
        r"\[latex\]|\[\$\$?\](?=[^\n]{0,999}\[/\$)",
        ("foreign-markup.old-formula", _TYPED, "write $…$, or $$…$$ on a line of its own"),
    ),
    (
        ("[",),
        r"[\u3400-\u9fff]{1,20}\[[ぁ-ゖァ-ヺー]{1,12}\]",
        ("foreign-markup.furigana", _TYPED, "write <ruby>漢字<rt>reading</rt></ruby>"),
    ),
)
"""What the markup of other tools looks like where it stayed text, after what it cannot be without, and what to report;
`at` is what to point at."""
_LIKELY = re.compile(
    r"==\S|\^[^\s^{]+\^|~\d+~|\[\[|\[[ xX^!$ぁ-ヺ]|!\[|&#91;|\]\s*[\[(]|##|\|[ <\n]|&lt;[!a-zA-Z/]|>\^"
)
"""Where none of these is, no dialect is either."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield the first markup of each dialect in each field."""
    if not _LIKELY.search(subject.rendered):
        return
    for column, shown in shown_texts(subject):
        texts = subject.card.values[column]
        for pieces, pattern, text in _DIALECTS:
            found = re.search(pattern, shown, re.MULTILINE) if any(map(shown.__contains__, pieces)) else None
            if not found or ("furigana" in text[0] and column in columns_filtered(subject.card.kind, RUBY_FILTERS)):
                continue
            written = as_written(texts, (found["at"] if "at" in found.re.groupindex else found[0]).strip())
            short = written if len(written) <= _LONGEST else f"{written[: _LONGEST - 1]}…"
            yield Problem(warning(*text, written=short), text_with(texts, written), written)


RULE = CardRule("foreign-markup", check, written="=", rendered="^~[|&#")

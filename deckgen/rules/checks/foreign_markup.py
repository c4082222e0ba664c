"""What other tools would make something of: here it reaches members as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.anki.template import RUBY_FILTERS
from deckgen.kinds import columns_filtered
from deckgen.rules.rule import CardRule, Problem, Subject, problem
from deckgen.rules.shown import ITEM, as_written, shown_texts, text_with

_TAGS = (
    "a|abbr|article|aside|audio|b|big|blockquote|center|cite|code|dd|del|div|dl|dt|em|figure|figcaption|font|h[1-6]|i"
    "|iframe|ins|li|ol|p|pre|q|s|section|small|span|strike|strong|style|table|tbody|td|th|thead|tr|tt|ul|video|script"
)
_HTML = rf"<({_TAGS})(?:\s[^<>\n]*)?>(?=[^\n]{{0,999}}</\1>)|<(?:hr|input|source|wbr|{_TAGS})\s+\w+=[^<>\n]*>"
_ASCII_WORD = r"[A-Za-z0-9_]"


_DIALECTS = {
    "wiki-picture": r"!\[\[[^\[\]\n]+\]\]",
    "wiki-link": r"(?<![\w!\]])\[\[(?=[^\W\d])[^\[\]\n,]+\]\]",
    "html-picture": r"<(?:img|image)\s[^<>\n]*>?",
    "html-comment": r"<!--|(?<![\w%])%%(?=\s*[^\W\d])[^%\n]{1,999}%%(?![\w%])",
    "html": rf"{_HTML}|^ *<(?:{_TAGS})> *$",
    "mark": rf"(?<![=!<>]|{_ASCII_WORD})==(?=[^\s=])[^=\n]*?[^\s=]==(?![=A-Za-z0-9_])",
    "underline": r"(?<![+\w])\+\+(?:[가-힣][^+\n]*[^\s+]|[A-Za-z]{4,})\+\+(?![+A-Za-z0-9_])",
    "superscript": r"(?<=[\w)])\^[^\s^~_]{1,12}\^(?![A-Za-z0-9(^])",
    "subscript": r"(?<=[A-Za-z)])~\d{1,3}~",
    "strike": r"(?:^|(?<=\s))~~[^\s~][^~\n]*\s~~(?!\w)",
    "task": rf"^{ITEM}\s*(\[[ xX]\]) ",
    "footnote": r"\[\^(?:\d+|[\w-]+(?=\]:))\]",
    "admonition": r"^(?::::+ ?[\w{].*|\[!(?:NOTE|TIP|INFO|IMPORTANT|WARNING|CAUTION)\].*|!!! ?\w+.*)$",
    "table": r"^ *(?!\|[-:| ]+$)(\|[^|\n]+\|[^|\n]+\|.*) *\n+(?! *\|[-:| ]+$) *\|[^|\n]+\|[^|\n]+\|.*$",
    "heading": r"^ *(#{2,6}[^\W\d_].*)$",
    "fence": r"^ *('''\w*|\"\"\"\w+)$",
    "spaced-link": r"\[(?!\d+\])[^\[\]\n]+\] +\((?:https?://|media/)[^()\s]*\)",
    "open-picture": r"(?<!\w)!\[(?!\[)(?![^\]\n]{0,999}\]\([^)\n]{0,999}\))[^\]\n]{1,999}\]?",
    "old-formula": r"\[latex\]|\[\$\$?\](?=[^\n]{0,999}\[/\$)",
    "furigana": r"[\u3400-\u9fff]+\[[ぁ-ゖァ-ヺー]{1,12}\]",
    "emoji": r"(?<![\w:/]):[a-z][a-z_]{2,24}:(?![\w:/])",
}
"""Case → what its markup looks like where it stayed text; the first group, where there is one, is what to point at."""
_PATTERNS = {case: re.compile(pattern, re.MULTILINE) for case, pattern in _DIALECTS.items()}
_SIGNS = re.compile(
    r"==\S|\+\+|\^[^\s^{]+\^|~~|~\d+~|:::|\[\[|\[[ xX^!$ぁ-ヺ]|!\[|&#91;"
    r"|%%|\]\s*[\[(]|##|''|\"\"\"|!!!|\|[ <\n]|&lt;[!a-zA-Z/]|:[a-z][a-z_]+:(?!:)"
)
"""Where none of these is, no dialect is either."""
_FOOTNOTE = ">^"
_CODE = '<pre class="code"'
"""Markdown takes a footnote's text for the address of a link."""
_MERMAID = re.compile(r"^ *```+ *(mermaid|plantuml|dot|graphviz)\b", re.MULTILINE)


def check(subject: Subject) -> Iterator[Problem]:
    """Yield the first markup of each dialect in each field."""
    if _FOOTNOTE in subject.rendered or _SIGNS.search(subject.rendered):
        yield from _dialects(subject)
    if _CODE in subject.rendered:
        yield from _diagrams(subject)


def _dialects(subject: Subject) -> Iterator[Problem]:
    for column, text in shown_texts(subject):
        texts = subject.card.values[column]
        for case, pattern in _PATTERNS.items():
            found = pattern.search(text)
            if found and not (case == "furigana" and column in columns_filtered(subject.card.kind, RUBY_FILTERS)):
                shown = (found.group(1) if pattern.groups and case != "html" else found.group()).strip()
                sign = as_written(texts, shown)
                yield problem(text_with(texts, sign), sign, case, sign=_short(sign))


def _diagrams(subject: Subject) -> Iterator[Problem]:
    for texts in subject.card.values.values():
        for scalar in texts:
            drawn = _MERMAID.search(scalar.text) if "```" in scalar.text else None
            if drawn:
                yield problem(scalar, drawn[0].strip(), "diagram", sign=drawn[1])


def _short(sign: str) -> str:
    longest = 40
    return sign if len(sign) <= longest else f"{sign[: longest - 1]}…"


MESSAGES = {
    "": ("'{sign}' shows as it was typed", "write it as code, with backquotes, if it shall be seen"),
    "wiki-picture": (
        "'{sign}' shows as it was typed",
        "put the file into media/ and write ![what it shows](media/NAME)",
    ),
    "wiki-link": ("'{sign}' shows as it was typed", "write [text](https://…), or name the other card under 'requires'"),
    "html-picture": (
        "'{sign}' shows as it was typed",
        "put the file into media/ and write ![what it shows](media/NAME)",
    ),
    "html-comment": (
        "'{sign}' shows as it was typed",
        "write a comment for yourself after '  # ', outside of the text",
    ),
    "html": (
        "'{sign}' shows as it was typed",
        "write Markdown: **bold**, *italic*, lists, tables; of HTML only <br>, <sub>, <sup>, <ruby>, <kbd>, "
        "<mark>, <u> and <details> pass",
    ),
    "mark": ("'{sign}' shows as it was typed", "write <mark>text</mark>"),
    "underline": ("'{sign}' shows as it was typed", "write <u>text</u>"),
    "superscript": ("'{sign}' shows as it was typed", "write x<sup>2</sup>, or $x^2$"),
    "subscript": ("'{sign}' shows as it was typed", "write H<sub>2</sub>O, or $H_2O$"),
    "strike": ("'{sign}' shows as it was typed", "close it right after the last character: ~~so~~"),
    "task": ("'{sign}' shows as it was typed", "write a list without boxes: '- text'"),
    "footnote": ("'{sign}' shows as it was typed", "write it into 'detail' or 'sources'"),
    "admonition": ("'{sign}' shows as it was typed", "write a quote: '> **Note:** text'"),
    "table": (
        "'{sign}' shows as it was typed",
        "a table needs a line such as |---|---| below its first, and a blank line above it",
    ),
    "heading": ("'{sign}' shows as it was typed", "put a space after the '#': '## so'"),
    "fence": ("'{sign}' shows as it was typed", "begin and end code with three backquotes: ```"),
    "spaced-link": ("'{sign}' shows as it was typed", "no space between ']' and '(': [text](address)"),
    "open-picture": ("'{sign}' shows as it was typed", "write ![what it shows](media/NAME), without spaces between"),
    "old-formula": ("'{sign}' shows as it was typed", "write $…$, or $$…$$ on a line of its own"),
    "furigana": ("'{sign}' shows as it was typed", "write <ruby>漢字<rt>reading</rt></ruby>"),
    "emoji": ("'{sign}' shows as it was typed", "type the character itself: 🙂"),
    "diagram": ("a diagram in '{sign}' shows as its source", "draw it into a picture: media/NAME.svg"),
}
RULE = CardRule("foreign-markup", check, MESSAGES, judges=False, characters="=+^~[:|&%#'\"!")

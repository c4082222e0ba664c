"""Field texts: Markdown to the HTML that Anki stores.

comrak does the Markdown. Around it is what it cannot know: `<` is text unless it opens an allowed tag, a lone `~`
is text (`5~10개`), formulas become Anki's MathJax, and nothing inside a formula or code can close a cloze.
"""

import html
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

import comrak

from deckgen.html.elements import ALLOWED_TAGS
from deckgen.html.reading import SOUND
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding
from deckgen.rendering.cloze_guard import OPEN, guard_code, guard_math, guard_pieces, split_own
from deckgen.rendering.glue import glued, may_part

_ALT = r"!\[(?:[^\]!\n]++|!(?!\[))*+\]"
"""The alternative text of a picture."""
_LT, _TILDE, _SPACE, _DOLLAR = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"  # not characters, so no source holds them
_EXTENSIONS = comrak.ExtensionOptions(
    strikethrough=True, table=True, math_dollars=True, math_latex=True, cjk_friendly_emphasis=True
)
_RENDER = comrak.RenderOptions(unsafe_=True)
# A pattern that begins with a literal character, with lookbehinds after it, is found several times quicker.
_NOT_ALLOWED = rf"(?i)<(?!/?(?:{'|'.join(ALLOWED_TAGS)})\s*/?>|https?://[^\s<>]+>)"
_MONEY = r"\$(?<![\\$\w]\$)(?=\d[\d,.]*\s?[가-힣])"  # `$10이고 5$`
_PRICE = (
    rf"\$(?:(?P<price>(?<=\d\$)(?=[가-힣,.;:!?)\]/{_TILDE}–-]))"
    r"|\$[^$]++\$\$|(?<!\\\$)(?!\s)(?:[^$\n]++|\n(?!\s*\n))++(?<![\s\\])\$(?!\d))"
)
"""A dollar after a number, as in `5$, 10$` or `5$에서`, and what else is between two of them: formulas."""
_LONE_TILDE = r"~(?<!~~)(?<!(?<!\\)\\~)(?!~)"
_MATH = r'<span data-math-style="(inline|display)">([^<]*+)</span>'
_PRE = r'(?s)<pre><code(?: class="language-([^"]*)")?(?: data-math-style="display")?>(.*?)</code></pre>'
_CODE = r'(?s)(<pre class="code"[^>]*>.*?</pre>)|<code>(.*?)</code>'
_NO_FORMULA = r'(?s)<span data-math-style="[^>]*>.*?</span>|<code.*?</code>|<img [^>]*>|\\([(\[])'
_IMAGE = r'<img src="([^"]*)" alt="([^"]*)"([^>]*?) ?/>'
_SAFE = r"(?i:https?|mailto):"
_UNSAFE_LINK = rf'<a href="(?!{_SAFE})[^"]*"'
_NO_HEADING = r"<th( align=\"\w+\")?></th>"
"""The empty corner of a table: a screen reader would announce it as a heading."""
_SPACED = (
    rf"({_ALT}\(\s*+)"
    r"""<?((?:[^()<>\n"']|\([^()<>\n]*\))*?\.\w{1,5})>?(?=\s*(?:["'](?:(?!!\[)[^\n])*?)?\))"""
)
_RAW_ADDRESS = r"(?i)<(?=https?://)"
"""An address in brackets that comrak left as it is: inside a block of HTML it would be a tag, with attributes."""
_UNFINISHED = re.compile(r"<(?:pre>|code>|span |img |a |table>)")
"""What comrak writes otherwise than Anki needs it: see `_finish`."""
_LANGUAGE = r"\w[\w+#.-]*"
"""What a fence says of its code, before what other tools add: `python=1`, `js {1,3}`, `{.python}`, `python:main.py`."""
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f]"
_PLAIN = re.compile(r"(?![\s\ufeff#+=-]|\d+[.)])[^\\`*_~\[\]<>&\"$\n\r\t]++(?<!\s)")
_LIVE = r"\[(?<!\\\[)(?i:(?=latex\]|\$\$?\]|anki:))"
"""What Anki would run or speak, though it was written as text. Where it begins a formula, the guard stops it."""


class Lookup(NamedTuple):
    """A picture or sound that a text shows."""

    written: str
    """As the author wrote it, unescaped: `media/x.svg`."""
    found: MediaFile | Finding


class Rendered(NamedTuple):
    """A text as Anki stores it."""

    html: str
    """A single paragraph comes without its `<p>`."""
    media: tuple[Lookup, ...] = ()
    """What it shows, in the order in which it was met."""


def to_html(text: str, find: Callable[[str], MediaFile | Finding]) -> Rendered:
    """Render one Markdown text."""
    return Rendered(text) if is_plain(text) else parse(text, find)


def is_plain(text: str) -> bool:
    """Whether a text is its own HTML: nothing in it that Markdown, or the steps around it, make something of."""
    return _PLAIN.fullmatch(text) is not None and not may_part(text)


def parse(text: str, find: Callable[[str], MediaFile | Finding]) -> Rendered:
    """What `to_html` gives for any text, found the long way."""
    media: list[Lookup] = []

    def packed(written: str) -> str:
        """The name for an attribute or a sound; what was written where there is no such file."""
        found = find(written)
        media.append(Lookup(written, found))
        return html.escape(found.name if isinstance(found, MediaFile) else written)

    prepared = _prepared(text, packed)
    out = comrak.markdown_to_html(prepared, _EXTENSIONS, None, _RENDER)
    out = out[3:-5] if out.rfind("<p>") == 0 and out.endswith("</p>\n") else out.rstrip("\n")
    out = _mended(text, out if prepared is text else _restored(out))
    if _UNFINISHED.search(out):
        out = _finish(out, packed, in_cloze="{{" in text and OPEN.search(text) is not None)
    if "[" in out:
        out = re.sub(_LIVE, "&#91;", out)
    if may_part(out):
        out = glued(out)
    return Rendered(out, tuple(media))


def _mended(text: str, out: str) -> str:
    """The HTML without what Anki would make something of that the author did not write."""
    if "<" in text:
        out = re.sub(_RAW_ADDRESS, "&lt;", out)
    if "&#" in text:
        out = re.sub(_CONTROL, "\ufffd", out)
    if "\\" in out:
        out = re.sub(_NO_FORMULA, _literal, out)
    return out


def _prepared(text: str, packed: Callable[[str], str]) -> str:
    """The text with placeholders for what comrak would take for markup."""
    if "[" in text:
        text = SOUND.sub(lambda m: f"[sound:{packed(m.group(1).strip())}]".replace("_", "\\_"), text)
        text = re.sub(_SPACED, lambda m: m.group(1) + m.group(2).replace(" ", _SPACE), text)
    if "<" in text:
        text = re.sub(_NOT_ALLOWED, _LT, text)
    if "~" in text:
        text = re.sub(_LONE_TILDE, _TILDE, text)
    if "$" in text:
        text = re.sub(_PRICE, lambda m: _DOLLAR if m.lastgroup else m.group(), re.sub(_MONEY, _DOLLAR, text))
    return text


def _restored(out: str) -> str:
    if "%EF%B7%9" in out:
        out = out.replace("%EF%B7%90", "%3C").replace("%EF%B7%91", "~").replace("%EF%B7%92", "%20")
        out = out.replace("%EF%B7%93", "$")
    return out.replace(_LT, "&lt;").replace(_TILDE, "~").replace(_SPACE, " ").replace(_DOLLAR, "$")


def _finish(out: str, packed: Callable[[str], str], *, in_cloze: bool) -> str:
    if "<pre>" in out:
        out = re.sub(_PRE, lambda m: _code_block(m, in_cloze=in_cloze), out)
    if in_cloze and "<code>" in out:
        out = re.sub(_CODE, lambda m: m.group(1) or f"<code>{guard_code(m.group(2))}</code>", out)
    if "data-math-style" in out:
        out = re.sub(_MATH, lambda m: _math(m, in_cloze=in_cloze), out)
    if "<img " in out:
        out = re.sub(_IMAGE, lambda m: _image(m, packed), out)
    if "<a " in out:
        out = re.sub(_UNSAFE_LINK, '<a href="#"', out)
    if "<table>" in out:
        out = re.sub(_NO_HEADING, r"<td\1></td>", out)
        out = out.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return out


def _math(match: re.Match[str], *, in_cloze: bool) -> str:
    formula = guard_math(match.group(2), in_cloze=in_cloze)
    if match.group(1) == "inline":
        return f"\\({formula}\\)"
    return f"\\[{formula.strip()}\\]"


def _literal(match: re.Match[str]) -> str:
    """A bracket that the author escaped: an empty tag between keeps MathJax from seeing a formula."""
    return f"\\<span></span>{match.group(1)}" if match.group(1) else match.group()


def _code_block(match: re.Match[str], *, in_cloze: bool) -> str:
    language, code = match.group(1), match.group(2)
    pieces = split_own(code) if in_cloze else [(False, code)]
    if language:
        from deckgen.rendering.highlight import highlight

        plain = [html.unescape(piece) for own, piece in pieces if not own]
        named = re.search(_LANGUAGE, html.unescape(language))
        painted = highlight(plain, named[0]) if named else None
        if painted is not None:
            colored = iter(painted)
            pieces = [(own, piece if own else next(colored)) for own, piece in pieces]
    code = guard_pieces(pieces) if in_cloze else pieces[0][1]
    return f'<pre class="code" tabindex="0"><code>{code}</code></pre>'


def _image(match: re.Match[str], packed: Callable[[str], str]) -> str:
    source, alt, rest = match.groups()
    path = unquote(html.unescape(source))
    if re.match(_SAFE, path):
        return f'<img src="{source}" alt="{alt}"{rest}>'
    return f'<img src="{packed(path)}" alt="{alt}"{rest}>'

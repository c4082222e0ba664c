"""Field texts: Markdown to the HTML that Anki stores.

comrak does the Markdown. Around it stands what it cannot know: `<` is text unless it opens an allowed tag, a lone `~`
is text (`5~10개`), formulas become Anki's MathJax, and nothing inside a formula or code can close a cloze.
"""

from __future__ import annotations

import html
import itertools
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import comrak

if TYPE_CHECKING:
    from collections.abc import Callable

ALLOWED_TAGS = ("br", "sub", "sup", "ruby", "rt", "rp", "kbd", "mark", "u", "details", "summary")
"""The only HTML that passes, and never with an attribute: nothing of a contributor's runs on a member's phone."""

_LT, _TILDE = "\ufdd0", "\ufdd1"  # not characters, so no source holds them
_EXTENSIONS = comrak.ExtensionOptions(
    strikethrough=True, table=True, math_dollars=True, math_latex=True, cjk_friendly_emphasis=True
)
_RENDER = comrak.RenderOptions(unsafe_=True)
_NOT_ALLOWED = re.compile(rf"<(?!/?(?:{'|'.join(ALLOWED_TAGS)})\s*/?>|https?://[^\s<>]+>)", re.IGNORECASE)
_LONE_TILDE = re.compile(r"(?<!~)~(?!~)")
_MATH = re.compile(r'<span data-math-style="(inline|display)">(.*?)</span>', re.DOTALL)
_PRE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_CODE = re.compile(r"<code>(.*?)</code>", re.DOTALL)
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"([^>]*?) ?/>')
_LINK = re.compile(r'<a href="([^"]*)"')
_SAFE_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:([^\]\n]+)\]")
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_CLOZE_OPEN = re.compile(r"\{\{c\d+(?:,\d+)*::", re.IGNORECASE)
_BRACES = re.compile(r"\{\{c\d+(?:,\d+)*::|[{}]|[^{}]+", re.IGNORECASE)


def to_html(text: str, media: Callable[[str], str]) -> str:
    """Render one Markdown text.

    Args:
        text: The author's Markdown.
        media: From a path as written (`media/x.svg`, unescaped) to the packed name; it reports what is wrong itself.

    Returns:
        HTML for an Anki field. A single paragraph comes without its `<p>`.
    """
    if "<" in text:
        text = _NOT_ALLOWED.sub(_LT, text)
    if "~" in text:
        text = _LONE_TILDE.sub(_TILDE, text)
    if "[sound:" in text:
        text = _SOUND.sub(lambda m: f"[sound:{media(m.group(1).strip())}]".replace("_", "\\_"), text)
    out = comrak.markdown_to_html(text, _EXTENSIONS, None, _RENDER)
    out = out[3:-5] if out.startswith("<p>") and out.endswith("</p>\n") and out.count("<p>") == 1 else out.rstrip("\n")
    if _LT in out:
        out = out.replace(_LT, "&lt;")
    if _TILDE in out:
        out = out.replace(_TILDE, "~")
    if "<" not in out:
        return out
    return _finish(out, media, in_cloze=_CLOZE_OPEN.search(text) is not None)


def _finish(out: str, media: Callable[[str], str], *, in_cloze: bool) -> str:
    if "<pre>" in out:
        out = _PRE.sub(lambda m: _code_block(m, in_cloze=in_cloze), out)
    if in_cloze and "<code>" in out:
        out = _CODE.sub(lambda m: f"<code>{_guard_code(m.group(1))}</code>", out)
    if "data-math-style" in out:
        out = _MATH.sub(_math, out)
    if "<img " in out:
        out = _IMAGE.sub(lambda m: _image(m, media), out)
    if "<a " in out:
        out = _LINK.sub(lambda m: m.group() if _SAFE_LINK.match(m.group(1)) else '<a href="#"', out)
    if "<table>" in out:
        out = _TABLE.sub(lambda m: f'<div class="scroll" tabindex="0">{m.group()}</div>', out)
    return out


def _math(match: re.Match[str]) -> str:
    formula = _guard_math(match.group(2)) if "}}" in match.group(2) else match.group(2)
    if match.group(1) == "inline":
        return f"\\({formula}\\)"
    return f"\\[{formula.strip()}\\]"


def _guard_math(formula: str) -> str:
    """Part every `}}` of a formula that is not a cloze's own end: a space means nothing to MathJax, much to Anki."""
    pieces: list[str] = []
    outer: list[int] = []
    depth = 0
    signs = [*_BRACES.findall(formula), ""]
    closed = False
    for sign, following in itertools.pairwise(signs):
        if closed:
            closed = False
        elif sign == "}" and following == "}":
            closed = depth == 0 and bool(outer)
            depth = outer.pop() if closed else max(0, depth - 1)
            pieces.append("}}" if closed else "} ")
        else:
            if len(sign) > 1 and sign.startswith("{{"):
                outer.append(depth)
                depth = 0
            depth = max(0, depth + {"{": 1, "}": -1}.get(sign, 0))
            pieces.append(sign)
    return "".join(pieces)


def _guard_code(code: str) -> str:
    return code.replace("}}", "}&#125;").replace("::", ":&#58;")


def _code_block(match: re.Match[str], *, in_cloze: bool) -> str:
    language, code = match.group(1), match.group(2)
    if language:
        from deckgen.highlight import highlight  # noqa: PLC0415 - Pygments loads only where a deck has code

        code = highlight(html.unescape(code), html.unescape(language).split()[0]) or code
    if in_cloze:
        code = _guard_code(code)
    return f'<pre class="code" tabindex="0"><code>{code}</code></pre>'


def _image(match: re.Match[str], media: Callable[[str], str]) -> str:
    source, alt, rest = match.groups()
    path = html.unescape(unquote(source))
    if _SAFE_LINK.match(path):
        return f'<img src="{source}" alt="{alt}"{rest}>'
    return f'<img src="{html.escape(media(path))}" alt="{alt}"{rest}>'


def media_paths(text: str) -> tuple[str, ...]:
    """The media files that a Markdown text names, as written, without reporting anything."""
    found: list[str] = []

    def note(path: str) -> str:
        found.append(path)
        return path

    if "](" in text or "[sound:" in text or "]:" in text:
        to_html(text, note)
    return tuple(found)

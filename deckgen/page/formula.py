r"""Formulas as MathML, which browsers draw without a script.

latex2mathml reads the LaTeX. What it makes is written out here: its own writer puts a formula's text into the page
unescaped (`\text{<script>}`), passes links and styles on, and lets commands that it does not know pass as names.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_SAME = {"{aligned}": "{align*}", "{gathered}": "{gather*}", r"\dots": r"\ldots"}
"""What latex2mathml does not know, and what it knows that looks the same."""
_KNOWN_OTHERWISE = re.compile(r"\{aligned\}|\{gathered\}|\\dots(?![a-zA-Z])")
_UNKNOWN = re.compile(r"\\[a-zA-Z]*|[&{}$#]")
"""The whole text of an element that stands for something that was not understood: what was is an entity."""
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_TAGS = frozenset(
    {
        "math",
        "menclose",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "none",
    }
)
_ATTRIBUTES = frozenset(
    {
        "accent",
        "accentunder",
        "columnalign",
        "columnlines",
        "columnspacing",
        "depth",
        "display",
        "displaystyle",
        "fence",
        "form",
        "height",
        "largeop",
        "linebreak",
        "linethickness",
        "lspace",
        "mathbackground",
        "mathcolor",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rowlines",
        "rowspacing",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
    }
)
_CAPITAL, _SMALL, _DIGIT = 0x1D400, 0x1D41A, 0x1D7CE
"""Where Unicode keeps mathematical bold: browsers' MathML Core knows no attribute for it."""


@lru_cache(maxsize=4096)
def to_mathml(formula: str, *, display: bool) -> str | None:
    """Convert one formula.

    Args:
        formula: LaTeX, without its delimiters.
        display: Whether it stands on a line of its own.

    Returns:
        A `math` element, or None for a formula that latex2mathml cannot read whole.
    """
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415 - only where a deck has formulas

    if not _is_balanced(formula):
        return None
    formula = _KNOWN_OTHERWISE.sub(lambda match: _SAME[match.group()], formula)
    try:
        root = convert_to_element(formula, display="block" if display else "inline")
        return _written(root)
    except Exception:  # noqa: BLE001 - its parser has many ways to fail, and none of them matters here
        return None


def as_text(formula: str, *, display: bool) -> str:
    """A formula as its own source, for one that cannot be converted."""
    opened, closed = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f'<code class="tex">{html.escape(opened + formula + closed, quote=False)}</code>'


def _is_balanced(formula: str) -> bool:
    """Whether every brace is closed; latex2mathml closes the rest by itself, MathJax refuses."""
    depth = 0
    for sign in _BRACE.findall(formula):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def _written(element: Element) -> str:
    """An element as HTML: known tags and attributes, and text that stays text.

    Raises:
        ValueError: It holds something that was not understood.
    """
    written = element.text or ""
    if element.tag not in _TAGS or (element.tag != "mtext" and _UNKNOWN.fullmatch(written)):
        raise ValueError(written)
    text = html.unescape(_ESCAPED.sub(r"\1", written) if element.tag == "mtext" else written)
    given = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES}
    if given.get("mathvariant") == "bold" and len(text) == 1 and text.isascii() and text.isalnum():
        del given["mathvariant"]
        text = _bold(text)
    if given.get("display") == "inline":
        del given["display"]
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in given.items())
    inner = "".join(map(_written, element))
    return f"<{element.tag}{attributes}>{html.escape(text, quote=False)}{inner}</{element.tag}>"


def _bold(sign: str) -> str:
    if sign.isdecimal():
        return chr(_DIGIT + int(sign))
    if sign.isupper():
        return chr(_CAPITAL + ord(sign) - ord("A"))
    return chr(_SMALL + ord(sign) - ord("a"))

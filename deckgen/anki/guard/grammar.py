r"""The HTML that a field may hold, as one regular expression: what the renderer writes, tag by tag, and nothing else.

Texts are matched possessively, so that a field is read once, whatever it holds.
"""

from __future__ import annotations

import re

from deckgen.anki.mathjax import UNSAFE_COMMANDS

_BARE = (
    *("a", "b", "blockquote", "br", "code", "del", "details", "div", "em", "h[1-6]", "hr", "i", "kbd", "li", "mark"),
    *("ol", "p", "pre", "rp", "rt", "ruby", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th"),
    *("thead", "tr", "u", "ul"),
)
_TEXT = r'"[^"<>]*+"'
_ADDRESS = r'"(?:(?:https?:|mailto:)[^"<>]*+|#)"'
_PICTURE = r'"(?:https?:[^"<>]*+|[^"<>:]++)"'
_WITH_ATTRIBUTES = (
    rf"a href={_ADDRESS}(?: title={_TEXT})?",
    rf"img src={_PICTURE} alt={_TEXT}(?: title={_TEXT})? ?/?",
    r'(?:th|td) align="(?:left|right|center)"',
    r'ol (?:class="steps"|start="\d++")',
    r'pre class="code" tabindex="0"',
    r'div class="scroll" tabindex="0"',
    r'details class="fold"',
    r'span class="(?:glue|(?:k-[\w-]++ ?)++)"',
)
_TAG = rf"<(?:/?(?:{'|'.join(_BARE)}) *+/?|{'|'.join(_WITH_ATTRIBUTES)})>"
LIVE = r"\[(?:latex\]|\$\$?\]|anki:)"
r"""What Anki runs or speaks, wherever it is: `[latex]`, `[$]`, `[$$]`, `[anki:tts …]`."""

_UNSAFE = "|".join(sorted(UNSAFE_COMMANDS))
_COMMON = (
    r"/?+(?:strong|li|t[dhr]|a|code|del|p|em|ul|ol|t(?:able|head|body)|br ?/|h[1-6]|br|hr ?/|blockquote|details|summary"
    r"|div|span|su[bp]|ruby|r[tp]|kbd|mark|u|pre)>"
)
"""The same tags without attributes, as they mostly come: in lower case, the most frequent first."""
HARMLESS = re.compile(
    rf"(?:[^<\[\\{{&]++|<{_COMMON}|<(?:{'|'.join(_WITH_ATTRIBUTES)})>|\\(?!{_UNSAFE})|&(?:amp|lt|gt|quot);"
    rf"|(?!\[sound:|(?i:{LIVE}))\[|\{{(?!\{{))*+"
)
"""The whole of a text that needs no second look: most do not, so this is what the guard costs."""
TAGS = rf"(?:[^<]++|{_TAG})*+"
"""The whole of a text whose tags are all allowed, in any case; where one is not, what comes before it."""

"""How to import, device by device: all of it in the page, so that it reads without a script, too."""

from __future__ import annotations

import html
from collections.abc import Mapping

import comrak

_EXTENSIONS = comrak.ExtensionOptions(cjk_friendly_emphasis=True)
DEVICES = ("windows", "mac", "linux", "android", "ios", "web", "chat", "zip", "update")
"""In the order in which they stand where the reader's own is not known; `device.js` knows the names, too."""


def guide(texts: Mapping[str, str], file: str, news: str) -> str:
    """The instructions for every device, as HTML.

    Args:
        texts: The site's texts: `NAME` and `NAME_steps`, in Markdown, for each of `DEVICES`.
    """
    return "\n".join(_device(texts, name, file, news) for name in DEVICES)


def _device(texts: Mapping[str, str], name: str, file: str, news: str) -> str:
    steps = comrak.markdown_to_html(texts[f"{name}_steps"].format(file=file, news=news), _EXTENSIONS, None, None)
    here = f'<span class="Here" hidden>{html.escape(texts["here"])}</span>'
    title = html.escape(texts[name])
    return f'<details class="Device" data-device="{name}" open><summary>{title} {here}</summary>\n{steps}</details>'

"""Markdown that did not become what it looks like: emphasis signs and pictures that stay as typed.

Passes:
    - front: 'Why is **로라(LoRA)**는 bold?'
      id: a
      back: 'Because `**` closes before a particle; 2 ** 3 is a power.'
Fails:
    - front: What is bold?
      id: b
      back: '**this is not **'
    - front: Which picture?
      id: c
      back: '![alt](media/two "quotes".svg)'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deckgen.rules.rule import Problem, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

_SKIP = re.compile(r"<code.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_STARS = re.compile(r"\*\*(?=[^\s*])|(?<=[^\s*])\*\*")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def check(subject: Subject) -> Iterator[Problem]:
    """Yield signs that the rendered field still shows."""
    if "**" not in subject.rendered and "![" not in subject.rendered:
        return
    for column, html in zip(subject.card.kind.columns, subject.note.fields, strict=True):
        if "**" not in html and "![" not in html:
            continue
        shown = _SKIP.sub("", html)
        texts = subject.card.values.get(column, ())
        if _STARS.search(shown):
            where = next((scalar for scalar in texts if "**" in scalar.text), None)
            hint = "no space inside the signs: **so**; write \\*\\* for the signs themselves"
            yield Problem("'**' shows as it is typed: it opens or closes nothing", hint, where, "**")
        picture = _PICTURE.search(shown)
        if picture:
            where = next((scalar for scalar in texts if "![" in scalar.text), None)
            yield Problem(
                "this picture shows as text", "put a path with spaces in <…>: ![alt](<media/a b.svg>)", where, "!["
            )


RULE = Rule("stray-markup", check, quality=False)

"""The texts that a deck has one of: names, tag, address, description, labels. Each is told of at its own place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.anki.guard.field import TURNS, dangers, in_plain_text
from deckgen.messages.patterns import late
from deckgen.model import Scalar
from deckgen.model.diagnostics import Span, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deckgen.anki.guard.field import Danger
    from deckgen.model import Mapping as Node
    from deckgen.model.diagnostics import Diagnostic

_PLAIN = ("name", "tag", "report", "site", "author", "licence")
"""Keys of `deck.yaml` whose texts become names, parts of templates, or lines of a page."""

_REACHES_OUT = late(
    r"\\(?:write(?:18)?|input|include|openin|openout|read|readline|immediate|catcode|csname|lstinputlisting"
    r"|verbatiminput|directlua|ShellEscape)(?![a-zA-Z])|\^\^"
)
"""Of LaTeX: what reads or writes files, runs something, or makes such commands."""


def told(danger: Danger, span: Span) -> Diagnostic:
    """A danger as an error."""
    return found(span, "unsafe", danger.case, what=danger.what)


def check_name(name: str, span: Span) -> Iterator[Diagnostic]:
    """Say where the name of a deck or a tag would read otherwise than it is."""
    turned = TURNS.search(name)
    if turned:
        yield found(span, "turned-name", name=name, code=f"U+{ord(turned.group()):04X}")


def check_config(root: Node, path: str) -> Iterator[Diagnostic]:
    """Say what must not leave of `deck.yaml`'s plain texts.

    Args:
        root: The file's mapping.
        path: The file, as diagnostics call it.
    """
    for key in _PLAIN:
        node = root.get(key)
        if isinstance(node, Scalar):
            yield from check_plain(node, path)


def check_plain(scalar: Scalar, path: str) -> Iterator[Diagnostic]:
    """Say what must not leave of a text that stands in a template or a name.

    Args:
        scalar: The text.
        path: Its file, as diagnostics call it.
    """
    span = Span(path, scalar.line, scalar.column)
    danger = in_plain_text(scalar.text)
    if danger:
        yield told(danger, span)
    yield from check_name(scalar.text, span)


def check_description(html: str, span: Span) -> Iterator[Diagnostic]:
    """Say what must not leave of a deck's description, once it is HTML.

    Args:
        html: The description; it can show no media.
        span: Where it is written.
    """
    for danger in dict.fromkeys(dangers(html, ())):
        yield told(danger, span)


def header_danger(latex: str) -> str:
    """What in the header of a note type's LaTeX reaches out of it; empty where nothing does."""
    found = _REACHES_OUT.search(latex)
    return found.group() if found else ""


def check_labels(labels: Mapping[tuple[str, str], Scalar], path: str) -> Iterator[Diagnostic]:
    """Say what must not leave of a kind's labels.

    Args:
        labels: Language and name → the label, as written.
        path: Their file, as diagnostics call it.
    """
    for scalar in labels.values():
        yield from check_plain(scalar, path)

"""The texts that a deck has one of: names, tag, address, description. Each is reported at its own place."""

from collections.abc import Iterator

from deckgen.anki.guard.field import TURNS, Danger, dangers, in_plain_text
from deckgen.model.diagnostics import Diagnostic, Span, Text, finding, warning
from deckgen.model.nodes import Mapping as Node
from deckgen.model.nodes import Scalar

_UNSAFE: dict[str, Text] = {
    "tag": (
        "unsafe.tag",
        "'{what}' is HTML that a card may not hold",
        "write it as code, with backquotes, or leave it out",
    ),
    "nesting": (
        "unsafe.nesting",
        "'{what}' begins or ends an element that this field does not: it would reach into the rest of the card",
        "let each element end in the field, or the deletion, that it begins in",
    ),
    "live": ("unsafe.live", "'{what}' would be live in Anki", "write $…$ for a formula, or put it into code"),
    "sound": (
        "unsafe.sound",
        "'{what}' names no sound of this deck",
        "put the file into media/ and write [sound:media/NAME]",
    ),
    "latex": (
        "unsafe.latex",
        "'{what}' is not allowed in a formula: it can act outside of it",
        "leave it out; a link can be next to the formula",
    ),
    "numbers": (
        "unsafe.numbers",
        "'{what}' has several numbers, which Anki 25.09 cannot read",
        "write one deletion for each number, inside each other: {{{{c1::{{{{c2::…}}}}}}}}",
    ),
}
_PLAIN = ("name", "tag", "report", "site", "author", "licence")
"""Keys of `deck.yaml` whose texts become names, parts of templates, or lines of a page."""


def as_error(danger: Danger, span: Span) -> Diagnostic:
    """A danger as an error."""
    return finding(*_UNSAFE[danger.case], what=danger.what).at(span)


def check_name(name: str, span: Span) -> Iterator[Diagnostic]:
    """Say where the name of a deck or a tag would read otherwise than it is."""
    turned = TURNS.search(name)
    if turned:
        yield warning(
            "turned-name",
            "'{name}' holds {code}, which is invisible and reverses the text after it",
            "delete it: members would read another name than the one that Anki sorts by",
            name=name,
            code=f"U+{ord(turned.group()):04X}",
        ).at(span)


def check_config(root: Node, path: str) -> Iterator[Diagnostic]:
    """Say what must not leave of `deck.yaml`'s plain texts."""
    for key in _PLAIN:
        node = root.get(key)
        if isinstance(node, Scalar):
            yield from check_plain(node, path)


def check_plain(scalar: Scalar, path: str) -> Iterator[Diagnostic]:
    """Say what must not leave of a text that is in a template or a name."""
    span = Span(path, scalar.line, scalar.column)
    danger = in_plain_text(scalar.text)
    if danger:
        yield as_error(danger, span)
    yield from check_name(scalar.text, span)


def check_description(html: str, span: Span) -> Iterator[Diagnostic]:
    """Say what must not leave of a deck's description, once it is HTML."""
    for danger in dict.fromkeys(dangers(html, ())):
        yield as_error(danger, span)

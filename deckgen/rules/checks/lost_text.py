"""Text that YAML takes for a comment: ` #3` at the end of a plain text never reaches a card."""

import re
from collections.abc import Iterator

from deckgen.model.diagnostics import Diagnostic, Span, warning
from deckgen.model.nodes import Mapping, Node, Scalar, SourceFile
from deckgen.rules.rule import FileRule
from deckgen.sources.places import Places

_SUSPECT = re.compile(r"#(?<=[ \t]#)")
_AFTER = r"([ \t]*)#(.*)$"
_NO_TEXTS = frozenset({"id", "guid", "html", "requires", "ignore", "language", "tts", "subdecks", "rules"})
"""Keys whose values no member reads: what comes after them is a comment, however it is written."""
_NOTE = r"(?i)[-=#*!~_]|$|(?:todo|fixme|xxx|hack|note)\b"
"""What comes right after the '#' of a comment: drawn lines, and what programmers write."""
_ASKED = ("?", "？")
_LONGEST = 40


def check(source: SourceFile, places: Places) -> Iterator[Diagnostic]:
    """Yield what was meant as text and became a comment."""
    if source.root is None or not _has_suspect(places.text):
        return
    for scalar, asks in _texts(source.root):
        written = re.match(_AFTER, places.written(scalar).after)
        if written and _is_text(scalar.text, written[1], written[2], asks=asks):
            lost = f"#{written[2]}".strip()
            shown = lost if len(lost) <= _LONGEST else f"{lost[:_LONGEST]}…"
            line = scalar.line + max(0, len(places.written(scalar).lines) - 1)
            yield warning(
                "lost-text",
                "YAML takes '{lost}' for a comment: it is left out",
                "put the whole text in single quotes; a comment has two spaces before its '#' and one after it",
                lost=shown,
            ).at(places.below(Span(places.path, line), lost))


def _has_suspect(text: str) -> bool:
    """Whether a '#' comes after something else on its line."""
    return any(
        text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip(" \t#") for found in _SUSPECT.finditer(text)
    )


def _texts(node: Node, *, asks: bool = False) -> Iterator[tuple[Scalar, bool]]:
    """The plain scalars below a node that are read by someone, each with whether it may be a question."""
    if isinstance(node, Scalar):
        if not node.style and node.text not in {"true", "false"}:
            yield node, asks
    elif isinstance(node, Mapping):
        for number, (key, value) in enumerate(node.values.items()):
            if key not in _NO_TEXTS:
                yield from _texts(value, asks=number == 0)
    else:
        for item in node.items:
            yield from _texts(item)


def _is_text(before: str, blanks: str, after: str, *, asks: bool) -> bool:
    if not after.startswith((" ", "\t")):
        return not re.match(_NOTE, after)
    if len(blanks) > 1:
        return False
    if not before:
        return bool(blanks)
    return asks and not before.endswith(_ASKED) and after.rstrip().endswith(_ASKED)


RULE = FileRule("lost-text", check)

"""`rules:` in `deck.yaml`: what a deck makes of the rules about its cards."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from deckgen.messages.catalogue import names, settable
from deckgen.messages.translations import is_message
from deckgen.model.diagnostics import Finding, Severity, finding, unknown_word, warning
from deckgen.model.nodes import Mapping, Node, Scalar
from deckgen.sources.mapping_reader import Report
from deckgen.sources.value_messages import BAD_VALUE

SEVERITIES = ("off", "warning", "error")
"""What a deck may make of a rule."""


def read_rules(node: Node | None, report: Report) -> Iterator[tuple[str, str]]:
    """Read the value of `rules`.

    Args:
        node: The value; None where nothing is written.
        report: Where problems go.

    Yields:
        Each rule that a deck can set, with `off`, `warning` or `error`.
    """
    if node is None or (isinstance(node, Scalar) and not node.text.strip()):
        return
    if not isinstance(node, Mapping):
        report(
            node,
            finding(
                "wrong-type.rules",
                "'rules' names rules, each with off, warning or error",
                "write 'same-front: off' on a line of its own below it",
            ),
        )
        return
    known = [name for name in names() if settable(name)]
    for key, value in zip(node.keys, node.values.values(), strict=True):
        if key.text in known:
            word = value.text.strip().lower() if isinstance(value, Scalar) else "…"
            if word in SEVERITIES:
                yield key.text, word
            else:
                report(value, finding(*BAD_VALUE["rule"], text=word, name=key.text))
        elif is_message(key.text):
            hint = "take it out of 'rules'"
            report(key, warning("unknown-rule.set", "'{name}' cannot be turned off or set", hint, name=key.text))
        else:
            report(key, unknown_rule(key.text, known))


def unknown_rule(name: str, known: Sequence[str]) -> Finding:
    """A rule that there is not."""
    listing = "'deckgen rules' lists them: {known}"
    found = unknown_word(
        "unknown-rule", "there is no rule '{name}'", "'deckgen rules' lists them", name, known, listing, name=name
    )
    return replace(found, severity=Severity.WARNING)

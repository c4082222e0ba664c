"""`rules:` in `deck.yaml`: what a deck makes of the rules about its cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.messages.catalogue import entry, names, settable
from deckgen.messages.translations import is_message
from deckgen.model import Mapping, Node, RuleSetting, Scalar
from deckgen.model.diagnostics import Finding, Severity, finding, nearest, unknown_word, warning
from deckgen.sources.mapping_reader import Report, unknown_key

WEIGHTS = ("off", "warning", "error")
"""What a deck may make of a rule."""
MOST = 100_000
"""More than any text has characters."""


def read_rules(node: Node | None, report: Report) -> Iterator[tuple[str, RuleSetting]]:
    """Read the value of `rules`.

    Args:
        node: The value; None where nothing is written.
        report: Where problems go.

    Yields:
        Each rule that a deck can set, with what it says of it: `off`, `warning` or `error`; or a mapping with
        `severity` and the rule's limits.
    """
    if node is None or (isinstance(node, Scalar) and not node.text.strip()):
        return
    if not isinstance(node, Mapping):
        report(
            node,
            finding(
                "wrong-type.rules",
                "'rules' names rules, each with off, warning or error",
                "write 'long-front: off' on a line of its own below it",
            ),
        )
        return
    known = [name for name in names() if settable(name)]
    for key, value in node.pairs:
        if key.text in known:
            yield key.text, _setting(key.text, value, report)
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
    return found._replace(severity=Severity.WARNING)


def _setting(rule: str, node: Node, report: Report) -> RuleSetting:
    if isinstance(node, Scalar):
        return RuleSetting(_weight(node, rule, report))
    if not isinstance(node, Mapping):
        report(
            node,
            finding(
                "bad-value.rule",
                "'{text}' is not valid for '{name}'",
                "write off, warning or error, or {{severity: …}} with the rule's limits: 'deckgen rules {name}'",
                text="[…]",
                name=rule,
            ),
        )
        return RuleSetting()
    severity, limits = "", {}
    known = {"severity", *entry(rule).limits}
    for key, value in node.pairs:
        if key.text not in known:
            report(key, unknown_key(nearest(key.text, known), key.text, rule))
        elif not isinstance(value, Scalar):
            report(
                value,
                finding(
                    "wrong-type.list-for-text",
                    "'{name}' must be text, not a list",
                    "write one text; after '|' it may have many lines",
                    name=key.text,
                ),
            )
        elif key.text == "severity":
            severity = _weight(value, rule, report)
        elif value.text.isascii() and value.text.isdigit() and 0 < int(value.text) <= MOST:
            limits[key.text] = int(value.text)
        else:
            report(
                value,
                finding(
                    "bad-value.limit",
                    "'{text}' is not valid for '{name}'",
                    "write a whole number such as 150",
                    text=value.text,
                    name=key.text,
                ),
            )
    return RuleSetting(severity, tuple(limits.items()))


def _weight(node: Scalar, rule: str, report: Report) -> str:
    word = node.text.strip().lower()
    if word in WEIGHTS:
        return word
    report(
        node,
        finding(
            "bad-value.rule",
            "'{text}' is not valid for '{name}'",
            "write off, warning or error, or {{severity: …}} with the rule's limits: 'deckgen rules {name}'",
            text=node.text,
            name=rule,
        ),
    )
    return ""

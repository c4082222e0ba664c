"""`rules:` in `deck.yaml`: what a deck makes of the rules about its cards."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.messages.catalogue import entry, names, settable
from deckgen.messages.translations import is_message
from deckgen.model import Mapping, Node, RuleSetting, Scalar
from deckgen.model.diagnostics import Text, finding, nearest, warning
from deckgen.sources.mapping_reader import Report

_UNKNOWN_RULE: dict[str, Text] = {
    "": ("unknown-rule", "there is no rule '{name}'", ""),
    "near": ("unknown-rule.near", "there is no rule '{name}'", "did you mean '{near}'?"),
    "known": ("unknown-rule.known", "there is no rule '{name}'", "'deckgen rules' lists them: {known}"),
    "unknown": ("unknown-rule.unknown", "there is no rule '{name}'", "'deckgen rules' lists them"),
    "error": (
        "unknown-rule.error",
        "'{name}' is an error, and errors cannot be ignored",
        "fix what it reports: 'deckgen rules {name}'",
    ),
    "warning": (
        "unknown-rule.warning",
        "'{name}' is not about a card, so a card cannot ignore it",
        "take it out of 'ignore'",
    ),
    "stop": ("unknown-rule.stop", "'{name}' is an error, and errors cannot be ignored", "take it out of 'ignore'"),
    "set-error": ("unknown-rule.set-error", "'{name}' is an error, and stays one", "take it out of 'rules'"),
    "set-warning": (
        "unknown-rule.set-warning",
        "'{name}' is not about cards, and cannot be set",
        "take it out of 'rules'",
    ),
    "set-stop": ("unknown-rule.set-stop", "'{name}' is an error, and stays one", "take it out of 'rules'"),
}

_UNKNOWN_KEY: dict[str, Text] = {
    "": ("unknown-key", "unknown key '{name}' in {where}", ""),
    "near": ("unknown-key.near", "unknown key '{name}' in {where}", "did you mean '{near}'?"),
    "known": ("unknown-key.known", "unknown key '{name}' in {where}", "known here: {known}"),
    "unknown": ("unknown-key.unknown", "unknown key '{name}' in {where}", ""),
}


WEIGHTS = ("off", "warning", "error")
"""What a deck may make of a rule."""
MOST = 100_000
"""More than any text has characters."""


def read_rules(node: Node | None, report: Report) -> Iterator[tuple[str, RuleSetting]]:
    """Read what stands below `rules`.

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
    known = names()
    for key, value in node.pairs:
        if key.text not in known and is_message(key.text):
            report(key, warning(*_UNKNOWN_RULE["set-error"], name=key.text))
        elif key.text not in known:
            case, words = nearest(key.text, [name for name in known if settable(name)])
            report(key, warning(*_UNKNOWN_RULE[case], name=key.text, **words))
        elif not settable(key.text):
            report(key, warning(*_UNKNOWN_RULE[f"set-{entry(key.text).severity}"], name=key.text))
        else:
            yield key.text, _setting(key.text, value, report)


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
        if key.text not in known and is_message(key.text):
            report(key, warning(*_UNKNOWN_RULE["set-error"], name=key.text))
        elif key.text not in known:
            case, words = nearest(key.text, known)
            report(key, finding(*_UNKNOWN_KEY[case], name=key.text, where=rule, **words))
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

"""`rules:` in `deck.yaml`: what a deck makes of the rules about its cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.messages.catalogue import entry, names, settable
from deckgen.model import Mapping, RuleSetting, Scalar
from deckgen.model.diagnostics import finding, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deckgen.model import Node
    from deckgen.sources.mapping_reader import Report

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
        report(node, finding("wrong-type", "rules"))
        return
    known = names()
    for key, value in node.pairs:
        if key.text not in known:
            case, words = nearest(key.text, [name for name in known if settable(name)])
            report(key, finding("unknown-rule", case, name=key.text, **words))
        elif not settable(key.text):
            report(key, finding("unknown-rule", f"set-{entry(key.text).severity}", name=key.text))
        else:
            yield key.text, _setting(key.text, value, report)


def _setting(rule: str, node: Node, report: Report) -> RuleSetting:
    if isinstance(node, Scalar):
        return RuleSetting(_weight(node, rule, report))
    if not isinstance(node, Mapping):
        report(node, finding("bad-value", "rule", text="[…]", name=rule))
        return RuleSetting()
    severity, limits = "", {}
    known = {"severity", *entry(rule).limits}
    for key, value in node.pairs:
        if key.text not in known:
            case, words = nearest(key.text, known)
            report(key, finding("unknown-key", case, name=key.text, where=rule, **words))
        elif not isinstance(value, Scalar):
            report(value, finding("wrong-type", "list-for-text", name=key.text))
        elif key.text == "severity":
            severity = _weight(value, rule, report)
        elif value.text.isascii() and value.text.isdigit() and 0 < int(value.text) <= MOST:
            limits[key.text] = int(value.text)
        else:
            report(value, finding("bad-value", "limit", text=value.text, name=key.text))
    return RuleSetting(severity, tuple(limits.items()))


def _weight(node: Scalar, rule: str, report: Report) -> str:
    word = node.text.strip().lower()
    if word in WEIGHTS:
        return word
    report(node, finding("bad-value", "rule", text=node.text, name=rule))
    return ""

"""`deckgen rules`."""

from __future__ import annotations

import click

from deckgen.cli.common import padded, wrapped
from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, echo_json, styled
from deckgen.cli.rule_page import rule_page
from deckgen.cli.spoken import command as spoken
from deckgen.messages.catalogue import names
from deckgen.rules.described import Described, all_described

COLOURS = {"error": "red", "stop": "red", "warning": "yellow", "off": "bright_black"}
_NAME = max(map(len, names())) + 2
_SEVERITY, _REST = 9, 86


@spoken("rules")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
def command(form: str) -> int:
    """List all rules."""
    rules = all_described(language())
    if form == "json":
        echo_json([_as_dict(rule) for rule in rules])
    elif form == "markdown":
        echo(rule_page(rules), nl=False)
    else:
        for heading, shown in parted(rules):
            echo(styled(text(f"rules.{heading}"), bold=True))
            for rule in shown:
                _row(rule)
            echo()
        echo(text("rules.more"))
    return 0


def parted(rules: tuple[Described, ...]) -> tuple[tuple[str, list[Described]], ...]:
    """The rules in the groups in which people read of them, each under the key of its heading."""
    return (
        ("may_be_set", [rule for rule in rules if rule.settable]),
        ("always", [rule for rule in rules if not rule.settable and rule.severity != "stop"]),
        ("stops", [rule for rule in rules if rule.severity == "stop"]),
    )


def _row(rule: Described) -> None:
    severity = padded(text(f"rules.{rule.severity}"), _SEVERITY)
    said = wrapped(rule.says[0].message, _REST).replace("\n", f"\n{' ' * (_NAME + _SEVERITY + 2)}")
    echo(f"  {padded(rule.name, _NAME)}{styled(severity, fg=COLOURS[rule.severity])}{said}")


def _as_dict(rule: Described) -> dict[str, object]:
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "settable": rule.settable,
        "fix": rule.fix,
        "limits": dict(rule.limits),
        "why": rule.why,
        "says": [{"message": said.message, "hint": said.hint} for said in rule.says],
        "passes": rule.passes,
        "fails": rule.fails,
    }

"""`deckgen rules`."""

from collections.abc import Iterator
from textwrap import indent

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.options import no_such
from deckgen.cli.printing import echo, in_column, padded, say, styled, usage_error
from deckgen.messages.catalogue import CatalogueEntry, entry, names, settable
from deckgen.messages.translations import is_message
from deckgen.model.diagnostics import nearest

_COLORS = {"error": "red", "warning": "yellow"}
_SEVERITY_WIDTH = 9
_FEW = 3
"""Rules that are offered for a word that is a part of their names."""


@documented(
    "rules",
    """
    List all rules: what check and the other commands report of cards, and how severe it is. With RULE, explain one:
    why it is there, cards that it finds and cards that pass, and how to set or ignore it.

    Each message names its rule in square brackets: warning[same-front].
    """,
    """
    deckgen rules same-front
    """,
)
@click.argument("rule", required=False)
def command(rule: str | None) -> int:
    if rule is None:
        _list()
        return 0
    if rule not in names():
        if is_message(rule):
            raise usage_error("rules.error", "'{name}' is an error, not a rule: its hint is all there is", name=rule)
        parts = [name for name in names() if rule.lower() in name.split("-")]
        near = "', '".join(parts) if 0 < len(parts) <= _FEW else nearest(rule, names())[1].get("near", "")
        raise no_such(rule, near, names())
    echo("\n\n".join(_explanation(entry(rule))))
    return 0


def _list() -> None:
    width = max(map(len, names())) + 2
    for heading, may_be_set in (
        (text("rules.may_be_set", "Doubts about cards, which a deck may set and a card ignore"), True),
        (text("rules.always", "What cannot be turned off"), False),
    ):
        echo(styled(heading, bold=True))
        for rule in [entry(name) for name in names() if settable(name) == may_be_set]:
            severity = styled(padded(_severity(rule), _SEVERITY_WIDTH), fg=_COLORS[rule.severity])
            why = in_column(rule.why[language()], 2 + width + _SEVERITY_WIDTH)
            echo(f"  {padded(rule.name, width)}{severity}{why}")
        echo()
    say("rules.more", "deckgen rules RULE explains one: why it is there, examples, how to set it.")


def _severity(rule: CatalogueEntry) -> str:
    return text("deckgen.error", "error") if rule.severity == "error" else text("deckgen.warning", "warning")


def _explanation(rule: CatalogueEntry) -> Iterator[str]:
    """Why a rule is there, cards that it finds and cards that pass, and how to set it."""
    yield f"{styled(rule.name, bold=True)}  {_severity(rule)}"
    yield rule.why[language()]
    parts = [
        (text("rules.fails", "Found in each of these"), rule.fails),
        (text("rules.passes", "Fine"), rule.passes),
    ]
    if settable(rule.name):
        in_deck = f"rules: {{{rule.name}: off}}" + text("rules.in_deck", "  # in deck.yaml")
        on_card = f"ignore: [{rule.name}]" + text("rules.on_card", "  # on one card")
        parts.append((text("rules.settings", "Setting it"), f"{in_deck}\n{on_card}"))
    for title, lines in parts:
        if lines:
            yield f"{styled(title, bold=True)}\n{indent(lines.rstrip(), '  ')}"
    if not settable(rule.name):
        yield text("rules.fixed", "It cannot be turned off.")

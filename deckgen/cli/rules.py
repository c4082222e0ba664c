"""`deckgen rules`."""

from collections.abc import Iterable

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.layout import padded, wrapped
from deckgen.cli.options import format_option
from deckgen.cli.printing import echo, echo_json, styled
from deckgen.messages.catalogue import Entry, entry, names, settable
from deckgen.model.diagnostics import nearest

_TEXTS = {
    "rules.may_be_set": "Doubts about cards, which a deck may set and a card ignore",
    "rules.always": "What cannot be turned off",
    "rules.fails": "Found in each of these",
    "rules.passes": "Fine",
    "rules.error": "error",
    "rules.warning": "warning",
    "rules.fixed_error": "It is an error: it cannot be turned off, only fixed.",
    "rules.fixed_warning": "It is not about a single card, so it cannot be turned off.",
    "rules.no_rule_near": "No rule is called '{name}'; did you mean '{near}'?",
    "rules.no_rule_known": "No rule is called '{name}'; known here: {known}",
    "rules.no_rule_unknown": "No rule is called '{name}'; 'deckgen rules' lists them.",
}


_COLOURS = {"error": "red", "warning": "yellow"}
_SEVERITY_WIDTH, _WHY_WIDTH = 9, 86
_FEW = 3
"""Rules that are offered for a word that is a part of their names."""


def _completions(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in names() if name.startswith(incomplete)]


@documented(
    "rules",
    """
    List all rules: what check and the other commands report of cards, and how severe it is. With RULE, explain one:
    why it is there, cards that it finds and cards that pass, and how to set or ignore it.

    Every message names its rule in square brackets: error[unknown-field].
    """,
    """
    deckgen rules same-front
    """,
)
@click.argument("rule", required=False, shell_complete=_completions)
@format_option("markdown")
def command(rule: str | None, form: str) -> int:
    """List all rules, or explain one."""
    if rule is not None and rule not in names():
        parts = [name for name in names() if rule.lower() in name.split("-")]
        case, values = ("near", {"near": "', '".join(parts)}) if 0 < len(parts) <= _FEW else nearest(rule, names())
        raise click.UsageError(text(f"rules.no_rule_{case}", _TEXTS, name=rule, **values))
    rules = tuple(map(entry, names() if rule is None else [rule]))
    if form == "json":
        echo_json([_as_dict(each) for each in rules])
    elif form == "markdown":
        echo(_section(rules[0]) if rule is not None else _page(rules))
    elif rule is not None:
        _explain(rules[0])
    else:
        _list(rules)
    return 0


def _groups(rules: Iterable[Entry]) -> tuple[tuple[str, list[Entry]], ...]:
    return (
        ("may_be_set", [rule for rule in rules if settable(rule.name)]),
        ("always", [rule for rule in rules if not settable(rule.name)]),
    )


def _as_dict(rule: Entry) -> dict[str, object]:
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "settable": settable(rule.name),
        "why": rule.why[language()],
        "passes": rule.passes,
        "fails": rule.fails,
    }


def _list(rules: tuple[Entry, ...]) -> None:
    name_width = max(len(rule.name) for rule in rules) + 2
    for heading, group in _groups(rules):
        echo(_heading(f"rules.{heading}"))
        for rule in group:
            severity = padded(text(f"rules.{rule.severity}", _TEXTS), _SEVERITY_WIDTH)
            indent = " " * (2 + name_width + _SEVERITY_WIDTH)
            why = wrapped(rule.why[language()], _WHY_WIDTH).replace("\n", f"\n{indent}")
            echo(f"  {padded(rule.name, name_width)}{styled(severity, fg=_COLOURS[rule.severity])}{why}")
        echo()
    echo(text("rules.more", "deckgen rules RULE explains one: why it is there, examples, how to set it."))


def _explain(rule: Entry) -> None:
    severity = styled(text(f"rules.{rule.severity}", _TEXTS), fg=_COLOURS[rule.severity])
    echo(f"{styled(rule.name, bold=True)}  {severity}\n\n{rule.why[language()]}")
    for heading, cards in (("rules.fails", rule.fails), ("rules.passes", rule.passes)):
        if cards:
            indented = "\n".join(f"  {line}".rstrip() for line in cards.split("\n"))
            echo(f"\n{_heading(heading)}\n{indented}")
    echo(f"\n{styled(text('rules.settings', 'Setting it'), bold=True)}")
    if settable(rule.name):
        for place, yaml in (
            (text("rules.in_deck", "in deck.yaml"), f"rules: {{{rule.name}: off}}"),
            (text("rules.on_card", "on one card"), f"ignore: [{rule.name}]"),
        ):
            echo(f"  {place}: {styled(yaml, fg='green')}")
    else:
        echo(f"  {text(f'rules.fixed_{rule.severity}', _TEXTS)}")


def _heading(key: str) -> str:
    return styled(text(key, _TEXTS), bold=True)


def _page(rules: tuple[Entry, ...]) -> str:
    """All rules about sources as one page of Markdown."""
    parts = [
        f"# {text('rules.title', 'Rules')}",
        text(
            "rules.page_intro",
            (
                "What `deckgen check` and the other commands say of a deck. `deckgen rules NAME` "
                "shows the same for one rule. `deckgen rules --format markdown` writes this page.\n"
                "\n"
                "A deck turns a doubt about cards off or makes it an error in `deck.yaml`; a card "
                "ignores it for itself, with its reason as a comment:\n"
                "\n"
                "```yaml\n"
                "rules:                    # in deck.yaml\n"
                "  same-front: off         # or warning, or error\n"
                "```\n"
                "\n"
                "```yaml\n"
                "  - question: What is a whale?\n"
                "    id: whale\n"
                "    answer: A mammal. It breathes air and feeds its young with milk.\n"
                "    ignore: [same-front]  # the question comes up twice, in just these words\n"
                "```\n"
                "\n"
                "Errors and what protects members cannot be turned off.\n"
            ),
        ).strip(),
    ]
    for heading, group in _groups(rules):
        parts += [f"## {text(f'rules.{heading}', _TEXTS)}", *map(_section, group)]
    return "\n\n".join(parts)


def _section(rule: Entry) -> str:
    parts = [f"### {rule.name}", f"{text(f'rules.{rule.severity}', _TEXTS)}: {rule.why[language()]}"]
    for heading, cards in (("rules.fails", rule.fails), ("rules.passes", rule.passes)):
        if cards:
            fence = "````" if "```" in cards else "```"
            parts.append(f"{text(heading, _TEXTS)}\n\n{fence}yaml\n{cards}\n{fence}")
    return "\n\n".join(parts)

"""`deckgen rules`."""

from collections.abc import Sequence

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.layout import padded, wrapped
from deckgen.cli.options import format_option
from deckgen.cli.printing import echo, echo_json, styled
from deckgen.messages.catalogue import names
from deckgen.model.diagnostics import nearest
from deckgen.rules.described import Described, all_described, described

_TEXTS = {
    "rules.may_be_set": "Doubts about cards, which a deck may set and a card ignore",
    "rules.always": "What cannot be turned off",
    "rules.says": "What it says",
    "rules.fails": "Found in each of these",
    "rules.passes": "Fine",
    "rules.error": "error",
    "rules.warning": "warning",
    "rules.settings": "Setting it",
    "rules.in_deck": "in deck.yaml",
    "rules.on_card": "on one card",
    "rules.limit": "its limit, in deck.yaml",
    "rules.fixed_error": "It is an error: it cannot be turned off, only fixed.",
    "rules.fixed_warning": "It is not about a single card, so it cannot be turned off.",
    "rules.no_rule_near": "No rule is called '{name}'; did you mean '{near}'?",
    "rules.no_rule_known": "No rule is called '{name}'; known here: {known}",
    "rules.no_rule_unknown": "No rule is called '{name}'; 'deckgen rules' lists them.",
}


_COLOURS = {"error": "red", "warning": "yellow"}
_SEVERITY_WIDTH, _MESSAGE_WIDTH = 9, 86
_FEW = 3
"""Rules that are offered for a word that is a part of their names."""


def _completions(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in names() if name.startswith(incomplete)]


@documented(
    "rules",
    """
    List all rules: what check and the other commands report, and how severe it is. With RULE, explain one: why it
    is there, what it reports, cards that it finds and cards that pass, and how to set or ignore it.

    Every message names its rule in square brackets: error[unknown-field].
    """,
    """
    deckgen rules long-front
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
    rules = all_described(language()) if rule is None else (described(rule, language()),)
    if form == "json":
        echo_json([_as_dict(each) for each in rules])
    elif form == "markdown":
        echo(_section(rules[0]) if rule is not None else _page(rules))
    elif rule is not None:
        _explain(rules[0])
    else:
        _list(rules)
    return 0


def _groups(rules: Sequence[Described]) -> tuple[tuple[str, list[Described]], ...]:
    return (
        ("may_be_set", [rule for rule in rules if rule.settable]),
        ("always", [rule for rule in rules if not rule.settable]),
    )


def _as_dict(rule: Described) -> dict[str, object]:
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "settable": rule.settable,
        "limits": dict(rule.limits),
        "why": rule.why,
        "says": [{"message": said.message, "hint": said.hint} for said in rule.says],
        "passes": rule.passes,
        "fails": rule.fails,
    }


def _list(rules: Sequence[Described]) -> None:
    name_width = max(len(rule.name) for rule in rules) + 2
    for heading, group in _groups(rules):
        echo(_heading(f"rules.{heading}"))
        for rule in group:
            severity = padded(text(f"rules.{rule.severity}", _TEXTS), _SEVERITY_WIDTH)
            indent = " " * (2 + name_width + _SEVERITY_WIDTH)
            message = wrapped(rule.says[0].message, _MESSAGE_WIDTH).replace("\n", f"\n{indent}")
            echo(f"  {padded(rule.name, name_width)}{styled(severity, fg=_COLOURS[rule.severity])}{message}")
        echo()
    echo(text("rules.more", "deckgen rules RULE explains one: why it is there, examples, how to set it."))


def _explain(rule: Described) -> None:
    severity = styled(text(f"rules.{rule.severity}", _TEXTS), fg=_COLOURS[rule.severity])
    echo(f"{styled(rule.name, bold=True)}  {severity}")
    if rule.why:
        echo(f"\n{rule.why}")
    echo(f"\n{_heading('rules.says')}")
    for message, hints in _by_message(rule):
        echo(f"  {message}")
        for hint in hints:
            echo(f"    {styled(text('deckgen.hint', 'hint') + ':', fg='cyan')} {hint}")
    for heading, cards in (("rules.fails", rule.fails), ("rules.passes", rule.passes)):
        if cards:
            indented = "\n".join(f"  {line}".rstrip() for line in cards.split("\n"))
            echo(f"\n{_heading(heading)}\n{indented}")
    echo(f"\n{_heading('rules.settings')}")
    if rule.settable:
        _setting("in_deck", f"rules: {{{rule.name}: off}}")
        for name, limit in rule.limits.items():
            _setting("limit", f"rules: {{{rule.name}: {{{name}: {limit}}}}}")
        _setting("on_card", f"ignore: [{rule.name}]")
    else:
        echo(f"  {text(f'rules.fixed_{rule.severity}', _TEXTS)}")


def _by_message(rule: Described) -> list[tuple[str, list[str]]]:
    hints: dict[str, list[str]] = {}
    for message, hint in rule.says:
        hints.setdefault(message, []).extend([hint] if hint else [])
    return [*hints.items()]


def _heading(key: str) -> str:
    return styled(text(key, _TEXTS), bold=True)


def _setting(key: str, yaml: str) -> None:
    echo(f"  {text(f'rules.{key}', _TEXTS)}: {styled(yaml, fg='green')}")


def _page(rules: Sequence[Described]) -> str:
    """All rules about sources as one page of Markdown."""
    parts = [
        f"# {text('rules.title', 'Rules')}",
        text(
            "rules.page_intro",
            (
                "What `deckgen check` and the other commands say of a deck. `deckgen rules NAME` "
                "shows the same for one rule. `deckgen rules --format markdown` writes this page.\n"
                "\n"
                "A deck turns a doubt about cards off, makes it an error or changes its limit in "
                "`deck.yaml`; a card ignores it for itself, with its reason as a comment:\n"
                "\n"
                "```yaml\n"
                "rules:                         # in deck.yaml\n"
                "  long-front: {{longest: 180}}\n"
                "  yes-no-question: off         # or warning, or error\n"
                "```\n"
                "\n"
                "```yaml\n"
                "  - question: Is a whale a fish?\n"
                "    id: whale\n"
                "    answer: No. It breathes air and feeds its young with milk.\n"
                "    ignore: [yes-no-question]  # the question comes up in just these words\n"
                "```\n"
                "\n"
                "Errors and what protects members cannot be turned off.\n"
            ),
        ).strip(),
    ]
    for heading, group in _groups(rules)[:2]:
        table = [f"| {text('rules.rule', 'rule')} | | {text('rules.says', 'What it says')} |", "|---|---|---|"]
        for rule in group:
            message = _escaped(rule.says[0].message).replace("|", "\\|")
            table.append(f"| [`{rule.name}`](#{rule.name}) | {text(f'rules.{rule.severity}', _TEXTS)} | {message} |")
        parts += [f"## {text(f'rules.{heading}', _TEXTS)}", "\n".join(table), *map(_section, group)]
    return "\n\n".join(parts)


def _section(rule: Described) -> str:
    parts = [f"### {rule.name}", *([rule.why] if rule.why else [])]
    hint_label = text("deckgen.hint", "hint")
    items = [
        f"- {_escaped(message)}" + "".join(f"<br>*{hint_label}:* {_escaped(hint)}" for hint in hints)
        for message, hints in _by_message(rule)
    ]
    parts.append("\n".join(items))
    if rule.limits:
        limits = ", ".join(f"`{name}: {limit}`" for name, limit in rule.limits.items())
        parts.append(text("rules.limits", "Its limits, as they are where a deck sets nothing: {limits}", limits=limits))
    for heading, cards in (("rules.fails", rule.fails), ("rules.passes", rule.passes)):
        if cards:
            fence = "````" if "```" in cards else "```"
            parts.append(f"{text(heading, _TEXTS)}\n\n{fence}yaml\n{cards}\n{fence}")
    return "\n\n".join(parts)


def _escaped(message: str) -> str:
    """A message with what Markdown would read as markup escaped."""
    for character in "\\`*_[]<>#$~":
        message = message.replace(character, f"\\{character}")
    return message

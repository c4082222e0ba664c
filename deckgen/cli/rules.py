"""`deckgen rules`."""

import re
from collections.abc import Sequence
from inspect import cleandoc

import click

from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.layout import padded, wrapped
from deckgen.cli.options import format_option, no_such
from deckgen.cli.printing import echo, echo_json, say, styled
from deckgen.messages.catalogue import names
from deckgen.model.diagnostics import nearest
from deckgen.rules.described import Described, all_described, described

_COLORS = {"error": "red", "warning": "yellow"}
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
    if rule is not None and rule not in names():
        parts = [name for name in names() if rule.lower() in name.split("-")]
        near = "', '".join(parts) if 0 < len(parts) <= _FEW else nearest(rule, names())[1].get("near", "")
        raise no_such(rule, near, names())
    rules = all_described(language()) if rule is None else (described(rule, language()),)
    if form == "json":
        echo_json([_as_dict(each) for each in rules])
    elif rule is not None:
        echo(_explanation(rules[0], markdown=form == "markdown"))
    elif form == "markdown":
        echo(_page(rules))
    else:
        _list(rules)
    return 0


def _groups(rules: Sequence[Described]) -> tuple[tuple[str, list[Described]], ...]:
    """Headings and the rules below them."""
    return (
        (
            text("rules.may_be_set", "Doubts about cards, which a deck may set and a card ignore"),
            [rule for rule in rules if rule.settable],
        ),
        (text("rules.always", "What cannot be turned off"), [rule for rule in rules if not rule.settable]),
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
        echo(styled(heading, bold=True))
        for rule in group:
            severity = padded(_severity(rule), _SEVERITY_WIDTH)
            indent = " " * (2 + name_width + _SEVERITY_WIDTH)
            message = wrapped(rule.says[0].message, _MESSAGE_WIDTH).replace("\n", f"\n{indent}")
            echo(f"  {padded(rule.name, name_width)}{styled(severity, fg=_COLORS[rule.severity])}{message}")
        echo()
    say("rules.more", "deckgen rules RULE explains one: why it is there, examples, how to set it.")


def _severity(rule: Described) -> str:
    return text("deckgen.error", "error") if rule.severity == "error" else text("deckgen.warning", "warning")


def _explanation(rule: Described, *, markdown: bool) -> str:
    """Why a rule is there, what it says, cards that it finds and cards that pass, and how to set it."""

    def escaped(message: str) -> str:
        return re.sub(r"([\\`*_\[\]<>#$~])", r"\\\1", message) if markdown else message

    def part(title: str, body: str) -> str:
        return f"**{title}**\n\n{body}" if markdown else f"{styled(title, bold=True)}\n\n{body}"

    def yaml(lines: str) -> str:
        fence = "````" if "```" in lines else "```"
        return f"{fence}yaml\n{lines}\n{fence}" if markdown else re.sub(r"^(?=.)", "  ", lines, flags=re.MULTILINE)

    title = f"### {rule.name}\n\n" if markdown else f"{styled(rule.name, bold=True)}  "
    hints: dict[str, list[str]] = {}
    for message, hint in rule.says:
        hints.setdefault(message, []).extend([hint] if hint else [])
    label = text("deckgen.hint", "hint")
    said = [
        "\n".join([f"- {escaped(message)}", *(f"  - {label}: {escaped(hint)}" for hint in of_message)])
        for message, of_message in hints.items()
    ]
    parts = [title + _severity(rule), rule.why, part(text("rules.says", "What it says"), "\n".join(said))]
    if rule.fails:
        parts.append(part(text("rules.fails", "Found in each of these"), yaml(rule.fails)))
    if rule.passes:
        parts.append(part(text("rules.passes", "Fine"), yaml(rule.passes)))
    if rule.settable:
        limits = [f"{{{name}: {limit}}}" for name, limit in rule.limits.items()]
        settings = [f"rules: {{{rule.name}: {value}}}  # deck.yaml" for value in ("off", *limits)]
        settings.append(f"ignore: [{rule.name}]" + text("rules.on_card", "  # on one card"))
        parts.append(part(text("rules.settings", "Setting it"), yaml("\n".join(settings))))
    else:
        parts.append(text("rules.fixed", "It cannot be turned off."))
    return "\n\n".join(filter(None, parts))


def _page(rules: Sequence[Described]) -> str:
    """All rules about sources as one page of Markdown."""
    introduction = text(
        "rules.page_intro",
        """
        What `deckgen check` and the other commands say of a deck. `deckgen rules NAME` shows the same for one rule.
        `deckgen rules --format markdown` writes this page.

        A deck turns a doubt about cards off, makes it an error or changes its limit in `deck.yaml`; a card ignores it
        for itself, with its reason as a comment:

        ```yaml
        rules:                         # in deck.yaml
          long-front: {{longest: 180}}
          yes-no-question: off         # or warning, or error
        ```

        ```yaml
          - question: Is a whale a fish?
            id: whale
            answer: No. It breathes air and feeds its young with milk.
            ignore: [yes-no-question]  # the question comes up in just these words
        ```

        Errors and what protects members cannot be turned off.
        """,
    )
    parts = [f"# {text('rules.title', 'Rules')}", cleandoc(introduction)]
    for heading, group in _groups(rules):
        parts += [f"## {heading}", *(_explanation(rule, markdown=True) for rule in group)]
    return "\n\n".join(parts)

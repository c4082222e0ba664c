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
from deckgen.messages.catalogue import CatalogueEntry, entry, names, settable
from deckgen.model.diagnostics import nearest

_COLORS = {"error": "red", "warning": "yellow"}
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
    if rule is not None and rule not in names():
        parts = [name for name in names() if rule.lower() in name.split("-")]
        near = "', '".join(parts) if 0 < len(parts) <= _FEW else nearest(rule, names())[1].get("near", "")
        raise no_such(rule, near, names())
    rules = tuple(map(entry, names() if rule is None else [rule]))
    if form == "json":
        echo_json([_as_dict(each) for each in rules])
    elif rule is not None:
        echo(_explanation(rules[0], markdown=form == "markdown"))
    elif form == "markdown":
        echo(_page(rules))
    else:
        _list(rules)
    return 0


def _groups(rules: Sequence[CatalogueEntry]) -> tuple[tuple[str, list[CatalogueEntry]], ...]:
    """Headings and the rules below them."""
    return (
        (
            text("rules.may_be_set", "Doubts about cards, which a deck may set and a card ignore"),
            [rule for rule in rules if settable(rule.name)],
        ),
        (text("rules.always", "What cannot be turned off"), [rule for rule in rules if not settable(rule.name)]),
    )


def _as_dict(rule: CatalogueEntry) -> dict[str, object]:
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "settable": settable(rule.name),
        "why": rule.why[language()],
        "passes": rule.passes,
        "fails": rule.fails,
    }


def _list(rules: Sequence[CatalogueEntry]) -> None:
    name_width = max(len(rule.name) for rule in rules) + 2
    for heading, group in _groups(rules):
        echo(styled(heading, bold=True))
        for rule in group:
            severity = padded(_severity(rule), _SEVERITY_WIDTH)
            indent = " " * (2 + name_width + _SEVERITY_WIDTH)
            why = wrapped(rule.why[language()], _WHY_WIDTH).replace("\n", f"\n{indent}")
            echo(f"  {padded(rule.name, name_width)}{styled(severity, fg=_COLORS[rule.severity])}{why}")
        echo()
    say("rules.more", "deckgen rules RULE explains one: why it is there, examples, how to set it.")


def _severity(rule: CatalogueEntry) -> str:
    return text("deckgen.error", "error") if rule.severity == "error" else text("deckgen.warning", "warning")


def _explanation(rule: CatalogueEntry, *, markdown: bool) -> str:
    """Why a rule is there, cards that it finds and cards that pass, and how to set it."""

    def part(title: str, lines: str) -> str:
        if not markdown:
            return f"{styled(title, bold=True)}\n" + re.sub(r"^(?=.)", "  ", lines, flags=re.MULTILINE)
        fence = "````" if "```" in lines else "```"
        return f"{title}\n\n{fence}yaml\n{lines}\n{fence}"

    title = f"### {rule.name}\n\n" if markdown else f"{styled(rule.name, bold=True)}  "
    parts = [title + _severity(rule), rule.why[language()]]
    if rule.fails:
        parts.append(part(text("rules.fails", "Found in each of these"), rule.fails))
    if rule.passes:
        parts.append(part(text("rules.passes", "Fine"), rule.passes))
    if settable(rule.name):
        settings = [
            f"rules: {{{rule.name}: off}}" + text("rules.in_deck", "  # in deck.yaml"),
            f"ignore: [{rule.name}]" + text("rules.on_card", "  # on one card"),
        ]
        parts.append(part(text("rules.settings", "Setting it"), "\n".join(settings)))
    else:
        parts.append(text("rules.fixed", "It cannot be turned off."))
    return "\n\n".join(parts)


def _page(rules: Sequence[CatalogueEntry]) -> str:
    """All rules about sources as one page of Markdown."""
    introduction = text(
        "rules.page_intro",
        """
        What `deckgen check` and the other commands say of a deck. `deckgen rules NAME` shows the same for one rule.
        `deckgen rules --format markdown` writes this page.

        A deck turns a doubt about cards off or makes it an error in `deck.yaml`; a card ignores it for itself, with its
        reason as a comment:

        ```yaml
        rules:                    # in deck.yaml
          same-front: off         # or warning, or error
        ```

        ```yaml
          - question: What is a whale?
            id: whale
            answer: A mammal. It breathes air and feeds its young with milk.
            ignore: [same-front]  # the question comes up twice, in just these words
        ```

        Errors and what protects members cannot be turned off.
        """,
    )
    parts = [f"# {text('rules.title', 'Rules')}", cleandoc(introduction)]
    for heading, group in _groups(rules):
        parts += [f"## {heading}", *(_explanation(rule, markdown=True) for rule in group)]
    return "\n\n".join(parts)

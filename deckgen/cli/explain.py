"""`deckgen explain`."""

from __future__ import annotations

import click

from deckgen.cli.language import language, text
from deckgen.cli.printing import echo, styled
from deckgen.cli.rules import COLOURS
from deckgen.cli.spoken import command as spoken
from deckgen.messages.catalogue import names
from deckgen.model.diagnostics import nearest
from deckgen.rules.described import Described, described


def _completed(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in names() if name.startswith(incomplete)]


@spoken("explain")
@click.argument("rule", shell_complete=_completed)
def command(rule: str) -> int:
    """Explain a rule."""
    if rule not in names():
        case, said = nearest(rule, names())
        raise click.UsageError(text(f"explain.no_rule_{case}", name=rule, **said))
    _show(described(rule, language()))
    return 0


def _show(rule: Described) -> None:
    severity = styled(text(f"rules.{rule.severity}"), fg=COLOURS[rule.severity])
    echo(f"{styled(rule.name, bold=True)}  {severity}")
    if rule.why:
        echo(f"\n{rule.why}")
    echo(f"\n{_heading('rules.says')}")
    last = ""
    for message, hint in rule.says:
        if message != last:
            echo(f"  {message}")
        last = message
        if hint:
            echo(f"    {styled(text('deckgen.hint') + ':', fg='cyan')} {hint}")
    for heading, cards in (("rules.fails", rule.fails), ("rules.passes", rule.passes)):
        if cards:
            echo(f"\n{_heading(heading)}\n{_indented(cards)}")
    echo(f"\n{_heading('explain.settings')}")
    _show_ways(rule)


def _show_ways(rule: Described) -> None:
    if rule.settable:
        other = "warning" if rule.severity == "off" else "off"
        _way("in_deck", f"rules: {{{rule.name}: {other}}}")
        for name, most in rule.limits.items():
            _way("limit", f"rules: {{{rule.name}: {{{name}: {most}}}}}")
        if rule.severity != "off":
            _way("on_card", f"ignore: [{rule.name}]")
    else:
        echo(f"  {text(f'explain.fixed_{rule.severity}')}")
        if rule.fix:
            echo(f"  {text('explain.mended')}")


def _heading(key: str) -> str:
    return styled(text(key), bold=True)


def _way(key: str, written: str) -> None:
    echo(f"  {text(f'explain.{key}')}: {styled(written, fg='green')}")


def _indented(cards: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in cards.split("\n"))

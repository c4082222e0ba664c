"""All rules as one page in Markdown: what the documentation shows is written by this, never by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.cli.language import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckgen.rules.described import Described


def rule_page(rules: Sequence[Described]) -> str:
    """The page.

    Args:
        rules: All rules, in the language that is spoken.
    """
    may_be_set = [rule for rule in rules if rule.settable]
    always = [rule for rule in rules if not rule.settable and rule.severity != "stop"]
    parts = [f"# {text('rules.title')}", text("rules.page_intro").strip()]
    for heading, shown in (("may_be_set", may_be_set), ("always", always)):
        parts += [f"## {text(f'rules.{heading}')}", _contents(shown), *[_section(rule) for rule in shown]]
    return "\n\n".join(parts) + "\n"


def _contents(rules: Sequence[Described]) -> str:
    rows = [f"| [`{rule.name}`](#{rule.name}) | {text(f'rules.{rule.severity}')} | {_cell(rule)} |" for rule in rules]
    head = f"| {text('rules.rule')} | | {text('rules.says')} |"
    return "\n".join([head, "|---|---|---|", *rows])


def _cell(rule: Described) -> str:
    return _literal(rule.says[0].message).replace("|", "\\|")


def _section(rule: Described) -> str:
    parts = [f"### {rule.name}", rule.why] if rule.why else [f"### {rule.name}"]
    by_message: dict[str, list[str]] = {}
    for message, hint in rule.says:
        by_message.setdefault(message, []).append(_hint(hint))
    parts.append("\n".join(f"- {_literal(message)}{''.join(hints)}" for message, hints in by_message.items()))
    if rule.limits:
        limits = ", ".join(f"`{name}: {most}`" for name, most in rule.limits.items())
        parts.append(text("rules.limits", limits=limits))
    for heading, cards in (("fails", rule.fails), ("passes", rule.passes)):
        if cards:
            fence = "````" if "```" in cards else "```"
            parts.append(f"{text(f'rules.{heading}')}\n\n{fence}yaml\n{cards}\n{fence}")
    return "\n\n".join(parts)


def _hint(hint: str) -> str:
    return f"<br>*{text('deckgen.hint')}:* {_literal(hint)}" if hint else ""


def _literal(said: str) -> str:
    """A message as Markdown: its own signs stay as they are."""
    for sign in "\\`*_[]<>#$~":
        said = said.replace(sign, f"\\{sign}")
    return said

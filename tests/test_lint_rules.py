"""Each lint rule does what its docstring says: cards below `Passes:` pass, those below `Fails:` are each found."""

from __future__ import annotations

import importlib
import pkgutil
import textwrap
from typing import TYPE_CHECKING

import pytest

import deckgen.rules
from deckgen.pipeline import load
from deckgen.rules import DeckRule, Rule, card_rules, deck_rules

if TYPE_CHECKING:
    from pathlib import Path

RULES: tuple[Rule | DeckRule, ...] = (*card_rules(quality=True), *deck_rules(quality=True))
MODULES = {
    module.RULE.name: module
    for info in pkgutil.iter_modules(deckgen.rules.__path__, "deckgen.rules.")
    if hasattr(module := importlib.import_module(info.name), "RULE")
}


def test_every_rule_module_is_run() -> None:
    assert set(MODULES) == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_does_what_its_docstring_says(rule: Rule | DeckRule, tmp_path: Path) -> None:
    passes, fails = _examples(MODULES[rule.name].__doc__ or "")
    (tmp_path / "deck.yaml").write_text("name: Rules\nid: rules\n", encoding="utf-8")
    (tmp_path / "01-passes.yaml").write_text(f"category: passes\ncards:\n{passes}", encoding="utf-8")
    (tmp_path / "02-fails.yaml").write_text(f"category: fails\ncards:\n{fails}", encoding="utf-8")
    deck, diagnostics = load(tmp_path, quality=True)
    found = [d for d in diagnostics if d.rule == rule.name]
    failing = [note for note in deck.notes if note.category == "fails"]
    starts = sorted(note.span.line for note in failing)
    hit = {max(start for start in starts if start <= d.span.line) for d in found if d.span.path.endswith("fails.yaml")}
    assert [d for d in found if d.span.path.endswith("passes.yaml")] == []
    assert sorted(hit) == starts, "a card below 'Fails:' was not found"
    assert all(d.hint and d.severity is rule.severity for d in found)
    others = {d.rule for d in diagnostics} - {rule.name}
    assert not {d.rule for d in diagnostics if d.is_error} - {rule.name}, others


def test_a_card_may_ignore_a_rule_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("name: Rules\nid: rules\n", encoding="utf-8")
    (tmp_path / "01.yaml").write_text(
        "cards:\n"
        "  - {front: Is it?, id: a, back: Yes, ignore: [yes-no-question]}\n"
        "  - {front: Is it?, id: b, back: Yes, ignore: [yes-no-question, same-front]}\n"
        "  - {front: Is it?, id: c, back: Yes}\n",
        encoding="utf-8",
    )
    found = [(d.rule, d.span.line) for d in load(tmp_path, quality=True)[1]]
    assert found == [("same-front", 4), ("yes-no-question", 4)]


def test_follow_ups_of_different_cards_may_ask_in_the_same_words(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("name: Rules\nid: rules\n", encoding="utf-8")
    (tmp_path / "01.yaml").write_text(
        "cards:\n"
        "  - {front: Why A?, id: a, back: b, followups: [{front: What of it?, id: a1, back: b}]}\n"
        "  - {front: Why B?, id: b, back: b, followups: [{front: What of it?, id: b1, back: b}]}\n"
        "  - {front: why b, id: c, back: b, followups: [{front: What of it?, id: c1, back: b}]}\n",
        encoding="utf-8",
    )
    found = [(d.rule, d.span.line) for d in load(tmp_path, quality=True)[1]]
    assert found == [("same-front", 4), ("same-front", 4)]


def _examples(docstring: str) -> tuple[str, str]:
    head, _, fails = docstring.partition("\nFails:\n")
    passes = head.partition("\nPasses:\n")[2]
    return tuple(textwrap.indent(textwrap.dedent(part), "  ") for part in (passes, fails))  # type: ignore[return-value]

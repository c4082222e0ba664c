"""Each rule does what the catalogue says: its cards that pass do, those that fail are each found."""

import re
from pathlib import Path

import pytest
from msgspec.structs import astuple

from deckgen.messages import catalogue
from deckgen.messages.translations import LANGUAGES
from deckgen.model.diagnostics import Diagnostic
from deckgen.pipeline.load import load
from deckgen.rules.runner import all_rules

RULES = [rule.name for rules in astuple(all_rules()) for rule in rules]
WITH_EXAMPLES = [name for name in catalogue.names() if catalogue.entry(name).fails]
ABOUT_FILES = [(name, path) for name in catalogue.names() for path in catalogue.entry(name).files]
KIND = "key: word\nfields:\n- {name: word, id: 1, required: true}\ncards:\n- {name: one, id: 1}\n"


def check(folder: Path, cards: str, rules: str = "{}") -> tuple[Diagnostic, ...]:
    """What is reported of cards."""
    (folder / "deck.yaml").write_text(f"name: Rules\nid: rules\nrules: {rules}\n", encoding="utf-8")
    (folder / "01.yaml").write_text(f"cards:\n{cards}", encoding="utf-8")
    return load(folder, lint=True)[1]


def test_every_rule_about_cards_has_examples() -> None:
    assert len(set(RULES)) == len(RULES) > 10
    assert set(RULES) <= set(WITH_EXAMPLES)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_a_rule_does_what_the_catalogue_says(name: str, tmp_path: Path) -> None:
    entry = catalogue.entry(name)
    (tmp_path / "00-passes.yaml").write_text(f"category: passes\ncards:\n{entry.passes}", encoding="utf-8")
    diagnostics = check(tmp_path, entry.fails)
    found = [d for d in diagnostics if d.rule == name]
    starts = [number for number, line in enumerate(entry.fails.split("\n"), start=2) if line.startswith("- ")]
    hit = {max(start for start in starts if start <= d.span.line) for d in found if d.span.path.endswith("01.yaml")}
    assert starts
    assert [d for d in found if d.span.path.endswith("passes.yaml")] == []
    assert sorted(hit) == starts, "a card that should fail was not found"
    assert all(d.said(language).hint and d.severity.value == entry.severity for d in found for language in LANGUAGES)
    said = {tuple(d.said(language).message for language in LANGUAGES) for d in found}
    assert all(re.search("[가-힣]", korean) and english != korean for english, korean in said)
    assert not {d.rule for d in diagnostics if d.is_error} - {name}, "an example has another error"


@pytest.mark.parametrize(("name", "path"), ABOUT_FILES)
def test_a_rule_about_kinds_and_styles_does_what_the_catalogue_says(name: str, path: str, tmp_path: Path) -> None:
    own = {"kind.yaml": KIND, "one.front.html": "{{word}}", "one.back.html": "{{word}}", "style.css": ""}
    files = {"style.css": "", **{f"kinds/own/{file}": text for file, text in own.items()}}

    def found(severity: str = "warning", **changed: str) -> list[tuple[str, str, str]]:
        for file, text in {**files, **changed}.items():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
        reported = check(tmp_path, "- {word: a, id: a}\n", f"{{{name}: {severity}}}")
        assert all(d.hint for d in reported)
        return [(d.rule, d.span.path.removeprefix(f"{tmp_path}/"), d.severity.value) for d in reported]

    assert found() == []
    fails = {path: catalogue.entry(name).files[path]}
    assert found(**fails) == [(name, path, "warning")]
    assert found("error", **fails) == [(name, path, "error")]
    assert found("off", **fails) == []


ALIKE = """\
  - {front: Why?, id: a, back: '$$x'}
  - {front: why, id: b, back: '$$x', ignore: [unclosed-math]}
  - {front: Why? , id: c, back: '$$x', ignore: [unclosed-math, same-front]}
  - {front: '![a](b.svg)', id: d, back: b}
  - {front: '![a](c.svg)', id: e, back: b}
  - {front: 170*, id: f, back: b, followups: [{front: What of it?, id: f1, back: b}]}
  - {front: 170, id: g, back: b, followups: [{front: What of it?, id: g1, back: b}]}
"""


def test_a_card_ignores_a_rule_and_a_deck_sets_one(tmp_path: Path) -> None:
    for name in "bc":
        (tmp_path / "media").mkdir(exist_ok=True)
        (tmp_path / f"media/{name}.svg").write_text(f"<svg id='{name}'/>", encoding="utf-8")
    found = {(d.rule, d.span.line, d.severity.value) for d in check(tmp_path, ALIKE)}
    assert found == {("unclosed-math", 2, "warning"), ("same-front", 3, "warning")}
    found = {(d.rule, d.span.line, d.severity.value) for d in check(tmp_path, ALIKE, "{same-front: error}")}
    assert found >= {("same-front", 3, "error"), ("same-front", 4, "error")}, "no card ignores an error"
    assert {d.rule for d in check(tmp_path, ALIKE, "{same-front: off, unclosed-math: off}")} == {"unused-ignore"}


@pytest.mark.parametrize(
    ("name", "rule", "hint"),
    [
        ("same-front", "unused-ignore", "take it out"),
        ("unclosed-math", "unused-ignore", "take it out"),
        ("same-frond", "unknown-rule", "did you mean 'same-front'?"),
        ("missing-id", "unknown-rule", "only doubts about the text of a card"),
        ("unsafe", "unknown-rule", "only doubts about the text of a card"),
    ],
)
def test_what_a_card_ignores_in_vain_is_reported(name: str, rule: str, hint: str, tmp_path: Path) -> None:
    (found,) = check(tmp_path, f"  - {{front: Why?, id: a, back: So, ignore: [{name}]}}\n")
    assert (found.rule, found.is_error) == (rule, False)
    assert hint in found.hint


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("{unsafe: off}", "'unsafe' cannot be turned off or set"),
        ("{same-frond: off}", "there is no rule 'same-frond'"),
        ("{same-front: no}", "'no' is not valid for 'same-front'"),
        ("{same-front: {severity: off}}", "'…' is not valid for 'same-front'"),
        ("[same-front]", "'rules' names rules, each with off, warning or error"),
        ("{twin-files: off}", "'twin-files' cannot be turned off or set"),
    ],
)
def test_a_setting_that_does_not_fit_is_reported(rules: str, message: str, tmp_path: Path) -> None:
    (found,) = check(tmp_path, "  - {front: Who?, id: a, back: So}\n", rules)
    assert (found.span.line, found.message) == (3, message)
    assert found.hint

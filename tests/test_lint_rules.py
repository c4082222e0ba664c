"""Each rule does what the catalogue says: its cards that pass do, those that fail are each found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deckgen.messages import catalogue
from deckgen.messages.translations import LANGUAGES
from deckgen.pipeline.load import load
from deckgen.rules import all_rules

RULES = [rule.name for rules in all_rules() for rule in rules]
WITH_EXAMPLES = [name for name in catalogue.names() if catalogue.entry(name).fails]
ABOUT_FILES = [(name, path) for name in catalogue.names() for path in catalogue.entry(name).files]
KIND = "key: word\nfields:\n- {name: word, id: 1, required: true}\ncards:\n- {name: one, id: 1}\n"


def test_every_rule_about_cards_has_examples() -> None:
    assert len(set(RULES)) == len(RULES) > 10
    assert set(RULES) <= set(WITH_EXAMPLES)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_a_rule_does_what_the_catalogue_says(name: str, tmp_path: Path) -> None:
    entry = catalogue.entry(name)
    (tmp_path / "deck.yaml").write_text("name: Rules\nid: rules\n", encoding="utf-8")
    (tmp_path / "01-passes.yaml").write_text(f"category: passes\ncards:\n{entry.passes}", encoding="utf-8")
    (tmp_path / "02-fails.yaml").write_text(f"category: fails\ncards:\n{entry.fails}", encoding="utf-8")
    diagnostics = load(tmp_path, lint=True)[1]
    found = [d for d in diagnostics if d.rule == name]
    lines = f"category: fails\ncards:\n{entry.fails}".split("\n")
    starts = [number for number, line in enumerate(lines, start=1) if line.startswith("- ")]
    hit = {max(start for start in starts if start <= d.span.line) for d in found if d.span.path.endswith("fails.yaml")}
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
    files["01.yaml"] = "category: a\ncards:\n- {word: a, id: a}\n"

    def found(weight: str = "", **changed: str) -> list[tuple[str, str, str]]:
        rules = f"rules: {{{name}: {weight}}}\n" if weight else ""
        for file, text in {**files, **changed, "deck.yaml": f"name: Rules\nid: rules\n{rules}"}.items():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
        told = load(tmp_path, lint=True)[1]
        assert all(d.hint for d in told)
        return [(d.rule, d.span.path.removeprefix(f"{tmp_path}/"), d.severity.value) for d in told]

    assert found() == []
    fails = {path: catalogue.entry(name).files[path]}
    assert found(**fails) == [(name, path, "warning")]
    assert found("error", **fails) == [(name, path, "error")]
    assert found("off", **fails) == []


def test_a_card_may_ignore_a_rule_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("name: Rules\nid: rules\n", encoding="utf-8")
    (tmp_path / "01.yaml").write_text(
        "cards:\n"
        "  - {front: Is it?, id: a, back: Yes, ignore: [yes-no-question]}\n"
        "  - {front: Is it?, id: b, back: Yes, ignore: [yes-no-question, same-front]}\n"
        "  - {front: Is it?, id: c, back: Yes}\n",
        encoding="utf-8",
    )
    found = [(d.rule, d.span.line) for d in load(tmp_path, lint=True)[1]]
    assert found == [("same-front", 4), ("yes-no-question", 4)]


def test_what_a_card_ignores_in_vain_is_told(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("name: Rules\nid: rules\n", encoding="utf-8")
    (tmp_path / "01.yaml").write_text(
        "cards:\n"
        "  - {front: Why?, id: a, back: So, ignore: [long-front]}\n"
        "  - {front: What?, id: b, back: So, ignore: [same-front]}\n"
        "  - {front: Who?, id: c, back: So, ignore: [long-frond]}\n"
        "  - {front: When?, id: d, back: So, ignore: [missing-id]}\n"
        "  - {front: Where?, id: e, back: So, ignore: [unsafe]}\n",
        encoding="utf-8",
    )
    found = {d.span.line: d for d in load(tmp_path, lint=True)[1]}
    assert [found[line].rule for line in (2, 3)] == ["unused-ignore"] * 2
    assert found[4].hint == "did you mean 'long-front'?"
    assert [found[line].case for line in (5, 6)] == ["ignored"] * 2
    told = [d.rule for d in load(tmp_path)[1]]
    assert told == ["unknown-rule"] * 3, "a build does not judge, so it cannot tell what is ignored in vain"


def test_a_deck_sets_its_rules(tmp_path: Path) -> None:
    deck = "name: Rules\nid: rules\nrules:\n  yes-no-question: off\n  missing-alt: error\n  long-front: {longest: 5}\n"
    (tmp_path / "deck.yaml").write_text(deck, encoding="utf-8")
    (tmp_path / "01.yaml").write_text(
        "cards:\n"
        "  - {front: Is it so?, id: a, back: Yes}\n"
        "  - {front: Who?, id: b, back: '![](https://example.org/a.png)'}\n",
        encoding="utf-8",
    )
    found = {(d.rule, d.span.line, d.severity.value) for d in load(tmp_path, lint=True)[1]}
    assert ("long-front", 2, "warning") in found
    assert ("missing-alt", 3, "error") in found
    assert "yes-no-question" not in {rule for rule, _, _ in found}


@pytest.mark.parametrize(
    ("rules", "line", "message"),
    [
        ("{unsafe: off}", 3, "'unsafe' cannot be turned off or set"),
        ("{long-frond: off}", 3, "there is no rule 'long-frond'"),
        ("{long-front: no}", 3, "'no' is not valid for 'long-front'"),
        ("{long-front: {longest: -1}}", 3, "'-1' is not valid for 'longest'"),
        ("{long-front: {shortest: 1}}", 3, "unknown key 'shortest' in long-front"),
        ("[long-front]", 3, "'rules' names rules, each with off, warning or error"),
        ("{twin-files: off}", 3, "'twin-files' cannot be turned off or set"),
    ],
)
def test_a_setting_that_does_not_fit_is_told(rules: str, line: int, message: str, tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text(f"name: Rules\nid: rules\nrules: {rules}\n", encoding="utf-8")
    (tmp_path / "01.yaml").write_text("cards:\n  - {front: Who?, id: a, back: So}\n", encoding="utf-8")
    (found,) = load(tmp_path, lint=True)[1]
    assert (found.span.line, found.message) == (line, message)
    assert found.hint


def test_follow_ups_of_different_cards_may_ask_in_the_same_words(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("name: Rules\nid: rules\n", encoding="utf-8")
    (tmp_path / "01.yaml").write_text(
        "cards:\n"
        "  - {front: Why A?, id: a, back: b, followups: [{front: What of it?, id: a1, back: b}]}\n"
        "  - {front: Why B?, id: b, back: b, followups: [{front: What of it?, id: b1, back: b}]}\n"
        "  - {front: why b, id: c, back: b, followups: [{front: What of it?, id: c1, back: b}]}\n",
        encoding="utf-8",
    )
    found = [(d.rule, d.span.line) for d in load(tmp_path, lint=True)[1]]
    assert found == [("same-front", 4), ("same-front", 4)]

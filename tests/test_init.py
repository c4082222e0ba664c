"""`deckgen init`: what it writes builds at once, in both languages, and it overwrites nothing."""

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from deckgen.cli import group
from deckgen.pipeline.load import load


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_new_project_is_clean_and_builds(language: str, tmp_path: Path) -> None:
    folder = tmp_path / "new deck #1"
    command = ["init", str(folder), "--name", 'A: "new" deck #1', "--language", language]
    made = CliRunner().invoke(group, command, standalone_mode=False)
    assert made.return_value == 0, made.output
    assert "eol=lf" in (folder / ".gitattributes").read_text(encoding="utf-8")
    deck, diagnostics = load(folder / "cards", lint=True)
    assert diagnostics == ()
    assert deck.config.name == 'A: "new" deck #1'
    assert deck.config.language == language
    assert [note.kind for note in deck.notes] == ["term", "mechanism", "question", "question"]
    assert [len(note.cards) for note in deck.notes] == [2, 1, 1, 1]
    CliRunner().invoke(group, ["init", str(tmp_path / "other")], standalone_mode=False)
    assert len({deck.config.id, load(tmp_path / "other" / "cards")[0].config.id}) == 2, "no two share an id"


def test_members_are_readme_how_to_import_unless_there_is_a_readme(tmp_path: Path) -> None:
    readme_of = {}
    for language in ("ko", "en"):
        folder = tmp_path / language
        CliRunner().invoke(group, ["init", str(folder), "--name", "LLM 경량화", "--language", language])
        readme = readme_of[language] = (folder / "README.md").read_text(encoding="utf-8")
        assert readme.startswith("# LLM 경량화\n")
        assert "AnkiMobile" in readme
        assert "@" not in readme
    (tmp_path / "t.csv").write_text("front,back\n가,나\n", encoding="utf-8")
    imported = ["import", str(tmp_path / "t.csv"), str(tmp_path / "imported"), "--name", "낱말"]
    CliRunner().invoke(group, imported, standalone_mode=False)
    assert (tmp_path / "imported" / "README.md").read_text("utf-8") == readme_of["ko"].replace("LLM 경량화", "낱말")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "README.md").write_text("Mine\n", encoding="utf-8")
    made = CliRunner().invoke(group, ["init", str(mine)], standalone_mode=False)
    assert made.exception is None
    assert (mine / "README.md").read_text(encoding="utf-8") == "Mine\n"


def test_the_samples_fit_the_schema_that_stands_beside_them(tmp_path: Path) -> None:
    CliRunner().invoke(group, ["init", str(tmp_path / "deck"), "--language", "ko"], standalone_mode=False)
    for cards, schema in (("01-first.yaml", "deckgen.schema.json"), ("deck.yaml", "deckgen.deck.schema.json")):
        text = (tmp_path / "deck" / "cards" / cards).read_text(encoding="utf-8")
        validator = Draft7Validator(json.loads((tmp_path / "deck" / ".vscode" / schema).read_text(encoding="utf-8")))
        assert list(validator.iter_errors(yaml.safe_load(text))) == []


def test_a_project_inside_a_deck_is_refused(tmp_path: Path) -> None:
    CliRunner().invoke(group, ["init", str(tmp_path / "deck")], standalone_mode=False)
    for inside in ("cards", "cards/another"):
        made = CliRunner().invoke(group, ["init", str(tmp_path / "deck" / inside)], standalone_mode=False)
        assert "belongs to the deck" in str(made.exception)
    assert load(tmp_path / "deck" / "cards")[1] == ()


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "deck.yaml").write_text("name: mine\n", encoding="utf-8")
    made = CliRunner().invoke(group, ["init", str(tmp_path)], standalone_mode=False)
    assert made.exception is not None
    assert f"belongs to the deck '{tmp_path / 'cards'}'" in str(made.exception)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["deck.yaml"]
    assert (tmp_path / "cards" / "deck.yaml").read_text(encoding="utf-8") == "name: mine\n"


def test_what_init_leaves_is_readme_and_stops_a_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        made = CliRunner().invoke(group, arguments, standalone_mode=False)
        assert made.exception is None
        return made.return_value, made.output

    for language in ("ko", "en"):
        folder = tmp_path / language
        run("init", language, "--language", language)
        assert run("check", language)[0] == 0
        assert run("build", language)[0] == 0
        code, said = run("release", language)
        assert (code, said.count("error[placeholder]")) == (1, 2)
        deck, cards = folder / "cards" / "deck.yaml", folder / "cards" / "01-first.yaml"
        written = re.sub("description: .*", "description: My own.", deck.read_text(encoding="utf-8"))
        deck.write_text(written, encoding="utf-8")
        cards.write_text("cards:\n  - {front: a, id: spaced-repetition, back: b}\n", encoding="utf-8")
        assert run("check", language, "--strict")[0] == 0
        assert run("release", language)[0] == 0

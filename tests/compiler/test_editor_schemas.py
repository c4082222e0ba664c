"""The JSON Schemas: editors accept what the compiler accepts, and refuse what it refuses."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft7Validator

from deckgen.kinds import builtin_kinds

from .project import ROOT, Project, deckgen

if TYPE_CHECKING:
    from collections.abc import Iterator


def schema(*arguments: str) -> Any:  # noqa: ANN401 - JSON
    """A schema that is a schema."""
    written = json.loads(deckgen("schema", *arguments).stdout)
    Draft7Validator.check_schema(written)
    return written


def test_the_editor_settings_are_in_step_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    kept = {name: (ROOT / ".vscode" / name).read_text(encoding="utf-8") for name in os.listdir(".vscode")}  # noqa: PTH208
    assert json.loads(kept["deckgen.schema.json"]) == schema()
    assert json.loads(kept["deckgen.deck.schema.json"]) == schema("--deck")


def test_the_schema_can_be_written_to_a_file(project: Project) -> None:
    assert deckgen("schema", "-o", "deep/schema.json").returncode == 0
    assert json.loads((project.root / "deep" / "schema.json").read_text()) == schema()


def test_the_seminar_deck_fits_the_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    cards, deck = Draft7Validator(schema()), Draft7Validator(schema("--deck"))
    files = sorted((ROOT / "cards").glob("[0-9]*.yaml"))
    assert files
    for file in files:
        assert not list(cards.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))), file.name
    assert not list(deck.iter_errors(yaml.safe_load((ROOT / "cards" / "deck.yaml").read_text(encoding="utf-8"))))


def mutations(card: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Cards with one mistake each."""
    key = next(iter(card))
    yield "unknown field", {**card, "nosuch": "x"}
    yield "no id", {name: value for name, value in card.items() if name != "id"}
    yield "no first field", {name: value for name, value in card.items() if name != key}
    yield "a list for text", {**card, key: ["x"]}
    yield "a mapping for text", {**card, key: {"a": "b"}}
    yield "blank", {**card, key: "  "}
    yield "id with a space", {**card, "id": "a b"}
    yield "id with a slash", {**card, "id": "a/b"}
    yield "id that begins with a dash", {**card, "id": "-a"}
    yield "long id", {**card, "id": "a" * 65}
    yield "tags as a mapping", {**card, "tags": {"a": "b"}}


@pytest.mark.parametrize("kind", builtin_kinds(), ids=lambda kind: kind.name)
def test_the_schema_and_the_compiler_agree_on_every_kind(kind: Any, project: Project) -> None:  # noqa: ANN401
    validator = Draft7Validator(schema())
    (card, *_) = yaml.safe_load(kind.example)
    card.pop("requires", None)
    card.pop("figure", None)
    ids = ["한글", "a-b.c_d", "007", 7, "é"]
    for good in (card, *({**card, "id": id_} for id_ in ids)):
        assert not list(validator.iter_errors({"category": "A", "cards": [good]})), good
        project.write("cards/01.yaml", yaml.safe_dump({"category": "A", "cards": [good]}, allow_unicode=True))
        assert project.load()[1] == (), good
    for name, bad in mutations(card):
        assert list(validator.iter_errors({"category": "A", "cards": [bad]})), name
        project.write("cards/01.yaml", yaml.safe_dump({"category": "A", "cards": [bad]}, allow_unicode=True))
        assert any(d.is_error for d in project.load()[1]), name


def test_the_schema_offers_a_snippet_for_every_kind(project: Project) -> None:
    del project
    snippets = schema()["properties"]["cards"]["items"]["defaultSnippets"]
    assert [snippet["label"] for snippet in snippets] == [kind.name for kind in builtin_kinds()]
    assert all("id" in snippet["body"] for snippet in snippets)
    for definition in schema()["definitions"].values():
        assert all(field["description"] for field in definition["properties"].values())

"""The JSON Schemas: editors accept what the compiler accepts, and refuse what it refuses."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from deckgen.kinds import builtin_kinds

from .project import ROOT, Project


def run(*arguments: str) -> str:
    """What a command prints."""
    code, written, _ = Project(Path()).run(*arguments)
    assert code == 0
    return written


def schema(*arguments: str) -> Any:
    """A schema that is a schema."""
    written = json.loads(run("schema", *arguments))
    Draft7Validator.check_schema(written)
    return written


def test_the_editor_settings_are_in_step_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name, made in (("deckgen.schema.json", schema()), ("deckgen.deck.schema.json", schema("--deck"))):
        assert json.loads((ROOT / ".vscode" / name).read_text(encoding="utf-8")) == made, "run make schema"


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
    yield "blank", {**card, key: "  "}
    yield "id with a space", {**card, "id": "a b"}
    yield "long id", {**card, "id": "a" * 65}
    yield "tags as a mapping", {**card, "tags": {"a": "b"}}


@pytest.mark.parametrize("kind", builtin_kinds(), ids=lambda kind: kind.name)
def test_the_schema_and_the_compiler_agree_on_every_kind(kind: Any, project: Project) -> None:
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


def messages(written: Any, value: Any) -> list[str]:
    """What an editor says of a file: the schema's own words where it has some."""
    said = []
    for error in flattened(Draft7Validator(written).iter_errors(value)):
        own: Any = error.schema
        said.append(own.get("errorMessage") or own.get("patternErrorMessage") or error.message)
    return said


def flattened(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        yield from flattened(error.context) if error.context else (error,)


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("{question: q, id: a, answer: b, summary: s}", "This is not a key of question, which has: question, "),
        ("{question: q, id: a}", "'answer' is a required property"),
        ("{mechanism: q, id: a, summary: b, steps: {a: b}}", "This must be a list of texts: begin each"),
        ("{front: q, id: a, back: [b]}", "This must be one text; after '|' it may have many lines"),
        ("{front: q, id: a, back: }", "This must be one text; after '|' it may have many lines"),
        ("{front: q, id: a, back: b, reverse: 'yes'}", "This must be true or false"),
        ("{front: q, id: a, back: b, followups: {front: q}}", "This must be a list of cards: begin each"),
        ("{front: q, id: a b, back: b}", "An id is at most 64 letters, "),
        ("{id: a, answer: b}", "Begin the card with its kind: term, mechanism, question, cloze, front"),
        ("term", "Begin the card with its kind: term, mechanism, question, cloze, front"),
    ],
)
def test_one_mistake_has_one_message_of_the_right_kind(card: str, expected: str) -> None:
    (said,) = messages(schema(), {"category": "A", "cards": [yaml.safe_load(card)]})
    assert said.startswith(expected)


@pytest.mark.parametrize("value", [1, 1.1, True, "2024-01-01", "yes"])
def test_a_number_or_a_yes_is_text(value: object) -> None:
    card = {"mechanism": value, "id": 7, "summary": value, "steps": [value], "limits": value, "sources": value}
    assert messages(schema(), {"category": value, "tags": [value], "cards": [card, {**card, "steps": value}]}) == []


def test_deck_yaml_is_checked_with_the_compilers_words() -> None:
    deck = {"name": "A", "id": 1, "language": "korean", "subdecks": "yes", "langage": "ko", "report": "mail me"}
    said = messages(schema("--deck"), deck)
    assert [text.partition(",")[0] for text in said] == [
        "write a language code such as ko or en_US",
        "This must be true or false",
        "write a mail address",
        "This is not a key of deck.yaml",
    ]


def snippets_of(written: Any) -> list[dict[str, Any]]:
    """What is offered where a card begins."""
    chosen = written["definitions"]["card"]
    while "else" in chosen:
        chosen = chosen["else"]
    found: list[dict[str, Any]] = chosen["defaultSnippets"]
    return found


def test_a_snippet_of_every_kind_becomes_a_card_that_fits() -> None:
    written = schema()
    snippets = snippets_of(written)
    labels = [kind.key if kind.key == kind.name else f"{kind.key} ({kind.name})" for kind in builtin_kinds()]
    assert [snippet["label"] for snippet in snippets] == labels
    stops = re.compile(r"\$\d")
    for snippet in snippets:
        assert snippet["markdownDescription"].startswith(f"{snippet['description']}\n\n```yaml\n- ")
        lines = [f"{key}: {json.dumps(v) if isinstance(v, list) else v}" for key, v in snippet["body"].items()]
        numbers = stops.findall("\n".join(lines))
        assert numbers == [f"${n}" for n in range(1, len(numbers) + 1)]
        card = yaml.safe_load(stops.sub("word", "\n".join(lines)))
        assert messages(written, {"category": "A", "cards": [card]}) == []
    assert written["properties"]["cards"]["else"]["defaultSnippets"] == [{**s, "type": "array"} for s in snippets]


def test_a_key_that_is_a_field_elsewhere_takes_no_card_from_the_decks_own_kind(project: Project) -> None:
    project.write(
        "cards/kinds/fact/kind.yaml",
        "key: fact\nfields:\n- {name: fact, id: 1, required: true}\n- {name: term, id: 2}\n"
        "cards:\n- {name: ask, id: 1}\n",
    )
    project.write("cards/kinds/fact/ask.front.html", "{{fact}}")
    project.write("cards/kinds/fact/ask.back.html", "{{term}}")
    written = schema()
    assert snippets_of(written)[-1]["label"] == "fact"
    assert messages(written, {"category": "A", "cards": [{"fact": "a", "id": "a", "term": "b"}]}) == []
    assert messages(written, {"category": "A", "cards": [{"term": "a", "id": "a", "definition": "b"}]}) == []

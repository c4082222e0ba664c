"""The limits of card sources: what is at a limit compiles, what is above it is an error with the figure."""

import json

from deckgen.model.nodes import Mapping
from deckgen.sources.card_reader import MAX_CARDS
from deckgen.sources.mapping_reader import MAX_TEXT
from deckgen.sources.yaml_reader import parse
from tests.compiler.project import Project


def test_a_text_may_have_so_many_characters(project: Project) -> None:
    for length, problems in ((MAX_TEXT, []), (MAX_TEXT + 1, ["a text of 200,001 characters (at most 200,000)"])):
        text = json.dumps("가 " * (length // 2) + "나" * (length % 2))
        project.write("cards/01.yaml", f"cards:\n  - {{front: a, id: a, back: {text}}}\n")
        assert [d.message for d in project.load()[1] if d.is_error] == problems


def test_a_file_may_have_so_many_cards_and_an_import_writes_no_more(project: Project) -> None:
    cards = "".join(f"  - {{front: f{n}, id: c{n}, back: b}}\n" for n in range(MAX_CARDS + 1))
    project.write("cards/01.yaml", f"cards:\n{cards}")
    project.write("cards/02.yaml", "cards:\n  - {front: x, id: x, back: b, requires: [c1]}\n")
    (problem,) = [d for d in project.load()[1] if d.is_error]
    assert problem.message == "5,001 cards in one file (at most 5,000)"
    project.write("table.csv", "front,back\n" + "".join(f"f{n},b\n" for n in range(MAX_CARDS + 1)))
    assert project.run("import", "table.csv", "moved", "--name", "A")[0] == 0
    made = sorted(path.name for path in (project.root / "moved/cards").glob("*.yaml") if path.name != "deck.yaml")
    assert len(made) == 2


def test_a_key_is_looked_up_once_however_often_it_is_repeated() -> None:
    number = 40_000  # looked for among all others, these took a minute
    keys = "".join(f"k{n}: a\n" for n in range(number))
    source, diagnostics = parse(keys + f"k{number - 1}: b\n" * number, "x.yaml")
    assert isinstance(source.root, Mapping)
    assert len(source.root.keys) == number
    assert {d.message for d in diagnostics} == {"key 'k39999' is here twice (first on line 40000)"}

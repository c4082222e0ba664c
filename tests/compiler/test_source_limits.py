"""The limits of card sources: what is at a limit compiles, what is above it is an error with the figure."""

import json

from deckgen.sources.card_reader import MAX_CARDS
from deckgen.sources.mapping_reader import MAX_TEXT
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

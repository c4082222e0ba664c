"""Parts: a card file compiles by itself, and parts of an earlier round join to the same deck."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from deckgen.anki.package import Stamps, package_bytes
from deckgen.pipeline import KeptParts, Part, compile_part
from deckgen.pipeline.load import load, read_environment

from .project import MIXED, Project

CARDS = Path("cards")


def _part(project: Project, name: str) -> Part:
    environment, _, _ = read_environment(CARDS)
    return compile_part((project.root / name).read_bytes(), name, environment)


def test_a_part_is_a_value(project: Project) -> None:
    project.write_all(MIXED)
    part = _part(project, "cards/01.yaml")
    assert part == _part(project, "cards/01.yaml")
    assert pickle.loads(pickle.dumps(part)) == part  # noqa: S301 - our own
    assert hash(part) == hash(pickle.loads(pickle.dumps(part)))  # noqa: S301


def test_a_part_knows_nothing_of_the_other_files(project: Project) -> None:
    project.write_all(MIXED)
    before = _part(project, "cards/01.yaml")
    project.write("cards/02.yaml", "category: B\ncards:\n  - {front: a, id: lora, back: b}\n")
    assert _part(project, "cards/01.yaml") == before


def _edit(path: str, old: str, new: str) -> Callable[[Project], object]:
    def edited(project: Project) -> None:
        text = (project.root / path).read_text(encoding="utf-8")
        assert old in text
        project.write(path, text.replace(old, new))

    return edited


EDITS: dict[str, Callable[[Project], object]] = {
    "nothing": lambda _: None,
    "a text": _edit("cards/01.yaml", "작은 행렬", "작은 두 행렬"),
    "an id that another file has": _edit("cards/02.yaml", "id: rank", "id: lora"),
    "lines above": _edit("cards/01.yaml", "cards:\n", "cards:\n\n# a comment\n"),
    "a file that cannot be read": _edit("cards/01.yaml", "cards:\n", "cards: ][\n"),
    "a file that is gone": lambda project: (project.root / "cards/02.yaml").unlink(),
    "a new file": lambda project: project.write(
        "cards/00.yaml", "category: N\ncards:\n  - {front: 무엇을?, id: n, back: x}\n"
    ),
    "a picture": lambda project: project.write("cards/media/그림.svg", "<svg></svg>"),
    "a picture that is gone": lambda project: (project.root / "cards/media/그림.svg").unlink(),
    "the deck's language": lambda project: project.write("cards/deck.yaml", "name: 덱\nid: mixed\nlanguage: ko\n"),
    "the deck's style": lambda project: project.write("cards/style.css", ".card { color: teal; }"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("back", [False, True], ids=["", "and back"])
def test_kept_parts_give_what_a_fresh_build_gives(
    edit: Callable[[Project], object], project: Project, *, back: bool
) -> None:
    project.write_all(MIXED)
    before = {path: content for path, content in project.files().items() if path.startswith("cards/")}
    kept = KeptParts()
    load(CARDS, lint=True, kept=kept)
    edit(project)
    if back:
        load(CARDS, lint=True, kept=kept)
        for path, content in before.items():
            (project.root / path).write_bytes(content)
        for path in set(project.files()) - set(before):
            (project.root / path).unlink()
    again, fresh = load(CARDS, lint=True, kept=kept), load(CARDS, lint=True)
    assert again == fresh
    assert package_bytes(again[0], Stamps(1)) == package_bytes(fresh[0], Stamps(1))


def test_only_what_changed_is_compiled_again(project: Project) -> None:
    project.write_all(MIXED)
    kept = KeptParts()
    first, _ = load(CARDS, kept=kept)
    _edit("cards/01.yaml", "작은 행렬", "작은 두 행렬")(project)
    second, _ = load(CARDS, kept=kept)
    same = {note.id for note in first.notes if any(note is other for other in second.notes)}
    assert same == {"gap", "rank"}

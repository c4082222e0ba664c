"""What a changed template does to released cards, before it is given to anybody."""

import shutil
from pathlib import Path

import pytest

from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project

from .conftest import DECK, FIRST, LATER, problems

KIND = """\
key: word
fields:
  - {name: word, format: markdown, id: 71, required: true}
  - {name: meaning, format: markdown, id: 72}
  - {name: hint, format: markdown, id: 73}
cards:
  - {name: ask, id: 81}
  - {name: tell, id: 82, when: meaning}
"""
FRONTS = {"ask": "{{word}}", "tell": "{{meaning}}"}
CARDS = """\
category: 낱말
cards:
  - {word: agua, id: agua, meaning: 물}
  - {word: fuego, id: fuego, meaning: 불}
"""
AT = "cards/kinds/word/kind.yaml:1:1"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two notes of a kind with two cards each, released."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST))
    made = Project(tmp_path)
    made.write("cards/deck.yaml", DECK)
    made.write("cards/01.yaml", CARDS)
    made.write("cards/kinds/word/kind.yaml", KIND)
    made.write("cards/kinds/word/labels.yaml", "en: {kind: Word, word: Word, meaning: Meaning, hint: Hint}\n")
    for name, front in FRONTS.items():
        made.write(f"cards/kinds/word/{name}.front.html", front)
        made.write(f"cards/kinds/word/{name}.back.html", "{{FrontSide}}<hr>{{word}} {{meaning}}")
    assert made.run("release", "--version", "1.0")[::2] == (0, "")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    return made


BLANK = "the front of card '{}' of kind 'word' changed: it shows nothing now on 2 released notes, such as 'agua'"
OTHER = "the front of card '{}' of kind 'word' changed: it asks something else now on 2 released notes, such as 'agua'"
CHANGES = {
    "swapped": ("{{meaning}}", "{{word}}", {"warning[card-moved]": [OTHER.format("Ask"), OTHER.format("Tell")]}),
    "the other field": ("{{meaning}}", "{{meaning}}", {"warning[card-moved]": [OTHER.format("Ask")]}),
    "a field that is empty": ("{{word}}", "{{hint}}", {"warning[card-lost]": [BLANK.format("Tell")]}),
    "a condition": ("{{#hint}}{{word}}{{/hint}}", "{{meaning}}", {"warning[card-lost]": [BLANK.format("Ask")]}),
    "more words": ("What is <b>{{word}}</b>?", "{{hint}} {{meaning}}", {}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_front_that_changes_what_is_asked_is_reported(project: Project, name: str) -> None:
    ask, tell, expected = CHANGES[name]
    project.write("cards/kinds/word/ask.front.html", ask)
    project.write("cards/kinds/word/tell.front.html", tell)
    found: dict[str, list[str]] = {}
    for place, rule, message in problems(project):
        assert place == AT
        found.setdefault(rule, []).append(message)
    assert found == expected
    assert all(rule in project.run("release", "--dry-run")[2] for rule in expected)


def test_a_front_and_a_text_that_change_together_are_reported(project: Project) -> None:
    project.write("cards/01.yaml", CARDS.replace("물", "물과 물결"))
    project.write("cards/kinds/word/ask.front.html", "{{meaning}}")
    assert problems(project) == [(AT, "warning[card-moved]", OTHER.format("Ask"))]


def test_only_released_cards_count(project: Project) -> None:
    project.write("cards/01.yaml", CARDS.replace("word: fuego, id: fuego", "word: tierra, id: tierra"))
    project.write("cards/kinds/word/ask.front.html", "{{meaning}}")
    said = OTHER.format("Ask").replace("2 released notes", "1 released note")
    assert (AT, "warning[card-moved]", said) in problems(project)


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000100ffff030000060005"
    "57bfabd40000000049454e44ae426082"
)


@pytest.mark.parametrize(("front", "blank"), [("<b>{{word}}</b>", False), ("{{text:word}}", True)])
def test_a_picture_is_something_to_see(project: Project, front: str, *, blank: bool) -> None:
    project.write("cards/media/a.png", PICTURE)
    project.write(
        "cards/01.yaml",
        CARDS.replace("agua, id", "'![물](media/a.png)', id").replace("fuego, id", "'![불](media/a.png)', id"),
    )
    (project.cards / "released.jsonl").unlink()
    shutil.rmtree(project.cards / "releases")
    shutil.rmtree(project.root / "output")
    assert project.run("release", "--version", "1.0")[0] == 0
    project.write("cards/kinds/word/ask.front.html", front)
    assert ((AT, "warning[card-lost]", BLANK.format("Ask")) in problems(project)) is blank


CLOZE = KIND.replace("key: word", "key: word\ncloze: true").replace("  - {name: tell, id: 82, when: meaning}\n", "")


@pytest.mark.parametrize(("front", "blank"), [("{{cloze:word}} {{meaning}}", False), ("{{cloze:meaning}}", True)])
def test_a_cloze_whose_front_hides_another_field_is_reported(project: Project, front: str, *, blank: bool) -> None:
    (project.cards / "released.jsonl").unlink()
    shutil.rmtree(project.cards / "releases")
    shutil.rmtree(project.root / "output")
    project.write("cards/kinds/word/kind.yaml", CLOZE)
    project.write("cards/kinds/word/ask.front.html", "{{cloze:word}}")
    gaps = CARDS.replace("agua, id", "'{{c1::agua}} {{c2::fria}}', id").replace("fuego, id", "'{{c2::fuego}}', id")
    project.write("cards/01.yaml", gaps)
    assert project.run("release", "--version", "1.0")[0] == 0
    project.write("cards/kinds/word/ask.front.html", front)
    assert ((AT, "warning[card-lost]", BLANK.format("Ask")) in problems(project)) is blank


def test_a_released_kind_never_becomes_a_cloze(project: Project) -> None:
    text = KIND.replace("  - {name: tell, id: 82, when: meaning}\n", "").replace("key: word", "key: word\ncloze: true")
    project.write("cards/kinds/word/kind.yaml", text)
    project.write("cards/kinds/word/ask.front.html", "{{cloze:word}}")
    project.write("cards/01.yaml", CARDS.replace("agua,", "'{{c1::agua}}',").replace("fuego,", "'{{c1::fuego}}',", 1))
    assert (
        AT,
        "error[note-type-changed]",
        "the released kind 'word' is another now: +'cloze', −'Tell' (82)",
    ) in problems(project)


def test_a_note_type_of_a_released_kind_is_not_taken_by_another(project: Project) -> None:
    number = read_ledger(project.cards)[0].note_types["word", 1].id
    (project.cards / "kinds/word").rename(project.cards / "kinds/other")
    text = KIND.replace("key: word", f"key: word\nnote_type: {{id: {number}, name: Word}}")
    project.write("cards/kinds/other/kind.yaml", text)
    project.write("cards/01.yaml", CARDS.replace("id: ", "id: new-"))
    said = f"the kind 'other' has the note type {number}, which members have as that of 'word'"
    assert ("cards/kinds/other/kind.yaml:1:1", "error[note-type-changed]", said) in problems(project)

"""A deck that is released, a member who has it in the real Anki, and what they export."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from anki.collection import Collection
from anki.notes import Note

from tests.compiler.project import Project, import_package

FIRST = 1_700_000_000
DAY = 86_400
DECK = "name: 세미나\nid: seminar-1\nlanguage: ko\n"
CARDS = """\
# my cards
category: 기초   # the first one
cards:

- front: GPU는 왜 빠른가요?
  id: gpu   # never change
  back: >-
    같은 계산을 **한꺼번에** 많이 하기 때문입니다.
    CPU는 $n$개를 *차례로* 합니다.
- term: 토큰
  id: token
  definition: '모델이 글을 읽고 쓰는 가장 작은 조각: `token`'
  sources: ["책 1", '책 2, arXiv:1706.03762']
- mechanism: LoRA는 어떻게 배우나요?
  id: lora
  summary: 작은 두 행렬만 배웁니다.
  steps:
    - 가중치를 얼립니다.
    - 두 행렬 $A$, $B$를 곁에 둡니다.   # here
    - 곱을 더합니다.
  figure: '![표](media/표.png)'
- cloze: '{{c1::작은 두 행렬}}을 {{c2::학습}}한다.'
  id: gap
- {front: flow, id: flow, back: "yes, it is"}
"""


@dataclass(frozen=True)
class Member:
    """A member's Anki."""

    collection: Collection
    folder: Path

    def note(self, card: str) -> Note:
        """The one note of a card source."""
        (number,) = self.collection.find_notes(f'"ID:{card}"')
        return self.collection.get_note(number)

    def write(self, card: str, field: str, old: str, new: str) -> None:
        """Exchange a piece of a field's HTML, as the editor does."""
        note = self.note(card)
        assert old in note[field]
        note[field] = note[field].replace(old, new) if old else note[field] + new
        self.collection.update_note(note)

    def adds(self, deck: str, *fields: str) -> Note:
        """Make a note of Anki's Basic note type."""
        basic, home = self.collection.models.by_name("Basic"), self.collection.decks.id(deck)
        assert basic is not None
        assert home is not None
        note = self.collection.new_note(basic)
        note.fields = [*fields]
        self.collection.add_note(note, home)
        return note

    def receives(self, package: Path) -> dict[str, int]:
        """Import a package."""
        return import_package(self.collection, package)

    def export(self, *, legacy: bool = False) -> Path:
        """The member's export, as they would send it to the author."""
        from anki.collection import ExportAnkiPackageOptions

        path = self.folder / "member.apkg"
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=legacy)
        self.collection.export_anki_package(out_path=str(path), options=options, limit=None)
        return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck after its release 1.0, on the next day."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST))
    made = Project(tmp_path)
    made.write("cards/deck.yaml", DECK)
    made.write("cards/01.yaml", CARDS)
    made.write("cards/media/표.png", b"png")
    code, _, err = made.run("release", "--version", "1.0")
    assert (code, err) == (0, "")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + DAY))
    return made


@pytest.fixture
def member(project: Project, collection: Collection) -> Member:
    """A member who has release 1.0."""
    someone = Member(collection, project.root)
    counts = someone.receives(project.root / "output/semina-1.0.apkg")
    assert counts["new"] == 5
    return someone

"""What a member keeps and gets, release by release, in the real Anki."""

from anki.collection import Collection
from anki.notes import Note

from tests.compiler.project import Project, import_package

from .conftest import CARDS, FIRST
from .packages import exported


def note(collection: Collection, card: str) -> Note:
    """The one note of a card source."""
    (number,) = collection.find_notes(f'"ID:{card}"')
    return collection.get_note(number)


def study(collection: Collection, card: str) -> tuple[int, ...]:
    """What reviews made of a note's first card."""
    found = note(collection, card).cards()[0]
    return found.id, found.reps, found.ivl, found.due, found.queue


def as_a_member(collection: Collection) -> None:
    """Review every card, then write into two notes and tag them."""
    for number in collection.find_cards(""):
        card = collection.get_card(number)
        card.start_timer()
        collection.sched.answerCard(card, 4)
    for card_id, field in (("gpu", "Back"), ("token", "Example")):
        written = note(collection, card_id)
        written[field] += " 내 메모"
        written.tags.append("내것")
        collection.update_note(written)
    # Anki stamps a member's edits with its clock, which is past every release of these tests
    assert collection.db is not None
    collection.db.execute("UPDATE notes SET mod = ?", FIRST + 60)


def test_a_second_release_updates_what_changed_and_nothing_else(released: Project, collection: Collection) -> None:
    assert import_package(collection, released.root / "output/semina-1.0.apkg")["new"] == 3
    as_a_member(collection)
    before = {card: study(collection, card) for card in ("gpu", "token", "lora")}
    edited = (
        CARDS.replace("가장 작은 조각", "제일 작은 단위")
        + "  - front: 새 카드는 무엇인가요?\n    id: new\n    back: 새것\n"
    )
    released.write("cards/01.yaml", edited)
    released.write("cards/style.css", ".card { color: teal }\n")
    assert released.run("release")[0] == 0
    counts = import_package(collection, released.root / "output/semina-1.1.apkg")
    assert {name: counts[name] for name in ("new", "updated", "conflicting")} == {
        "new": 1,
        "updated": 1,
        "conflicting": 0,
    }
    assert collection.note_count() == 4
    kept, changed = note(collection, "gpu"), note(collection, "token")
    assert kept["Back"].endswith(" 내 메모")
    assert "내것" in kept.tags
    assert changed["Definition"] == "모델이 글을 읽고 쓰는 제일 작은 단위."
    assert changed["Example"] == "", "an update replaces the note as a whole, as the release notes say"
    assert "내것" not in changed.tags
    assert {card: study(collection, card) for card in before} == before
    collection.models._clear_cache()
    assert "color: teal" in (kept.note_type() or {})["css"]
    assert [deck.name for deck in collection.decks.all_names_and_ids() if deck.id != 1] == ["세미나"]


def test_what_a_member_has_can_be_compared_with_the_sources(released: Project, collection: Collection) -> None:
    import_package(collection, released.root / "output/semina-1.0.apkg")
    as_a_member(collection)
    exported(collection, released.root / "mine.apkg", legacy=False)
    out = released.run("diff", "mine.apkg")[1]
    assert "뒷면: 같은 계산을 한꺼번에 많이 하기 때문입니다.[- 내 메모-]\n" in out
    assert "ags: -내것" in out

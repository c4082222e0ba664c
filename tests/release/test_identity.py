"""A note is known by its guid: under another id it is the same note, and no guid is ever used twice."""

import pytest
from anki.collection import Collection

from deckgen.anki.identity import guid_of
from deckgen.release.ledger_file import read_ledger
from tests.compiler.project import Project, import_package

from .conftest import CARDS, DAY, FIRST, notes_of, problems
from .test_members import as_a_member, note, study

GUID = guid_of("seminar-1", "token")
RENAMED = CARDS.replace("id: token", f"id: tokens\n    guid: {GUID}")


def test_a_renamed_card_is_the_same_card(released: Project, collection: Collection) -> None:
    import_package(collection, released.root / "output/semina-1.0.apkg")
    as_a_member(collection)
    reviews = study(collection, "token")
    before = read_ledger(released.cards)[0].notes["token"]
    released.write("cards/01.yaml", RENAMED)
    assert problems(released) == []
    code, out, _ = released.run("release")
    assert code == 0
    assert "0 new, 0 changed, 0 retired, 1 with other tags or the like" in out
    text = notes_of(released)
    assert "새 카드 (" not in text
    ledger, _ = read_ledger(released.cards)
    assert "token" not in ledger.notes
    now = ledger.notes["tokens"]
    assert (now.guid, now.since, now.revision, now.mod) == (before.guid, "1.0", "1.0", FIRST + 1)
    counts = import_package(collection, released.root / "output/semina-1.1.apkg")
    assert (counts["new"], counts["conflicting"]) == (0, 0)
    assert study(collection, "token") == reviews, "they wrote in it, so it keeps the old id and all of theirs"


def test_a_card_that_is_renamed_and_rewritten_is_told_as_changed(
    released: Project, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_package(collection, released.root / "output/semina-1.0.apkg")
    released.write("cards/01.yaml", RENAMED.replace("term: 토큰", "term: 낱말 조각"))
    code, out, _ = released.run("release")
    assert code == 0
    assert "0 new, 1 changed, 0 retired" in out
    counts = import_package(collection, released.root / "output/semina-1.1.apkg")
    assert (counts["new"], counts["updated"]) == (0, 1)
    assert note(collection, "tokens")["Term"] == "낱말 조각"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 2 * DAY))
    assert "nothing to release" in released.run("release")[1]


TAKEN = {
    "of a card that lives": (
        CARDS + f"  - front: 무엇인가요?\n    id: new\n    guid: {GUID}\n    back: 답\n",
        "error[duplicate-guid]",
    ),
    "of a card that lives under another guid now": (
        CARDS.replace("id: token", "id: token\n    guid: other")
        + f"  - front: x\n    id: new\n    guid: {GUID}\n    back: y\n",
        "error[guid-taken]",
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_the_guid_of_another_card_is_refused(released: Project, name: str) -> None:
    text, rule = TAKEN[name]
    released.write("cards/01.yaml", text)
    code, _, err = released.run("release")
    assert code == 1
    assert rule in err


def test_the_guid_of_a_retired_card_is_refused_under_another_id(released: Project) -> None:
    released.write(
        "cards/01.yaml",
        CARDS.replace("  - term: 토큰\n    id: token\n    definition: 모델이 글을 읽고 쓰는 가장 작은 조각.\n", ""),
    )
    assert "0 new, 0 changed, 1 retired" in released.run("release")[1]
    released.write("cards/01.yaml", RENAMED)
    code, _, err = released.run("release")
    assert code == 1
    assert "error[guid-taken]: the guid of 'tokens' is that of the released card 'token'" in err
    assert "write 'id: token'" in err
    released.write("cards/01.yaml", CARDS)
    assert "1 new" in released.run("release")[1]

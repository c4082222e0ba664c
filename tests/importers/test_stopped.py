"""An import that stops leaves nothing, or a ledger that says so; `tests/stops` stops it at every step."""

import os

import pytest

from deckgen.model.diagnostics import DeckgenError
from tests.compiler.project import Project
from tests.stops.decks import old_package

LEDGER = "cards/released.jsonl"


@pytest.mark.parametrize("folder", ["deck", "."])
def test_a_new_deck_whose_import_was_killed_is_no_deck(place: Project, folder: str) -> None:
    old_package(place.root / "old.apkg")
    assert place.run("import", "old.apkg", folder)[0] == 0
    place.write(f"{folder}/{LEDGER}", '{"import": ["cards/01-Old-deck.yaml"]}\n')
    before = place.files()
    cards = f"{folder}/cards"
    for command in ("check", "build", "release"):
        code, out, err = place.run(command, cards)
        assert code == 1
        assert "an import was stopped before its end" in out + err
    for again in (("import", "old.apkg", "--into", cards), ("release", cards, "--repair")):
        with pytest.raises(DeckgenError):
            place.run(*again)
    assert place.files() == before


def test_a_deck_that_was_added_to_goes_on_when_what_stopped_is_gone(place: Project) -> None:
    old_package(place.root / "old.apkg")
    place.write("cards/deck.yaml", "name: A\nid: a\n")
    place.write("cards/01.yaml", "cards:\n  - {front: a, id: a, back: b}\n")
    assert place.run("release", "cards", "--version", "1.0")[0] == 0
    ledger = (place.root / LEDGER).read_bytes()
    place.write(LEDGER, b'{"import": ["cards/02.yaml"]}\n' + ledger)
    code, out, err = place.run("check", "cards")
    assert (code, "an import was stopped" in out + err) == (1, True)
    with pytest.raises(DeckgenError, match="stopped"):
        place.run("release", "cards", "--repair")
    place.write(LEDGER, ledger)
    assert place.run("import", "old.apkg", "--into", "cards")[0] == 0


def test_what_would_be_an_error_here_leaves_the_deck_as_it_was(place: Project) -> None:
    old_package(place.root / "old.apkg", "one with ==leaves==")
    place.write("cards/deck.yaml", "name: A\nid: a\nrules:\n  foreign-markup: error\n")
    place.write("cards/01.yaml", "cards:\n  - {front: a, id: a, back: b}\n")
    before = place.files()
    with pytest.raises(DeckgenError, match="would have errors in this deck"):
        place.run("import", "old.apkg", "--into", "cards")
    assert place.files() == before


@pytest.mark.skipif(not hasattr(os, "sync"), reason="Windows syncs files only one by one")
def test_many_files_are_on_the_disk_before_the_ledger_says_that_the_import_is_whole(
    place: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{n}.png" for n in range(60)]
    for name in names:
        place.write(name, name)
    old_package(place.root / "old.apkg", "".join(f'<img src="{name}">' for name in names), names)
    sync, seen = os.sync, list[tuple[int, bool]]()

    def watched() -> None:
        sync()
        ledger = (place.root / "new" / LEDGER).read_text("utf-8")
        seen.append((len([*(place.root / "new/cards/media").iterdir()]), ledger.startswith('{"import"')))

    monkeypatch.setattr(os, "sync", watched)
    assert place.run("import", "old.apkg", "new")[0] == 0
    assert seen == [(60, True)]

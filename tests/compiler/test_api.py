"""The Python interface: what is promised is typed, documented and light to import.

This module is the small client that mypy checks, with the rest of the tests, in strict mode.
"""

import inspect
import subprocess
import sys
import zipfile
from importlib import resources
from pathlib import Path
from typing import assert_type

import pytest

import deckgen
from deckgen import Deck, Diagnostic, Note, Severity, Span, Stamps, load, write_apkg

from .project import Project

CARDS = "category: A\ncards:\n  - {front: a, id: one, back: b}\n  - {front: a, id: two, back: b, nosuch: x}\n"


def test_a_program_compiles_a_folder_into_a_package(project: Project) -> None:
    project.write("cards/01.yaml", CARDS)
    deck, diagnostics = load(Path("cards"))
    assert_type(deck, Deck)
    assert_type(diagnostics, tuple[Diagnostic, ...])
    assert [(d.span, d.rule, d.severity, d.is_error) for d in diagnostics] == [
        (Span("cards/01.yaml", 4, 34), "unknown-field", Severity.ERROR, True)
    ]
    assert str(diagnostics[0]).startswith("cards/01.yaml:4:34: error[unknown-field]: ")
    notes: tuple[Note, ...] = deck.notes
    assert [note.id for note in notes] == ["one"]
    assert deck.note_type("basic").kind == "basic"
    size = write_apkg(deck, Path("out/deck.apkg"), Stamps(default=1_700_000_000))
    assert_type(size, int)
    assert Path("out/deck.apkg").stat().st_size == size
    assert zipfile.is_zipfile("out/deck.apkg")


def test_a_program_moves_a_deck_in_releases_it_and_rehearses_the_update(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("words.csv", "front,back\nmemory,기억\n")
    deck = deckgen.import_deck(Path("words.csv"), Path("words"), name="Words")
    assert [note.title for note in deck.notes] == ["memory"]
    cards = Path("words/cards")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first, _ = deckgen.release_deck(cards, "1.0")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    (card_file,) = cards.glob("0*.yaml")
    card_file.write_text(card_file.read_text("utf-8").replace("기억", "기억력"), "utf-8")
    second, _ = deckgen.release_deck(cards)
    assert first is not None
    assert second is not None
    assert second.version == "1.1"
    assert deckgen.verify_update(first.package_path, second.package_path).holds
    assert deckgen.release_deck(cards) == (None, ())


def test_every_promised_name_is_there_and_explained() -> None:
    from deckgen.exchange import api

    promised = {"write_page", *api.__all__}
    assert promised >= {
        "load",
        "prepare",
        "write_apkg",
        "write_page",
        "diff",
        "release_deck",
        "verify_update",
        "import_deck",
    }
    for name in promised:
        thing = getattr(deckgen, name)
        assert inspect.getdoc(thing), name
        if inspect.isfunction(thing):
            described = inspect.getdoc(thing) or ""
            unexplained = [name for name in inspect.signature(thing).parameters if f"{name}:" not in described]
            assert unexplained == [], name
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        _ = deckgen.nosuch
    assert (resources.files("deckgen") / "py.typed").is_file()


def test_importing_deckgen_loads_no_library() -> None:
    libraries = {"yaml", "genanki", "click", "comrak", "pygments"}
    code = f"import sys, deckgen; print(*(m for m in sys.modules if m.split('.')[0] in {libraries}))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert shown.stdout.strip() == ""

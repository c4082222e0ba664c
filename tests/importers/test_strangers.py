"""What strangers send is imported without harm: no file of the author's comes along, no package eats the machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deckgen.exchange import draft_check
from deckgen.model.diagnostics import DeckgenError, has_errors
from deckgen.pipeline import Part, compile_part
from deckgen.pipeline.load import load
from tests.compiler.project import Project

PNG = b"\x89PNG\r\n\x1a\n"
SECRETS = {
    ".env": b"TOKEN=1",
    ".ssh/id_rsa": b"-----BEGIN",
    ".git/config": b"[core]",
    "passwords.kdbx": b"\x03\xd9\xa2\x9a",
    ".hidden.png": PNG,
    ".private/photo.png": PNG,
    "notes.txt.png": b"words in a file that is called a picture",
    "id_rsa": b"-----BEGIN",
    "script.js": b"alert(1)",
}


@pytest.mark.parametrize("name", ["cards.md", "cards.csv", "cards.html.csv", "."])
def test_only_media_that_nothing_hides_comes_along(place: Project, name: str) -> None:
    place.write("src/.obsidian/app.json", "{}")
    for path, content in (SECRETS | {"fine.png": PNG, "sub/.deep.png": PNG}).items():
        place.write(f"src/{path}", content)
    place.root.joinpath("outside.png").write_bytes(PNG)
    place.root.joinpath("src/link.png").symlink_to(place.root / "outside.png")
    place.root.joinpath("src/inner.png").symlink_to(".private/photo.png")
    named = [
        *SECRETS,
        "fine.png",
        ".deep.png",
        "link.png",
        "inner.png",
        "../outside.png",
        str(place.root / "outside.png"),
    ]
    shown = [f"[sound:{path}]" if n % 2 and "." in Path(path).stem else f"![a]({path})" for n, path in enumerate(named)]
    if name.endswith("html.csv"):
        shown = [f'<img src="{path}">' for path in named]
    if name.endswith("csv"):
        rows = "".join('"{}","{}"\n'.format(n, text.replace('"', '""')) for n, text in enumerate(shown))
        place.write(f"src/{name}", f"front,back\n{rows}")
    else:
        place.write("src/cards.md", "".join(f"## {n}\n\n{text}\n\n" for n, text in enumerate(shown)))
    assert place.run("import", f"src/{name}", "deck")[0] == 0
    assert [path.name for path in (place.root / "deck/cards/media").iterdir()] == ["fine.png"]
    report = (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
    assert all(path in report for path in named if path != "fine.png"), "whatever is left out is in the report"


def test_a_tag_that_no_deck_can_have_leaves_all_of_its_notes_out_at_once(
    place: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An honest old deck may have such a tag at each of its notes."""
    compiled = []

    def counted(*arguments: Any) -> Part:
        compiled.append(arguments)
        return compile_part(*arguments)

    monkeypatch.setattr(draft_check, "compile_part", counted)
    tags = ["<script>a", "<b>b", "fine", "good"]
    rows = "".join(f"front {n},back,{tags[n % 4]}\n" for n in range(400))
    place.write("cards.csv", f"front,back,tags\n{rows}")
    assert place.run("import", "cards.csv", "deck")[0] == 0
    assert len(compiled) == 1
    deck, diagnostics = load(place.root / "deck/cards")
    assert [note.id for note in deck.notes] == [f"front-{n}" for n in range(400) if n % 4 > 1]
    assert not has_errors(diagnostics)
    report = (place.root / "deck/import-report.txt").read_text(encoding="utf-8")
    assert report.count("front ") == 200
    assert report.count("'<s' is HTML") == report.count("'<b' is HTML") == 100, "each with the reason"


def test_a_tag_that_is_only_warned_of_costs_no_card(place: Project) -> None:
    place.write("cards.csv", "front,back,tags\na,b,x\u202ey\n")
    assert place.run("import", "cards.csv", "deck")[0] == 0
    deck, diagnostics = load(place.root / "deck/cards")
    assert [diagnostic.rule for diagnostic in diagnostics] == ["turned-name"]
    assert [note.id for note in deck.notes] == ["a"]


def exported(**more: object) -> dict[str, object]:
    """A deck as CrowdAnki exports it."""
    model = {"__type__": "NoteModel", "crowdanki_uuid": "m", "name": "M", "css": "", "type": 0} | {
        "flds": [{"name": "F", "ord": 0}],
        "tmpls": [{"name": "C", "ord": 0, "qfmt": "{{F}}", "afmt": "{{F}}"}],
    }
    note = {"__type__": "Note", "guid": "g", "note_model_uuid": "m", "fields": ["a"], "tags": []}
    return {"__type__": "Deck", "name": "D", "children": [], "note_models": [model], "notes": [note]} | more


def test_an_export_of_crowdankis_has_a_limit(place: Project) -> None:
    place.write("d/deck.json", json.dumps(exported(extra=[{}] * 2_500_001)))
    with pytest.raises(DeckgenError, match="more than 5,000,000 values of JSON"):
        place.run("import", "d", "deck")
    assert not (place.root / "deck").exists()


def test_a_description_of_crowdankis_comes_along(place: Project) -> None:
    place.write("d/deck.json", json.dumps(exported(desc="About <b>this</b> deck.")))
    place.write("d/media/.env", "TOKEN")
    assert place.run("import", "d", "deck")[0] == 0
    assert 'description: "About **this** deck."' in (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")

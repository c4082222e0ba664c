"""What strangers send is imported without harm: no file of the author's comes along, no package eats the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deckgen.model.diagnostics import DeckgenError
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

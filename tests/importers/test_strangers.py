"""What strangers send is imported without harm: no file of the author's comes along, no package eats the machine."""

from pathlib import Path

import pytest

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

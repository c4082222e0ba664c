"""Packages that other tools made: what Anki's own never hold, and what only their makers know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import genanki

from deckgen.anki.archive import PackageArchive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.compiler.project import Project

TEMPLATE = '<img src="_logo.png">{{#그림}}<img src="{{그림}}">{{/그림}}{{앞면}}'


def package(
    path: Path, notes: Sequence[genanki.Note], *, media: Sequence[Path] = (), decks: Sequence[str] = ("덱",)
) -> Path:
    """A package of genanki's, its notes dealt out to decks."""
    made = [genanki.Deck(2_059_400_110 + n, name) for n, name in enumerate(decks)]
    for n, note in enumerate(notes):
        made[n % len(made)].add_note(note)
    genanki.Package(made, media_files=[str(file) for file in media]).write_to_file(path, timestamp=1_600_000_000)
    return path


def model(front: str = "{{앞면}}", **more: Any) -> genanki.Model:  # noqa: ANN401 - what genanki takes
    """A note type of genanki's."""
    return genanki.Model(
        1_607_392_319,
        more.pop("name", "옛 유형"),
        fields=[{"name": name} for name in ("앞면", "뒷면", "그림")],
        templates=[{"name": "카드: 앞→뒤", "qfmt": front, "afmt": "{{FrontSide}}<hr>{{뒷면}}"}],
        **more,
    )


def note(of: genanki.Model, *fields: str, **more: Any) -> genanki.Note:  # noqa: ANN401 - what genanki takes
    """A note of genanki's."""
    return genanki.Note(of, [*fields, *[""] * (3 - len(fields))], **more)


def report(place: Project) -> str:
    """The import's report."""
    return (place.root / "deck/import-report.txt").read_text(encoding="utf-8")


def moved(place: Project, path: Path, *options: str) -> str:
    """Import a package and build it; gives the first card file."""
    code, _, err = place.run("import", str(path), "deck", *options)
    assert code == 0, err
    assert place.run("build", "deck/cards", "-o", "built.apkg")[0] == 0
    return next((place.root / "deck/cards").glob("01-*.yaml")).read_text(encoding="utf-8")


def test_files_that_templates_show_keep_their_names(place: Project) -> None:
    names = ("_logo.png", "_font.woff2", "tree.png", "shown.png", "lost.png")
    media = [place.write(name, name) for name in names]
    of = model(TEMPLATE, css='@font-face { src: url("_font.woff2"); }')
    notes = [note(of, "나무", "", "tree.png"), note(of, "돌", '<img src="shown.png">')]
    moved(place, package(place.root / "old.apkg", notes, media=media))
    with PackageArchive(place.root / "built.apkg") as archive:
        entries = archive.media_entries()
        contents = {name: archive.media_file(entry).decode() for name, entry in entries.items()}
    packed = next(name for name in contents if name.startswith("shown-"))
    assert contents == {**{name: name for name in names[:3]}, packed: "shown.png"}
    assert "아무 데서도 쓰지 않는 파일: lost.png" in report(place) or "nothing shows: lost.png" in report(place)


def test_what_cannot_be_taken_is_told_with_its_reason(place: Project) -> None:
    of = model()
    broken = genanki.Model(
        1_607_392_320, "깨진", fields=[{"name": "a"}], templates=[{"name": "c", "qfmt": "{{a}}", "afmt": "{{#a}}"}]
    )
    notes = [
        note(of, "하나", "<script>x()</script><b>둘</b>"),
        note(of, "둘", "a < b, a<b and c"),
        note(of, "셋", guid="same"),
        note(of, "넷", guid="same"),
        genanki.Note(broken, ["다섯"]),
    ]
    text = moved(place, package(place.root / "old.apkg", notes))
    assert "뒷면: <b>둘</b>" in text
    assert "a < b, a&lt;b and c" in text
    told = report(place)
    for words in ("<script", "<b", "넷", "same", "깨진"):
        assert words in told


def test_decks_without_a_common_name_become_subdecks_of_one(place: Project) -> None:
    of = model()
    notes = [note(of, str(n), "뒤") for n in range(4)]
    moved(place, package(place.root / "가나.apkg", notes, decks=["A", "B::C"]))
    text = (place.root / "deck/cards/deck.yaml").read_text(encoding="utf-8")
    assert 'name: "가나"' in text
    assert "subdecks: true" in text
    assert [p.name for p in sorted((place.root / "deck/cards").glob("0*"))] == ["01-A.yaml", "02-B-C.yaml"]

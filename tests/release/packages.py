"""Packages that deckgen did not make."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from pathlib import Path

import genanki
from anki.collection import Collection

MODEL = genanki.Model(
    1_500_000_000_001,
    "Simple",
    fields=[{"name": "Front"}, {"name": "Back"}],
    templates=[{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}"}],
)


def by_another_tool(
    path: Path, notes: Mapping[str, str], *, media: Iterable[Path] = (), guids: Iterable[str] = ()
) -> Path:
    """A package of a tool that leaves guids to genanki, which hashes the fields, unless they are given."""
    deck = genanki.Deck(1_500_000_000_002, "Simple deck")
    for (front, back), guid in zip_longest(notes.items(), guids):
        deck.add_note(genanki.Note(MODEL, [front, back], tags=["x"], guid=guid))
    package = genanki.Package(deck)
    package.media_files = [str(file) for file in media]
    package.write_to_file(str(path))
    return path


def exported(collection: Collection, path: Path, *, legacy: bool) -> Path:
    """What the real Anki exports: its new format, or the one for old versions."""
    from anki.collection import ExportAnkiPackageOptions

    options = ExportAnkiPackageOptions(with_media=True, legacy=legacy)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def with_entry(package: Path, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package's bytes with one entry changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == name else data)
    return out.getvalue()

"""The package's bytes, which nothing but the sources decides; and any text in them."""

import itertools
import json
import os
import sqlite3
import subprocess
import sys
import zipfile

import pytest
from anki.collection import Collection
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.anki.cloze import parse_cloze
from deckgen.anki.package import Stamps, package_bytes
from deckgen.anki.tags import clean_tag
from deckgen.model.diagnostics import DeckgenError, has_errors
from deckgen.pipeline.load import load
from deckgen.system.clock import build_time

from .project import MIXED, NOW, Project, import_package


def test_the_package_is_deflated_and_holds_no_clock(project: Project) -> None:
    project.write_all(MIXED)
    with zipfile.ZipFile(project.package()) as archive:
        infos = archive.infolist()
        media = json.loads(archive.read("media"))
        database = archive.read("collection.anki2")
    assert [info.filename for info in infos] == ["collection.anki2", "media", "0", "1"]
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert infos[0].compress_type == zipfile.ZIP_DEFLATED
    assert infos[0].compress_size * 3 < infos[0].file_size
    assert len(set(media.values())) == 2
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database)
    times = [row[0] for table in ("notes", "cards") for row in connection.execute(f"SELECT mod FROM {table}")]  # noqa: S608
    ids = [row[0] for table in ("notes", "cards") for row in connection.execute(f"SELECT id FROM {table}")]  # noqa: S608
    connection.close()
    assert set(times) == {NOW}
    assert max(ids) < 1_600_000_000_000


ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8"},
]


def test_the_same_sources_give_the_same_bytes_anywhere(project: Project) -> None:
    project.write_all(MIXED)
    files = {path: data for path, data in project.files().items() if path.startswith("cards/")}
    packages = []
    for n, (environment, order) in enumerate(
        zip(ENVIRONMENTS, (sorted(files), sorted(files, reverse=True)), strict=True)
    ):
        for path in order:
            project.write(f"copy{n}/{path}", files[path])
        where = project.root / f"copy{n}" / ("cards" if n else "")
        subprocess.run(
            [sys.executable, "-m", "deckgen", "build", "." if n else "cards", "-o", str(project.root / f"{n}.apkg")],
            cwd=where,
            env={**os.environ, **environment, "SOURCE_DATE_EPOCH": "1600000000"},
            umask=-1 if os.name == "nt" else 0o077 if n else 0o022,
            check=True,
            capture_output=True,
        )
        packages.append((project.root / f"{n}.apkg").read_bytes())
    assert packages[0] == packages[1]
    assert not [p for p in project.root.rglob("*") if p.name.endswith((".tmp", ".db", "-journal"))]


def test_the_builds_time_is_never_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert build_time() == 1_600_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "99999999999")
    now = build_time()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert now <= build_time() < 99_999_999_999
    for wrong in ("tomorrow", "-1", "1.5", "１"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(DeckgenError, match="SOURCE_DATE_EPOCH"):
            build_time()


PIECES = st.lists(
    st.sampled_from(
        ["{{c1::", "{{c2::", "{{c10,3::", "{{c0::", "{{c,4::", "{{C5::", "{{c6:", "}}", "}", "::", "a", "{{", "<b>"]
    ),
    max_size=16,
).map("".join)


@given(PIECES)
@settings(max_examples=400, deadline=None)
def test_deletions_are_numbered_as_anki_numbers_them(anki: Collection, text: str) -> None:
    kind = anki.models.by_name("Cloze")
    assert kind is not None
    note = anki.new_note(kind)
    note["Text"] = text
    assert list(parse_cloze(text).numbers) == sorted(note.cloze_numbers_in_fields())


@given(st.lists(st.text(max_size=12), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_tag_comes_through_anki_as_it_is(anki: Collection, texts: list[str]) -> None:
    tags = sorted({clean_tag(text) for text in texts} - {""}, key=str.casefold)
    assert anki.tags.split(anki.tags.join(tags)) == tags
    assert all(clean_tag(tag) == tag for tag in tags)


FIELD = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MODS = itertools.count(NOW)


@given(st.lists(st.tuples(FIELD, FIELD), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_any_text_comes_through_anki_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, anki: Collection, pairs: list[tuple[str, str]]
) -> None:
    project = Project(tmp_path_factory.mktemp("any"))
    project.write("cards/deck.yaml", "name: Any\nid: any\n")
    project.basics(*pairs)
    deck, diagnostics = load(project.cards)
    if has_errors(diagnostics):
        return
    package = project.root / "any.apkg"
    package.write_bytes(package_bytes(deck, Stamps(next(MODS))))
    import_package(anki, package)
    assert anki.db is not None
    for note in deck.notes:
        assert anki.db.scalar("SELECT flds FROM notes WHERE guid = ?", note.guid) == "\x1f".join(note.fields)

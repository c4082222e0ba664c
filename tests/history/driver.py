"""Anki behind a pipe: one JSON request a line on stdin, one JSON answer a line on stdout.

Runs by itself in any environment that has the `anki` package, of any version from 2.1.54 on, and knows nothing of
deckgen. A request is `{"do": NAME, ...arguments}`; an answer `{"ok": VALUE}` or `{"error": TEXT}`.

Time is the requests' `now`: whatever a member's action stamped with the clock's time is set back to it.
"""

import json
import os
import shutil
import sys
import traceback
from hashlib import sha1
from pathlib import Path
from typing import Any, cast

_OUT = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # Anki prints warnings on stdout, which carries answers here

from anki.buildinfo import version  # noqa: E402 - after stdout is safe
from anki.collection import Collection  # noqa: E402
from anki.lang import set_lang  # noqa: E402
from anki.models import ModelManager  # noqa: E402

_NOTES = "SELECT id, guid, mid, mod, flds, tags FROM notes ORDER BY id"
_CARDS = (
    "SELECT id, nid, ord, did, due, type, queue, ivl, factor, reps, lapses, left, odue, odid, flags, data"
    " FROM cards ORDER BY id"
)
_REVIEWS = "SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog ORDER BY id"


class Members:
    """Every member's collection, by name."""

    def __init__(self) -> None:
        self._open: dict[str, Any] = {}
        self._folder = Path()

    def do(self, request: dict[str, Any]) -> object:
        """Carry out one request."""
        return getattr(self, f"do_{request.pop('do')}")(**request)

    def do_hello(self) -> str:
        return str(version)

    def do_template(self, path: str) -> None:
        """Make the empty collection that every member's is copied from: ten times as fast as a new one."""
        Collection(path).close()

    def do_begin(self, folder: str, template: str, names: list[str]) -> None:
        self._folder = Path(folder)
        self._folder.mkdir()
        for name in names:
            path = self._folder / f"{name}.anki2"
            shutil.copyfile(template, path)
            self._open[name] = Collection(str(path))

    def do_end(self) -> None:
        for collection in self._open.values():
            collection.close()
        self._open.clear()
        shutil.rmtree(self._folder)

    def do_import(self, name: str, package: str, now: int, legacy: bool = False) -> dict[str, Any]:
        """Import with default options; the collection before and after."""
        collection = self._open[name]
        before = _snapshot(collection)
        if legacy:
            _import_legacy(collection, package)
        else:
            _import(collection, package)
        _set_back(collection, now)
        return {"before": before, "after": _snapshot(collection), "media": _media(self._folder / f"{name}.media")}

    def do_snapshot(self, name: str) -> dict[str, Any]:
        return _snapshot(self._open[name])

    def do_write(self, name: str, note: int, field: int, html: str, now: int) -> None:
        """Replace a field's HTML, as the editor does whatever its user changed."""
        collection = self._open[name]
        written = collection.get_note(note)
        written.fields[field] = html
        collection.update_note(written)
        _set_back(collection, now)

    def do_tag(self, name: str, note: int, tag: str, now: int) -> None:
        collection = self._open[name]
        collection.tags.bulk_add([note], tag)
        _set_back(collection, now)

    def do_delete(self, name: str, note: int) -> None:
        self._open[name].remove_notes([note])

    def do_review(self, name: str, card: int, rating: int, now: int) -> None:
        """Answer a card through this version's own scheduler."""
        collection = self._open[name]
        if not hasattr(collection.sched, "build_answer"):
            collection.sched.reset()  # the second scheduler answers nothing before it has counted
        answered = collection.get_card(card)
        answered.start_timer()
        collection.sched.answerCard(answered, rating)
        _set_back(collection, now)

    def do_suspend(self, name: str, card: int, now: int) -> None:
        collection = self._open[name]
        collection.sched.suspend_cards([card])
        _set_back(collection, now)

    def do_move(self, name: str, card: int, deck: str, now: int) -> None:
        collection = self._open[name]
        collection.set_deck([card], collection.decks.id(deck))
        _set_back(collection, now)


def _import(collection: Any, package: str) -> None:
    try:
        from anki.collection import ImportAnkiPackageRequest
    except ImportError:
        collection.import_anki_package(package)
    else:
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=package))


def _import_legacy(collection: Any, package: str) -> None:
    """The Python importer that AnkiConnect's `importPackage` calls in Anki versions that still have it."""
    from anki.importing.apkg import (  # type: ignore[import-not-found]
        AnkiPackageImporter,
    )

    AnkiPackageImporter(collection, package).run()


def _set_back(collection: Any, now: int) -> None:
    collection.db.execute("UPDATE notes SET mod = ? WHERE mod > ?", now, now)
    collection.db.execute("UPDATE cards SET mod = ? WHERE mod > ?", now, now)


def _snapshot(collection: Any) -> dict[str, Any]:
    return {
        "notes": collection.db.all(_NOTES),
        "cards": collection.db.all(_CARDS),
        "reviews": collection.db.all(_REVIEWS),
        "decks": {str(deck.id): deck.name for deck in collection.decks.all_names_and_ids()},
        "note_types": [
            {
                "id": kind["id"],
                "name": kind["name"],
                "css": kind["css"],
                "fields": [field["name"] for field in kind["flds"]],
                "templates": [[template["name"], template["qfmt"], template["afmt"]] for template in kind["tmpls"]],
            }
            for kind in ModelManager(collection).all()  # the collection's own remembers them from before the import
        ],
    }


def _media(folder: Path) -> dict[str, str]:
    files = folder.iterdir() if folder.is_dir() else ()
    return {path.name: sha1(path.read_bytes(), usedforsecurity=False).hexdigest() for path in files}


def main() -> None:
    """Answer requests until stdin ends."""
    set_lang("en")  # the old importer logs in words
    members = Members()
    for line in sys.stdin:
        try:
            answer = {"ok": members.do(cast("dict[str, Any]", json.loads(line)))}
        except Exception:  # noqa: BLE001 - whatever Anki raises belongs into the test's report
            answer = {"error": traceback.format_exc()}
        _OUT.write(json.dumps(answer) + "\n")
        _OUT.flush()


if __name__ == "__main__":
    main()

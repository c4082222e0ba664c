"""The official `anki` library: reads the YAML with the C loader, adds the notes in one call, exports them.

Usage: anki_library.py CARDS OUTPUT
"""

import sys
import tempfile
from pathlib import Path

import yaml
from anki.collection import AddNoteRequest, Collection, DeckIdLimit, ExportAnkiPackageOptions


def main(cards: str, output: str) -> None:
    """Write one package from all card files."""
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder, "bench.anki2")))
        model = collection.models.new("term")
        for name in ("term", "definition", "example"):
            collection.models.add_field(model, collection.models.new_field(name))
        template = collection.models.new_template("meaning")
        template["qfmt"], template["afmt"] = "{{term}}", "{{term}}<hr>{{definition}}<br>{{example}}"
        collection.models.add_template(model, template)
        collection.models.add(model)
        model = collection.models.by_name("term")
        deck = collection.decks.id("bench")
        requests = []
        for path in sorted(Path(cards).glob("[0-9]*.yaml")):
            with path.open(encoding="utf-8") as file:
                source = yaml.load(file, Loader=yaml.CSafeLoader)
            tag = source["category"].replace(" ", "-")
            for card in source["cards"]:
                note = collection.new_note(model)
                note.fields = [card["term"], card["definition"], card["example"]]
                note.tags = [tag]
                requests.append(AddNoteRequest(note, deck))
        collection.add_notes(requests)
        options = ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=False, legacy=False
        )
        collection.export_anki_package(out_path=output, options=options, limit=DeckIdLimit(deck))
        collection.close()


main(*sys.argv[1:])

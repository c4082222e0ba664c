"""A hand-written genanki script: reads the YAML, renders nothing, checks nothing, does not compress.

Usage: genanki_script.py CARDS OUTPUT {CSafeLoader|SafeLoader}
"""

import sys
from pathlib import Path

import genanki
import yaml


def main(cards: str, output: str, loader: str) -> None:
    """Write one package from all card files."""
    model = genanki.Model(
        1_607_392_319,
        "term",
        fields=[{"name": "term"}, {"name": "definition"}, {"name": "example"}],
        templates=[{"name": "meaning", "qfmt": "{{term}}", "afmt": "{{term}}<hr>{{definition}}<br>{{example}}"}],
    )
    deck = genanki.Deck(2_059_400_110, "bench")
    for path in sorted(Path(cards).glob("[0-9]*.yaml")):
        with path.open(encoding="utf-8") as file:
            source = yaml.load(file, Loader=getattr(yaml, loader))  # noqa: S506 - both are safe loaders
        tag = source["category"].replace(" ", "-")
        for card in source["cards"]:
            fields = [card["term"], card["definition"], card["example"]]
            deck.add_note(genanki.Note(model, fields, guid=genanki.guid_for(card["id"]), tags=[tag]))
    genanki.Package(deck).write_to_file(output)


main(*sys.argv[1:])

"""Show cards in the real Anki desktop and photograph the screen. Runs under the interpreter that has `aqt`.

Started by `make.py` on a screen of its own; the profile is new and is thrown away.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import aqt
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
from aqt import gui_hooks
from aqt.profiles import ProfileManager
from aqt.qt import QTimer
from aqt.theme import Theme

DRAWING = 3_000
"""Milliseconds that a card with formulas gets to be drawn."""


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path, help="an empty folder for the profile")
    parser.add_argument("package", type=Path)
    parser.add_argument("out", type=Path, help="receives SEARCH NUMBER-front.png and -back.png")
    parser.add_argument("searches", nargs="+", help="Anki searches; every card that one finds is photographed")
    parser.add_argument("--night", action="store_true")
    parser.add_argument("--language", default="ko_KR")
    parser.add_argument("--width", type=int, help="of the card alone: Anki's own window is no narrower than 400")
    return parser.parse_args(arguments)


class Photographer:
    """Goes through cards one at a time: question, picture, answer, picture.

    Args:
        options: The command line.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.cards: list[tuple[str, int]] = []

    def new_profile(self) -> None:
        """Make a profile that asks nothing at its first start."""
        profiles = ProfileManager(self.options.base)
        profiles.setupMeta()
        look = Theme.DARK if self.options.night else Theme.LIGHT
        profiles.meta.update(firstRun=False, defaultLang=self.options.language, updates=False, theme=look.value)
        profiles.create("Member")
        profiles.load("Member")
        profiles.save()
        profiles.db.close()

    def begin(self) -> None:
        """Import the package and list the cards."""
        window = _window()
        window.setGeometry(window.screen().geometry())
        if self.options.width:
            window.web.setMaximumWidth(self.options.width)
        options = ImportAnkiPackageOptions()
        request = ImportAnkiPackageRequest(package_path=str(self.options.package.resolve()), options=options)
        window.col.import_anki_package(request)
        for number, search in enumerate(self.options.searches, start=1):
            found = window.col.find_cards(search, order="c.due asc, c.ord asc")
            if not found:
                sys.stderr.write(f"no card is found by {search}\n")
                os._exit(1)
            self.cards.extend((f"{number:02}-{n:02}", card) for n, card in enumerate(found, start=1))
        self.next()

    def next(self) -> None:
        """Show the next card's front, or end."""
        if not self.cards:
            os._exit(0)  # the event loop would ask to synchronise
        window = _window()
        name, card = self.cards.pop(0)
        deck = window.col.decks.id(f"Picture {name}")
        window.col.set_deck([card], deck)
        window.col.decks.select(deck)
        window.moveToState("review")
        QTimer.singleShot(DRAWING, lambda: self.front(name))

    def front(self, name: str) -> None:
        """Take the front and turn the card."""
        self.take(f"{name}-front")
        _window().reviewer._showAnswer()
        QTimer.singleShot(DRAWING, lambda: self.back(name))

    def back(self, name: str) -> None:
        """Take the back and go on."""
        self.take(f"{name}-back")
        self.next()

    def take(self, name: str) -> None:
        """Photograph the whole screen."""
        subprocess.run(["import", "-window", "root", str(self.options.out / f"{name}.png")], check=True)


def _window() -> Any:
    return aqt.mw


def main() -> None:
    """Start Anki with the photographer in it."""
    photographer = Photographer(parse(sys.argv[1:]))
    photographer.options.out.mkdir(parents=True, exist_ok=True)
    photographer.new_profile()
    gui_hooks.main_window_did_init.append(lambda: QTimer.singleShot(DRAWING, photographer.begin))
    sys.argv = ["anki", "-b", str(photographer.options.base), "-p", "Member"]
    aqt.run()


if __name__ == "__main__":
    main()

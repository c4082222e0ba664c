"""The folder that a site goes to: new, or this deck's own site. Nothing else is lost, and no old package stays."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import display_path
from deckgen.web.site.pages import NEWS_PAGE, QR_CODE

FACTS = "deck.json"
"""What programs read: which release there is, and how to check that a download is whole."""
FORMAT = 1
HISTORY = "history.json"
"""What members were given: `release.given.published_history`."""
INDEX = "index.html"
_OURS = (INDEX, NEWS_PAGE, FACTS, HISTORY, QR_CODE)
_PACKAGES = frozenset({".apkg", ".colpkg"})
_MADE_HERE = b'<meta name="generator" content="deckgen '


def former_package(folder: Path, cards: Path, deck: str, name: str) -> str:
    """Check that a deck's site may be written to a folder; the package that its site had so far, empty for none.

    Raises:
        DeckgenError: The folder is among the sources, something else is there, or a package that the site did not
            make.
    """
    if Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(cards)):
        raise DeckgenError(
            "not-replaced.among",
            "'{path}' is among the deck's sources",
            "name a folder outside of the cards folder with -o",
            path=display_path(folder),
        )
    facts = _facts(folder)
    if facts.get("format") != FORMAT or facts.get("deck") != deck:
        for path in (folder / ours for ours in _OURS):
            if os.path.lexists(path):
                raise DeckgenError(
                    "not-replaced.site",
                    "'{path}' already exists, and is not a site of this deck",
                    "move it away, or name another folder with -o",
                    path=display_path(path),
                )
        facts = {}
    old = str(facts.get("package", "")).rpartition("/")[2]
    old = old if old.endswith(".apkg") else ""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in _PACKAGES and not (path.name in {name, old} and path.parent == folder):
            raise DeckgenError(
                "not-released.package",
                "'{path}' is a package that this site did not make, and it would be published with it",
                "move it away, or name another folder with -o",
                path=display_path(path),
            )
    return old


def is_free(page: Path) -> bool:
    """Whether a page that a host knows by its name may be written: an author may have their own."""
    with contextlib.suppress(OSError):
        return _MADE_HERE in page.read_bytes()
    return not os.path.lexists(page)


def _facts(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        return facts if isinstance(facts, dict) else {}
    return {}

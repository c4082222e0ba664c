"""The language in which commands speak: `--lang`, then `DECKGEN_LANG`, the locale's, the deck's own, English."""

import gettext
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from deckgen.messages.translations import LANGUAGES, translated_text
from deckgen.messages.wording import worded
from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.discovery import DECK_FILES, cards_folder, nearest_cards_folder

WORDS = Path(__file__).parent / "words"
"""Where click finds its own words: `click.ko.toml`, compiled to `ko/LC_MESSAGES/messages.mo`."""
_OURS = r"(en|ko)(?:glish|rean)?(?![a-z])"
"""A language of `LANGUAGES` as it is written here and there: `ko`, `ko_KR.UTF-8`, Windows' `Korean_Korea`."""
_LANGUAGE_LINE = r"(?m)^language:\s*['\"]?([\w-]+)"
_MOST = 20_000
"""Characters of a deck.yaml that are looked at before it is read in earnest."""

_spoken = [LANGUAGES[0]]
"""One process speaks one language; `speak` sets it before any command says anything."""


def language() -> str:
    """The language that this run speaks: one of `LANGUAGES`."""
    return _spoken[0]


def speak(code: str) -> None:
    """Speak a language of `LANGUAGES` from now on; click's own words follow."""
    _spoken[0] = code
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain("messages", WORDS)  # whence click takes its own words


def choose_language(words: Sequence[str]) -> str:
    """Choose the language of a run by the command's words and by what is around it."""
    first = language_first(words)
    option = first[1] if first[:1] == ["--lang"] and len(first) > 1 else ""
    places = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    if not any(places):  # as on Windows
        import locale

        with suppress(ValueError):
            places.append(locale.getlocale()[0])
    wishes = (option, os.environ.get("DECKGEN_LANG", ""), next(filter(None, places), ""))
    return next(filter(None, map(_known, wishes)), "") or _known(_deck_language(words)) or LANGUAGES[0]


def language_first(words: Sequence[str]) -> list[str]:
    """The command's words with `--lang` and its value in front, where click looks for it, wherever it was written."""
    for at, word in enumerate(words):
        name, _, value = word.partition("=")
        if word == "--":
            break
        if name == "--lang":
            taken = [name, value] if value else words[at : at + 2]
            return [*taken, *words[:at], *words[at + (1 if value else 2) :]]
    return [*words]


def _known(written: str) -> str:
    found = re.match(_OURS, written.lower())
    return found[1] if found else ""


def _deck_language(words: Sequence[str]) -> str:
    """What the first deck says that the words name, or else the one of this folder."""
    folders = [path for word in words if (path := Path(word)).is_dir()]
    with suppress(DeckgenError, OSError, StopIteration):  # its command will say so
        cards = cards_folder(folders[0]) if folders else nearest_cards_folder()
        path = next(path for name in DECK_FILES if (path := cards / name).is_file())
        with path.open(encoding="utf-8", errors="replace") as file:
            found = re.search(_LANGUAGE_LINE, file.read(_MOST))
        return found[1] if found else ""
    return ""


def text(key: str, english: str | Mapping[str, str], /, **values: str | float) -> str:
    """A text of the command line, filled, in the language that this run speaks.

    `english` is the text itself, or texts by their keys. Its Korean is in `messages/ko.json` under `cli.KEY`.
    """
    template = english if isinstance(english, str) else english[key]
    return worded(translated_text(f"cli.{key}", language()) or template, values, language())


def more(left: int) -> str:
    """What ends a list that leaves some out."""
    return text("deckgen.more", "… and {n} more", n=left)

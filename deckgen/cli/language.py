"""The language in which commands speak: `--lang`, then `DECKGEN_LANG`, the deck's own, the locale's, English."""

import contextlib
import gettext
import locale
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from deckgen.messages.translations import LANGUAGES, translated_text
from deckgen.messages.wording import worded
from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.discovery import CARDS, DECK_FILES, nearest_cards_folder

WORDS = Path(__file__).parent / "words"
"""Where click finds its own words: `click.ko.toml`, compiled to `ko/LC_MESSAGES/messages.mo`."""
VARIABLE = "DECKGEN_LANG"
_LANGUAGE_LINE = re.compile(r"^language:\s*['\"]?([A-Za-z]{2,3})", re.MULTILINE)
_WINDOWS = {"korean": "ko", "english": "en"}
"""Languages as Windows spells them: `Korean_Korea`."""
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


def choose_language(option: str | None, arguments: Iterable[str]) -> str:
    """Choose the language of a run.

    `option` is what `--lang` says; folders among the arguments may be decks, whose language counts.
    """
    wishes = (option, os.environ.get(VARIABLE), _deck_language(arguments), _locale_language())
    return next((code for word in wishes if (code := _known(word))), LANGUAGES[0])


def lang_option(arguments: Sequence[str]) -> str | None:
    """What `--lang` says among the command's words, before click reads them; None without it."""
    for number, word in enumerate(arguments, start=1):
        if word == "--lang":
            return next(iter(arguments[number:]), None)
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return None


def language_first(arguments: Sequence[str]) -> list[str]:
    """The command's words with `--lang` in front, where click looks for it, wherever it was written."""
    words = [*arguments]
    for at, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--lang=") or (word == "--lang" and at + 1 < len(arguments)):
            taken = words[at : at + (1 if "=" in word else 2)]
            return [*taken, *words[:at], *words[at + len(taken) :]]
    return words


def text(key: str, english: str | Mapping[str, str], /, **values: str | float) -> str:
    """A text of the command line, filled, in the language that this run speaks.

    `english` is the text itself, or texts by their keys. Its Korean is in `messages/ko.json` under `cli.KEY`.
    """
    template = english if isinstance(english, str) else english[key]
    return worded(translated_text(f"cli.{key}", language()) or template, values, language())


def _known(word: str | None) -> str:
    short = re.split(r"[-_.]", word.lower())[0] if word else ""
    code = _WINDOWS.get(short, short)
    return code if code in LANGUAGES else ""


def _deck_language(arguments: Iterable[str]) -> str:
    """The language of the first deck that the arguments name, or of the one in this folder."""
    nearest: list[Path] = []
    with contextlib.suppress(DeckgenError):  # its command will say so
        nearest.append(nearest_cards_folder())
    for folder in (*map(Path, arguments), *nearest):
        for path in (cards / name for cards in (folder, folder / CARDS) for name in DECK_FILES):
            with contextlib.suppress(OSError, ValueError):
                if path.is_file():
                    with path.open(encoding="utf-8", errors="replace") as file:
                        found = _LANGUAGE_LINE.search(file.read(_MOST))
                    return found[1] if found else ""
    return ""


def _locale_language() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return os.environ[variable]
    with contextlib.suppress(ValueError):
        return locale.getlocale()[0] or ""
    return ""


def more(left: int) -> str:
    """What ends a list that leaves some out."""
    return text("deckgen.more", "… and {n} more", n=left)

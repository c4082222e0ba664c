"""A picture or a sound is written so that it shows or plays, not as its path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Format
from deckgen.rules.rule import CardRule, Problem, Subject, problem

_PICTURE = r"png|jpe?g|gif|svg|webp|avif|bmp|tiff?|ico"
_SOUND = r"mp3|m4a|ogg|oga|opus|wav|flac|aac|mp4|webm|mov|3gp"
_PATH = re.compile(rf"[^\s:<>\[\]()`'\"|?*][^:<>\[\]()`'\"|?*\n]*\.(?:({_PICTURE})|({_SOUND}))", re.IGNORECASE)
_ENDING = re.compile(rf"\.(?=[a-zA-Z3])(?i:{_PICTURE}|{_SOUND})")
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_FOR_MEDIA = frozenset({"figure", "audio"})
"""The fields of all kinds that hold nothing else."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield lines that are a path and nothing else, and addresses where a picture or a sound belongs."""
    values = subject.card.values
    if "figure" not in values and "audio" not in values and not _ENDING.search(subject.rendered):
        return
    for column, texts in values.items():
        for_media = column in _FOR_MEDIA
        for scalar in texts:
            for line in map(str.strip, scalar.text.split("\n")):
                path = _PATH.fullmatch(line)
                if path and (for_media or " " not in line or "/" in line) and _is_text(subject, column):
                    yield problem(scalar, line, "picture" if path[1] else "sound", path=line)
                elif for_media and _ADDRESS.fullmatch(line):
                    yield problem(scalar, line, f"address-{column}", address=line)


def _is_text(subject: Subject, column: str) -> bool:
    spec = subject.card.kind.field(column)
    return spec is not None and spec.format is not Format.SOURCES


MESSAGES = {
    "": ("'{path}' shows as text", "write it as a picture or a sound, in quotes"),
    "picture": (
        "'{path}' shows as text, not as a picture",
        "put the file into media/ and write, in quotes: '![what it shows](media/NAME)'",
    ),
    "sound": (
        "'{path}' shows as text and does not play",
        "put the file into media/ and write, in quotes: '[sound:media/NAME]'",
    ),
    "address-figure": (
        "an address shows no picture: '{address}'",
        "put the picture into media/ and write, in quotes: '![what it shows](media/NAME)'",
    ),
    "address-audio": (
        "an address does not play: '{address}'",
        "put the sound into media/ and write '[sound:media/NAME]' in quotes; a link belongs into another field",
    ),
}
RULE = CardRule("bare-path", check, MESSAGES, judges=False, characters="./:")

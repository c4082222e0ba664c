"""A picture or a sound is written so that it shows or plays, not as its path."""

import re
from collections.abc import Iterator

from deckgen.model import Format
from deckgen.model.diagnostics import Finding, warning
from deckgen.rules.rule import CardRule, Problem, Subject

_PICTURE = r"png|jpe?g|gif|svg|webp|avif|bmp|tiff?|ico"
_SOUND = r"mp3|m4a|ogg|oga|opus|wav|flac|aac|mp4|webm|mov|3gp"
_PATH = rf"(?i)[^\s:<>\[\]()`'\"|?*][^:<>\[\]()`'\"|?*\n]*\.(?:({_PICTURE})|({_SOUND}))"
_ENDS = re.compile(r"\.\w{2,4}\s*$", re.MULTILINE)
_ADDRESS = r"https?://[^\s<>]+"
_FOR_MEDIA = frozenset({"figure", "audio"})
"""The fields of all kinds that hold nothing else."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield lines that are a path and nothing else, and addresses where a picture or a sound belongs."""
    if not _ENDS.search(subject.written) and _FOR_MEDIA.isdisjoint(subject.card.values):
        return
    for column, texts in subject.card.values.items():
        for_media = column in _FOR_MEDIA
        spec = subject.card.kind.field(column)
        for scalar in texts if spec and spec.format is not Format.SOURCES else ():
            for line in map(str.strip, scalar.text.split("\n")):
                path = re.fullmatch(_PATH, line)
                if path and (for_media or " " not in line or "/" in line):
                    yield Problem(_as_text(line, sound=bool(path[2])), scalar, line)
                elif for_media and re.fullmatch(_ADDRESS, line):
                    yield Problem(_as_text(line, sound=column == "audio"), scalar, line)


def _as_text(path: str, *, sound: bool) -> Finding:
    if sound:
        hint = "put the file into media/ and write, in quotes: '[sound:media/NAME]'"
        return warning("bare-path.sound", "'{path}' shows as text and does not play", hint, path=path)
    hint = "put the file into media/ and write, in quotes: '![what it shows](media/NAME)'"
    return warning("bare-path.picture", "'{path}' shows as text, not as a picture", hint, path=path)


RULE = CardRule("bare-path", check)

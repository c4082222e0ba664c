"""The parts of the previous build, to recompile only what changed."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from deckgen.pipeline.compile import Environment, compile_part
from deckgen.pipeline.part import Part


class Key(NamedTuple):
    """What a part was compiled from, but for the media that it shows."""

    path: str
    content: bytes
    environment: str


class KeptParts:
    """The parts of one round after the other, by what they were compiled from."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[Key, Part]] = {}

    def part(self, data: bytes, path: str, environment: Environment, digest: str) -> Part:
        """The part of a file, compiled unless the last one was compiled from the same.

        Args:
            data: The file's bytes.
        """
        key = Key(path, hashlib.blake2b(data, digest_size=16).digest(), digest)
        last, part = self._parts.get(path, (None, None))
        if part is None or last != key or _shows_otherwise(part, environment):
            part = compile_part(data, path, environment)
            self._parts[path] = key, part
        return part


def _shows_otherwise(part: Part, environment: Environment) -> bool:
    """Whether a picture or sound that a part names is another now, or is there only now."""
    return any(environment.media.find(lookup.written) != lookup.found for lookup in part.media)

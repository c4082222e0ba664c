"""What YAML reads in a text, as far as it can be read: to see that a change changed nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

import yaml

from deckgen.editing.places import BOM

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNS = {
    yaml.MappingStartEvent: "{",
    yaml.MappingEndEvent: "}",
    yaml.SequenceStartEvent: "[",
    yaml.SequenceEndEvent: "]",
    yaml.DocumentStartEvent: "---",
}


class Token(NamedTuple):
    """One thing that YAML reads."""

    sign: str
    """`{`, `}`, `[`, `]`, or `=` and a text; an anchor, a tag or an alias behind it."""
    line: int
    """1-based: where it begins."""


class Outline(NamedTuple):
    """What YAML reads in a text."""

    tokens: tuple[Token, ...]
    broken: tuple[int, int] | None
    """Line and column, from 1, where it can be read no further; None where all of it could."""

    @property
    def signs(self) -> tuple[str, ...]:
        """Its tokens without their places."""
        return tuple([token.sign for token in self.tokens])


class _Mark(Protocol):
    line: int
    column: int


class _Event(Protocol):
    start_mark: _Mark


@lru_cache(maxsize=2)
def outline(text: str) -> Outline:
    """Read a text until its end, or until it is no YAML any more.

    Args:
        text: A file as it is, with any line ends.
    """
    loader = yaml.CSafeLoader(text.removeprefix(BOM))
    tokens: list[Token] = []
    try:
        next_event = cast("Callable[[], _Event]", loader.get_event)
        while not isinstance(event := next_event(), yaml.StreamEndEvent):
            tokens.append(Token(_sign(event), event.start_mark.line + 1))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Outline(tuple(tokens), (mark.line + 1, mark.column + 1) if mark else (1, 1))
    except yaml.YAMLError:
        return Outline(tuple(tokens), (1, 1))
    finally:
        loader.dispose()
    return Outline(tuple(tokens), None)


def _sign(event: object) -> str:
    sign = f"={event.value}" if isinstance(event, yaml.ScalarEvent) else _SIGNS.get(type(event), "")
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    return sign + (f" &{anchor}" if anchor else "") + (f" !{tag}" if tag else "")

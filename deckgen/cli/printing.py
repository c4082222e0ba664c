"""The one place that prints: what a card, a file's name or a package says is text on a terminal, and never acts."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

import click

from deckgen.cli import language
from deckgen.messages.inert import escaped, inert

_OURS = f"\x1b{os.urandom(8).hex()}["
"""How a style of ours begins until it is printed: no text of a stranger can know it."""
_STYLE = re.compile(r"[0-9;]*m")
_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\[)", re.MULTILINE)
"""What GitHub's runner would take for a command to it, wherever it is printed."""


def styled(text: str, **style: Any) -> str:
    """A text in color, for `echo`; see `click.style`."""
    before, _, after = click.style("\0", **style).partition("\0")
    return f"{_marked(before)}{text}{_marked(after)}"


def echo(text: str = "", *, err: bool = False, nl: bool = True, color: bool | None = None) -> None:
    """Print a text, whatever it holds.

    Args:
        text: What to print; its styles are those of `styled`.
        err: Whether to standard error.
        nl: Whether to end the line.
        color: Whether to keep styles; None for as the stream can.
    """
    first, *others = text.split(_OURS)
    pieces = [inert(first)]
    for other in others:
        style = _STYLE.match(other)
        pieces.append(f"\x1b[{style.group()}{inert(other[style.end() :])}" if style else inert(other))
    shown = "".join(pieces)
    if in_workflow():
        shown = _COMMAND.sub(lambda found: f"{found.group()} ", shown)
    click.echo(shown, err=err, nl=nl, color=color)


def say(key: str, english: str, /, *, err: bool = False, **values: str | float) -> None:
    """Print a text of the command line; see `deckgen.cli.language.text`."""
    echo(language.text(key, english, **values), err=err)


def usage_error(key: str, english: str, /, **values: str | float) -> click.UsageError:
    """Wrong usage, in a text of the command line."""
    return click.UsageError(language.text(key, english, **values))


def echo_json(value: object) -> None:
    """Print a value as JSON; dates as ISO texts."""
    echo_json_text(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def echo_json_text(text: str, *, nl: bool = True) -> None:
    """Print JSON as it was written."""
    shown = escaped(text)
    click.echo(shown.replace("##[", r"#\u0023[") if in_workflow() else shown, nl=nl)


def echo_annotation(severity: str, title: str, place: tuple[str, int, int], message: str) -> None:
    """Print GitHub's workflow command for an annotation.

    Args:
        severity: `error` or `warning`.
    """
    file, line, column = place
    properties = f"file={_property(inert(file))},line={line},col={column},title={_property(inert(title))}"
    click.echo(f"::{severity} {properties}::{_data(inert(message))}")


def echo_patch(text: str) -> None:
    """Print a patch: to the byte where a program reads it, else like any text."""
    if sys.stdout.isatty() or in_workflow():
        echo(text, nl=False)
    else:
        click.echo(text.encode(), nl=False)


def redraw(text: str) -> None:
    """Put a text in the place of the line that the cursor is on; on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{inert(text)}", nl=False, err=True)


def in_workflow() -> bool:
    """Whether GitHub's runner reads what is printed."""
    return bool(os.environ.get("GITHUB_ACTIONS"))


def _marked(style: str) -> str:
    return style.replace("\x1b[", _OURS)


def _data(text: str) -> str:
    """A command's message, as GitHub wants it: %, CR and LF escaped."""
    return text.replace("##[", "# #[").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A command's property: `:` and `,` escaped, too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""The one place that prints, and how a text is laid out for a terminal.

What a card, a file's name or a package says is text there, and never acts.
"""

import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from deckgen.cli import language
from deckgen.messages.inert import escaped, inert, one_line
from deckgen.model.diagnostics import Span

COLUMNS = 80
"""A terminal's width, for what is set in columns."""
_OURS = f"\x1b{os.urandom(8).hex()}["
"""How a style of ours begins until it is printed: no text of a stranger can know it."""
_STYLE = re.compile(r"[0-9;]*m")
LONG_WORK = 3_000
"""Items from which progress is worth a line."""
_TITLES = 6
"""Titles that are shown of many."""
_redrawn = [""]
_TEXTS = {
    "deckgen.compile": "compile",
    "deckgen.convert": "convert",
    "deckgen.write": "write",
}
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
    redraw("")
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
    import json  # most commands print text; msgspec refuses the name of a file that is not UTF-8

    echo_json_text(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def echo_json_text(text: str, *, nl: bool = True) -> None:
    """Print JSON as it was written."""
    shown = escaped(text)
    redraw("")
    click.echo(shown.replace("##[", r"#\u0023[") if in_workflow() else shown, nl=nl)


def echo_annotation(severity: str, title: str, place: Span, message: str) -> None:
    """Print GitHub's workflow command for an annotation.

    Args:
        severity: `error` or `warning`.
    """
    where = f"file={_property(inert(place.path))},line={place.line},col={place.column}"
    click.echo(f"::{severity} {where},title={_property(inert(title))}::{_data(inert(message))}")


def echo_titles(titles: Sequence[str]) -> None:
    """Print the titles of some notes, a line each; of many the first."""
    for title in titles[:_TITLES]:
        echo(f"      · {one_line(title)}")
    if len(titles) > _TITLES:
        echo(f"      · {language.more(len(titles) - _TITLES)}")


def show_progress(stage: str, done: int, total: int) -> None:
    """Put `compile 42%` in the place of the last such line, where the work is long; the next `echo` clears it."""
    if total >= LONG_WORK:
        redraw(f"{language.text(f'deckgen.{stage}', _TEXTS)} {100 * done // total}%")


def redraw(text: str) -> None:
    """Put a line in the place of the last one, on a terminal only; the next `echo` clears it."""
    if text != _redrawn[0] and sys.stderr.isatty():
        click.echo(f"\r\x1b[K{inert(text)}", nl=False, err=True)
        _redrawn[0] = text


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


def width(text: str) -> int:
    """The columns that a text takes on a terminal: East Asian characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def padded(text: str, columns: int) -> str:
    """The text followed by spaces up to so many columns."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> str:
    """The text in lines of at most so many columns, broken at spaces."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer) <= columns or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def in_column(text: str, indent: int) -> str:
    """The text in lines that fit on a terminal right of so many columns; the first begins there already."""
    return wrapped(text, COLUMNS - indent).replace("\n", f"\n{' ' * indent}")


def indented(text: str, indent: str) -> str:
    """The text with its first line indented once, and the others twice."""
    return indent + text.replace("\n", f"\n{indent * 2}")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns; the first column is left-aligned, the others are right-aligned."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [" " * (size - width(cell)) + cell for cell, size in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([padded(first, widths[0]), *cells]))
    return "\n".join(lines)


def word_changes(old: str, new: str) -> str:
    """Two fields' HTML as one text in which removed and added words are marked, without color as git marks them."""
    from deckgen.release.differences.words import Op, shorten, word_diff  # a build or a check compares nothing

    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        marks = {Op.OLD: partial(styled, fg="red", strikethrough=True), Op.NEW: partial(styled, fg="green")}
    else:
        marks = {Op.OLD: partial("[-{}-]".format), Op.NEW: partial("{{+{}+}}".format)}
    pieces = shorten(word_diff(old, new))
    return "".join(marks[piece.op](piece.text) if piece.op in marks else piece.text for piece in pieces).strip()

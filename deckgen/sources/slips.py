"""The slips that beginners make in YAML, recognised on the line where they were made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from deckgen.model.diagnostics import Finding, finding

_KEY = r"[^\W\d][\w-]*"
_WIDE_COLON = re.compile(rf"\s*(?:- +)*({_KEY})\s*([：﹕︓])")
_TIGHT_COLON = re.compile(rf"\s*(?:- +)*({_KEY})(:)(?!//)\S")
_TIGHT_DASH = re.compile(rf"\s*(-)({_KEY}):(?:\s|$)")
_OTHER_DASH = re.compile(r"\s*([–—−•·*])\s*\w")
_BLOCK = re.compile(r":\s+[|>][-+0-9]*\s*(?:#.*)?$")
_LIST_BEGINS = re.compile(r"(?::|-)\s+\[.*\]\s*$")
_HASH = re.compile(r"(?::|-) +\[(?:[^\]]*[,\s])?(#)")
_SMART = re.compile(r"(?::|-) +([“”„‘’‚«「『])")


class Slip(NamedTuple):
    """A slip on one line."""

    column: int
    """1-based."""
    what: Finding


def odd_indent(line: str) -> Slip | None:
    """A tab, or a character that only looks like a space (no-break, U+3000), in a line's indentation."""
    indent = line[: len(line) - len(line.lstrip())]
    bad = next((n for n, character in enumerate(indent) if character != " "), None)
    if bad is None:
        return None
    if indent[bad] == "\t":
        return Slip(bad + 1, finding("tab", "a tab where YAML wants spaces", "indent with two spaces"))
    return Slip(
        bad + 1,
        finding(
            "yaml-syntax.odd-space",
            "this indentation holds {code}, which looks like a space but is not one",
            "delete it, and indent with plain spaces",
            code=f"U+{ord(indent[bad]):04X}",
        ),
    )


def colon_slip(line: str) -> Slip | None:
    """A full-width colon after a key, no space after the colon, or no good dash before the key."""
    wide = _WIDE_COLON.match(line)
    if wide:
        return Slip(
            wide.start(2) + 1,
            finding(
                "yaml-syntax.wide-colon",
                "'{colon}' is a full-width colon; YAML wants ':' and a space",
                "write '{key}: …'",
                colon=wide[2],
                key=wide[1],
            ),
        )
    tight = _TIGHT_COLON.match(line)
    if tight:
        return Slip(
            tight.start(2) + 1,
            finding("yaml-syntax.tight-colon", "no space after the ':' of '{key}'", "write '{key}: …'", key=tight[1]),
        )
    dash = _TIGHT_DASH.match(line)
    if dash:
        return Slip(
            dash.start(1) + 1,
            finding("yaml-syntax.tight-dash", "no space after the '-'", "write '- {key}: …'", key=dash[2]),
        )
    other = _OTHER_DASH.match(line)
    if other:
        return Slip(
            other.start(1) + 1,
            finding(
                "yaml-syntax.other-dash",
                "'{sign}' does not begin a list item in YAML",
                "begin each with '- '",
                sign=other[1],
            ),
        )
    return None


def too_deep(above: str, line: str) -> Slip | None:
    """A key that is indented deeper than the key above it, which has a text of its own."""
    column = len(above) - len(above.lstrip(" -"))
    indent = len(line) - len(line.lstrip())
    if indent <= column:
        return None
    return Slip(
        indent + 1,
        finding(
            "yaml-syntax.too-deep",
            "this line is indented deeper than the one above it",
            "begin all keys of a card in one column; put text that holds ': ' in quotes",
        ),
    )


def block_not_indented(lines: Sequence[str], number: int) -> Slip | None:
    """Text below `key: |` in its key's column.

    Args:
        number: The line that cannot be read, 1-based.
    """
    line = lines[number - 1]
    column = len(line) - len(line.lstrip())
    for above in reversed(lines[: number - 1]):
        if not above.strip():
            continue
        if _BLOCK.search(above):
            return Slip(
                column + 1,
                finding(
                    "yaml-syntax.block-indent",
                    "text after '|' or '>' must be indented below its key",
                    "indent each of its lines two spaces deeper than the key",
                ),
            )
        if len(above) - len(above.lstrip()) != column or re.match(rf"\s*{_KEY}:(?:\s|$)", above):
            return None
    return None


def list_slip(problem: str, line: str, column: int) -> Slip | None:
    """A '-' out of its list's column, or text after a text's first `[…]`; `problem` is what libyaml says."""
    if "did not find expected key" not in problem:
        return None
    if line[column - 1 :].startswith("- "):
        return Slip(
            column,
            finding(
                "yaml-syntax.dash-column",
                "this '-' is not in line with the others",
                "line up every '-' of a list in one column",
            ),
        )
    if _LIST_BEGINS.search(line[: column - 1]):
        return Slip(
            column,
            finding(
                "yaml-syntax.bracket-list",
                "text that begins with '[' is a list to YAML",
                "put the whole text in single quotes",
            ),
        )
    return None


def hash_in_list(problem: str, line: str) -> Slip | None:
    """A '#' where an item of a list in brackets begins: YAML reads a comment, and never finds the bracket."""
    found = _HASH.search(line) if "expected node content" in problem or "expected ',' or" in problem else None
    return (
        Slip(
            found.start(1) + 1,
            finding(
                "yaml-syntax.hash",
                "'#' begins a comment here, so the list is never closed",
                "put the item in quotes, or leave the '#' out: tags need none",
            ),
        )
        if found
        else None
    )


def smart_quote(line: str, column: int) -> Slip | None:
    """Typographic quotes around a text that needs YAML's own; `column` is where it cannot be read on."""
    found = _SMART.search(line[: column - 1])
    if found is None:
        return None
    return Slip(
        found.start(1) + 1,
        finding(
            "yaml-syntax.smart-quote",
            "'{quote}' is not a quote to YAML, so ': ' ends a key here",
            "put the whole text in single quotes: '…'",
            quote=found[1],
        ),
    )

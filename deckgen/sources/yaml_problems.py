"""What libyaml's messages mean to an author, and the way out of each."""

from __future__ import annotations

import re
from typing import Protocol

from deckgen.diagnostics import Diagnostic, Span
from deckgen.sources.places import place
from deckgen.sources.slips import block_not_indented, colon_slip, list_slip, odd_indent, smart_quote, too_deep

_LOOK = "check quotes, brackets and indentation here and on the line above"
_SINCE = ("found unexpected end of stream", "did not find expected ',' or", "could not find expected ':'")
"""What libyaml notices only later than where it began."""
# ruff: noqa: E501 - a table reads better unbroken
KNOWN = (
    # libyaml says → rule, what we say, what to do
    ("mapping values are not allowed", "yaml-syntax", "a second ': ' on this line", "put the text in single quotes, or write it as a block after '>-'"),
    ("did not find expected '-' indicator", "yaml-syntax", "the list breaks off here", "line up every '-' of a list in one column, and a card's keys below each other"),
    ("did not find expected key", "yaml-syntax", "this line does not fit the lines above it", "check its indentation, and quote text that holds a quote, ': ' or ' #'"),
    ("did not find expected ',' or", "yaml-syntax", "this bracket or brace is not closed as YAML expects", "quote text that begins with '[' or '{'"),
    ("could not find expected ':'", "yaml-syntax", "a key without its ':'", "write 'key: text', and indent text that continues on the next line"),
    ("found unexpected end of stream", "yaml-syntax", "this quote is never closed", "close it; a single quote inside single quotes is written twice"),
    ("hexdecimal number", "yaml-syntax", "a backslash inside double quotes begins an escape", "use single quotes or a block ('|') for LaTeX"),
    ("found unknown escape character", "yaml-syntax", "a backslash inside double quotes begins an escape", "use single quotes or a block ('|') for LaTeX"),
    ("block sequence entries are not allowed", "yaml-syntax", "a list begins where no list can begin", "put the '-' on a line of its own, indented below its key"),
    ("did not find expected alphabetic", "yaml-syntax", "'*' or '&' begins an alias or an anchor in YAML", "put text that begins with '*' or '&' in quotes"),
    ("found undefined tag handle", "yaml-syntax", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ("did not find expected whitespace", "yaml-syntax", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ("did not find the expected '>'", "yaml-syntax", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ("did not find URI escaped octet", "yaml-syntax", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ("did not find expected comment or line break", "yaml-syntax", "text right after '|' or '>'", "begin the text on the next line, indented below its key"),
    ("found unknown directive name", "yaml-syntax", "a line that begins with '%' is a directive to YAML", "indent it as the lines above, or put the text in quotes"),
    ("exceeded maximum nesting depth", "too-deep", "nested deeper than any card", "look for a bracket too many"),
)  # fmt: skip


_QUOTED = re.compile(r"""(?::|-)\s+(['"]).*\1\s*$""")


class Mark(Protocol):
    """A place as libyaml gives it, from 0."""

    line: int
    column: int


def syntax_problem(problem: str, at: Mark | None, since: Mark | None, text: str, name: str) -> Diagnostic:
    """Translate a YAML error.

    Args:
        problem: libyaml's words.
        at: Where it stopped.
        since: Where what it was reading began.
        text: The whole file.
        name: What diagnostics call it.
    """
    mark = at or since
    at_end = at is not None and not "".join(text.split("\n")[at.line :]).strip()
    if since and (at_end or any(words in problem for words in _SINCE)):
        mark = since  # where it opened; libyaml notices only at the file's end
    elif at_end:
        mark = None
    last = text.rstrip()
    end = place(name, last, max(0, len(last) - 1))
    span = Span(name, mark.line + 1, mark.column + 1) if mark else end
    return _slip(problem, text.split("\n"), span) or Diagnostic(span, *_explained(problem, text, span))


def _slip(problem: str, lines: list[str], span: Span) -> Diagnostic | None:
    """What beginners do most, told where they did it; libyaml often stops at the next line only."""
    number = min(span.line, len(lines))
    above = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), 0)
    for here in (number, above):
        found = odd_indent(lines[here - 1]) if here else None
        # a block's text may hold a tab after its indentation: only a line that begins with one can have harmed the next
        if found and (here == number or found.column == 1):
            return Diagnostic(Span(span.path, here, found.column), found.rule, found.message, found.hint)
    no_value = "mapping values are not allowed" in problem and ": " not in lines[number - 1][: span.column - 1]
    if no_value and above:
        looked = ((above, colon_slip(lines[above - 1])), (number, too_deep(lines[above - 1], lines[number - 1])))
    elif "could not find expected ':'" in problem:
        below = block_not_indented(lines, number)
        looked = ((number, below), (number, colon_slip(lines[number - 1])))
    else:
        line = lines[number - 1]
        quote = smart_quote(line, span.column) if "mapping values" in problem else None
        looked = ((number, quote), (number, list_slip(problem, line, span.column)))
    for here, found in looked:
        if found:
            return Diagnostic(Span(span.path, here, found.column), found.rule, found.message, found.hint)
    return None


def _explained(problem: str, text: str, span: Span) -> tuple[str, str, str]:
    lines = text.split("\n")
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    at, before = line[span.column - 1 : span.column], line[: span.column - 1].rstrip()
    if at == "\t":
        return "tab", "a tab where YAML wants spaces", "indent with two spaces"
    if before.endswith("}}"):
        return "yaml-syntax", "text that begins with '{{' is no text to YAML", "put the whole text in single quotes"
    if at and _QUOTED.search(before):
        return (
            "yaml-syntax",
            "text after a closing quote",
            "put the whole text in quotes, of the kind that it does not hold",
        )
    for words, rule, message, hint in KNOWN:
        if words in problem:
            return rule, message, hint
    if "cannot start any token" in problem and at:
        return "yaml-syntax", f"text cannot begin with '{at}' in YAML", "put the text in quotes"
    return "yaml-syntax", problem, _LOOK

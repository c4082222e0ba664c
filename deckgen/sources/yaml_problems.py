"""What libyaml's messages mean to an author, and the way out of each."""

from __future__ import annotations

import re
from typing import Protocol

from deckgen.model.diagnostics import Diagnostic, Finding, Span, Text, finding
from deckgen.sources.places import place
from deckgen.sources.slips import (
    block_not_indented,
    colon_slip,
    hash_in_list,
    list_slip,
    odd_indent,
    smart_quote,
    too_deep,
)

_SINCE = ("found unexpected end of stream", "did not find expected ',' or", "could not find expected ':'")
"""What libyaml notices only later than where it began."""
KNOWN: tuple[tuple[str, Text], ...] = (
    # what libyaml says, what deckgen says
    (
        "mapping values are not allowed",
        (
            "yaml-syntax.second-colon",
            "a second ': ' on this line",
            "put the text in single quotes, or write it as a block after '>-'",
        ),
    ),
    (
        "did not find expected '-' indicator",
        (
            "yaml-syntax.list-breaks-off",
            "the list breaks off here",
            "line up every '-' of a list in one column, and a card's keys below each other",
        ),
    ),
    (
        "did not find expected key",
        (
            "yaml-syntax.unfit-line",
            "this line does not fit the lines above it",
            "check its indentation, and quote text that holds a quote, ': ' or ' #'",
        ),
    ),
    (
        "did not find expected ',' or",
        (
            "yaml-syntax.open-bracket",
            "this bracket or brace is not closed as YAML expects",
            "quote text that begins with '[' or '{{'",
        ),
    ),
    (
        "could not find expected ':'",
        (
            "yaml-syntax.key-without-colon",
            "a key without its ':'",
            "write 'key: text', and indent text that continues on the next line",
        ),
    ),
    (
        "found unexpected end of stream",
        (
            "yaml-syntax.open-quote",
            "this quote is never closed",
            "close it; a single quote inside single quotes is written twice",
        ),
    ),
    (
        "hexdecimal number",
        (
            "yaml-syntax.escape",
            "a backslash inside double quotes begins an escape",
            "use single quotes or a block ('|') for LaTeX",
        ),
    ),
    (
        "found unknown escape character",
        (
            "yaml-syntax.escape",
            "a backslash inside double quotes begins an escape",
            "use single quotes or a block ('|') for LaTeX",
        ),
    ),
    (
        "block sequence entries are not allowed",
        (
            "yaml-syntax.list-begins",
            "a list begins where no list can begin",
            "put the '-' on a line of its own, indented below its key",
        ),
    ),
    (
        "did not find expected alphabetic",
        (
            "yaml-syntax.alias",
            "'*' or '&' begins an alias or an anchor in YAML",
            "put text that begins with '*' or '&' in quotes",
        ),
    ),
    (
        "found undefined tag handle",
        ("yaml-syntax.tag", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ),
    (
        "did not find expected whitespace",
        ("yaml-syntax.tag", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ),
    (
        "did not find the expected '>'",
        ("yaml-syntax.tag", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ),
    (
        "did not find URI escaped octet",
        ("yaml-syntax.tag", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ),
    (
        "did not find expected comment or line break",
        (
            "yaml-syntax.text-after-block",
            "text right after '|' or '>'",
            "begin the text on the next line, indented below its key",
        ),
    ),
    (
        "found unknown directive name",
        (
            "yaml-syntax.directive",
            "a line that begins with '%' is a directive to YAML",
            "indent it as the lines above, or put the text in quotes",
        ),
    ),
    ("exceeded maximum nesting depth", ("too-deep.yaml", "nested deeper than any card", "look for an extra bracket")),
)


_LONGEST = 2_000
"""Characters of a line in which a slip is looked for: some are looked for from each bracket to the line's end."""
_QUOTED = re.compile(r"""(?::|-)\s+(['"]).*\1\s*$""")


class Mark(Protocol):
    """A place as libyaml gives it, from 0."""

    line: int
    column: int


def syntax_problem(problem: str, at: Mark | None, since: Mark | None, text: str, name: str) -> Diagnostic:
    """Translate a YAML error.

    Args:
        at: Where it stopped.
        since: Where what it was reading began.
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
    lines = [line[:_LONGEST] for line in text.split("\n")]
    return _slip(problem, lines, span) or _explained(problem, text, span).at(span)


def _slip(problem: str, lines: list[str], span: Span) -> Diagnostic | None:
    """What beginners do most, reported where they did it; libyaml often stops only at the next line."""
    number = min(span.line, len(lines))
    above = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), 0)
    for here in (number, above):
        found = odd_indent(lines[here - 1]) if here else None
        # a block's text may hold a tab after its indentation: only a line that begins with one can have harmed the next
        if found and (here == number or found.column == 1):
            return found.what.at(Span(span.path, here, found.column))
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
    hashes = ((here, hash_in_list(problem, lines[here - 1])) for here in (number, above) if here)
    for here, found in (*looked, *hashes):
        if found:
            return found.what.at(Span(span.path, here, found.column))
    return None


def _explained(problem: str, text: str, span: Span) -> Finding:
    lines = text.split("\n")
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    at, before = line[span.column - 1 : span.column], line[: span.column - 1].rstrip()
    if at == "\t":
        return finding("tab", "a tab where YAML wants spaces", "indent with two spaces")
    if before.endswith("}}"):
        return finding(
            "yaml-syntax.braces",
            "text that begins with '{{{{' is not text to YAML",
            "put the whole text in single quotes",
        )
    if at and len(before) <= _LONGEST and _QUOTED.search(before):
        return finding(
            "yaml-syntax.after-quote",
            "text after a closing quote",
            "put the whole text in quotes, of the kind that it does not hold",
        )
    for words, what in KNOWN:
        if words in problem:
            return finding(*what)
    if at and any(words in problem for words in ("cannot start any token", "mapping keys are not allowed")):
        return finding(
            "yaml-syntax.first-character", "text cannot begin with '{sign}' in YAML", "put the text in quotes", sign=at
        )
    return finding(
        "yaml-syntax",
        "this is not YAML: {problem}",
        "check quotes, brackets and indentation here and on the line above",
        problem=problem,
    )

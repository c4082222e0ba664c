"""What libyaml's messages mean to an author, and the slips that beginners make, found on the line where they are."""

import re
from typing import Protocol, TypeAlias

from deckgen.model.diagnostics import Diagnostic, Finding, Span, Text, finding
from deckgen.sources.places import place

_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_SINCE = ("found unexpected end of stream", "did not find expected ',' or", "could not find expected ':'")
"""What libyaml notices only later than where it began."""
_TAB = ("tab", "a tab where YAML wants spaces", "indent with two spaces")
KNOWN: dict[str, Text] = {
    "mapping values are not allowed": (
        "yaml-syntax.second-colon",
        "a second ': ' on this line",
        "put the text in single quotes, or write it as a block after '>-'",
    ),
    "did not find expected '-' indicator": (
        "yaml-syntax.list-breaks-off",
        "the list breaks off here",
        "line up every '-' of a list in one column, and a card's keys below each other",
    ),
    "did not find expected key": (
        "yaml-syntax.unfit-line",
        "this line does not fit the lines above it",
        "check its indentation, and quote text that holds a quote, ': ' or ' #'",
    ),
    "did not find expected ',' or": (
        "yaml-syntax.open-bracket",
        "this bracket or brace is not closed as YAML expects",
        "quote text that begins with '[' or '{{'",
    ),
    "could not find expected ':'": (
        "yaml-syntax.key-without-colon",
        "a key without its ':'",
        "write 'key: text', and indent text that continues on the next line",
    ),
    "found unexpected end of stream": (
        "yaml-syntax.open-quote",
        "this quote is never closed",
        "close it; a single quote inside single quotes is written twice",
    ),
    **dict.fromkeys(
        ("hexdecimal number", "found unknown escape character"),
        (
            "yaml-syntax.escape",
            "a backslash inside double quotes begins an escape",
            "use single quotes or a block ('|') for LaTeX",
        ),
    ),
    "block sequence entries are not allowed": (
        "yaml-syntax.list-begins",
        "a list begins where no list can begin",
        "put the '-' on a line of its own, indented below its key",
    ),
    "did not find expected alphabetic": (
        "yaml-syntax.alias",
        "'*' or '&' begins an alias or an anchor in YAML",
        "put text that begins with '*' or '&' in quotes",
    ),
    **dict.fromkeys(
        (
            "found undefined tag handle",
            "did not find expected whitespace",
            "did not find the expected '>'",
            "did not find URI escaped octet",
        ),
        ("yaml-syntax.tag", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ),
    "did not find expected comment or line break": (
        "yaml-syntax.text-after-block",
        "text right after '|' or '>'",
        "begin the text on the next line, indented below its key",
    ),
    "exceeded maximum nesting depth": ("too-deep.yaml", "nested deeper than any card", "look for an extra bracket"),
}
"""What libyaml says → what deckgen says."""

_KEY = r"[^\W\d][\w-]*"
_COLON_SLIPS: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        re.compile(rf"\s*(?:- +)*(?P<key>{_KEY})\s*(?P<at>[：﹕︓])"),
        ("yaml-syntax.wide-colon", "'{at}' is a full-width colon; YAML wants ':' and a space", "write '{key}: …'"),
    ),
    (
        re.compile(rf"\s*(?:- +)*(?P<key>{_KEY})(?P<at>:)(?!//)\S"),
        ("yaml-syntax.tight-colon", "no space after the ':' of '{key}'", "write '{key}: …'"),
    ),
    (
        re.compile(rf"\s*(?P<at>-)(?P<key>{_KEY}):(?:\s|$)"),
        ("yaml-syntax.tight-dash", "no space after the '-'", "write '- {key}: …'"),
    ),
    (
        re.compile(r"\s*(?P<at>[–—−•·*])\s*\w"),
        ("yaml-syntax.other-dash", "'{at}' does not begin a list item in YAML", "begin each with '- '"),
    ),
)
"""No good colon after a key, or no good dash before it."""
_LIST_BEGINS = re.compile(r"(?::|-)\s+\[.*\]$")
_HASH = re.compile(r"(?::|-) +\[(?:[^\]]*[,\s])?(#)")
_QUOTED = re.compile(r"""(?::|-)\s+(['"]).*\1\s*$""")
_LONGEST = 2_000
"""Characters of a line in which a slip is looked for: some are looked for from each bracket to the line's end."""
_NEAR = 5
"""Lines, up from where libyaml stopped, in which a list may have lost its bracket: a file's tags, then its cards."""
Slip: TypeAlias = tuple[int, Finding]
"""A column, from 1, and what is wrong there."""


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
    if conflict := _CONFLICT.search(text):
        hint = "keep what is right of both sides, and take out the lines with <<<<<<<, ======= and >>>>>>>"
        return finding("conflict-marker.cards", "git left a conflict here", hint).at(
            place(name, text, conflict.start())
        )
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
        # a tab after a block's indentation is text: only a line that begins with one can have harmed the next
        if found and (here == number or found[0] == 1):
            return found[1].at(Span(span.path, here, found[0]))
    looked: list[tuple[int, Slip | None]] = []
    no_value = "mapping values are not allowed" in problem and ": " not in lines[number - 1][: span.column - 1]
    if no_value and above:
        before, line = lines[above - 1], lines[number - 1]
        looked = [(above, colon_slip(before)), (above, _no_colon(before)), (number, _too_deep(before, line))]
    elif "could not find expected ':'" in problem:
        looked = [(number, colon_slip(lines[number - 1]))]
    near = range(number, max(0, number - _NEAR), -1)
    hashes = ((here, _hash_in_list(problem, lines[here - 1])) for here in near)
    for here, found in (*looked, *hashes, (number, _braces(lines[number - 1][: span.column - 1]))):
        if found:
            return found[1].at(Span(span.path, here, found[0]))
    return None


def colon_slip(line: str) -> Slip | None:
    """What is wrong with the colon after a key, or with the dash before it."""
    for pattern, text in _COLON_SLIPS:
        if found := pattern.match(line):
            return found.start("at") + 1, finding(*text, **found.groupdict())
    return None


def _no_colon(line: str) -> Slip | None:
    """The first key of a card without its colon: YAML reads a text that goes on in the next line."""
    found = re.match(rf"\s*- +({_KEY})(?=\s|$)(?!.*:(?:\s|$))", line)
    return (found.start(1) + 1, finding(*KNOWN["could not find expected ':'"])) if found else None


def odd_indent(line: str) -> Slip | None:
    """A tab, or a character that only looks like a space (no-break, U+3000), in a line's indentation."""
    indent = line[: len(line) - len(line.lstrip())]
    bad = next((n for n, character in enumerate(indent) if character != " "), None)
    if bad is None:
        return None
    if indent[bad] == "\t":
        return bad + 1, finding(*_TAB)
    return bad + 1, finding(
        "yaml-syntax.odd-space",
        "this indentation holds {code}, which looks like a space but is not one",
        "delete it, and indent with plain spaces",
        code=f"U+{ord(indent[bad]):04X}",
    )


def _too_deep(above: str, line: str) -> Slip | None:
    """A key that is indented deeper than the key above it, which has a text of its own."""
    indent = len(line) - len(line.lstrip())
    if indent <= len(above) - len(above.lstrip(" -")):
        return None
    return indent + 1, finding(
        "yaml-syntax.too-deep",
        "this line is indented deeper than the one above it",
        "begin all keys of a card in one column; put text that holds ': ' in quotes",
    )


def _braces(before: str) -> Slip | None:
    """A text that begins with a deletion, after which YAML expects nothing more."""
    if not before.rstrip().endswith("}}"):
        return None
    message, hint = "text that begins with '{{{{' is not text to YAML", "put the whole text in single quotes"
    return before.find("{{") + 1 or len(before) + 1, finding("yaml-syntax.braces", message, hint)


def _hash_in_list(problem: str, line: str) -> Slip | None:
    """A '#' where an item of a list in brackets begins: YAML reads a comment, and never finds the bracket."""
    found = _HASH.search(line) if "expected node content" in problem or "expected ',' or" in problem else None
    if found is None:
        return None
    return found.start(1) + 1, finding(
        "yaml-syntax.hash",
        "'#' begins a comment here, so the list is never closed",
        "put the item in quotes, or leave the '#' out: tags need none",
    )


def _explained(problem: str, text: str, span: Span) -> Finding:
    line = next(iter(text.split("\n")[span.line - 1 :]), "")
    at, before = line[span.column - 1 : span.column], line[: span.column - 1].rstrip()
    if "did not find expected key" in problem and _LIST_BEGINS.search(before):
        message, hint = "text that begins with '[' is a list to YAML", "put the whole text in single quotes"
        return finding("yaml-syntax.bracket-list", message, hint)
    if at == "\t":
        return finding(*_TAB)
    if at and len(before) <= _LONGEST and _QUOTED.search(before):
        return finding(
            "yaml-syntax.after-quote",
            "text after a closing quote",
            "put the whole text in quotes of the other kind",
        )
    for words, what in KNOWN.items():
        if words in problem:
            return finding(*what)
    if at and any(words in problem for words in ("cannot start any token", "mapping keys are not allowed")):
        return finding(
            "yaml-syntax.first-character",
            "text cannot begin with '{character}' in YAML",
            "put the text in quotes",
            character=at,
        )
    return finding(
        "yaml-syntax",
        "this is not YAML: {problem}",
        "check quotes, brackets and indentation here and on the line above",
        problem=problem,
    )

"""What libyaml's messages mean to an author, and the way out of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.diagnostics import Span

# ruff: noqa: E501 - a table reads better unbroken
_KNOWN = (
    # libyaml says → rule, what we say, what to do
    ("mapping values are not allowed", "yaml-syntax", "a second ': ' on this line", "put the text in single quotes, or write it as a block after '>-'"),
    ("did not find expected '-' indicator", "yaml-syntax", "the list breaks off here", "line up every '-' of a list in one column"),
    ("did not find expected key", "yaml-syntax", "this line does not fit the lines above it", "check its indentation, and quote text that holds a quote, ': ' or ' #'"),
    ("did not find expected ',' or", "yaml-syntax", "a bracket or brace is not closed as YAML expects", "quote text that begins with '[' or '{'"),
    ("could not find expected ':'", "yaml-syntax", "a key without its ':'", "write 'key: text', and indent text that continues on the next line"),
    ("found unexpected end of stream", "yaml-syntax", "a quote or bracket is opened and never closed", "close it; a single quote inside single quotes is written twice"),
    ("found unknown escape character", "yaml-syntax", "a backslash inside double quotes begins an escape", "use single quotes or a block ('|') for LaTeX"),
    ("block sequence entries are not allowed", "yaml-syntax", "a list begins where no list can begin", "put the '-' on a line of its own, indented below its key"),
    ("block mapping", "yaml-syntax", "this line does not fit the lines above it", "check its indentation"),
    ("did not find expected alphabetic", "yaml-syntax", "'*' or '&' begins an alias or an anchor in YAML", "put text that begins with '*' or '&' in quotes"),
    ("found undefined tag handle", "yaml-syntax", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ("did not find the expected whitespace", "yaml-syntax", "'!' begins a tag in YAML", "put text that begins with '!' in quotes"),
    ("found duplicate anchor", "yaml-syntax", "this anchor's name is taken", "name it otherwise"),
)  # fmt: skip


def syntax_hint(problem: str, text: str, span: Span) -> tuple[str, str, str]:
    """Translate a YAML error.

    Args:
        problem: libyaml's words.
        text: The whole file.
        span: Where libyaml stopped.

    Returns:
        Rule name, message, hint.
    """
    lines = text.splitlines()
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    at = line[span.column - 1 : span.column]
    if at == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return "tab", "a tab where YAML wants spaces", "indent with two spaces"
    for words, rule, message, hint in _KNOWN:
        if words in problem:
            return rule, message, hint
    if "cannot start any token" in problem and at:
        return "yaml-syntax", f"text cannot begin with '{at}' in YAML", "put the text in quotes"
    return "yaml-syntax", problem, "check quotes, brackets and indentation here and on the line above"

"""English in what should be Korean."""

import re

_EXCERPT = re.compile(r"^ *\d* \|.*$", re.MULTILINE)
"""A source's line, and the mark below it."""
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|‘[^’\n]*’|“[^”\n]*”|\{[^{}]*\}|<[^<>]*>|\([^()가-힣]*\)")
_COMMAND = re.compile(r"\b(?:git|deckgen|pip|cd|eval) [^,.가-힣]*")
_NAMES = re.compile(r"--?[\w-]+|[~/.\w]+(?:[/._:=\\@$+-]+\w+)+/?")
"""Paths, addresses, options, identifiers."""
_ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?: +[A-Za-z]{2,}){2,}")


def english(text: str) -> list[str]:
    """Three Latin words or more in a row, outside of what is quoted, commands, paths and identifiers."""
    for pattern in (_EXCERPT, _QUOTED, _COMMAND, _NAMES):
        text = pattern.sub("·", text)
    return _ENGLISH.findall(text)

"""LaTeX inside double quotes, where YAML takes its backslashes for escapes."""

from __future__ import annotations

from deckgen.anki.mathjax import commands_of, mathjax

_ESCAPES = frozenset("0abefnrtvNLPxuU")
"""Letters that mean something behind a backslash in YAML; alone, nobody knows which of the two was meant."""
_DELIMITERS = frozenset("()[]")


def latex_inside(text: str) -> str:
    r"""The text between double quotes whose every backslash begins a command of LaTeX; empty where one may not.

    Args:
        text: A value as it is written, such as `"$\theta$"`.
    """
    inner = text[1:-1]
    if not (text.startswith('"') and text.endswith('"') and "\\" in inner) or '"' in inner or "\\\\" in inner:
        return ""
    names = {name for _, name in commands_of(inner)}
    known = mathjax().commands | _DELIMITERS
    return inner if not names & _ESCAPES and names <= known and not inner.endswith("\\") else ""

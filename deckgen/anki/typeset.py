r"""What members' Anki may hand to the LaTeX of their system: `[latex]`, `[$]`, `[$$]`, and a note type's header.

LaTeX is a programming language that reads and writes files. So what may be there is listed, in `typeset.json`: the
commands of formulas that MathJax knows, what arranges text, and short macros that a header defines by these. The 900
such formulas of 103 public decks hold nothing else.
"""

import html
import json
import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from deckgen.anki.mathjax import UNSAFE_COMMANDS, mathjax
from deckgen.html.tokens import drop_tags

_SHORT = 3
"""Letters of a macro that a header may define."""
_PRIMITIVES = frozenset(("def", "let", "the", "if", "ifx", "or", "fi", "cr", "par"))
_DEFINING = frozenset(("newcommand", "renewcommand", "providecommand", "DeclareMathOperator"))
_SYMBOLS = frozenset("\\,;:! %$#&_{}'\"`^~=.-/()[]|<>+*\n\t")
"""What may follow a backslash by itself."""
_COMMAND = re.compile(r"\\([a-zA-Z]+|.|\Z)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)(?:\{([a-zA-Z]+\*?)\})?")
_USED = re.compile(r"\\usepackage\s*(?:\[[^\[\]\\]*\])?\s*(?:\{([a-zA-Z0-9, \n-]*)\})?")
_CLASS = re.compile(r"\\documentclass\s*(?:\[[^\[\]\\]*\])?\s*(?:\{([a-zA-Z]*)\})?")
_SPECIAL = re.compile(r"\\special(?:\{papersize=[0-9a-z.,]+\})?")
_NEW = re.compile(rf"\\(?:{'|'.join(sorted(_DEFINING))})\*?\s*(?:\{{\s*\\([a-zA-Z]+)\s*\}}|\\([a-zA-Z]+))")
_BREAK = re.compile(r"<br(?: ?/)?>|<div>", re.IGNORECASE)
"""What Anki makes a line break of before it drops all other tags."""
MARK = re.compile(r"\[(/?)(latex|\$\$?)\]", re.IGNORECASE)
"""What begins or ends LaTeX in a text."""


def as_text(field: str) -> str:
    """A field whose LaTeX shows as it is written."""
    return MARK.sub(lambda mark: f"&#91;{mark[0][1:]}", field)


def typeset_danger(field: str, macros: Collection[str] = ()) -> str:
    """What in the LaTeX of a field is not listed; empty where nothing is.

    A mark that has no partner is: it may have one in another field, and all between them would be LaTeX.
    """
    opened = ""
    start = 0
    for mark in MARK.finditer(field):
        name = mark[2].lower()
        if bool(mark[1]) != bool(opened) or (opened and name != opened):
            return mark[0]
        if opened:
            latex = html.unescape(drop_tags(_BREAK.sub("\n", field[start : mark.start()])))  # as Anki does
            danger = _danger(latex, macros)
            if danger:
                return danger
        opened, start = ("" if opened else name), mark.end()
    return f"[{opened}]" if opened else ""


@lru_cache(maxsize=1)
def _listed() -> dict[str, frozenset[str]]:
    """What `typeset.json` lists: commands, environments, and what a header may hold besides."""
    data = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return {name: frozenset(names) for name, names in data.items()}


@lru_cache(maxsize=64)
def macros_of(header: str) -> frozenset[str]:
    r"""The commands that a header defines, without their backslash; only short ones, which mean nothing else in LaTeX.

    Of a long one, such as `\\input`, LaTeX may say that it is defined already, and keep what it does.
    """
    names = (found[1] or found[2] for found in _NEW.finditer(header))
    return frozenset(name for name in names if len(name) <= _SHORT and name not in _PRIMITIVES)


def header_danger(header: str) -> str:
    """What in a note type's header and footer is not listed; empty where nothing is."""
    for pattern, known in ((_USED, _listed()["packages"]), (_CLASS, _listed()["classes"])):
        for found in pattern.finditer(header):
            names = [name.strip() for name in (found[1] or "?").split(",")]
            strange = next((name for name in names if name not in known), None)
            if strange is not None:
                return found[0]
    for found in _SPECIAL.finditer(header):
        if "{" not in found[0]:
            return found[0]
    return _danger(header, _listed()["header"] | macros_of(header))


def _danger(latex: str, more: Collection[str]) -> str:
    if "^^" in latex:
        return "^^"
    known, listed = mathjax(), _listed()
    commands = listed["commands"].union(more, known.commands - UNSAFE_COMMANDS)
    environments = listed["environments"] | known.environments
    for found in _COMMAND.finditer(latex):
        name = found[1]
        if not name.isalpha() or not name.isascii():
            if name not in _SYMBOLS and name.isascii():
                return found[0]
        elif name in {"begin", "end"}:
            environment = _ENVIRONMENT.match(latex, found.start())
            if environment is None or environment[1] not in environments:
                return latex[found.start() : found.start() + 30].split("\n", maxsplit=1)[0]
        elif name not in commands:
            return found[0]
    return ""

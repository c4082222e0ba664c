r"""What is wrong with a formula, as Anki's MathJax would see it: a reader of LaTeX's structure, not of its meaning.

It knows braces, `\left` and `\right`, environments, and which commands and environments there are. Of each formula the
first flaw is found: what follows it would be guesswork.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from deckgen.anki.mathjax import mathjax

_PIECE = re.compile(
    r"\\(?:begin|end)\s*\{[^{}\\]*\}|\\\\[a-zA-Z]{3,24}|\\[a-zA-Z]+|\\.|[^\\\s]",  # 24 letters: longer than any command
    re.DOTALL,
)
_NAMED = re.compile(r"\\(begin|end)\s*\{([^{}\\]*)\}")
_TEXT = frozenset(
    (
        *("text", "textrm", "textbf", "textit", "textsf", "texttt", "textup", "textnormal", "mbox", "hbox", "fbox"),
        *("ce", "pu", "tag", "label", "ref", "eqref", "operatorname", "mathtip", "texttip", "unicode", "require"),
        *("style", "class", "cssId", "href", "bbox", "mmlToken"),
    )
)
"""Commands whose argument is no formula: what is in it is left alone."""
_ALIGNING = frozenset(
    (
        *("matrix", "pmatrix", "cases", "eqalign", "eqalignno", "leqalignno", "displaylines", "substack", "array"),
        *("ce", "underset", "overset"),
    )
)
"""Commands in whose argument `&` separates columns, as it does in environments."""
_STRAY = {"%": "percent", "#": "hash"}
_OPENED_BY = {"}": "{", "\\right": "\\left"}


class Flaw(NamedTuple):
    """What is wrong in a formula."""

    case: str
    """What is never closed: `brace`, `left`, `environment`; what closes nothing: the same with `-closed`; `unknown`,
    `unknown-environment`, `doubled`, `percent`, `hash`, `ampersand`."""
    character: str
    """The piece of the formula that it is about."""


@lru_cache(maxsize=4096)
def flaw_of(formula: str) -> Flaw | None:
    r"""The first flaw of a formula, given without its `\(` and `\)`; None where there is none that would be seen."""
    pieces: list[str] = _PIECE.findall(formula)
    aligned = any(piece[1:] in _ALIGNING or piece.startswith("\\begin") for piece in pieces)
    open_: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        flaw = _unknown(piece) or _stray(piece, aligned=aligned) or _nest(piece, open_)
        if flaw is not None:
            return flaw
        if piece[1:] in _TEXT and pieces[at : at + 1] == ["{"]:
            at = _after_group(pieces, at)
            if at > len(pieces):
                return Flaw("brace", "{")
    return _unclosed(open_[-1]) if open_ else None


def _unknown(piece: str) -> Flaw | None:
    named = _NAMED.fullmatch(piece)
    if named:
        return None if named[2] in mathjax().environments else Flaw("unknown-environment", named[2])
    name = piece[1:]
    is_command = piece.startswith("\\") and not name.startswith("\\") and name.isascii() and not name.isspace()
    return Flaw("unknown", piece) if is_command and name not in mathjax().commands else None


def _stray(piece: str, *, aligned: bool) -> Flaw | None:
    r"""A character that means something else; `aligned` says that `&` and `\\` separate columns and rows."""
    if piece in _STRAY:
        return Flaw(_STRAY[piece], piece)
    if piece == "&" and not aligned:
        return Flaw("ampersand", piece)
    doubled = piece.startswith("\\\\") and piece[2:] in mathjax().commands
    return Flaw("doubled", piece) if doubled and not aligned else None


def _nest(piece: str, open_: list[str]) -> Flaw | None:
    r"""Take in what opens or closes; `open_` holds each `{`, `\left` and `\begin{…}` that is open."""
    named = _NAMED.fullmatch(piece)
    if piece in {"{", "\\left"} or (named and named[1] == "begin"):
        open_.append(f"\\begin{{{named[2]}}}" if named else piece)
        return None
    opening = f"\\begin{{{named[2]}}}" if named else _OPENED_BY.get(piece)
    if opening is None:
        return None
    if open_ and open_[-1] == opening:
        open_.pop()
        return None
    return _unclosed(open_[-1]) if opening in open_ else Flaw(f"{_unclosed(opening).case}-closed", piece)


def _unclosed(opening: str) -> Flaw:
    if opening in {"{", "\\left"}:
        return Flaw("brace" if opening == "{" else "left", opening)
    return Flaw("environment", opening.removeprefix("\\begin{").removesuffix("}"))


def _after_group(pieces: list[str], at: int) -> int:
    """Where the group in braces that begins here ends; beyond the last piece where it never does."""
    depth = 0
    for number, piece in enumerate(pieces[at:], at):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if depth == 0:
            return number + 1
    return len(pieces) + 1

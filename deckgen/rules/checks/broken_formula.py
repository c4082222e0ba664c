r"""A formula is one that MathJax can set, by LaTeX's structure and not by its meaning.

What is known are braces, `\left` and `\right`, environments, and which commands and environments there are. Of each
formula the first flaw is found: what follows it would be guesswork.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from deckgen.anki.mathjax import mathjax
from deckgen.model.diagnostics import Finding, Text, warning
from deckgen.rules.rule import CardRule, Problem, Subject
from deckgen.rules.shown import formulas, text_with

_WON = "₩￦"
_POINTED = 16
"""Characters of a formula to look for in its source, where its flaw has no place of its own."""
_TEXTS: tuple[Text, ...] = (
    ("broken-formula.brace", "a '{{' of this formula is never closed", "add '}}', or write '\\{{' to show it"),
    ("broken-formula.brace-closed", "a '}}' of this formula closes nothing", "take it out, or write '\\}}' to show it"),
    ("broken-formula.left", "'\\left' without its '\\right'", "add '\\right)', or '\\right.' to show nothing"),
    ("broken-formula.left-closed", "'{written}' without '\\left'", "add '\\left(', or '\\left.' to show nothing"),
    ("broken-formula.environment", "'\\begin{{{written}}}' is never ended", "add '\\end{{{written}}}'"),
    ("broken-formula.environment-closed", "'{written}' ends nothing", "take it out, or add its '\\begin'"),
    (
        "broken-formula.special",
        "'{written}' has a meaning of its own in a formula",
        "write '\\{written}' to show it",
    ),
    ("broken-formula.doubled", "the backslash of '{written}' is there twice", "write one: only double quotes want two"),
)
_TEXT_OF = {text[0].partition(".")[2]: text for text in _TEXTS}
_PIECE = re.compile(
    r"\\(?:begin|end)\s*\{[^{}\\]*\}|\\\\[a-zA-Z]{3,24}|\\[a-zA-Z]+|\\.|[^\\\s]",  # 24 letters: longer than any command
    re.DOTALL,
)
_NAMED = re.compile(r"\\(begin|end)\s*\{([^{}\\]*)\}")
_WITH_TEXT = frozenset(
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
_OPENED_BY = {"}": "{", "\\right": "\\left"}


class Flaw(NamedTuple):
    """What is wrong in a formula."""

    case: str
    """What is never closed: `brace`, `left`, `environment`; what closes nothing: the same with `-closed`; `unknown`,
    `unknown-environment`, `doubled`, and `special` for what means something else."""
    character: str
    """The piece of the formula that it is about."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield the first flaw of each formula."""
    for column, texts in subject.card.values.items():
        for formula in dict.fromkeys(formulas(subject.html(column))):
            won = next((character for character in _WON if character in formula), "")
            flaw = None if won else flaw_of(formula)
            if won:
                hint = "type the backslash itself: '\\'"
                text = "'{written}' is no backslash, though some fonts show them alike"
                yield Problem(warning("broken-formula.won", text, hint, written=won), text_with(texts, won), won)
            elif flaw:
                whole = formula.strip()[:_POINTED].partition("\n")[0]
                excerpt = flaw.character if flaw.case in {"unknown", "unknown-environment", "doubled"} else whole
                yield Problem(_finding(flaw), text_with(texts, excerpt), excerpt)


def _finding(flaw: Flaw) -> Finding:
    if not flaw.case.startswith("unknown"):
        return warning(*_TEXT_OF[flaw.case], written=flaw.character)
    import difflib

    known = mathjax().commands if flaw.case == "unknown" else mathjax().environments
    near = difflib.get_close_matches(flaw.character.lstrip("\\"), sorted(known), n=1, cutoff=0.7)
    text = "Anki's MathJax knows no '{written}'"
    if near:
        hint = "did you mean '{near}'?"
        slash = "\\" if flaw.case == "unknown" else ""
        return warning("broken-formula.near", text, hint, written=flaw.character, near=f"{slash}{near[0]}")
    hint = "use another one, or '\\operatorname{{…}}' for a name"
    return warning("broken-formula.unknown", text, hint, written=flaw.character)


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
        if piece[1:] in _WITH_TEXT and pieces[at : at + 1] == ["{"]:
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
    if piece in {"%", "#"} or (piece == "&" and not aligned):
        return Flaw("special", piece)
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


RULE = CardRule("broken-formula", check, written="$\\")

"""A formula is one that MathJax can set."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.anki.latex import Flaw
from deckgen.anki.mathjax import mathjax
from deckgen.rules.rule import CardRule, Problem, Subject, problem
from deckgen.rules.shown import formulas, text_with

_WON = "₩￦"
_POINTED = 16
"""Characters of a formula to look for in its source, where its flaw has no place of its own."""


def check(subject: Subject) -> Iterator[Problem]:
    """Yield the first flaw of each formula."""
    if "\\(" not in subject.rendered and "\\[" not in subject.rendered:
        return
    from deckgen.anki.latex import flaw_of

    for column, field in zip(subject.card.kind.columns, subject.note.fields, strict=True):
        texts = subject.card.values.get(column, ())
        if not texts or ("\\(" not in field and "\\[" not in field):
            continue
        for formula in dict.fromkeys(formulas(field)):
            won = next((sign for sign in _WON if sign in formula), "")
            if won:
                yield problem(text_with(texts, won), won, "won", sign=won)
                continue
            flaw = flaw_of(formula)
            if flaw is not None:
                yield _told(flaw, subject, column, formula)


def _told(flaw: Flaw, subject: Subject, column: str, formula: str) -> Problem:
    texts = subject.card.values[column]
    whole = formula.strip()[:_POINTED].partition("\n")[0]
    needle = flaw.sign if flaw.case in {"unknown", "unknown-environment", "doubled"} else whole
    where = text_with(texts, needle)
    if flaw.case.startswith("unknown"):
        import difflib

        known = mathjax().commands if flaw.case == "unknown" else mathjax().environments
        near = difflib.get_close_matches(flaw.sign.lstrip("\\"), sorted(known), n=1, cutoff=0.7)
        if near:
            return problem(where, needle, f"{flaw.case}-near", sign=flaw.sign, near=near[0])
    return problem(where, needle, flaw.case, sign=flaw.sign)


MESSAGES = {
    "": ("MathJax cannot set this formula", "check its braces and commands"),
    "brace": (
        "a '{{' of this formula is never closed",
        "add the missing '}}'; a brace that shall be seen is written '\\{{'",
    ),
    "brace-closed": (
        "a '}}' of this formula closes nothing",
        "take it out, or add the missing '{{'; a brace that shall be seen is written '\\}}'",
    ),
    "left": ("'\\left' without its '\\right'", "add '\\right)', or '\\right.' where nothing shall be seen"),
    "left-closed": ("'{sign}' without '\\left'", "add '\\left(', or '\\left.' where nothing shall be seen"),
    "delimiter": (
        "no bracket after '{sign}'",
        "write one right after it: '{sign}(', or '{sign}.' where nothing shall be seen",
    ),
    "environment": ("'\\begin{{{sign}}}' is never ended", "add '\\end{{{sign}}}'"),
    "environment-closed": ("'{sign}' ends nothing", "take it out, or add its '\\begin'"),
    "unknown": ("Anki's MathJax knows no '{sign}'", "use another command, or '\\operatorname{{…}}' for a name"),
    "unknown-near": ("Anki's MathJax knows no '{sign}'", "did you mean '\\{near}'?"),
    "unknown-environment": (
        "Anki's MathJax knows no environment '{sign}'",
        "use another one, such as 'aligned', 'cases' or 'matrix'",
    ),
    "unknown-environment-near": ("Anki's MathJax knows no environment '{sign}'", "did you mean '{near}'?"),
    "argument": ("'{sign}' lacks what it is about", "write it in braces: '{sign}{{…}}'"),
    "double": (
        "two '{sign}' in a row: it is unclear what the second one belongs to",
        "put braces around: 'a{sign}{{b{sign}c}}'",
    ),
    "doubled": (
        "'{sign}' breaks the line: the backslash is there twice",
        "write one backslash; only double quotes want two",
    ),
    "percent": ("'%' begins a comment in a formula: what follows it is lost", "write '\\%'"),
    "hash": ("'#' has a meaning of its own in a formula", "write '\\#'"),
    "ampersand": (
        "'&' parts columns, and this formula has none",
        "write '\\&', or put the formula into '\\begin{{aligned}}…\\end{{aligned}}'",
    ),
    "won": ("'{sign}' is no backslash, though some fonts show them alike", "type the backslash itself: '\\'"),
}
RULE = CardRule("broken-formula", check, MESSAGES, judges=False, characters="\\")

"""A formula is one that MathJax can set."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.anki.latex import Flaw, flaw_of
from deckgen.anki.mathjax import mathjax
from deckgen.model.diagnostics import Finding, Text, warning
from deckgen.rules.rule import CardRule, Problem, Subject
from deckgen.rules.shown import formulas, text_with

_WON = "₩￦"
_POINTED = 16
"""Characters of a formula to look for in its source, where its flaw has no place of its own."""
_SPECIAL = (
    "broken-formula.special",
    "'{written}' has a meaning of its own in a formula",
    "write '\\{written}' to show it",
)
_TEXTS: tuple[Text, ...] = (
    ("broken-formula.brace", "a '{{' of this formula is never closed", "add '}}', or write '\\{{' to show it"),
    ("broken-formula.brace-closed", "a '}}' of this formula closes nothing", "take it out, or write '\\}}' to show it"),
    ("broken-formula.left", "'\\left' without its '\\right'", "add '\\right)', or '\\right.' to show nothing"),
    ("broken-formula.left-closed", "'{written}' without '\\left'", "add '\\left(', or '\\left.' to show nothing"),
    ("broken-formula.environment", "'\\begin{{{written}}}' is never ended", "add '\\end{{{written}}}'"),
    ("broken-formula.environment-closed", "'{written}' ends nothing", "take it out, or add its '\\begin'"),
    ("broken-formula.doubled", "the backslash of '{written}' is there twice", "write one: only double quotes want two"),
)
_TEXT_OF = {text[0].partition(".")[2]: text for text in _TEXTS} | dict.fromkeys(
    ("percent", "hash", "ampersand"), _SPECIAL
)


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


RULE = CardRule("broken-formula", check, characters="$\\")

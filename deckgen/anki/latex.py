r"""What is wrong with a formula, as Anki's MathJax would see it: a reader of LaTeX's structure, not of its meaning.

It knows braces, `\left` and `\right`, environments, exponents, the arguments of common commands, and which commands
and environments there are. Of each formula the first flaw is found: what follows it would be guesswork.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from deckgen.anki.mathjax import mathjax

_PIECE = re.compile(r"\\(?:begin|end)\s*\{[^{}\\]*\}|\\[a-zA-Z]+|\\.|[^\\]", re.DOTALL)
_NAMED = re.compile(r"\\(begin|end)\s*\{([^{}\\]*)\}")
_TEXT = frozenset(
    re.split(
        r"\s+",
        "text textrm textbf textit textsf texttt textup textnormal mbox hbox fbox ce pu tag label ref eqref "
        "operatorname mathtip texttip unicode require style class cssId href bbox mmlToken",
    )
)
r"""Commands whose argument is no formula: what stands in it is left alone."""
_ALIGNING = frozenset(
    re.split(
        r"\s+",
        "matrix pmatrix cases eqalign eqalignno leqalignno displaylines substack array ce underset overset",
    )
)
r"""Commands in whose argument `&` parts columns, as it does in environments."""
_ARGUMENTS = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom"), 2),
    **dict.fromkeys(("overset", "underset", "stackrel", "textcolor"), 2),
    **dict.fromkeys(("sqrt", "hat", "bar", "vec", "tilde", "dot", "ddot", "widehat", "widetilde"), 1),
    **dict.fromkeys(("overline", "underline", "overbrace", "underbrace", "boxed", "cancel", "boldsymbol"), 1),
    **dict.fromkeys(("mathrm", "mathbf", "mathbb", "mathcal", "mathit", "mathsf", "mathtt", "mathfrak", "text"), 1),
}
"""Command → how many arguments it cannot be without."""
_DELIMITERS = frozenset("()[]|/.<>⟨⟩⌈⌉⌊⌋‖")
_SIZED = frozenset({"\\left", "\\middle"})
_LINE_ENDS = frozenset({"\\\\", "\\cr"})
_STRAY = {"%": "percent", "#": "hash"}
_ENDS = frozenset({"}", "&", "\\\\", "\\right", "\\middle", "\\cr"})


_WORD = re.compile(r"[A-Za-z]{3,}")
_LONGEST = 24
"""Letters: longer than any command that is looked for."""


class Flaw(NamedTuple):
    """What is wrong in a formula."""

    case: str
    """What is never closed: `brace`, `left`, `environment`; what closes nothing: the same with `-closed`; `unknown`,
    `unknown-environment`, `argument`, `delimiter`, `double`, `doubled`, `percent`, `hash`,
    `ampersand`."""
    sign: str
    """The piece of the formula that it is about."""


@lru_cache(maxsize=4096)
def flaw_of(formula: str) -> Flaw | None:
    r"""The first flaw of a formula; None where there is none that would be seen.

    Args:
        formula: LaTeX, without the signs that begin and end a formula.
    """
    return _Reader(formula).flaw()


class _Level:
    r"""An opened brace, `\left` or environment; the lowest is the formula itself."""

    __slots__ = ("lower", "name", "opened", "upper", "wants")

    def __init__(self, opened: str, name: str = "") -> None:
        self.opened = opened
        self.name = name
        self.fresh()
        self.wants = False

    def fresh(self) -> None:
        """Another sign begins: it has neither exponent nor index so far."""
        self.upper = self.lower = False


class _Reader:
    def __init__(self, formula: str) -> None:
        self._pieces: list[str] = _PIECE.findall(formula)
        self._commands = {piece[1:] for piece in self._pieces if len(piece) > 1}
        self._aligned = not _ALIGNING.isdisjoint(self._commands)
        self._levels = [_Level("")]
        self._at = 0
        self._known = mathjax()

    def flaw(self) -> Flaw | None:
        pieces = self._pieces
        while self._at < len(pieces):
            piece = pieces[self._at]
            self._at += 1
            flaw = None if piece.isspace() else self._take(piece)
            if flaw is not None:
                return flaw
        open_ = self._levels[-1]
        return self._unclosed(open_) if open_.opened else self._left_wanting(open_)

    def _take(self, sign: str) -> Flaw | None:
        if sign.startswith("\\"):
            return self._command(sign)
        if sign in _STRAY:
            return Flaw(_STRAY[sign], sign)
        if sign == "}":
            return self._closed("{", sign)
        if sign == "&":
            return self._fresh(self._levels[-1]) if self._parts_columns() else Flaw("ampersand", sign)
        if sign in "^_":
            return self._script(sign, self._levels[-1])
        self._sign()
        if sign == "{":
            self._levels.append(_Level(sign))
        return None

    def _command(self, sign: str) -> Flaw | None:
        named = _NAMED.fullmatch(sign)
        if named is not None:
            return self._environment(named[1], named[2])
        name = sign[1:]
        if name not in self._known.commands and name.isascii() and not name.isspace():
            return Flaw("unknown", sign)
        if sign in _LINE_ENDS:
            return self._broken_line()
        if sign == "\\right":
            return self._closed("left", sign) or self._delimiter(sign)
        self._sign()
        return self._sized(sign) if sign in _SIZED else self._arguments(name, sign)

    def _sized(self, sign: str) -> Flaw | None:
        if sign == "\\left":
            self._levels.append(_Level("left"))
        elif all(level.opened != "left" for level in self._levels):
            return Flaw("left-closed", sign)
        return self._delimiter(sign)

    def _arguments(self, name: str, sign: str) -> Flaw | None:
        if name in _ARGUMENTS and not self._has_arguments(_ARGUMENTS[name]):
            return Flaw("argument", sign)
        if name in _TEXT:
            self._at = self._after_group(self._at)
            if self._at > len(self._pieces):
                return Flaw("brace", "{")
        return None

    def _broken_line(self) -> Flaw | None:
        """A line ends; outside of environments, a command right after it is one whose backslash was doubled."""
        flaw = self._fresh(self._levels[-1])
        word = _WORD.match("".join(self._pieces[self._at : self._at + _LONGEST]))
        if flaw or not word or self._parts_columns() or word[0] not in self._known.commands:
            return flaw
        return Flaw("doubled", f"\\\\{word[0]}")

    def _parts_columns(self) -> bool:
        return self._aligned or any(level.opened == "env" for level in self._levels)

    def _environment(self, word: str, name: str) -> Flaw | None:
        if name not in self._known.environments:
            return Flaw("unknown-environment", name)
        if word == "end":
            return self._closed("env", f"\\end{{{name}}}", name)
        self._sign()
        self._levels.append(_Level("env", name))
        return None

    def _script(self, piece: str, level: _Level) -> Flaw | None:
        if level.wants:
            return Flaw("argument", piece)
        if level.upper if piece == "^" else level.lower:
            return Flaw("double", piece)
        if piece == "^":
            level.upper = True
        else:
            level.lower = True
        level.wants = True
        return None

    def _sign(self) -> None:
        """A sign, a command or a group begins: an exponent's or an index's content, or what the next one belongs to."""
        level = self._levels[-1]
        if level.wants:
            level.wants = False
        else:
            level.fresh()

    def _fresh(self, level: _Level) -> Flaw | None:
        flaw = self._left_wanting(level)
        level.fresh()
        return flaw

    def _left_wanting(self, level: _Level) -> Flaw | None:
        return Flaw("argument", "^" if level.upper else "_") if level.wants else None

    def _closed(self, opened: str, sign: str, name: str = "") -> Flaw | None:
        level = self._levels[-1]
        if level.opened == opened and level.name == name:
            self._levels.pop()
            return self._left_wanting(level)
        if level.opened and any(other.opened == opened and other.name == name for other in self._levels):
            return self._unclosed(level)
        case = {"{": "brace", "left": "left", "env": "environment"}[opened]
        return Flaw(f"{case}-closed", sign)

    def _unclosed(self, level: _Level) -> Flaw:
        if level.opened == "env":
            return Flaw("environment", level.name)
        return Flaw("brace", "{") if level.opened == "{" else Flaw("left", "\\left")

    def _delimiter(self, piece: str) -> Flaw | None:
        at = self._skipped(self._at)
        following = self._pieces[at] if at < len(self._pieces) else ""
        self._at = at + 1
        if following in _DELIMITERS or (following.startswith("\\") and following not in _ENDS):
            return None
        return Flaw("delimiter", piece)

    def _has_arguments(self, number: int) -> bool:
        at = self._skipped(self._at)
        if self._pieces[at : at + 1] == ["["]:
            while at < len(self._pieces) and self._pieces[at] != "]":
                at += 1
            at += 1
        for _ in range(number):
            at = self._skipped(at)
            if at >= len(self._pieces) or self._pieces[at] in _ENDS or self._pieces[at].startswith("\\end"):
                return False
            at = self._after_group(at)
        return True

    def _skipped(self, at: int) -> int:
        while at < len(self._pieces) and self._pieces[at].isspace():
            at += 1
        return at

    def _after_group(self, at: int) -> int:
        """Where the argument that begins here ends: a group in braces, or one sign."""
        at = self._skipped(at)
        return self._ends.get(at, at) + 1

    @cached_property
    def _ends(self) -> dict[int, int]:
        """Where each brace closes, by the place where it opens; the formula's end for one that never does."""
        ends: dict[int, int] = {}
        open_: list[int] = []
        for at, piece in enumerate(self._pieces):
            if piece == "{":
                open_.append(at)
            elif piece == "}" and open_:
                ends[open_.pop()] = at
        return {**ends, **dict.fromkeys(open_, len(self._pieces))}

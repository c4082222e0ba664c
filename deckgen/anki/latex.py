r"""What is wrong with a formula, as Anki's MathJax would see it: a reader of LaTeX's structure, not of its meaning.

It knows braces, `\left` and `\right`, environments, exponents, the arguments of common commands, and which commands
and environments there are. Of each formula the first flaw is found: what follows it would be guesswork.
"""

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from deckgen.anki.mathjax import mathjax

_PIECE = re.compile(
    r"\\(?:begin|end)\s*\{[^{}\\]*\}|\\\\[a-zA-Z]{3,24}|\\[a-zA-Z]+|\\.|[^\\\s]",  # 24 letters: longer than any command
    re.DOTALL,
)
_NAMED = re.compile(r"\\(begin|end)\s*\{([^{}\\]*)\}")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TEXT = _names(
    "text textrm textbf textit textsf texttt textup textnormal mbox hbox fbox ce pu tag label ref eqref "
    "operatorname mathtip texttip unicode require style class cssId href bbox mmlToken"
)
"""Commands whose argument is no formula: what is in it is left alone."""
_ALIGNING = _names("matrix pmatrix cases eqalign eqalignno leqalignno displaylines substack array ce underset overset")
"""Commands in whose argument `&` separates columns, as it does in environments."""
_TWO_ARGUMENTS = _names("frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel textcolor")
_ONE_ARGUMENT = _names(
    "sqrt hat bar vec tilde dot ddot widehat widetilde overline underline overbrace underbrace boxed cancel "
    "boldsymbol mathrm mathbf mathbb mathcal mathit mathsf mathtt mathfrak text"
)
_DELIMITERS = frozenset("()[]|/.<>⟨⟩⌈⌉⌊⌋‖")
_STRAY = {"%": "percent", "#": "hash"}
_ENDS = re.compile(r"\}|&|\\\\.*|\\(?:right|middle|cr)|\\end.*", re.DOTALL)
"""What ends an argument."""
_CLOSED = {"{": "brace-closed", "left": "left-closed", "env": "environment-closed"}


class Flaw(NamedTuple):
    """What is wrong in a formula."""

    case: str
    """What is never closed: `brace`, `left`, `environment`; what closes nothing: the same with `-closed`; `unknown`,
    `unknown-environment`, `argument`, `delimiter`, `double`, `doubled`, `percent`, `hash`, `ampersand`."""
    character: str
    """The piece of the formula that it is about."""


@lru_cache(maxsize=4096)
def flaw_of(formula: str) -> Flaw | None:
    r"""The first flaw of a formula, given without its `\(` and `\)`; None where there is none that would be seen."""
    return _Reader(formula).flaw()


class _Level:
    r"""An opened brace, `\left` or environment; the lowest is the formula itself."""

    __slots__ = ("name", "opened", "scripts", "wants")

    def __init__(self, opened: str, name: str = "") -> None:
        self.opened = opened
        self.name = name
        self.scripts = ""
        """Of `^` and `_` those that the last character has."""
        self.wants = ""
        """The one of them that has no content yet."""

    def end_character(self) -> Flaw | None:
        """Begin anew; a flaw where an exponent or an index is still to come."""
        wants, self.wants, self.scripts = self.wants, "", ""
        return Flaw("argument", wants) if wants else None

    def begin_character(self) -> None:
        """Take a character, a command or a group: an exponent's or an index's content, or what they belong to."""
        self.scripts = self.scripts if self.wants else ""
        self.wants = ""

    def begin_script(self, character: str) -> Flaw | None:
        if self.wants:
            return Flaw("argument", character)
        if character in self.scripts:
            return Flaw("double", character)
        self.scripts += character
        self.wants = character
        return None

    def unclosed(self) -> Flaw:
        if self.opened == "env":
            return Flaw("environment", self.name)
        return Flaw("brace", "{") if self.opened == "{" else Flaw("left", "\\left")


class _Reader:
    def __init__(self, formula: str) -> None:
        self._pieces: list[str] = _PIECE.findall(formula)
        self._aligned = any(piece[1:] in _ALIGNING for piece in self._pieces)
        self._levels = [_Level("")]
        self._at = 0
        self._known = mathjax()

    def flaw(self) -> Flaw | None:
        while self._at < len(self._pieces):
            self._at += 1
            flaw = self._take(self._pieces[self._at - 1])
            if flaw is not None:
                return flaw
        level = self._levels[-1]
        return level.unclosed() if level.opened else level.end_character()

    def _take(self, piece: str) -> Flaw | None:
        level = self._levels[-1]
        if piece.startswith("\\\\") or piece == "\\cr":
            doubled = piece[2:] in self._known.commands and not self._in_columns()
            return level.end_character() or (Flaw("doubled", piece) if piece != "\\cr" and doubled else None)
        if piece.startswith("\\"):
            named = _NAMED.fullmatch(piece)
            return self._environment(named[1], named[2]) if named else self._command(piece)
        if piece in _STRAY:
            return Flaw(_STRAY[piece], piece)
        if piece == "}":
            return self._close("{", piece)
        if piece == "&":
            return level.end_character() if self._in_columns() else Flaw("ampersand", piece)
        if piece in "^_":
            return level.begin_script(piece)
        level.begin_character()
        if piece == "{":
            self._levels.append(_Level(piece))
        return None

    def _command(self, piece: str) -> Flaw | None:
        name = piece[1:]
        if name not in self._known.commands and name.isascii() and not name.isspace():
            return Flaw("unknown", piece)
        if name == "right":
            return self._close("left", piece) or self._delimiter(piece)
        self._levels[-1].begin_character()
        if name == "left":
            self._levels.append(_Level("left"))
            return self._delimiter(piece)
        if name == "middle":
            inside = any(level.opened == "left" for level in self._levels)
            return self._delimiter(piece) if inside else Flaw("left-closed", piece)
        wanted = 2 if name in _TWO_ARGUMENTS else 1 if name in _ONE_ARGUMENT else 0
        if wanted and not self._has_arguments(wanted):
            return Flaw("argument", piece)
        if name in _TEXT:
            self._at = self._after_argument(self._at)
            if self._at > len(self._pieces):
                return Flaw("brace", "{")
        return None

    def _in_columns(self) -> bool:
        return self._aligned or any(level.opened == "env" for level in self._levels)

    def _environment(self, word: str, name: str) -> Flaw | None:
        if name not in self._known.environments:
            return Flaw("unknown-environment", name)
        if word == "end":
            return self._close("env", f"\\end{{{name}}}", name)
        self._levels[-1].begin_character()
        self._levels.append(_Level("env", name))
        return None

    def _close(self, opened: str, piece: str, name: str = "") -> Flaw | None:
        level = self._levels[-1]
        if (level.opened, level.name) == (opened, name):
            self._levels.pop()
            return level.end_character()
        if level.opened and any((other.opened, other.name) == (opened, name) for other in self._levels):
            return level.unclosed()
        return Flaw(_CLOSED[opened], piece)

    def _delimiter(self, piece: str) -> Flaw | None:
        following = self._pieces[self._at] if self._at < len(self._pieces) else ""
        self._at += 1
        if following in _DELIMITERS or (following.startswith("\\") and not _ENDS.fullmatch(following)):
            return None
        return Flaw("delimiter", piece)

    def _has_arguments(self, number: int) -> bool:
        at = self._at
        if self._pieces[at : at + 1] == ["["]:
            at = self._pieces.index("]", at) + 1 if "]" in self._pieces[at:] else len(self._pieces)
        for _ in range(number):
            if at >= len(self._pieces) or _ENDS.fullmatch(self._pieces[at]):
                return False
            at = self._after_argument(at)
        return True

    def _after_argument(self, at: int) -> int:
        """Where the argument that begins here ends: a group in braces, or one character."""
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

r"""Formulas as Anki's MathJax takes them; each verdict was asked of the MathJax that Anki 26.9 brings."""

import pytest

from deckgen.rules.checks.broken_formula import flaw_of

SOUND = r"""
\frac{a}{b}
\frac12
\frac\pi2
\sqrt[3]{8}=2
\sqrt x
\left( \frac{a}{b} \right)^2
\left. \frac{df}{dx}\right|_{x=0}
\left\{ x \right.
\left( a \middle| b \right)
\left< x \right>
\bigl( x \bigr)
\sum_{i=1}^{n} x_i^2
\sum\limits_{i}^{n}
\begin{cases} x+y=1 \\ x-y=2 \end{cases}
\begin{pmatrix}a&b\\c&d\end{pmatrix}
\begin{aligned} a &= b \\ &= c \end{aligned}
\begin{array}{c|c} a & b \\ \hline c & d \end{array}
\pmatrix{a & b \cr c & d}
\ce{SO4^2- + Ba^2+ -> BaSO4 v}
\text{속력} = \frac{\text{거리}}{\text{시간}}
\text{100% sure}
\text{a $x^2$ b}
\mathrm{H_2O}
10\%
x\%\$\#\&
f''^2
x^\frac{1}{2}
x_\text{max}
x^{*}_{2}
{}_nC_r
^{14}_{6}C
x_{}^{}
\operatorname*{argmax}_x f
\mathop{\arg\max}_{x}
\not=
\{1,2\}
30°
a~b
a\\b
\color{red} x
\stackrel{def}{=}
\cfrac{1}{1+\cfrac{1}{2}}
""".strip().split("\n")
FLAWS = {
    r"\frac{1}{2": "brace",
    r"\text{속력 = \frac{\text{거리}}{\text{시간}}": "brace",
    r"x}": "brace-closed",
    r"\left( x": "left",
    r"x \right)": "left-closed",
    r"{\left( x}": "left",
    r"\begin{cases} x": "environment",
    r"x \end{cases}": "environment-closed",
    r"\begin{aligned} x \end{cases}": "environment-closed",
    r"\begin{caes} x \end{caes}": "unknown-environment",
    r"\fracc{1}{2}": "unknown",
    r"\bm{x}": "unknown",
    r"\SI{5}{m}": "unknown",
    r"10% + x": "special",
    r"#5": "special",
    r"a & b": "special",
    r"\\frac{1}{2}": "doubled",
}
"""A formula → its flaw."""


@pytest.mark.parametrize("formula", SOUND)
def test_a_sound_formula_has_no_flaw(formula: str) -> None:
    assert flaw_of(formula) is None


@pytest.mark.parametrize(("formula", "case"), FLAWS.items())
def test_the_first_flaw_is_found(formula: str, case: str) -> None:
    flaw = flaw_of(formula)
    assert flaw is not None
    assert flaw.case == case
    assert flaw.character in formula


def test_a_long_formula_takes_no_longer_than_it_is_long() -> None:
    deep = r"\frac{1}{" * 20_000 + "x" + "}" * 20_000
    assert flaw_of(deep) is None
    assert flaw_of(deep[:-1]) is not None

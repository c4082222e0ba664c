"""The file that `deckgen page` writes, and what is said about it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deckgen import load, write_page
from deckgen.cli import group
from deckgen.web.page import render_page
from deckgen.web.page.card_html import PageContent
from deckgen.web.page.formula import to_mathml
from deckgen.web.page.scope import scoped

from .decks import TORTURE, loaded, write_deck

GOOD = """
    category: Cities
    cards:
      - front: Where is Seoul?
        id: seoul
        back: In Korea
"""


def run(*arguments: str) -> tuple[int, str, str]:
    """Run a command: exit code, output, errors."""
    result = CliRunner().invoke(group, arguments, standalone_mode=False)
    return (1 if result.exception else int(result.return_value or 0)), result.stdout, result.stderr


def test_the_seminar_deck_is_one_light_file_that_names_nothing_outside(seminar_page: Path) -> None:
    data = seminar_page.read_bytes()
    pictures = sum(map(len, re.findall(rb"data:image/[^\"')]+", data)))
    cards = len(re.findall(rb"<!--front \d+ \d+-->", data))
    assert len(data) - pictures < 2_700 * cards
    text = data.decode()
    assert re.findall(r"<(?:link|script|img|iframe|audio|video)\b[^>]*\s(?:src|href)=(?![\"']data:)", text) == []
    assert re.findall(r"@import|url\((?![\"']?data:)", text) == []
    assert "\\(" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL), "a formula was left as LaTeX"


def test_the_same_cards_give_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    pages = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.html"
        command = [sys.executable, "-m", "deckgen", "page", str(TORTURE), "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        pages.append(path.read_bytes())
    assert pages[0] == pages[1]


def test_the_command_writes_next_to_the_cards_and_leaves_the_old_page_when_there_are_errors(tmp_path: Path) -> None:
    cards = write_deck(tmp_path / "cards", GOOD)
    code, said, _ = run("page", str(cards))
    page = tmp_path / "output" / "Small.html"
    assert (code, page.is_file(), "Small.html" in said) == (0, True, True)
    before = page.read_bytes()
    write_deck(cards, GOOD.replace("back:", "bakc:"))
    code, _, complained = run("page", str(cards))
    assert (code, page.read_bytes() == before) == (1, True)
    assert "unknown-field" in complained
    assert "nothing was written" in complained


def test_a_formula_that_cannot_be_drawn_is_named_at_its_line_and_shown_as_text(tmp_path: Path) -> None:
    cards = GOOD.replace("In Korea", "'In $\\unknowncommand{x}$ Korea'")
    folder = write_deck(tmp_path / "cards", cards)
    code, _, complained = run("page", str(folder), "-o", str(tmp_path / "page.html"))
    assert code == 0
    assert re.search(r"01\.yaml:6:16: warning\[page-formula\]: '\\unknowncommand\{x\}'", complained)
    assert r'<code class="tex">\(\unknowncommand{x}\)</code>' in (tmp_path / "page.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("formula", "drawn"),
    [
        (r"\begin{aligned}a&=b\end{aligned}", "<mtable"),
        (r"r_1, \dots, r_G", '<mo>,</mo><mo lspace="0">.</mo>'),
        (r"\mathbf{r}", "𝐫"),
        (r"\mathbf r", "𝐫"),
        (r"\{a\}", '<mo stretchy="false">{</mo>'),
        (r"\text{한국어 \& <b>}", "한국어 &amp; &lt;b&gt;"),
        (r"\text{50\% of}", "50% of"),
        (r"\boldsymbol{\theta}", "𝜽"),
    ],
)
def test_a_formula_is_drawn(formula: str, drawn: str) -> None:
    assert drawn in (to_mathml(formula, display=False) or "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    "formula",
    [
        *("", r"\frac{a", "a}", r"\nosuch", "a & b", "x_", r"\left( x", "x^a^b", r"\eqref{a}", r"\label{a}x"),
        *(opening * 401 + "x" for opening in ("{", "(", r"\left(", r"\begin{cases}", "~")),
    ],
)
def test_a_formula_that_cannot_be_read_whole_is_not_guessed_at(formula: str) -> None:
    assert to_mathml(formula, display=True) is None


@pytest.mark.parametrize("formula", [r"\text{</math><script>x</script>}", r"\href{javascript:x}{y}", r"\style{a:b}{c}"])
def test_a_formula_brings_no_markup_of_its_own(formula: str) -> None:
    drawn = to_mathml(formula, display=False) or ""
    assert not re.search(r"<script|href|style=|javascript", drawn)


def test_only_text_is_touched_not_attributes_and_not_code() -> None:
    text = r'<img alt="\(x\) [sound:a.mp3]" src="data:,"><code>\(x\) [sound:a.mp3]</code><p title="a>b \(y\)">\(z\)</p>'
    fitted = PageContent({}).fit(text, inside=True)
    assert fitted.count("<math>") == 1
    assert text[: text.index(r"\(z")] in fitted


def test_each_note_types_style_reaches_its_own_cards_only(tmp_path: Path) -> None:
    cards = write_deck(tmp_path / "cards", GOOD + "      - {term: Seoul, id: term, definition: A city}\n")
    own = "body.card h1, html > .nightMode .x { color: red } @media print { :root { --x: 1 } #answer { top: 0 } }"
    cards.joinpath("style.css").write_text(own, encoding="utf-8")
    css = scoped(loaded(cards).note_types)
    assert ".nt-basic .card h1, .nt-basic .nightMode .x {color: red}" in css
    assert ".nt-term {--x: 1}" in css
    assert ".nt-term [data-answer] {top: 0}" in css
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"@(?:media|supports)[^{]*\{", "", css))
    assert [found for found in selectors if not found.strip().startswith(".nt")] == []


def test_an_empty_deck_is_a_page_too(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    folder.joinpath("deck.yaml").write_text("name: Empty\nid: empty\n", encoding="utf-8")
    deck, _ = load(folder)
    assert "0 entries" in render_page(deck)[0]
    assert write_page(deck, tmp_path / "empty.html")[1] == ()


def test_the_page_speaks_the_decks_language(tmp_path: Path) -> None:
    for language, word in (("ko_KR", "모두 펼치기"), ("en", "Open all"), ("fr", "Open all")):
        cards = write_deck(tmp_path / language, GOOD, f"language: {language}\n")
        page = render_page(loaded(cards))[0]
        assert f'<html lang="{language.replace("_", "-")}">' in page
        assert word in page


@pytest.mark.parametrize("id_", ["image-occlusion-container", "io-overlay"])
def test_a_card_whose_masks_a_script_draws_is_not_shown_without_them(tmp_path: Path, id_: str) -> None:
    folder = write_deck(tmp_path / "cards", "cards:\n  - {map: Kidney, id: k}\n")
    kind = folder / "kinds" / "map"
    kind.mkdir(parents=True)
    kind.joinpath("kind.yaml").write_text(
        "key: map\nfields:\n- {name: map, id: 1, required: true}\ncards:\n- {name: one, id: 1}\n", "utf-8"
    )
    for side in ("front", "back"):
        text = f'<div id="{id_}">{{{{map}}}}</div><script>mask()</script>'
        kind.joinpath(f"one.{side}.html").write_text(text, "utf-8")
    page, _ = render_page(loaded(folder))
    assert page.count("This card covers parts of a picture. Study it in Anki.") >= 2
    assert f'id="{id_}"' not in page


def test_an_address_with_such_an_id_hides_no_card(tmp_path: Path) -> None:
    card = "cards:\n  - {front: Where?, id: w, back: '[here](https://example.org/?uid=io-7&id=io-8)'}\n"
    page, _ = render_page(loaded(write_deck(tmp_path / "cards", card)))
    assert 'class="OnlyInAnki"' not in page
    assert "uid=io-7" in page

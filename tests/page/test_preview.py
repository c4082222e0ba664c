"""The preview: the real command, a real browser, real saves."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from deckgen.cli.errors import described
from deckgen.model import Deck, Note, NoteType
from deckgen.web.page.faces import Face, faces
from deckgen.web.preview import Preview

from .conftest import Reader, search
from .decks import SEMINAR, write_deck
from .running import CARDS, preview


@pytest.mark.browser
def test_a_save_is_shown_and_the_reader_stays_in_place(reader: Reader, tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    shutil.copytree(SEMINAR, cards)
    file = cards / "30-q05-critic.yaml"
    with preview(cards) as running:
        page = reader.open(running.address, "study")
        page.get_by_role("searchbox").fill("크리틱")
        page.evaluate("location.hash = 'study/q05/0'")
        expect(page.locator("#-Stage .dg-title")).to_contain_text("보상의 기준")
        page.keyboard.press("Space")
        expect(page.locator("#-Stage hr")).to_have_count(1)
        before = page.locator("#-Position").inner_text()
        file.write_text(
            file.read_text("utf-8").replace("    id: q05\n", "    id: q05\n    context: 방금 고친 말\n"), "utf-8"
        )
        expect(page.locator("#-Stage")).to_contain_text("방금 고친 말")
        expect(page.get_by_role("searchbox")).to_have_value("크리틱")
        assert page.locator("#-Position").inner_text() == before

        page.get_by_role("button", name="목록").click()
        page.locator("#q05 > details > summary").click()
        page.locator("#q05").evaluate("entry => window.scrollBy(0, entry.getBoundingClientRect().top - 200)")
        file.write_text(file.read_text("utf-8").replace("방금 고친 말", "다시 고친 말"), "utf-8")
        expect(page.locator("#q05 .card").first).to_contain_text("다시 고친 말")
        assert abs(page.locator("#q05").evaluate("entry => entry.getBoundingClientRect().top") - 200) < 40


@pytest.mark.browser
def test_cards_come_and_go_in_the_open_page(reader: Reader, cities: Path) -> None:
    file = cities / "01.yaml"
    good = file.read_text("utf-8")
    with preview(cities) as running:
        page = reader.open(running.address)
        page.evaluate("window.untouched = true")
        page.locator("#paris summary").click()
        file.write_text(f"{good}  - {{front: Where is Rome?, id: rome, back: In Italy, category: South}}\n", "utf-8")
        expect(page.locator(".Title")).to_have_text(["Where is Seoul?", "Where is Paris?", "Where is Rome?"])
        expect(page.get_by_text("3 notes")).to_be_visible()
        expect(page.get_by_role("heading", level=2)).to_have_text(["Cities", "South"])
        assert search(page, "italy") == ["Where is Rome?"]
        search(page, "")
        expect(page.locator("#paris .card")).to_be_visible()
        file.write_text(good.replace("id: seoul", "id: seoul2"), "utf-8")
        expect(page.locator("#seoul2")).to_be_visible()
        expect(page.locator(".Entry")).to_have_count(2)
        assert page.evaluate("window.untouched"), "the page was loaded anew"
        (cities / "style.css").write_text(".dg { color: red }", "utf-8")
        expect(page.locator("#paris .dg")).to_have_css("color", "rgb(255, 0, 0)")


def test_only_what_changed_is_rendered_and_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = write_deck(tmp_path, CARDS)
    running = Preview(cards, described)
    running.rebuild()
    rendered: list[str] = []

    def counting(deck: Deck, note: Note, note_type: NoteType) -> tuple[Face, ...]:
        rendered.append(note.id)
        return faces(deck, note, note_type)

    monkeypatch.setattr("deckgen.web.page.entries.faces", counting)
    (cards / "01.yaml").write_text(
        f"# a line more\n{CARDS.replace('In France', 'Far')}".replace("\n    ", "\n"), "utf-8"
    )
    assert running.rebuild().changed
    assert rendered == ["paris"]
    step = json.loads(running.news(None, 0) or "")["step"]
    assert [re.findall(r' id="(\w+)"', html)[0] for html in step["entries"]] == ["paris"]
    assert (step["order"], step["data"], step["media"]) == ([], None, {})
    assert not running.rebuild().changed


@pytest.mark.browser
def test_an_error_is_shown_at_its_line_over_the_last_good_page_until_it_is_mended(reader: Reader, cities: Path) -> None:
    file = cities / "01.yaml"
    good = file.read_text("utf-8")
    with preview(cities) as running:
        page = reader.open(running.address)
        file.write_text(good.replace("back: In Korea", "bakc: In Korea"), "utf-8")
        problems = page.get_by_role("region", name="Problems of the cards")
        problem = problems.get_by_role("listitem").filter(has_text="unknown-field")
        expect(problem.locator(".ProblemPlace")).to_have_text(re.compile(r"01\.yaml:6:5$"))
        expect(problem).to_contain_text("did you mean 'back'?")
        expect(problem.locator(".ProblemLine")).to_contain_text("bakc: In Korea")
        expect(problem.locator("mark")).to_have_text("b")
        expect(page.locator("#seoul")).to_be_visible()
        page.keyboard.press("Escape")
        expect(problems).to_be_hidden()
        page.get_by_role("button", name="errors").click()
        expect(problems).to_be_visible()

        file.write_text("cards: [\n", "utf-8")
        expect(problems).to_contain_text("yaml-syntax")
        file.write_text(good.replace("Where is Seoul?", "Where does Seoul lie?"), "utf-8")
        expect(page.locator("#seoul .Title")).to_have_text("Where does Seoul lie?")
        expect(problems).to_be_hidden()


@pytest.mark.browser
def test_a_deck_that_begins_with_errors_shows_what_it_can(reader: Reader, cities: Path) -> None:
    file = cities / "01.yaml"
    file.write_text(file.read_text("utf-8").replace("back: In Korea", "bakc: In Korea"), "utf-8")
    with preview(cities) as running:
        page = reader.open(running.address)
        expect(page.locator("#paris")).to_be_visible()
        expect(page.locator("#seoul")).to_have_count(0)
        expect(page.get_by_role("region", name="Problems of the cards")).to_contain_text(
            "Cards with errors are left out."
        )


def test_what_editors_leave_beside_a_file_changes_nothing(cities: Path) -> None:
    with preview(cities) as running:
        for name in (".01.yaml.swp", "01.yaml~", "4913", "#01.yaml#", ".#01.yaml", "01.yaml.tmp"):
            (cities / name).write_text("x", "utf-8")
        file = cities / "01.yaml"
        file.write_text(file.read_text("utf-8").replace("In Korea", "In the south of Korea"), "utf-8")
        assert running.line().startswith("shown: ")
        assert b"In the south of Korea" in running.ask("GET")[1]

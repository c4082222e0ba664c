"""`report:` in deck.yaml: where each card's link leads, in Anki and on a page."""

import html
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from anki.collection import Collection

from tests.compiler.project import Project, import_package
from tests.release.conftest import DECK

URL = "https://deck.test/new?title={id}%20{revision}&body={front}"
MAIL = "me@deck.test"
FRONT = "`a&b` \"c\" 'd' + #1 <e> 100%?"


def with_report(project: Project, report: str) -> None:
    project.write("cards/deck.yaml", f"{DECK}report: '{report}'\n")
    project.write(
        "cards/01.yaml", f"cards:\n  - {{front: '{FRONT.replace(chr(39), chr(39) * 2)}', id: odd-1, back: b}}\n"
    )


def on_page(project: Project) -> list[str]:
    assert project.run("site")[0] == 0
    text = (project.root / "output/site/index.html").read_text(encoding="utf-8")
    return [html.unescape(href) for href in re.findall(r'<a [^>]*class="report" href="([^"]*)"', text)]


def in_anki(project: Project, collection: Collection) -> str:
    import_package(collection, next((project.root / "output").glob("*.apkg")))
    answer = collection.get_card(collection.find_cards("")[0]).answer()
    return html.unescape(re.findall(r'class="report" href="([^"]*)"', answer)[0])


def test_an_address_is_filled_in_anki_with_what_is_safe_and_on_the_page_with_all(
    project: Project, collection: Collection
) -> None:
    with_report(project, URL)
    assert project.run("release", "--version", "1.0")[0] == 0
    assert in_anki(project, collection) == "https://deck.test/new?title=odd-1%201.0"
    found = on_page(project)
    assert len(set(found)) == 1
    assert parse_qs(urlsplit(found[0]).query) == {"title": ["odd-1 1.0"], "body": [FRONT.replace("`", "")]}


def test_a_mail_address_becomes_a_letter_about_the_card(project: Project, collection: Collection) -> None:
    with_report(project, MAIL)
    assert project.run("release", "--version", "1.0")[0] == 0
    assert unquote(in_anki(project, collection)) == "mailto:me@deck.test?subject=세미나 odd-1 1.0"
    letter = urlsplit(on_page(project)[0])
    assert (letter.scheme, letter.path) == ("mailto", MAIL)
    assert parse_qs(letter.query) == {"subject": ["세미나 odd-1 1.0"], "body": [FRONT.replace("`", "")]}


def test_another_address_changes_no_note(released: Project, collection: Collection) -> None:
    import_package(collection, released.root / "output/semina-1.0.apkg")
    released.write("cards/deck.yaml", f"{DECK}report: {MAIL}\n")
    code, out, _ = released.run("release")
    assert code == 0
    assert "0 new, 0 changed, 0 retired, note types that look different: 3" in out
    assert import_package(collection, released.root / "output/semina-1.1.apkg")["updated"] == 0
    assert "mailto:" in collection.get_card(collection.find_cards("")[0]).answer()


@pytest.mark.parametrize(
    "report", ["javascript:alert(1)", "https://x.org/{title}", "me at home", "a@b", "x@y.org?cc={id}"]
)
def test_what_is_no_address_is_refused_with_a_way_out(project: Project, report: str) -> None:
    with_report(project, report)
    shown = project.run("check")[1]
    assert "bad-value" in shown
    assert "{front}" in shown

"""`deckgen site`: the files of a released deck, and what is refused."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from anki.collection import Collection
from click import UsageError

from deckgen.html.plain import plain_text
from deckgen.messages.texts import read_texts
from deckgen.model.diagnostics import DeckgenError
from deckgen.web import site as site_room
from deckgen.web.site import pages
from tests.compiler.project import Project, import_package, posix
from tests.release.conftest import EDITED

TEXTS = Path(site_room.__file__).parent / "texts"
FILES = ["404.html", "deck.json", "history.json", "index.html", "news.html", "qr.png", "semina-1.0.apkg"]


def release(project: Project, cards: str, version: str) -> None:
    project.write("cards/01.yaml", cards)
    code, _, err = project.run("release", "--version", version)
    assert code == 0, err


def test_the_site_is_a_folder_of_files_with_the_released_package(released: Project, site: Path) -> None:
    assert sorted(path.name for path in site.iterdir()) == FILES
    package = (site / "semina-1.0.apkg").read_bytes()
    assert package == (released.root / "output/semina-1.0.apkg").read_bytes()
    facts = json.loads((site / "deck.json").read_text(encoding="utf-8"))
    assert facts == {
        "format": 1,
        "deck": "seminar-1",
        "name": "세미나",
        "language": "ko",
        "version": "1.0",
        "released": "2023-11-14T22:13:20Z",
        "notes": 3,
        "cards": 3,
        "package": "https://example.org/deck/semina-1.0.apkg",
        "size": len(package),
        "sha256": hashlib.sha256(package).hexdigest(),
        "news": "https://example.org/deck/news.html",
        "history": "https://example.org/deck/history.json",
        "history_sha256": hashlib.sha256((site / "history.json").read_bytes()).hexdigest(),
    }
    index = (site / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<a [^>]*href="([^"]*\.apkg)"', index) == ["semina-1.0.apkg"]
    assert "1.0 버전 · 2023-11-15" in index  # the author's day, in Seoul


def test_the_same_release_gives_the_same_bytes_anywhere(released: Project, site: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in site.iterdir()}
    shutil.rmtree(released.root / "output")
    copy = tmp_path / "elsewhere"
    shutil.copytree(released.cards, copy / "cards")
    code, _, err = released.run(
        "site", str(copy / "cards"), "--url", "https://example.org/deck/", "-o", str(copy / "w")
    )
    assert (code, err) == (0, "")
    assert {path.name: path.read_bytes() for path in (copy / "w").iterdir()} == before


def test_what_was_never_released_is_refused(project: Project) -> None:
    with pytest.raises(DeckgenError, match="nothing was released yet"):
        project.run("site")
    assert not (project.root / "output").exists()


CHANGES = {
    "01.yaml": EDITED,
    "02.yaml": "cards:\n  - {front: 새 카드인가요?, id: new, back: 네}\n",
    "style.css": ".card { color: teal }\n",
}


@pytest.mark.parametrize("file", CHANGES)
def test_sources_that_moved_on_are_refused_with_a_way_out(released: Project, site: Path, file: str) -> None:
    before = {path.name: path.read_bytes() for path in site.iterdir()}
    released.write(f"cards/{file}", CHANGES[file])
    with pytest.raises(DeckgenError, match=r"no longer release 1\.0") as error:
        released.run("site")
    assert "deckgen release" in error.value.hint
    assert {path.name: path.read_bytes() for path in site.iterdir()} == before


def test_a_second_release_takes_the_first_ones_place(released: Project, site: Path, collection: Collection) -> None:
    assert import_package(collection, site / "semina-1.0.apkg")["new"] == 3
    release(released, EDITED, "1.1")
    (site / "CNAME").write_text("cards.example.org", encoding="utf-8")
    assert released.run("site", "--url", "https://example.org/deck")[0] == 0
    assert sorted(path.name for path in site.iterdir()) == ["404.html", "CNAME", *FILES[1:-1], "semina-1.1.apkg"]
    assert import_package(collection, site / "semina-1.1.apkg")["updated"] == 1
    news = (site / "news.html").read_text(encoding="utf-8")
    assert re.findall(r'<details class="Release" id="([^"]*)"( open)?>', news) == [("1.1", " open"), ("1.0", "")]
    assert "<ins>제일" in news
    assert "(&quot;ID:token&quot;) (mid:" in news  # the search that finds a change that did not arrive
    assert "그대로 남는 것" not in news
    assert "가져오는 방법" not in news
    assert ".apkg" not in news


def test_another_package_in_the_folder_is_refused(released: Project, site: Path) -> None:
    for name in ("old/semina-0.9.apkg", "collection.colpkg"):
        other = released.write(f"output/site/{name}", b"")
        with pytest.raises(DeckgenError, match="that this site did not make"):
            released.run("site")
        other.unlink()
    assert (site / "semina-1.0.apkg").exists()


def test_a_page_that_is_not_the_sites_is_never_lost(released: Project) -> None:
    homepage = released.write("web/index.html", "<h1>mine</h1>")
    with pytest.raises(DeckgenError, match=r"web/index\.html' already exists") as error:
        released.run("site", "-o", str(homepage.parent))
    assert "another folder with -o" in error.value.hint
    assert [path.name for path in homepage.parent.iterdir()] == ["index.html"]
    assert homepage.read_text(encoding="utf-8") == "<h1>mine</h1>"


@pytest.mark.parametrize("folder", ["cards", "cards/site", "cards/media"])
def test_a_place_for_sources_is_refused(released: Project, folder: str) -> None:
    before = released.files()
    with pytest.raises(DeckgenError, match=f"'{folder}' is a place for the deck's sources"):
        released.run("site", "-o", folder)
    assert released.files() == before


def test_another_decks_site_is_never_lost(released: Project, site: Path) -> None:
    facts = (site / "deck.json").read_text(encoding="utf-8")
    (site / "deck.json").write_text(facts.replace("seminar-1", "seminar-2"), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in site.iterdir()}
    with pytest.raises(DeckgenError, match=r"index\.html' already exists, and is not a site of this deck"):
        released.run("site")
    assert {path.name: path.read_bytes() for path in site.iterdir()} == before


def test_an_authors_own_page_for_what_is_gone_stays(released: Project, site: Path) -> None:
    (site / "404.html").write_text("mine", encoding="utf-8")
    for options in (("--url", "https://example.org/deck"), ()):
        assert released.run("site", *options)[0] == 0
        assert (site / "404.html").read_text(encoding="utf-8") == "mine"


def test_a_release_that_was_reverted_is_not_published_again(released: Project, git: Callable[..., str]) -> None:
    git("add", ".")
    git("commit", "-qm", "Release 1.0")
    release(released, EDITED, "1.1")
    git("add", ".")
    git("commit", "-qm", "Release 1.1")
    assert released.run("site")[0] == 0
    git("revert", "--no-edit", "HEAD")
    shutil.rmtree(released.root / "output" / "site")
    code, out, err = released.run("site")
    assert (code, out) == (1, "")
    assert "release-lost" in err
    assert "no site was written" in err
    assert not (released.root / "output" / "site").exists()


def test_the_decks_own_address_counts_where_none_is_given(released: Project) -> None:
    config = (released.cards / "deck.yaml").read_text(encoding="utf-8")
    released.write("cards/deck.yaml", f"{config}site: https://example.org/x\n")
    assert released.run("site")[0] == 0
    folder = released.root / "output" / "site"
    assert (folder / "qr.png").read_bytes().startswith(b"\x89PNG\r\n")


def test_without_an_address_all_links_are_relative(released: Project, site: Path) -> None:
    code, out, _ = released.run("site")
    assert code == 0
    assert "--url" in out
    assert not [name for name in ("qr.png", "404.html") if (site / name).exists()]
    assert json.loads((site / "deck.json").read_text(encoding="utf-8"))["package"] == "semina-1.0.apkg"
    for name in ("index.html", "news.html"):
        assert "example.org" not in (site / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "url", ["example.org", "javascript:alert(1)", "https://x.org/?a=b", "https://카드.org/", "https://<x>"]
)
def test_an_address_that_is_none_is_refused(released: Project, url: str) -> None:
    with pytest.raises(UsageError, match="not the address of a site"):
        released.run("site", "--url", url)
    config = (released.cards / "deck.yaml").read_text(encoding="utf-8")
    released.write("cards/deck.yaml", f"{config}site: '{url}'\n")
    assert "bad-value" in released.run("site")[2]


HOSTILE = """\
# 세미나 1.0

2023-11-15 · <script>alert(1)</script> <img src=x onerror=alert(1)> ![그림](https://evil.example/x.png)
[a](javascript:alert(1)) [b](data:text/html,x) [c](https://example.org/ok) <JavaScript:x> <del>old</del> <br>

<div onclick="alert(1)">

<iframe src="https://evil.example"></iframe>

`<del>` and &lt;ins&gt;
"""


def test_nothing_in_edited_notes_can_run_or_load(released: Project) -> None:
    released.write("cards/releases/1.0.md", HOSTILE)
    assert released.run("site")[0] == 0
    news = (released.root / "output/site/news.html").read_text(encoding="utf-8")
    shown = news[news.index('<details class="Release"') : news.index("</main>")]
    tags = set(re.findall(r"<([a-z0-9]+)[ >]", shown, re.IGNORECASE))
    assert tags <= {"details", "summary", "h2", "h3", "time", "p", "a", "del", "br", "code"}
    assert re.findall(r'href="([^"]*)"', shown) == ["https://example.org/ok"]
    assert "<code>&lt;del&gt;</code> and &lt;ins&gt;" in shown


@posix
def test_notes_that_are_a_link_are_refused(released: Project, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("a secret", encoding="utf-8")
    notes = released.cards / "releases" / "1.0.md"
    notes.unlink()
    notes.symlink_to(secret)
    code, _, err = released.run("site")
    assert code == 1
    assert "no-access" in err
    assert not (released.root / "output/site/news.html").exists()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_markdown_is_left_in_the_guide(language: str) -> None:
    shown = plain_text(pages.guide(read_texts(TEXTS, language), "a.apkg"))
    assert "*" not in shown
    assert "`" not in shown

"""The site as members see it: on every device, inside other apps, by keyboard, from the disk, without a script."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from anki.collection import Collection
from playwright.sync_api import Browser, Page, Route, expect

from deckgen.web.site.pages import DEVICES
from tests.axe import violations
from tests.compiler.project import Project, import_package
from tests.page.conftest import listen
from tests.release.conftest import EDITED
from tests.sites.agents import ADDRESS, APPS, BROWSERS, FINGERS

pytestmark = pytest.mark.browser


@pytest.fixture
def site(shared_site: Project) -> Path:
    """The site's folder."""
    return shared_site.root / "output" / "site"


@contextmanager
def opened(
    chromium: Browser, folder: Path, agent: str = "", *, touch: bool = False, **options: object
) -> Iterator[Page]:
    """A browser that finds the site at its address, complains of nothing and asks for nothing else."""
    chosen = {"user_agent": agent} if agent else {}
    context = chromium.new_context(**chosen, has_touch=touch, **options)  # type: ignore[arg-type]
    page = context.new_page()
    reader = listen(page)

    def answer(route: Route) -> None:
        path = folder / (route.request.url.split("?")[0].removeprefix(ADDRESS) or "index.html")
        route.fulfill(path=path) if path.exists() else route.fulfill(path=folder / "404.html", content_type="text/html")

    context.route(f"{ADDRESS}**", answer)
    yield page
    assert reader.complaints == []
    assert [url for url in reader.requests if not url.startswith((ADDRESS, "file:", "data:"))] == []
    context.close()


@contextmanager
def held(chromium: Browser, folder: Path, agent: str, *, fingers: bool) -> Iterator[Page]:
    """The same on a device with a touch screen or without."""
    with opened(chromium, folder, agent, touch=fingers) as page:
        if fingers:  # as many as a real one
            page.add_init_script("Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 })")
        yield page


def open_as(page: Page, agent: str, address: str) -> None:
    """Open an address as another browser with as many fingers."""
    client = page.context.new_cdp_session(page)
    client.send("Emulation.setUserAgentOverride", {"userAgent": agent})
    page.goto("about:blank")
    page.goto(address)
    client.detach()


@pytest.mark.parametrize("fingers", [True, False], ids=["fingers", "mouse"])
def test_the_readers_own_device_comes_first_and_all_are_there(chromium: Browser, site: Path, fingers: bool) -> None:
    agents = [(device, agent) for device, agent in BROWSERS.values() if (device in FINGERS) == fingers]
    assert agents
    with held(chromium, site, "", fingers=fingers) as page:
        for device, agent in agents:
            open_as(page, agent, ADDRESS)
            first = page.locator(".Device").first
            expect(first, agent).to_have_attribute("data-device", device)
            expect(first.locator("li").first).to_be_visible()
            expect(first.get_by_text("이 기기")).to_be_visible()
            expect(page.locator("#-InApp")).to_be_hidden()
            expect(page.get_by_text("이미 이 덱을 쓰고 있을 때")).to_be_visible()
            assert page.locator(".Device").count() == len(DEVICES)
        page.get_by_text("다른 기기, 잘 안 될 때").click()
        others = page.locator(".Others .Device")
        assert set(others.evaluate_all("all => all.map(one => one.open)")) == {False}
        for one in others.all():
            one.locator("summary").click()
            expect(one.locator("p, ol").first).to_be_visible()


def test_inside_an_app_the_page_says_how_to_get_out(chromium: Browser, site: Path) -> None:
    with held(chromium, site, "", fingers=True) as page:
        for app, (agent, way) in APPS.items():
            open_as(page, agent, f"{ADDRESS}#token")
            expect(page.locator("#-InApp strong"), app).to_contain_text("다른 앱 안에서")
            target = page.get_by_role("link", name="브라우저로 열기").get_attribute("href") or ""
            assert target.startswith(way), app
            assert "token" not in target, "the part after # would end the link"
            expect(page.get_by_role("button", name="주소 복사"), app).to_be_visible()


def test_where_nothing_may_be_copied_the_address_is_there_to_hold(chromium: Browser, site: Path) -> None:
    with held(chromium, site, APPS["unknown, iPhone"][0], fingers=True) as page:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page.goto(f"{ADDRESS}#token")
        page.get_by_role("button", name="주소 복사").click()
        expect(page.locator("#-InApp code")).to_have_text(ADDRESS)
        assert page.evaluate("getSelection().toString()") == ADDRESS


def test_the_button_downloads_the_released_package(chromium: Browser, shared_site: Project, site: Path) -> None:
    with opened(chromium, site) as page:
        page.goto((site / "index.html").as_uri())
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Anki 덱 받기").press("Enter")
        assert waiting.value.suggested_filename == "semina-1.0.apkg"
        assert waiting.value.path().read_bytes() == (shared_site.root / "output/semina-1.0.apkg").read_bytes()


def test_the_address_of_an_older_package_leads_to_the_newest(chromium: Browser, site: Path) -> None:
    with opened(chromium, site) as page:
        for name in ("semina-0.9.apkg", "old/semina-0.9.apkg"):
            page.goto(f"{ADDRESS}{name}")
            expect(page.get_by_role("heading", name="이 주소에는 이제 아무것도 없습니다")).to_be_visible()
            page.get_by_role("link", name="가장 새 버전 보기").click()
            expect(page.locator(".Download")).to_have_attribute("download", "semina-1.0.apkg")


def test_without_a_script_everything_is_shown(chromium: Browser, site: Path) -> None:
    with opened(chromium, site, java_script_enabled=False) as page:
        page.goto(ADDRESS)
        for one in page.locator(".Device").all():
            expect(one.locator("p, ol").first).to_be_visible()
        expect(page.locator("#-InApp")).to_be_hidden()
        expect(page.get_by_role("heading", name="토큰")).to_be_visible()
        page.get_by_role("link", name="바뀐 점").first.click()
        expect(page.get_by_role("heading", name="새 카드 (3)")).to_be_visible()


def test_a_search_is_copied_and_an_older_release_opens_by_its_address(
    chromium: Browser, released: Project, tmp_path: Path
) -> None:
    released.write("cards/01.yaml", (released.cards / "01.yaml").read_text(encoding="utf-8").replace("가장", "제일"))
    assert released.run("release", "--version", "1.1")[0] == 0
    older = tmp_path / "www"
    assert released.run("site", "-o", str(older))[0] == 0
    with opened(chromium, older) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin="https://example.org")
        page.goto(f"{ADDRESS}news.html#1.0")
        expect(page.locator('[id="1.0"]')).to_have_attribute("open", "")
        page.get_by_role("button", name="복사").first.click()
        expect(page.get_by_role("button", name="복사했습니다.").first).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith('("ID:token") (mid:')


def test_after_each_release_a_member_gets_the_newest_and_reads_what_changed(
    chromium: Browser, released: Project, collection: Collection, tmp_path: Path
) -> None:
    folder = released.root / "output" / "site"

    def visit(version: str, changed: str) -> Path:
        assert released.run("site", "--url", ADDRESS)[0] == 0
        with opened(chromium, folder) as page:
            page.goto((folder / "index.html").as_uri())
            expect(page.locator(".Download")).to_contain_text(f"{version} 버전")
            with page.expect_download() as waiting:
                page.locator(".Download").click()
            got = tmp_path / waiting.value.suggested_filename
            waiting.value.save_as(got)
            page.get_by_role("link", name="바뀐 점").first.click()
            newest = page.locator(".Release[open]")
            expect(newest.get_by_role("heading", level=2)).to_have_text(version)
            expect(newest).to_contain_text(changed)
        return got

    first = visit("1.0", "새 카드 (3)")
    assert import_package(collection, first)["new"] == 3
    released.write("cards/01.yaml", EDITED)
    assert released.run("release", "--version", "1.1")[0] == 0
    second = visit("1.1", "고친 카드 (1)")
    assert second.read_bytes() == (released.root / "output/semina-1.1.apkg").read_bytes()
    assert import_package(collection, second)["updated"] == 1
    assert collection.note_count() == 3
    assert not (folder / first.name).exists()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing(chromium: Browser, site: Path, scheme: str, width: int) -> None:
    agent = APPS["KakaoTalk, Android"][0] if width < 600 else ""
    size = {"width": width, "height": 800}
    with opened(chromium, site, agent, viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        for name in ("", "news.html", "404.html"):
            page.goto(f"{ADDRESS}{name}")
            for closed in page.locator(".Others, .Device, .Release").all():
                closed.evaluate("one => { one.open = true; }")
            found = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width, name
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []

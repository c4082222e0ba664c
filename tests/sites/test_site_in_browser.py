"""The site as members see it: on every device, inside other apps, by keyboard, from the disk, without a script."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from deckgen.site.guide import DEVICES
from tests.page.conftest import listen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.compiler.project import Project

pytestmark = pytest.mark.browser
ADDRESS = "https://example.org/deck/"
_ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S918N{}) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36{}"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) {}"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15"
AGENTS = {
    "windows": ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36", False),
    "mac": (_MAC, False),
    "linux": ("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", False),
    "android": (_ANDROID.format("", ""), True),
    "ios": (_IPHONE.format("Version/17.4 Mobile/15E148 Safari/604.1"), True),
    "iPad": (_MAC, True),
}
EXIT = f"intent://example.org/deck/#Intent;scheme=https;package=com.android.chrome;S.browser_fallback_url={ADDRESS}"
INSIDE = {
    "KakaoTalk": (_ANDROID.format("; wv", ";KAKAOTALK 10.4.2"), "kakaotalk://web/openExternal?url="),
    "KakaoTalk ": (_IPHONE.format("Mobile/15E148 KAKAOTALK/10.5.0"), "kakaotalk://web/openExternal?url="),
    "LINE": (_IPHONE.format("Mobile/15E148 Safari Line/14.5.0"), f"{ADDRESS}?openExternalBrowser=1"),
    "NAVER": (_ANDROID.format("", " NAVER(inapp; search; 1000; 12.8.0)"), "intent://example.org/deck/#Intent;"),
    "NAVER ": (_IPHONE.format("Mobile/15E148 NAVER(inapp; search; 1000; 12.8.0)"), ""),
    "Instagram": (_IPHONE.format("Mobile/15E148 Instagram 320.0"), ""),
    "Facebook": (_ANDROID.format("", " [FBAN/FB4A;FBAV/460.0]"), "intent://example.org/deck/#Intent;"),
    "앱": (_ANDROID.format("; wv", ""), "intent://example.org/deck/#Intent;"),
}


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
    context.route(
        f"{ADDRESS}*", lambda route: route.fulfill(path=folder / (route.request.url.split("/")[-1] or "index.html"))
    )
    yield page
    assert reader.complaints == []
    assert [url for url in reader.requests if not url.startswith((ADDRESS, "file:", "data:"))] == []
    context.close()


@pytest.mark.parametrize("device", AGENTS)
def test_the_readers_own_device_comes_first_and_all_are_there(chromium: Browser, site: Path, device: str) -> None:
    agent, touch = AGENTS[device]
    with opened(chromium, site, agent, touch=touch) as page:
        if touch:  # as many fingers as a real one: an iPad calls itself a Mac
            page.add_init_script("Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 })")
        page.goto(ADDRESS)
        first = page.locator(".Device").first
        expect(first).to_have_attribute("data-device", {"iPad": "ios"}.get(device, device))
        expect(first.locator("li").first).to_be_visible()
        expect(first.get_by_text("이 기기")).to_be_visible()
        expect(page.locator("#-InApp")).to_be_hidden()
        assert page.locator(".Device").count() == len(DEVICES)
        page.get_by_text("다른 기기, 잘 안 될 때").click()
        for one in page.locator(".Others .Device").all():
            expect(one).to_be_visible()
            expect(one).not_to_have_attribute("open", "")
            one.locator("summary").click()
            expect(one.locator("p, ol").first).to_be_visible()


@pytest.mark.parametrize("app", INSIDE)
def test_inside_an_app_the_page_says_how_to_get_out(chromium: Browser, site: Path, app: str) -> None:
    agent, way = INSIDE[app]
    with opened(chromium, site, agent, touch=True) as page:
        page.goto(f"{ADDRESS}#token")
        expect(page.locator("#-InApp strong")).to_contain_text(f"지금 {app.strip()} 안에서")
        leave = page.locator("#-Leave")
        if not way:
            expect(leave).to_be_hidden()
            page.get_by_role("button", name="주소 복사").click()
            return
        expect(leave).to_be_visible()
        target = leave.get_attribute("href") or ""
        assert target.startswith(way)
        assert "token" not in target


def test_the_button_downloads_the_released_package(chromium: Browser, shared_site: Project, site: Path) -> None:
    with opened(chromium, site) as page:
        page.goto((site / "index.html").as_uri())
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Anki 덱 받기").press("Enter")
        assert waiting.value.suggested_filename == "semina-1.0.apkg"
        assert waiting.value.path().read_bytes() == (shared_site.root / "output/semina-1.0.apkg").read_bytes()


def test_without_a_script_everything_is_shown(chromium: Browser, site: Path) -> None:
    with opened(chromium, site, java_script_enabled=False) as page:
        page.goto(ADDRESS)
        for one in page.locator(".Device").all():
            expect(one.locator("p, ol").first).to_be_visible()
        expect(page.locator("#-InApp")).to_be_hidden()
        expect(page.get_by_role("heading", name="토큰")).to_be_visible()
        page.get_by_role("link", name="바뀐 점").first.click()
        expect(page.get_by_role("heading", name="새 카드 (3)")).to_be_visible()


def test_the_page_still_searches_and_studies(chromium: Browser, site: Path) -> None:
    with opened(chromium, site) as page:
        page.goto(ADDRESS)
        page.locator("#-Query").fill("조각")
        expect(page.locator("#-Count")).to_have_text("1개 찾음")
        page.locator("#-ToStudy").click()
        expect(page.locator("#-Stage")).to_contain_text("토큰")
        expect(page.locator(".Site")).to_be_hidden()


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


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing_and_nothing_is_too_wide(chromium: Browser, site: Path, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - reads its script by the locale, fails in cp949

    agent = INSIDE["KakaoTalk"][0] if width < 600 else ""
    size = {"width": width, "height": 800}
    with opened(chromium, site, agent, viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        for name in ("", "news.html"):
            page.goto(f"{ADDRESS}{name}")
            for closed in page.locator(".Others, .Device, .Release").all():
                closed.evaluate("one => { one.open = true; }")
            found = Axe().run(page).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") == width

"""The page's list, as a reader sees it."""

from playwright.sync_api import Page


def titles(page: Page) -> list[str]:
    """What the list shows, in its order."""
    return page.locator(".Entry:not([hidden]) .Title").all_inner_texts()


def search(page: Page, words: str) -> list[str]:
    """Type a query and read what is found."""
    page.get_by_role("searchbox").fill(words)
    return titles(page)

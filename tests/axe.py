"""What axe finds wrong in what a browser shows."""

from typing import Any

from playwright.sync_api import Page, expect

_TAKE_OUT = """hidden => {
  const ids = new Set([...hidden.querySelectorAll('[id]')].map(one => one.id));
  window.takenOut = document.createDocumentFragment();
  window.takenOut.append(...hidden.childNodes);
  return [...document.querySelectorAll('[id]')].map(one => one.id).filter(id => ids.has(id));
}"""


def violations(page: Page, *, hidden: str = "", only: str = "") -> list[dict[str, Any]]:
    """Each rule that a page breaks, with the nodes that break it.

    Args:
        page: Where to look.
        only: The one rule to look for, where not for all.
        hidden: A part that the page has and does not show. Its content is taken out while axe looks: axe walks
            through all of it, and then judges nothing in it but ids that are there twice, which are refused here.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], **({"runOnly": only} if only else {})}
    part = page.locator(hidden) if hidden else None
    if part:
        expect(part).to_be_hidden()
        assert part.evaluate(_TAKE_OUT) == [], "an id that is there twice"
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    if part:
        part.evaluate("hidden => hidden.append(window.takenOut)")
    return found

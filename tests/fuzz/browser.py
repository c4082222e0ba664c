"""What left for Anki and the page, read by a browser's own parser."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from tests.conftest import BROWSERS, FLAGS
from tests.guard.oracle import SHOWN, Tag, unsafe_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import ExitStack

    from playwright.sync_api import Page

_FIELDS = """fields => {
  const walk = (root, out) => {
    for (const element of root.querySelectorAll("*")) {
      out.push([element.localName, Object.fromEntries([...element.attributes].map(a => [a.name, a.value]))]);
      if (element.content) walk(element.content, out);
    }
    return out;
  };
  return fields.map(field => {
    const template = document.createElement("template");
    template.innerHTML = field;
    return walk(template.content, []);
  });
}"""
_PAGES = """pages => pages.map(page => {
  const parsed = new DOMParser().parseFromString(page, "text/html");
  return [...parsed.querySelectorAll("*")].map(
    element => [element.localName, Object.fromEntries([...element.attributes].map(a => [a.name, a.value]))]);
})"""
_OF_THE_PAGE = {"script": 3, "link": 1, "base": 0, "iframe": 0, "object": 0, "embed": 0, "frame": 0}
"""How many of some elements a page has by itself; whatever a deck holds, there are no more."""
_OF_A_SITE = {**_OF_THE_PAGE, "script": 4, "link": 3}
"""The same of a page that leads to a site's feed."""


def browser_page(stack: ExitStack) -> Page | None:
    """A page of the machine's own Chromium, open as long as the stack; None where there is none."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    stack.callback(browser.close)
    return browser.new_page()


def unsafe_fields(page: Page, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The unsafe ones of fields, each with the reason."""
    asked = list(fields)
    for field, tags in zip(asked, page.evaluate(_FIELDS, asked), strict=True):
        reason = next(filter(None, (unsafe_tag(tag, SHOWN) for tag in _tags(tags))), "")
        if reason:
            yield reason, field


def unsafe_pages(page: Page, pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The unsafe ones of pages, each with the reason."""
    asked = list(pages)
    for html, found in zip(asked, page.evaluate(_PAGES, asked), strict=True):
        tags = list(_tags(found))
        counts = {name: sum(tag.name == name for tag in tags) for name in _OF_THE_PAGE}
        of_a_site = any(tag.attributes.get("rel") == "alternate" for tag in tags if tag.name == "link")
        own = _OF_A_SITE if of_a_site else _OF_THE_PAGE
        more = [f"{counts[name]} <{name}>" for name, most in own.items() if counts[name] > most]
        handlers = [f"<{tag.name} {name}>" for tag in tags for name in tag.attributes if name.startswith("on")]
        addresses = [
            f"<{tag.name} {name}={value[:80]}>"
            for tag in tags
            for name, value in tag.attributes.items()
            if name in {"href", "src", "action", "formaction"} and "script:" in value.lower().replace("\n", "")
        ]
        for reason in (*more, *handlers, *addresses)[:1]:
            yield reason, html


def _tags(found: list[list[Any]]) -> Iterator[Tag]:
    return (Tag(name, attributes) for name, attributes in found)

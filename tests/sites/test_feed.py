"""The feed, held to the rules of Atom (RFC 4287) that a reader depends on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import click
import pytest

from tests.compiler.project import Project
from tests.release.conftest import DECK, EDITED

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ODD = "A & B's — 세미나"
ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
AT_MOST_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}
KNOWN = {
    "feed": {*ONCE["feed"], *AT_MOST_ONCE["feed"], "author", "category", "contributor", "link", "entry"},
    "entry": {*ONCE["entry"], *AT_MOST_ONCE["entry"], "author", "category", "contributor", "link"},
}
TEXT = ("title", "subtitle", "summary", "rights", "content")
RELATIONS = {"alternate", "related", "self", "enclosure", "via"}


def faults(feed: ET.Element) -> Iterator[str]:
    """Which rules a feed breaks; each names its section."""
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        name = element.tag.removeprefix(ATOM)
        children = [child.tag.removeprefix(ATOM) for child in element]
        yield from (f"4.1 {name}: {child}" for child in children if child not in KNOWN.get(name, ()))
        yield from (f"4.1 {name}: not one {once}" for once in ONCE[name] if children.count(once) != 1)
        yield from (f"4.1 {name}: more than one {once}" for once in AT_MOST_ONCE[name] if children.count(once) > 1)
        yield from _links(element, name)
        moment = element.findtext(f"{ATOM}updated", "")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment) or not datetime.fromisoformat(moment):
            yield f"3.3 {name}: {moment}"
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[!-~]+", element.findtext(f"{ATOM}id", "")):
            yield f"4.2.6 {name}: the id is no absolute address"
        for text in (child for child in element if child.tag.removeprefix(ATOM) in TEXT):
            if text.get("type", "text") not in {"text", "html"} or len(text):
                yield f"3.1 {name}: {text.tag}"
    if not feed.findtext(f"{ATOM}author/{ATOM}name", ""):
        yield "4.1.1: no author"
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    if len(set(ids)) != len(ids):
        yield "4.2.6: an id twice"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", feed.get(LANG, "")):
        yield "2: the language"


def _links(element: ET.Element, name: str) -> Iterator[str]:
    links = element.findall(f"{ATOM}link")
    alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
    if len(set(alternates)) != len(alternates):
        yield f"4.1 {name}: alternates of one type"
    if element.find(f"{ATOM}content") is None and not alternates:
        yield f"4.1.2 {name}: neither content nor an alternate"
    for link in links:
        if not re.fullmatch(r"[!-~]+", link.get("href", "")) or link.get("rel") not in RELATIONS:
            yield f"4.2.7 {name}: {link.attrib}"
        if not re.fullmatch(r"[a-z]+/[a-z+.-]+", link.get("type", "")):
            yield f"4.2.7.3 {name}: {link.get('type')}"


def feed_of(project: Project, *options: str) -> ET.Element:
    assert project.run("site", *options)[0] == 0
    text = (project.root / "output/site/feed.xml").read_bytes()
    assert text.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    return ET.fromstring(text)  # noqa: S314 - our own


@pytest.mark.parametrize("options", [(), ("--url", "https://example.org/deck")])
def test_the_feed_is_atom_whatever_the_deck_is_called(project: Project, options: tuple[str, ...]) -> None:
    project.write("cards/deck.yaml", DECK.replace("세미나", f'"{ODD}"'))
    assert project.run("release", "--version", "1.0")[0] == 0
    project.write("cards/01.yaml", EDITED)
    assert project.run("release", "--version", "가을.1-b")[0] == 0
    (project.cards / "releases" / "1.0.md").unlink()
    feed = feed_of(project, *options)
    assert list(faults(feed)) == []
    assert [title.text for title in feed.iter(f"{ATOM}title")] == [ODD, f"{ODD} 가을.1-b", f"{ODD} 1.0"]
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == ODD
    assert "<del>" in feed.findtext(f"{ATOM}entry/{ATOM}content", "")
    links = {link.get("rel", ""): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert links.get("self") == ("https://example.org/deck/feed.xml" if options else None)


def test_a_release_keeps_its_entry_when_a_newer_one_comes_before_it(released: Project) -> None:
    (first,) = feed_of(released, "--url", "https://example.org/deck").findall(f"{ATOM}entry")
    released.write("cards/01.yaml", EDITED)
    assert released.run("release", "--version", "1.1")[0] == 0
    newest, older = feed_of(released, "--url", "https://example.org/deck").findall(f"{ATOM}entry")
    for name in ("id", "updated", "title"):
        assert older.findtext(f"{ATOM}{name}") == first.findtext(f"{ATOM}{name}")
    address = newest.find(f"{ATOM}link")
    assert address is not None
    where = urlsplit(address.get("href", ""))
    assert f'id="{where.fragment}"' in (released.root / "output/site/news.html").read_text(encoding="utf-8")


BROKEN = [
    ("<id>", "<link/><id>"),
    ("<id>urn:uuid:", "<id>"),
    ("T22:13:20Z", " 22:13:20"),
    ("<name>세미나</name>", "<name/>"),
    ('"alternate"', '"other"'),
]


@pytest.mark.parametrize(("old", "new"), BROKEN)
def test_a_feed_that_breaks_a_rule_is_caught(released: Project, old: str, new: str) -> None:
    feed_of(released)
    text = (released.root / "output/site/feed.xml").read_text(encoding="utf-8")
    assert old in text
    assert list(faults(ET.fromstring(text.replace(old, new))))  # noqa: S314 - our own


def test_an_address_is_as_long_as_a_qr_code_can_hold(released: Project) -> None:
    address = f"https://{'a' * 1_000}"
    assert released.run("site", "--url", address)[0] == 0
    with pytest.raises(click.UsageError, match="at most 1,000 characters"):
        released.run("site", "--url", f"{address}a")

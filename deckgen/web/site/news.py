"""The notes of each release, made fit for a page: HTML of which nothing can run or load, whoever edited them."""

import html
import re
from pathlib import Path
from typing import NamedTuple

import comrak

from deckgen.html.fragment import rewrite
from deckgen.html.tokens import Tag
from deckgen.messages.texts import read_texts
from deckgen.messages.translations import LANGUAGES
from deckgen.model.diagnostics import Diagnostic, Span, finding
from deckgen.release.ledger import Ledger, Release, timestamp
from deckgen.release.notes import TEXTS
from deckgen.release.witnesses import NOTES_FOLDER
from deckgen.sources.text import read_text
from deckgen.system.files import display_path

_EXTENSIONS = comrak.ExtensionOptions(strikethrough=True, table=True, cjk_friendly_emphasis=True)
_RENDER = comrak.RenderOptions(unsafe_=True)
_TAG = re.compile("h[1-6]|p|br|hr|[uo]l|li|blockquote|pre|code|a|em|strong|del|ins|table|thead|tbody|tr|t[hd]")
"""The elements that release notes are written with."""
_ABROAD = re.compile("(?:https?|mailto):", re.IGNORECASE)
_HEADING = re.compile(r"<(/?)h([1-6])>")
_TITLE = re.compile(r"\A\s*# .*\n")
_FILE = re.compile(r"(?<=\S) · `[^`\n]+\.apkg`$", re.MULTILINE)
"""The package at the end of the notes' first line: the site offers it under its own name, or no longer."""
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2}) ·", re.MULTILINE)


class News(NamedTuple):
    """A release, and what its notes say."""

    release: Release
    date: str
    """As the notes have it, which is the author's own day; `2026-11-24`."""
    html: str
    """Headings from `h3` on; empty where no notes were kept."""


def read_news(cards: Path, ledger: Ledger) -> tuple[tuple[News, ...], tuple[Diagnostic, ...]]:
    """The notes of every release, newest first, from `releases/`, and what is wrong with a file of notes.

    A missing file is only missing.
    """
    folder = cards / NOTES_FOLDER
    found_news: list[News] = []
    problems: list[Diagnostic] = []
    for release in reversed(ledger.releases):
        path = folder / f"{release.version}.md"
        text: str | Diagnostic = ""
        if path.is_file():
            text = read_text(path, display_path(path), cards)
        conflict = _CONFLICT.search(text) if isinstance(text, str) else None
        if conflict:
            text = finding(
                "conflict-marker.notes",
                "git left a conflict in the release notes",
                "leave what members got with it, and remove the lines with <<<<<<<, ======= and >>>>>>>",
            ).at(Span(display_path(path), conflict.string.count("\n", 0, conflict.start()) + 1))
        if isinstance(text, Diagnostic):
            problems.append(text)
            continue
        date = _DATE.search(text)
        day = date[1] if date else timestamp(release.time)[:10]
        found_news.append(News(release, day, safe_html(_for_the_site(text))))
    return tuple(found_news), tuple(problems)


def safe_html(text: str) -> str:
    """Markdown as HTML of a few tags without attributes, but for links to pages; headings from `h3`."""
    out = rewrite(comrak.markdown_to_html(text, _EXTENSIONS, None, _RENDER), _safe_tag, ("script", "style"))
    return _HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 1, 6)}>", out).replace("<pre>", '<pre tabindex="0">')


def _safe_tag(tag: Tag) -> str:
    address = tag.get("href") or ""
    if tag.name == "a" and _ABROAD.match(address):
        return f'<a href="{html.escape(address)}">'
    return f"<{tag.name}>" if _TAG.fullmatch(tag.name) else ""


def _for_the_site(text: str) -> str:
    """Notes without their title and package, and without what they end with: the front page says how to import."""
    text = _FILE.sub("", _TITLE.sub("", text, count=1), count=1)
    for language in LANGUAGES:
        text = text.partition(f"\n## {read_texts(TEXTS, language)['how']}\n")[0]
    return text


def news_items(news: tuple[News, ...], none: str) -> str:
    """All releases as HTML, the newest open."""
    pieces = []
    for place, one in enumerate(news):
        version = html.escape(one.release.version)
        pieces.append(
            f'<details class="Release" id="{version}"{"" if place else " open"}>'
            f'<summary><h2>{version}</h2><time datetime="{timestamp(one.release.time)}">{one.date}</time></summary>\n'
            f"{one.html or f'<p>{html.escape(none)}</p>'}</details>"
        )
    return "\n".join(pieces)

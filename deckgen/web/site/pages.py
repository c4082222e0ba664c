"""The site's pages: the deck with its button and how to import it, the news of every release, and what is gone."""

import html
from collections.abc import Mapping
from pathlib import Path
from string import Template

import comrak

from deckgen._version import __version__
from deckgen.messages.texts import read_texts
from deckgen.messages.wording import size_text
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic
from deckgen.web.assets import asset
from deckgen.web.page import Extras, policy, render_page
from deckgen.web.site.news import News, news_items

_TEXTS = Path(__file__).parent / "texts"
_EXTENSIONS = comrak.ExtensionOptions(cjk_friendly_emphasis=True)
DEVICES = ("windows", "mac", "linux", "android", "ios", "web", "chat", "zip", "update", "wrong")
"""In this order where the reader's own is not known; `device.js` knows the names, too."""
NEWS_PAGE = "news.html"
QR_CODE = "qr.png"
GONE_PAGE = "404.html"
"""What GitHub Pages and others show where nothing is, such as at the address of an older package."""


def front_page(deck: Deck, news: tuple[News, ...], package: Path, address: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The page that members open: the deck to read and study, and above it the button for a package.

    `address` is the site's own, with a slash at its end; empty where that is not known.

    Returns:
        Its HTML, and warnings about what a page cannot show as Anki does.

    Raises:
        DeckgenError: A media file vanished since it was read.
    """
    texts = _texts(deck)
    qr = f' <a href="{QR_CODE}">{html.escape(texts["qr"])}</a>' if address else ""
    facts = texts["facts"].format(
        version=news[0].release.version, date=news[0].date, size=size_text(package.stat().st_size)
    )
    panel = Template(asset("site/panel.html")).substitute(
        {f"t_{key}": html.escape(text) for key, text in texts.items()},
        file=package.name,
        facts=html.escape(facts),
        news=NEWS_PAGE,
        qr=qr,
        devices=guide(texts, package.name),
    )
    return render_page(deck, Extras(asset("site/site.css"), html=panel, html_script=asset("site/device.js")))


def guide(texts: Mapping[str, str], file: str) -> str:
    """How to import on every device, as HTML: all of it in the page, so that it reads without a script, too."""
    return "\n".join(_device(texts, name, file) for name in DEVICES)


def _device(texts: Mapping[str, str], name: str, file: str) -> str:
    """`texts` has the device's title and, in Markdown, its steps."""
    steps = comrak.markdown_to_html(texts[f"{name}_steps"].format(file=file, news=NEWS_PAGE), _EXTENSIONS, None, None)
    here = f'<span class="Here" hidden>{html.escape(texts["here"])}</span>'
    title = html.escape(texts[name])
    return f'<details class="Device" data-device="{name}" open><summary>{title} {here}</summary>\n{steps}</details>'


def news_page(deck: Deck, news: tuple[News, ...]) -> str:
    """The notes of every release on one page; the arguments are those of `front_page`."""
    texts = _texts(deck)
    back, skipped = html.escape(texts["back"]), html.escape(texts["skipped"])
    title = texts["news_title"].format(name=deck.config.name.replace("::", " · "))
    heading = html.escape(title).replace("·", "\N{WORD JOINER}·")  # which would begin a line on a phone
    body = f'<p><a href="index.html">{back}</a></p>\n<h1>{heading}</h1>\n<p>{skipped}</p>\n'
    body += news_items(news, texts["no_notes"])
    return _plain_page(deck, title, body, script=asset("site/news.js"))


def gone_page(deck: Deck, address: str) -> str:
    """The page for an address where nothing is any more, which leads to the newest release."""
    texts = _texts(deck)
    link = f'<a href="{html.escape(address)}">{html.escape(texts["gone_link"])}</a>'
    body = f"<h1>{html.escape(texts['gone'])}</h1>\n<p>{html.escape(texts['gone_text'])}</p>\n<p>{link}</p>"
    return _plain_page(deck, texts["gone"], body)


def _plain_page(deck: Deck, title: str, body: str, *, script: str = "") -> str:
    """A page next to the deck's own, in the same look."""
    texts, styles = _texts(deck), [asset("page/page.css"), asset("site/site.css")]
    return Template(asset("site/plain.html")).substitute(
        lang=html.escape(deck.config.language.replace("_", "-")),
        policy=policy(styles, [asset("page/boot.js"), *filter(None, [script])]),
        version=__version__,
        title=html.escape(title),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        boot=asset("page/boot.js"),
        copy=html.escape(texts["copy"]),
        copied=html.escape(texts["copied"]),
        body=body,
        script=f"<script>{script}</script>\n" if script else "",
    )


def _texts(deck: Deck) -> Mapping[str, str]:
    return read_texts(_TEXTS, deck.config.language)

"""The site's pages: the deck with its button and how to import it, the news of every release, and what is gone."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

import comrak

from deckgen._version import __version__
from deckgen.messages.texts import read_texts
from deckgen.model import Deck
from deckgen.model.diagnostics import Diagnostic
from deckgen.web.page import Extras, page_boot, page_style, policy, render_page
from deckgen.web.site.news import News, news_items

_HERE = Path(__file__).parent
_EXTENSIONS = comrak.ExtensionOptions(cjk_friendly_emphasis=True)
DEVICES = ("windows", "mac", "linux", "android", "ios", "web", "chat", "zip", "update")
"""In this order where the reader's own is not known; `device.js` knows the names, too."""
NEWS_PAGE = "news.html"
QR_CODE = "qr.png"
GONE_PAGE = "404.html"
"""What GitHub Pages and others show where nothing is, such as at the address of an older package."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The package that the site offers."""

    file: str
    """Its name; ASCII."""
    size: int
    """In bytes."""
    address: str
    """The site's own, with a slash at its end; empty where that is not known."""


def front_page(deck: Deck, news: tuple[News, ...], offer: Offer) -> tuple[str, tuple[Diagnostic, ...]]:
    """The page that members open: the deck to read and study, and above it the button.

    Returns:
        Its HTML, and warnings about what a page cannot show as Anki does.

    Raises:
        DeckgenError: A media file vanished since it was read.
    """
    texts = _texts(deck)
    qr = f' <a href="{QR_CODE}">{html.escape(texts["qr"])}</a>' if offer.address else ""
    head = f'<link rel="canonical" href="{html.escape(offer.address)}">\n' if offer.address else ""
    facts = texts["facts"].format(version=news[0].release.version, date=news[0].date, size=_size(offer.size))
    panel = Template(_asset("panel.html")).substitute(
        {f"t_{key}": html.escape(text) for key, text in texts.items()},
        file=offer.file,
        facts=html.escape(facts),
        news=NEWS_PAGE,
        qr=qr,
        devices=guide(texts, offer.file),
    )
    script = _asset("device.js").strip()
    return render_page(deck, Extras(style=_asset("site.css"), head=head, html=panel, html_script=script))


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
    return _page_next_to_it(
        deck,
        "news.html",
        _texts(deck)["news_title"].format(name=deck.config.name.replace("::", " · ")),
        _asset("news.js").strip(),
        items=news_items(news, _texts(deck)["no_notes"]),
    )


def gone_page(deck: Deck, address: str) -> str:
    """The page for an address where nothing is any more, which leads to the newest release."""
    return _page_next_to_it(deck, "gone.html", _texts(deck)["gone"], address=html.escape(address))


def _page_next_to_it(deck: Deck, template: str, title: str, *scripts: str, **pieces: str) -> str:
    """A page next to the deck's own, in the same look."""
    texts, styles = _texts(deck), [page_style(), _asset("site.css")]
    return Template(_asset(template)).substitute(
        {f"t_{key}": html.escape(text) for key, text in texts.items()},
        lang=html.escape(deck.config.language.replace("_", "-")),
        policy=policy(styles, [page_boot(), *scripts]),
        version=__version__,
        title=html.escape(title),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        boot=page_boot(),
        script="".join(scripts),
        **pieces,
    )


def _texts(deck: Deck) -> Mapping[str, str]:
    return read_texts(_HERE / "texts", deck.config.language)


def _size(size: int) -> str:
    """`412 kB`, `1.2 MB`."""
    step = 1000
    return f"{max(size, step) / step:.0f} kB" if size < step * step else f"{size / step / step:.1f} MB"


@lru_cache(maxsize=8)
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")

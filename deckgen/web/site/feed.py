"""The releases as an Atom feed, for readers that look by themselves."""

from __future__ import annotations

import html
from urllib.parse import quote

from deckgen.model import DeckConfig
from deckgen.release.ledger import timestamp
from deckgen.web.site.names import urn
from deckgen.web.site.news import News

_MOST = 20
"""Releases in the feed; feed readers keep older ones."""


def feed(config: DeckConfig, news: tuple[News, ...], address: str, page: str) -> str:
    """The feed's XML.

    Args:
        address: Where the site stands, with a slash at its end; empty where that is not known.
    """
    language = html.escape(config.language.replace("_", "-"))
    name, author = html.escape(config.name), html.escape(config.author or config.name)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<title>{name}</title>",
        f"<id>{urn(config.id)}</id>",
        f"<updated>{timestamp(news[0].release.time)}</updated>",
        f"<author><name>{author}</name></author>",
        f'<link rel="alternate" type="text/html" href="{html.escape(address or "./")}"/>',
    ]
    if address:
        lines.append(f'<link rel="self" type="application/atom+xml" href="{html.escape(address)}feed.xml"/>')
    for one in news[:_MOST]:
        version = one.release.version
        lines += [
            "<entry>",
            f"<title>{name} {html.escape(version)}</title>",
            f"<id>{urn(config.id, version)}</id>",
            f"<updated>{timestamp(one.release.time)}</updated>",
            f'<link rel="alternate" type="text/html" href="{html.escape(address)}{page}#{quote(version)}"/>',
            f'<content type="html">{html.escape(one.html, quote=False)}</content>' if one.html else "<summary/>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>"]) + "\n"

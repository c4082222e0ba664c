"""The site's files, written so that a reader who comes meanwhile finds the old release or the new one, whole."""

import contextlib
import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

from deckgen.anki.package import write_apkg
from deckgen.model.diagnostics import Diagnostic, has_errors, ordered
from deckgen.release.given import published_history
from deckgen.release.ledger import timestamp
from deckgen.system.files import product_path, write_atomically
from deckgen.web.site.news import read_news
from deckgen.web.site.pages import GONE_PAGE, NEWS_PAGE, QR_CODE, Offer, front_page, gone_page, news_page
from deckgen.web.site.place import FACTS, FORMAT, HISTORY, INDEX, former_package, is_free
from deckgen.web.site.released import Published


@dataclass(frozen=True, slots=True)
class Site:
    """What was written."""

    files: tuple[Path, ...]
    size: int
    """Of all of them, in bytes."""
    index: Path


def write_site(
    cards: Path, published: Published, folder: Path, address: str = ""
) -> tuple[Site | None, tuple[Diagnostic, ...]]:
    """Write a released deck's site into a folder, in which other files stay; `address` may be empty.

    The package of the release before goes away last: an old one that stays could hide fixes from who takes it. There is
    no site where a file of notes is unfit; warnings are about what a page cannot show.

    Raises:
        DeckgenError: A file cannot be written, or the folder has what is not this site's.
    """
    deck, last = published.deck, published.last
    news, problems = read_news(cards, published.ledger)
    if has_errors(problems):
        return None, problems
    base = f"{address.rstrip('/')}/" if address else ""
    name = product_path(cards, deck.config.file_name, ".apkg", last.version).name
    old = former_package(folder, cards, deck.config.id, name)
    package = folder / name
    size = write_apkg(deck, package, published.stamps)
    page, warnings = front_page(deck, news, Offer(name, size, base))
    history = published_history(published.ledger)
    facts = {
        "format": FORMAT,
        "deck": deck.config.id,
        "name": deck.config.name,
        "language": deck.config.language,
        "version": last.version,
        "released": timestamp(last.time),
        "notes": len(deck.notes),
        "cards": sum(len(note.cards) for note in deck.notes),
        "package": f"{base}{name}",
        "size": size,
        "sha256": hashlib.sha256(package.read_bytes()).hexdigest(),
        "news": f"{base}{NEWS_PAGE}",
        "history": f"{base}{HISTORY}",
        "history_sha256": hashlib.sha256(history).hexdigest(),
    }
    files = {
        NEWS_PAGE: news_page(deck, news).encode(),
        **({QR_CODE: _qr_code(base)} if base else {}),
        **({GONE_PAGE: gone_page(deck, base).encode()} if base and is_free(folder / GONE_PAGE) else {}),
        INDEX: page.encode(),
        HISTORY: history,
        FACTS: (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    for file, data in files.items():
        write_atomically(folder / file, data)
    if old and old != name:
        with contextlib.suppress(FileNotFoundError):
            (folder / old).unlink()
    if not base:
        (folder / QR_CODE).unlink(missing_ok=True)
        if is_free(folder / GONE_PAGE):
            (folder / GONE_PAGE).unlink(missing_ok=True)
    paths = (package, *(folder / file for file in files))
    return Site(paths, sum(path.stat().st_size for path in paths), folder / INDEX), ordered(warnings)


def _qr_code(address: str) -> bytes:
    """An address as a QR code that a camera reads from across a room: a PNG, since not all slides take an SVG."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=20, border=4)
    return out.getvalue()

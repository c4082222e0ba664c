"""The site of a release: static files, written so that a reader who comes meanwhile finds the old release or the new.

It never shows sources that members cannot have yet.
"""

import contextlib
import hashlib
import io
import json
import os
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.anki.package import Stamps, write_apkg
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, has_errors, ordered
from deckgen.release.building import described
from deckgen.release.changes import changes_of
from deckgen.release.given import published_history
from deckgen.release.history import read_known
from deckgen.release.history_checks import history_problems
from deckgen.release.ledger import Ledger, Release, timestamp
from deckgen.release.local_builds import LocalBuilds
from deckgen.release.stamping import stamp_deck, with_revisions
from deckgen.release.witnesses import witness_problems
from deckgen.system.files import display_path, product_path, write_atomically
from deckgen.web.site.news import read_news
from deckgen.web.site.pages import GONE_PAGE, NEWS_PAGE, QR_CODE, front_page, gone_page, news_page

_FACTS = "deck.json"
"""What programs read: which release there is, and how to check that a download is whole."""
_FORMAT = 1
_HISTORY = "history.json"
"""What members were given: `release.given.published_history`."""
_INDEX = "index.html"
_OURS = (_INDEX, NEWS_PAGE, _FACTS, _HISTORY, QR_CODE)
_PACKAGES = frozenset({".apkg", ".colpkg"})
_MADE_HERE = b'<meta name="generator" content="deckgen '


class Published(NamedTuple):
    """A deck as it was last released."""

    deck: Deck
    """With each note's revision filled in."""
    stamps: Stamps
    """Those of the release: they give its package byte by byte."""
    ledger: Ledger

    @property
    def last(self) -> Release:
        """The release."""
        return self.ledger.releases[-1]


def read_published(cards: Path, deck: Deck) -> tuple[Published | None, tuple[Diagnostic, ...]]:
    """The deck as released, if it is what was last released; None after an error, as of a ledger that lacks releases.

    Raises:
        DeckgenError: Nothing was released yet, or the sources have moved on since.
    """
    known = read_known(cards, deck.config.id)
    if known.harm:
        return None, known.harm
    ledger, last = known.ledger, known.ledger.last
    if last is None:
        raise DeckgenError("not-released.nothing", "nothing was released yet", "run 'deckgen release' first")
    lacking = (*known.said, *witness_problems(cards, deck, ledger, releasing=True))
    stamping = stamp_deck(deck, ledger, LocalBuilds(), last.time, release=True)
    found = (*(replace(one, severity=Severity.ERROR) for one in lacking), *history_problems(stamping))
    if has_errors(found):
        return None, found
    if not changes_of(stamping).empty or not stamping.released:
        raise DeckgenError(
            "not-released.changed",
            "the sources are no longer release {version}",
            "'deckgen diff' shows what changed; run 'deckgen release', or make the site where that release is checked "
            "out: git worktree add ../released v{version}",
            version=last.version,
        )
    ready = with_revisions(stamping, last.version)
    return Published(described(ready, last), stamping.stamps, stamping.ledger), found


def write_site(
    cards: Path, published: Published, folder: Path, address: str = ""
) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """Write a released deck's site into a folder, in which other files stay; `address` may be empty.

    The package of the release before goes away last: an old one that stays could hide fixes from who takes it.

    Returns:
        The files, `index.html` first, and warnings about what a page cannot show; no file and the errors where a file
        of notes is unfit.

    Raises:
        DeckgenError: A file cannot be written, or the folder has what is not this site's.
    """
    deck, last = published.deck, published.last
    news, problems = read_news(cards, published.ledger)
    if problems:
        return (), problems
    base = f"{address.rstrip('/')}/" if address else ""
    name = product_path(cards, deck.config.file_name, ".apkg", last.version).name
    old = _former_package(folder, deck.config.id, name)
    package = folder / name
    size = write_apkg(deck, package, published.stamps)
    page, warnings = front_page(deck, news, package, base)
    history = published_history(published.ledger)
    facts = {
        "format": _FORMAT,
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
        "history": f"{base}{_HISTORY}",
        "history_sha256": hashlib.sha256(history).hexdigest(),
    }
    files = {NEWS_PAGE: news_page(deck, news).encode()}
    ours = [QR_CODE, *([GONE_PAGE] if _is_free(folder / GONE_PAGE) else [])]
    if base:
        made = {QR_CODE: _qr_code(base), GONE_PAGE: gone_page(deck, base).encode()}
        files |= {file: made[file] for file in ours}
    files |= {
        _INDEX: page.encode(),
        _HISTORY: history,
        _FACTS: (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    for file, data in files.items():
        write_atomically(folder / file, data)
    for file in (*(() if base else ours), *({old} - {name, ""})):
        (folder / file).unlink(missing_ok=True)
    rest = (folder / file for file in files if file != _INDEX)
    return (folder / _INDEX, package, *rest), ordered(warnings)


def _qr_code(address: str) -> bytes:
    """An address as a QR code that a camera reads from across a room: a PNG, since not all slides take an SVG."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=20, border=4)
    return out.getvalue()


def _former_package(folder: Path, deck: str, name: str) -> str:
    """Check that a deck's site may be written to a folder; the package that its site had so far, empty for none.

    Raises:
        DeckgenError: Something else is there, or a package that the site did not make.
    """
    facts = None
    with contextlib.suppress(OSError, ValueError, RecursionError):
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    old = ""
    if isinstance(facts, dict) and facts.get("format") == _FORMAT and facts.get("deck") == deck:
        old = str(facts.get("package", "")).rpartition("/")[2]
    elif there := next((folder / ours for ours in _OURS if os.path.lexists(folder / ours)), None):
        raise DeckgenError(
            "not-replaced.site",
            "'{path}' already exists, and is not a site of this deck",
            "move it away, or name another folder with -o",
            path=display_path(there),
        )
    old = old if old.endswith(".apkg") else ""
    own = {folder / name, folder / old}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in _PACKAGES and path not in own:
            raise DeckgenError(
                "not-released.package",
                "'{path}' is a package that this site did not make, and it would be published with it",
                "move it away, or name another folder with -o",
                path=display_path(path),
            )
    return old


def _is_free(page: Path) -> bool:
    """Whether a page that a host knows by its name may be written: an author may have their own."""
    with contextlib.suppress(OSError):
        return _MADE_HERE in page.read_bytes()
    return not os.path.lexists(page)

"""The promised Python interface, but for `write_page`: what `deckgen` exports; nothing else is promised."""

from pathlib import Path as _Path

from deckgen.anki.package import Stamps as Stamps
from deckgen.anki.package import write_apkg as write_apkg
from deckgen.exchange.checking import leftovers as _leftovers
from deckgen.exchange.draft_files import Existing as _Existing
from deckgen.exchange.draft_files import assign_ids as _assign_ids
from deckgen.exchange.draft_files import language_of as _language_of
from deckgen.exchange.importing.again import record_file as _record_file
from deckgen.exchange.importing.read import form_of as _form_of
from deckgen.exchange.importing.read import read_draft as _read_draft
from deckgen.exchange.importing.writing import write_import as _write_import
from deckgen.exchange.scaffold import settings as _settings
from deckgen.kinds import load_kinds as _load_kinds
from deckgen.model import Deck as Deck
from deckgen.model import DeckConfig as DeckConfig
from deckgen.model import Note as Note
from deckgen.model import NoteType as NoteType
from deckgen.model.diagnostics import DeckgenError as DeckgenError
from deckgen.model.diagnostics import Diagnostic as Diagnostic
from deckgen.model.diagnostics import Severity as Severity
from deckgen.model.diagnostics import Span as Span
from deckgen.model.diagnostics import has_errors as _has_errors
from deckgen.model.diagnostics import ordered as _ordered
from deckgen.pipeline.load import load as load
from deckgen.release.building import Prepared as Prepared
from deckgen.release.building import prepare as prepare
from deckgen.release.differences import Difference as Difference
from deckgen.release.differences import diff as diff
from deckgen.release.publish import ReleasePlan as ReleasePlan
from deckgen.release.publish import plan_release as _plan_release
from deckgen.release.publish import publish as _publish
from deckgen.release.verify import Verdict as Verdict


def import_deck(source: _Path, folder: _Path, *, name: str = "", language: str = "") -> Deck:
    """Make a deck project of cards that exist, as `deckgen import SOURCE FOLDER` does.

    Args:
        source: A package, a table, Markdown, or a folder of these.
        folder: Where the project goes; made if it is not there.
        name: The deck's name in Anki; by default the source's, or the folder's.
        language: The code of the cards' language; by default what they are in.

    Returns:
        The deck. Cards that no deck can have are left out.

    Raises:
        DeckgenError: The source cannot be read or holds no card, or something is in the way.
    """
    kinds, cards, existing = _load_kinds(_Path())[0], folder / "cards", _Existing()
    draft, kinds = _read_draft(source, _form_of(source), kinds, {}, existing)
    title, code = name or draft.name or folder.resolve().name, language or _language_of(draft) or "en"
    texts = _settings(title, code, kinds, draft.settings)
    *_, deck = _write_import(
        _assign_ids(draft, existing),
        cards,
        existing,
        {folder / path: text.encode() for path, text in texts.items()},
        besides=lambda draft: _record_file(cards, {}, source.name, draft, {}),
    )
    return deck


def release_deck(cards: _Path, version: str | None = None) -> tuple[ReleasePlan | None, tuple[Diagnostic, ...]]:
    """Release a deck as `deckgen release` does: write package, notes and ledger.

    Args:
        cards: The cards folder.
        version: The release's name; by default the next after the last.

    Returns:
        What was released, and the diagnostics. None where one of them is an error, or where nothing has changed.

    Raises:
        DeckgenError: The version is taken, or a file is in the way.
    """
    deck, diagnostics = load(cards)
    diagnostics = _ordered((*diagnostics, *(d._replace(severity=Severity.ERROR) for d in _leftovers(cards, deck))))
    if _has_errors(diagnostics):
        return None, diagnostics
    plan, history = _plan_release(cards, deck, version)
    if plan is not None:
        _publish(plan)
    return plan, _ordered((*diagnostics, *history))


def verify_update(old: _Path, new: _Path) -> Verdict:
    """Rehearse in the real Anki what a member sees who has one package and imports another.

    Args:
        old: The package that the member has, of any tool.
        new: The one that the member imports.

    Raises:
        DeckgenError: The official `anki` is not installed, or a package cannot be read.
    """
    from deckgen.release.verify import judge, rehearse

    return judge(rehearse(old, new))

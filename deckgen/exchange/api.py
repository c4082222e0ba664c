"""The promised Python interface, but for `write_page`: what `deckgen` exports; nothing else is promised."""

from pathlib import Path

from deckgen.anki.package import Stamps, write_apkg
from deckgen.exchange.draft_files import Existing, assign_ids, language_of
from deckgen.exchange.importing.again import record_file
from deckgen.exchange.importing.read import form_of, read_draft
from deckgen.exchange.importing.writing import write_import
from deckgen.exchange.scaffold import settings
from deckgen.exchange.scaffold.leftovers import before_release
from deckgen.kinds import load_kinds
from deckgen.model import Deck, DeckConfig, Note, NoteType
from deckgen.model.diagnostics import DeckgenError, Diagnostic, Severity, Span, has_errors, ordered
from deckgen.pipeline.load import load
from deckgen.release.building import Prepared, prepare
from deckgen.release.differences import Difference, diff
from deckgen.release.publish import ReleasePlan, plan_release, publish
from deckgen.release.verify import Verdict

__all__ = ["diff", "import_deck", "load", "prepare", "release_deck", "verify_update", "write_apkg"]
__all__ += ["Deck", "DeckConfig", "DeckgenError", "Diagnostic", "Difference", "Note", "NoteType", "Prepared"]
__all__ += ["ReleasePlan", "Severity", "Span", "Stamps", "Verdict"]


def import_deck(source: Path, folder: Path, *, name: str = "", language: str = "") -> Deck:
    """Make a deck project of cards that exist, as `deckgen import SOURCE FOLDER` does.

    Args:
        source: A package, CrowdAnki's JSON, a table, Markdown, or a folder of these.
        folder: Where the project goes; made if it is not there.
        name: The deck's name in Anki; by default the source's, or the folder's.
        language: The code of the cards' language; by default what they are in.

    Returns:
        The deck. Cards that no deck can have are left out.

    Raises:
        DeckgenError: The source cannot be read or holds no card, or something is in the way.
    """
    kinds, cards, existing = load_kinds(Path())[0], folder / "cards", Existing()
    draft, kinds = read_draft(source, form_of(source), kinds, {}, existing)
    title, code = name or draft.name or folder.resolve().name, language or language_of(draft) or "en"
    texts = settings(folder, title, code, kinds, draft.settings)
    *_, deck = write_import(
        assign_ids(draft, existing),
        cards,
        existing,
        {path: text.encode() for path, text in texts.items()},
        besides=lambda draft: record_file(cards, {}, source.name, draft, {}),
    )
    return deck


def release_deck(cards: Path, version: str | None = None) -> tuple[ReleasePlan | None, tuple[Diagnostic, ...]]:
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
    diagnostics = before_release(cards, deck, diagnostics)
    if has_errors(diagnostics):
        return None, diagnostics
    plan, history = plan_release(cards, deck, version)
    if plan is not None:
        publish(plan)
    return plan, ordered((*diagnostics, *history))


def verify_update(old: Path, new: Path) -> Verdict:
    """Rehearse in the real Anki what a member sees who has one package and imports another.

    Args:
        old: The package that the member has, of any tool.
        new: The one that the member imports.

    Raises:
        DeckgenError: The official `anki` is not installed, or a package cannot be read.
    """
    from deckgen.release.verify import judge, rehearse

    return judge(rehearse(old, new))

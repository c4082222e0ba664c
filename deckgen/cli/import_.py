"""`deckgen import`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import click

from deckgen.cli.help import command as documented
from deckgen.cli.init import say_no_source
from deckgen.cli.language import language as spoken_language
from deckgen.cli.language import more, text
from deckgen.cli.options import check_language
from deckgen.cli.printing import echo, indented, say, show_progress, styled, usage_error
from deckgen.cli.report import show
from deckgen.exchange.draft import REPORT, CardDraft, Draft, report_text
from deckgen.exchange.draft_files import Existing, assign_ids, language_of, look_at
from deckgen.exchange.importing.again import Said, changed_files, read_record, record_file, split_known
from deckgen.exchange.importing.columns import parse_map
from deckgen.exchange.importing.found_files import NOT_FOUND
from deckgen.exchange.importing.read import Form, form_of, read_draft
from deckgen.exchange.importing.writing import write_import
from deckgen.exchange.scaffold import settings
from deckgen.exchange.scaffold.requirement import requirement
from deckgen.exchange.source_cards import SourceCard, source_cards
from deckgen.kinds import load_kinds
from deckgen.messages.inert import one_line
from deckgen.model import Kind
from deckgen.model.diagnostics import DeckgenError
from deckgen.sources.discovery import named_cards_folder
from deckgen.system.files import display_path

_TEXTS = {
    "import.left": "{n} in no card",
    "import.look": "{n} to look at",
    "import.changed": "{n} changed",
}


_FEW = 12
"""Files that the summary lists, and names in one line."""


@documented(
    "import",
    """
    Make a deck project of SOURCE in FOLDER, ready to build; or add its cards to a deck with --into.

    SOURCE is an Anki package (.apkg, .colpkg), CrowdAnki's deck.json, a table (.csv, .tsv, .xlsx, Anki's text
    export), Markdown (.md), or a folder of such notes and tables, such as an Obsidian vault or an unzipped Notion
    export. What finds no place in a card goes to a report, with its line. Nothing is overwritten, and what a deck has
    already is not added again: see --update.

    Of a package, guids, note types and tags stay as members have them, and what members have becomes release 0 of
    the ledger: importing what deckgen builds of it duplicates nothing and replaces nothing that they wrote. Review
    schedules are left out.
    """,
    """
    deckgen import DECK.apkg my-deck      # an Anki deck, ids and all
    deckgen import words.csv --into cards   # rows of a table
    deckgen import words.csv --into cards --update   # the corrected table again
    """,
)
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="Add to the cards folder of a deck.")
@click.option(
    "--map", "mapping", default="", help="A table's columns: front=Term,back=Meaning,tags=Tags, or by number."
)
@click.option(
    "--as",
    "source_form",
    type=click.Choice([form.value for form in Form]),
    help="What SOURCE is, where that is unclear.",
)
@click.option("--name", help="The deck's name in Anki; the source's or the folder's by default.")
@click.option(
    "--language",
    metavar="CODE",
    callback=check_language,
    help="The language of the cards, as a code: ko, en, nl. By default the cards tell.",
)
@click.option(
    "--media",
    "media_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with the pictures and sounds that a table or a note names.",
)
@click.option(
    "--update",
    is_flag=True,
    help="With --into: change the cards that the deck has already where SOURCE differs from them, and show what "
    "changes.",
)
def command(
    source: Path,
    folder: Path | None,
    into: Path | None,
    mapping: str,
    source_form: str | None,
    name: str | None,
    language: str | None,
    media_folder: Path | None,
    *,
    update: bool,
) -> int:
    if (folder is None) == (into is None):
        raise usage_error("import.one_place", "name either a FOLDER for a new deck, or one to add to: --into cards")
    into = into and named_cards_folder(into)
    cards = into or Path(folder or "", "cards")
    kinds = load_kinds(into or Path())[0]
    chosen = Form(source_form) if source_form else form_of(source)
    if update and chosen is Form.PACKAGE:
        raise DeckgenError(
            "cannot-import.update-package",
            "--update is for tables and notes: what members or Anki changed in a package comes in by merge",
            "deckgen merge {path} shows it; without --update, import adds the notes that the deck lacks",
            path=str(source),
        )
    existing = look_at(into) if into else Existing()
    record = read_record(into) if into and chosen is not Form.PACKAGE else {}
    draft, kinds = read_draft(
        source,
        chosen,
        kinds,
        parse_map(mapping),
        existing,
        media=media_folder,
        again=source.name in record,
        progress=show_progress,
    )
    known: Mapping[str, CardDraft] = {}
    changed: Mapping[Path, bytes] = {}
    homes: Mapping[str, Path] = {}
    if into and draft.before is None:
        last = record.get(source.name, {})
        sources = source_cards(into, tuple(kinds))
        draft, known, changed = _update_known(draft, sources, source.name, last, update=update)
        homes = {sources[id_].card.category: sources[id_].path for id_ in known}
    spoken = language or ("" if into else language_of(draft, spoken_language()))
    texts: Mapping[Path, str] = {}
    if folder is not None:
        title = name or draft.name or folder.resolve().name
        texts = settings(folder, title, spoken or spoken_language(), kinds, draft.settings)

    def besides(draft: Draft) -> dict[Path, bytes]:
        report = report_text(draft, source.name or source.resolve().name, spoken_language())
        written = {cards.parent / REPORT: report.encode()} if report else {}
        return written | record_file(cards, record, source.name, draft, known)

    draft, files, deck = write_import(
        assign_ids(draft, existing),
        cards,
        existing,
        {path: text.encode() for path, text in texts.items()},
        besides=besides,
        changed=changed,
        homes=homes,
        show=show,
        progress=show_progress,
    )
    _summary(draft, kinds, files)
    remarks = Counter(remark.kind for remark in draft.remarks)
    if remarks:
        counts = ", ".join(text(key, _TEXTS, n=n) for key in _TEXTS if (n := remarks[key.partition(".")[2]]))
        echo(f"{counts}: {styled(display_path(cards.parent / REPORT), fg='yellow')}")
    missing = sum(remark.why == NOT_FOUND for remark in draft.remarks)
    if missing and media_folder is None:
        say(
            "import.without_media",
            "{n:?picture or sound was|pictures and sounds were} not found: name {n:!its|their} folder with --media "
            "FOLDER",
            n=missing,
        )
    if folder is not None and not spoken:
        say(
            "import.no_language",
            "language: {language}, since the cards do not tell; set another with --language",
            language=spoken_language(),
        )
    _say_what_to_know(draft, folder)
    say(
        "import.ready",
        "{n:?note|notes} in the deck, ready: deckgen build {path}",
        n=len(deck.notes),
        path=display_path(cards),
    )
    return 0


def _update_known(
    draft: Draft, sources: Mapping[str, SourceCard], source: str, last: Mapping[str, Said], *, update: bool
) -> tuple[Draft, Mapping[str, CardDraft], dict[Path, bytes]]:
    """The new cards of a draft, the known ones, and the card files with what differs of these, which is shown.

    `last` is what this source said at its last import.

    Raises:
        DeckgenError: Some cards are known, and the author does not want to update them.
    """
    total = sum(len(section.cards) for section in draft.sections)
    again = split_known(draft, sources, last)
    updated = [change for change in again.changes if change.case == "update"]
    updates = {card: [*each] for card, each in groupby(updated, lambda change: change.source.card.id)}
    if again.known and not update:
        raise DeckgenError(
            "import-again",
            "{known} of {total} are in the deck already",
            "--update changes the {differ} that differ and adds the {new} new ones; a card with an id of "
            "its own is always new",
            known=len(again.known),
            total=total,
            differ=len(updates),
            new=total - len(again.known),
        )
    for card, fields in updates.items():
        echo(styled(f"~ {one_line(str(next(iter(fields[0].draft.fields.values()))))}  ({card})", bold=True))
        for field in fields:
            echo(f"  {field.column}")
            if field.old:
                echo(styled(indented(f"- {field.old}", "    "), fg="red"))
            echo(styled(indented(f"+ {field.new}", "    "), fg="green"))
    if again.known:
        n, differ = len(again.known), len(updates)
        say("import.known", "{n:?card is|cards are} in the deck already; {differ} of them changed", n=n, differ=differ)

    def fields_of(case: str) -> str:
        return _some([f"{each.source.card.id} ({each.column})" for each in again.changes if each.case == case])

    if kept := fields_of("kept"):
        say(
            "import.kept",
            "corrected in the deck, not in {source}, and left as they are; correct them in {source}, too: {fields}",
            source=source,
            fields=kept,
        )
    if missing := fields_of("missing"):
        say("import.missing", "left as they are, since a picture or sound was not found: {fields}", fields=missing)
    if again.gone:
        say(
            "import.gone",
            "in the deck, but no longer in {source}: {ids}; to remove a card, delete it from its card file",
            source=source,
            ids=_some(again.gone),
        )
    return again.draft, again.known, changed_files(again.changes)


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:_FEW], *([more(len(names) - _FEW)] if len(names) > _FEW else [])])


def _say_what_to_know(draft: Draft, folder: Path | None) -> None:
    """What members see of a deck that moved in, and what the author of a new project would else meet as a surprise."""
    before = draft.before
    if before is not None and before.note_types:
        say(
            "import.zero",
            "release 0 in the ledger: what members have of {n:?note|notes}, with the time at which each "
            "was made; no scheduling is taken over",
            n=sum(len(section.cards) for section in draft.sections),
        )
    elif before is not None:
        say(
            "import.undated",
            "no release 0: CrowdAnki does not say by which ids members' Anki knows the note types, so for "
            "members who have the deck it conflicts; if they have an .apkg, import that",
        )
    if folder is None:
        return
    hidden = {kind.key for kind in load_kinds(folder / "cards")[0] if kind.known} & {
        kind.key for kind in load_kinds(Path())[0]
    }
    if hidden:
        say(
            "import.keys",
            "a card that begins with {keys} is of the imported note type, not of deckgen's kind: see deckgen kinds",
            keys=", ".join(f"'{key}:'" for key in sorted(hidden)),
        )
    if not requirement():
        say_no_source(folder)


def _summary(draft: Draft, kinds: Sequence[Kind], files: Sequence[Path]) -> None:
    by_key = {kind.key: kind.name for kind in kinds}
    counts = Counter(by_key.get(next(iter(card.fields)), "") for section in draft.sections for card in section.cards)
    total = sum(counts.values())
    of_kinds = ", ".join(f"{counts[kind.name]:,} {kind.name}" for kind in kinds if counts[kind.name])
    media = text("import.media", "; {n:?media file|media files}", n=len(draft.media)) if draft.media else ""
    if total:
        echo(text("import.notes", "{n:?note|notes}: {kinds}", n=total, kinds=of_kinds) + media)
    for path, section in list(zip(files, draft.sections, strict=True))[:_FEW]:
        echo(f"  {display_path(path)}  {len(section.cards):,}")
    if len(files) > _FEW:
        echo(f"  {more(len(files) - _FEW)}")

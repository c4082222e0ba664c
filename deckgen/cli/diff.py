"""`deckgen diff`."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from deckgen.anki.snapshot import SnapshotNote
from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.options import format_option
from deckgen.cli.printing import echo, styled, word_changes
from deckgen.cli.report import show
from deckgen.messages.inert import one_line
from deckgen.messages.texts import Texts, read_texts
from deckgen.model.diagnostics import DeckgenError
from deckgen.release import LEDGER_NAME
from deckgen.release.differences import Difference, NoteChange, diff
from deckgen.release.differences.as_markdown import TEXTS, change_rows, part_names, summary, to_markdown
from deckgen.release.ledger_file import read_ledger
from deckgen.sources.config import read_config
from deckgen.sources.discovery import cards_folder, nearest_cards_folder
from deckgen.system.files import product_path
from deckgen.system.git import last_commit

_INDENT = "    "
_MARKS = {"removed": ("-", "red"), "added": ("+", "green"), "changed": ("~", "blue")}


@documented(
    "diff",
    """
    Compare two decks card by card, in words: OLD (the last release by default) and NEW (the deck here by default).

    Each is a package (.apkg of any tool), a cards folder, or git:REV or git:REV:PATH, for example git:v1.0 or
    git:HEAD~3:cards. Exits with 0 whether they differ or not; with 1 where one of them cannot be read.
    """,
    """
    deckgen diff                  # since the last release
    deckgen diff git:v1.0
    """,
)
@click.argument("old", required=False)
@click.argument("new", required=False)
@format_option("text", "markdown")
def command(old: str | None, new: str | None, form: str) -> int:
    new = str(nearest_cards_folder()) if new is None else new
    folder = cards_folder(Path(new)) if Path(new).is_dir() else nearest_cards_folder()
    old = _last_release(folder) if old is None else old
    difference = diff(old, new)
    if form == "markdown":
        echo(to_markdown(difference), nl=False)
    else:
        echo("\n".join(_lines(difference)))
    return 0


def _last_release(cards: Path) -> str:
    """The package of the last release, or else the commit that recorded it.

    Raises:
        DeckgenError: Nothing was released, or neither is there.
    """
    ledger, problems = read_ledger(cards)
    show(problems)
    if ledger.last is None:
        raise DeckgenError(
            "nothing-released.to-compare",
            "nothing was released to compare with",
            "name a package, a folder or git:REV: deckgen diff OLD",
        )
    package = product_path(cards, read_config(cards)[0].file_name, ".apkg", ledger.last.version)
    if package.is_file():
        return str(package)
    commit = ""
    with contextlib.suppress(DeckgenError):
        commit = last_commit(cards / LEDGER_NAME)
    if not commit:
        raise DeckgenError(
            "nothing-released.gone",
            "neither the package of release {version} nor a commit with it is here",
            "name what to compare with: deckgen diff OLD.apkg; of a deck that moved in, the package that it came from",
            version=ledger.last.version,
        )
    return f"git:{commit}"


def _lines(difference: Difference) -> Iterator[str]:
    texts = read_texts(TEXTS, language())
    rewritten = [texts.say("rewritten", n=difference.rewritten)] if difference.rewritten else []
    if difference.empty:
        yield from (*rewritten, texts["nothing"])
        return
    if difference.renamed:
        renamed = texts.say("renamed", old=difference.old.name, new=difference.new.name)
        yield styled(f"! {renamed}", fg="yellow")
    for how, notes in (("removed", difference.removed), ("added", difference.added)):
        yield from (styled(f"{_MARKS[how][0]} {_titled(note)}", fg=_MARKS[how][1]) for note in notes)
    for change in difference.changed:
        yield styled(f"~ {_titled(change.new)}", bold=True)
        yield from (_INDENT + line for line in _change_lines(change, texts))
    for kind in difference.note_types_changed:
        name = text("diff.note_type", "note type {name}", name=kind.name)
        yield f"{styled(f'~ {name}: ', bold=True)}{part_names(kind, texts)}"
        if kind.lists_changed:
            yield styled(f"{_INDENT}! {texts['lists']}", fg="yellow")
    for how, name in difference.media:
        yield styled(f"{_MARKS[how][0]} {text('diff.media', 'media {name}', name=name)}", fg=_MARKS[how][1])
    if difference.reordered:
        yield texts["reordered"]
    yield from (*rewritten, summary(difference, texts))


def _titled(note: SnapshotNote) -> str:
    return one_line(f"{note.title}  ({note.id})" if note.id else note.title)


def _change_lines(change: NoteChange, texts: Texts) -> Iterator[str]:
    for name, value in change_rows(change, texts):
        words = one_line(value) if isinstance(value, str) else word_changes(value.old, value.new)
        marked = f"{styled(f'{one_line(name)}:', fg='cyan')} {words}" if name else styled(f"! {words}", fg="yellow")
        yield marked.replace("\n", f"\n{_INDENT * 2}")

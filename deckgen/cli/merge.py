"""`deckgen merge`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import indent

import click

from deckgen.anki.collection_reader import read_package
from deckgen.cli.help import command as documented
from deckgen.cli.language import language, text
from deckgen.cli.options import cards_argument
from deckgen.cli.printing import echo, echo_titles, indented, say, styled, word_changes
from deckgen.cli.report import show
from deckgen.exchange.draft_files import card_files, deck_has_errors, look_at
from deckgen.exchange.merging.authored import Rewriter
from deckgen.exchange.merging.corrections import Merge, NoteCorrection, Ours, compare
from deckgen.exchange.merging.member_files import MemberFiles
from deckgen.exchange.merging.newcomers import drafts
from deckgen.exchange.merging.write import ByHand, plan
from deckgen.exchange.source_cards import source_cards
from deckgen.html.plain import readable
from deckgen.messages.inert import one_line
from deckgen.model import Deck
from deckgen.model.diagnostics import DeckgenError
from deckgen.pipeline.load import load, read_environment
from deckgen.release.history import read_known
from deckgen.release.local_builds import read_record
from deckgen.system.files import display_path, write_atomically

_TEXTS = {
    "merge.conflicts": "{n:?card|cards} of these changed by you, too: take the member's text with --only ID --apply",
    "merge.perhaps": "{n:?card|cards} of these changed by you, which the member may not have had yet: compare, and "
    "take the member's text with --only ID --apply",
    "merge.unknown": "{n:?card|cards} not compared: of another kind since, or no record says what the member was given",
    "merge.own": "{n:?note|notes} of the member's own left out: write {n:!it|them} as {n:!a card|cards} with --notes",
    "merge.others": "{n:?note|notes} left out: of no note type of this deck; --notes takes {n:!it|them} once the "
    "member has given {n:!it|them} one in Anki (Browse: Notes → Change Note Type) and exported again",
    "merge.gone": "{n:?note|notes} changed by this member, but no longer in the deck",
}


_INDENT = "    "


@documented(
    "merge",
    """
    Show what a member changed in Anki, and write it into CARDS.

    MEMBER is the member's own export of the deck (.apkg). It is compared with what was released and with the
    sources as they are; without --apply or --notes nothing is written. What both changed is a
    conflict, and only --only ID takes the member's text. Only what 'check' accepts is written; the rest is named.
    """,
    """
    deckgen merge their-export.apkg
    deckgen merge their-export.apkg --apply
    """,
)
@click.argument("member", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@cards_argument
@click.option("--apply", "everything", is_flag=True, help="Write all that only the member changed.")
@click.option(
    "--only", multiple=True, metavar="ID", help="Only this card's changes, conflicts included; may be repeated."
)
@click.option("--notes", is_flag=True, help="Write the member's own notes as cards into files of their own.")
def command(member: Path, cards: Path, *, everything: bool, only: tuple[str, ...], notes: bool) -> int:
    deck, merge = _compare(member, cards)
    changes = [change for change in merge.changes if not only or change.source.card.id in only]
    unknown = set(only) - {change.source.card.id for change in changes}
    if unknown:
        raise DeckgenError(
            "nothing-changed",
            "this member changed nothing in {ids}",
            "look at the list without --only",
            ids=", ".join(sorted(unknown)),
        )
    written: set[tuple[str, str]] = set()
    if everything or notes:
        chosen = changes if everything else []
        if not only:
            chosen = [certain for change in chosen if (certain := _without_conflicts(change)).fields]
        files = MemberFiles(member, cards, merge.media)
        rewriter = Rewriter(merge.media, files.paths)
        planned = plan(chosen, rewriter, cards, read_environment(cards)[0])
        new = _drafts(merge, deck, rewriter, member, cards) if notes and merge.own else {}
        for path in files.write(rewriter.shown_in([*planned.texts.values(), *new.values()])):
            echo(f"+ {display_path(path)}")
        for mark, texts in (("~", planned.texts), ("+", new)):
            for path, new_text in texts.items():
                write_atomically(path, new_text.encode())
                echo(f"{mark} {display_path(path)}")
        _show_by_hand(planned.by_hand)
        written = {(change.source.card.id, field.column) for change in chosen for field in change.fields}
        written -= {(left.card, left.field.column) for left in planned.by_hand}
        if everything:
            _say_written({card for card, _ in written}, merge)
    else:
        for change in changes:
            echo("\n".join(_lines(change)))
    _summarize(merge, written, notes=notes)
    fields = [field for change in merge.changes for field in change.fields]
    if not (everything or notes) and not all(field.conflict for field in fields):
        say(
            "merge.apply",
            "Nothing was written. Take what only the member changed with --apply, or single cards with --only ID "
            "--apply",
        )
    return 0


def _compare(member: Path, cards: Path) -> tuple[Deck, Merge]:
    """The deck, and a member's export compared with it."""
    theirs = read_package(member)
    deck, diagnostics = load(cards)
    released = read_known(cards, deck.config.id)
    errors = [d for d in (*diagnostics, *released.harm) if d.is_error]
    if errors:
        show(errors)
        raise deck_has_errors(cards)
    known = read_record(cards, deck).gift.added_to(released.ledger)
    return deck, compare(theirs, Ours(deck, known, source_cards(cards, deck.kinds), cards))


def _say_written(written: set[str], merge: Merge) -> None:
    say("merge.written", "{n:?card|cards} written", n=len(written))
    if left := [change.source.card.id for change in merge.changes if change.source.card.id not in written]:
        say("merge.left", "{n:?card|cards} left as {n:!it is|they are}: {ids}", n=len(left), ids=", ".join(left))


def _without_conflicts(change: NoteCorrection) -> NoteCorrection:
    fields = tuple(field for field in change.fields if not field.conflict)
    return NoteCorrection(change.source, change.title, fields)


def _drafts(merge: Merge, deck: Deck, rewriter: Rewriter, member: Path, cards: Path) -> dict[Path, str]:
    """The files of a member's own notes as cards; those that cannot be cards are reported."""
    existing = look_at(cards)
    draft = drafts(merge.own, deck, rewriter, member.stem, cards, existing)
    for remark in draft.remarks:
        echo(
            styled(
                f"! {text('merge.no_card', 'it cannot be a card as it is: {words}', words=remark.text)}", fg="yellow"
            )
        )
    return {path: section.text for path, section in card_files(cards, draft, existing).items()}


def _show_by_hand(left: Iterable[ByHand]) -> None:
    for card, field, why in left:
        words = text("merge.by_hand", "{id}: '{field}' must be edited by hand", id=card, field=one_line(field.label))
        echo(styled(f"! {words}: {why.said(language()).message}", fg="yellow"))
        echo(indent(word_changes(field.ours, field.theirs), _INDENT))


def _lines(change: NoteCorrection) -> Iterator[str]:
    yield styled(f"~ {one_line(change.title)}  ({change.source.card.id})", bold=True)
    for field in change.fields:
        name = styled(f"{one_line(field.label)}:", fg="cyan")
        if not field.conflict:
            yield indented(f"{name} {word_changes(field.ours, field.theirs)}", _INDENT)
        elif field.perhaps:
            why = text("merge.later", "you changed it, and the member may not have had that yet")
            yield indented(f"{name} {styled(why, fg='yellow')}", _INDENT)
            yield indent(word_changes(field.ours, field.theirs), _INDENT * 2)
        else:
            yield indented(f"{name} {styled(text('merge.both', 'you changed it, too'), fg='yellow')}", _INDENT)
            yield indented(f"{text('merge.yours', 'yours')}: {readable(field.ours)}", _INDENT * 2)
            yield indented(f"{text('merge.theirs', 'theirs')}: {readable(field.theirs) or '—'}", _INDENT * 2)


def _summarize(merge: Merge, written: set[tuple[str, str]], *, notes: bool) -> None:
    """Say what the member changed and what of it is left; `written` are cards' ids and columns."""
    say("merge.changed", "{n:?card|cards} changed by this member", n=len(merge.changes))
    conflicts: list[bool] = []
    for change in merge.changes:
        left = [each for each in change.fields if each.conflict and (change.source.card.id, each.column) not in written]
        conflicts += [all(field.perhaps for field in left)] if left else []
    for key, number in (("conflicts", conflicts.count(False)), ("perhaps", conflicts.count(True))):
        if number:
            echo(text(f"merge.{key}", _TEXTS, n=number))
    rest = {"unknown": merge.unknown, "own": () if notes else merge.own, "others": merge.others, "gone": merge.gone}
    for key, left_out in rest.items():
        if left_out:
            echo(text(f"merge.{key}", _TEXTS, n=len(left_out)))
            echo_titles([note.title for note in left_out])

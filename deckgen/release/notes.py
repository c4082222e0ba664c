"""Release notes for members: what is new, what changed, how to import it, what they keep, how to find it in Anki."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.snapshot import ID_FIELD
from deckgen.kinds.compiler import labels_of
from deckgen.messages.texts import read_texts
from deckgen.model import Deck
from deckgen.release.changes import ChangedNote, Changes
from deckgen.release.checks import moved_subdecks
from deckgen.release.content import revision_at, type_key
from deckgen.release.differences.markdown import TEXTS as DIFFERENCE_TEXTS
from deckgen.release.differences.markdown import change_lines, escape
from deckgen.release.ledger import Ledger, ReleasedNote, ReleasedNoteType

TEXTS = Path(__file__).parent / "texts"
"""The texts of release notes, a file a language."""
_MOST = 500
"""Notes that one section lists."""
_FEW = 10
"""Titles that one sentence lists."""
_SPECIAL = re.compile(r'([\\"*_:])')
"""What Anki's search reads as a wildcard or a character of its own."""
_MOST_TERMS = 200
"""Terms in one search: SQLite, below Anki's, takes no more than a thousand."""


class Wanted(NamedTuple):
    """A note to find."""

    id: str
    note_type: int
    """Its note type's id: it keeps another deck's cards, which may carry the same ids, out of what is found."""
    cards: tuple[int, ...] = ()
    """Only these of its cards, by number from 1; all where none is named."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a release is called."""

    version: str
    time: int
    """Seconds since 1970."""
    file: str
    """The package's file name."""


def local_date(seconds: int) -> str:
    """The day where the author is, as `2026-11-24`."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d")


def release_notes(deck: Deck, ledger: Ledger, changes: Changes, edition: Edition) -> str:
    """The notes of a release in Markdown, in the deck's language."""
    writer = _Writer(deck, ledger, changes, edition)
    return "\n".join(writer.lines()).rstrip("\n") + "\n"


class _Writer:
    def __init__(self, deck: Deck, ledger: Ledger, changes: Changes, edition: Edition) -> None:
        self._deck, self._ledger, self._changes, self._edition = deck, ledger, changes, edition
        language = deck.config.language
        self._texts: Mapping[str, str] = {
            **read_texts(DIFFERENCE_TEXTS, language),
            **read_texts(TEXTS, language),
        }
        self._types = {type_key(note_type): note_type for note_type in deck.note_types}
        self._ids = [*ledger.notes, *(note.id for note in deck.notes)]
        self._kinds = {kind.name: labels_of(kind, language).get("kind", kind.name) for kind in deck.kinds}

    def lines(self) -> Iterator[str]:
        texts, changes = self._texts, self._changes
        yield f"# {escape(self._deck.config.name)} {escape(self._edition.version)}\n"
        yield texts["facts"].format(
            date=local_date(self._edition.time),
            notes=len(self._deck.notes),
            cards=sum(len(note.cards) for note in self._deck.notes),
            file=self._edition.file,
        )
        yield ""
        if not self._ledger.releases:
            yield f"{texts['first']}\n"
        else:
            counts = {"added": changes.added, "changed": changes.changed, "retired": changes.retired}
            yield texts["counts"].format(**{key: len(notes) for key, notes in counts.items()}) + "\n"
            yield from self._notice()
        yield from self._added()
        yield from self._changed()
        yield from self._blank()
        yield from self._touched()
        yield from self._renamed()
        yield from self._retired()
        yield from self._look()
        later = "" if self._ledger.releases else "_first"
        yield f"## {texts['how']}\n"
        yield texts[f"how_text{later}"].format(file=self._edition.file)
        yield f"## {texts[f'keep{later}']}\n"
        yield texts[f"keep_text{later}"].format(date=local_date(self._edition.time))

    def _notice(self) -> Iterator[str]:
        name, old_name = self._deck.config.name, self._ledger.name
        lines = []
        if name != old_name:
            lines.append(self._texts["renamed"].format(old=escape(old_name), new=escape(name)))
        for (old, new), spans in moved_subdecks(self._deck, self._ledger).items():
            lines.append(self._texts["moved"].format(count=len(spans), old=escape(old), new=escape(new)))
        if lines:
            yield f"## {self._texts['notice']}\n"
            yield from (f"- {line}" for line in lines)
            yield ""

    def _added(self) -> Iterator[str]:
        if not self._changes.added:
            return
        yield f"## {self._texts['added']} ({len(self._changes.added):,})\n"
        by_category: defaultdict[str, list[str]] = defaultdict(list)
        for note in self._changes.added[:_MOST]:
            kind = escape(self._kinds[note.kind])
            by_category[note.category].append(f"- {escape(note.title)} ({kind}) `{note.id}`")
        for category, lines in by_category.items():
            yield f"### {escape(category or self._texts['none'])}\n"
            yield from lines
            yield ""
        yield from self._more(len(self._changes.added))
        if self._changes.returned:
            titles = ", ".join(f"{escape(note.title)} `{note.id}`" for note in self._changes.returned[:_FEW])
            yield f"{self._texts['returned'].format(titles=titles)}\n"

    def _changed(self) -> Iterator[str]:
        if not self._changes.changed:
            return
        yield f"## {self._texts['changed']} ({len(self._changes.changed):,})\n"
        alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for changed in self._changes.changed[:_MOST]:
            how = "" if changed.change else changed.note.id  # who knows only which field changed knows not how
            alike[how, *self._change(changed)].append(f"{escape(changed.note.title)} `{changed.note.id}`")
        for (_, *lines), titles in alike.items():
            if len(titles) == 1:
                yield f"### {titles[0]}\n"
                yield from lines
            else:  # a card that is switched on for many notes
                yield f"### {self._texts['alike'].format(count=len(titles))}\n"
                yield from lines
                yield from (f"  - {title}" for title in titles)
            yield ""
        yield from self._more(len(self._changes.changed))
        yield from self._missed()

    def _missed(self) -> Iterator[str]:
        """How members find the changes that did not reach them, since they wrote in the note after the release."""
        found: defaultdict[str, list[Wanted]] = defaultdict(list)
        without: list[str] = []
        for changed in self._changes.changed:
            note_type = self._types[type_key(changed.note)]
            at = revision_at(note_type)
            if at is not None:
                found[note_type.fields[at].name].append(Wanted(changed.note.id, note_type.id))
            else:
                without.append(changed.note.title)
        if found:
            yield f"{self._texts['missed']}\n"
        for label, wanted in found.items():
            lacking = f'-"{quoted(label)}:{quoted(self._edition.version)}"'
            yield from self._searches(wanted, lacking)
        if without:
            yield f"{self._texts['missed_not'].format(titles=', '.join(map(escape, without[:_FEW])))}\n"

    def _blank(self) -> Iterator[str]:
        """Cards that members may have studied, and that are blank from now on."""
        lost = [changed for changed in self._changes.changed if changed.lost_cards]
        if not lost:
            return
        yield f"## {self._texts['blank']} ({sum(len(changed.lost_cards) for changed in lost):,})\n"
        yield f"{self._texts['blank_text']}\n"
        wanted = [
            Wanted(changed.note.id, note_type.id, changed.lost_cards)
            for changed in lost
            if revision_at(note_type := self._types[type_key(changed.note)]) is not None
        ]
        if wanted:  # notes of kinds that moved in carry no id
            yield f"{self._texts['blank_find']}\n"
        yield from self._searches(wanted)
        yield from (f"- {escape(changed.note.title)} `{changed.note.id}`" for changed in lost)
        yield ""

    def _touched(self) -> Iterator[str]:
        if self._changes.touched:
            yield f"## {self._texts['touched']} ({len(self._changes.touched):,})\n"
            yield f"{self._texts['touched_text']}\n"

    def _renamed(self) -> Iterator[str]:
        if self._changes.renamed:
            yield f"## {self._texts['renamed_ids']} ({len(self._changes.renamed):,})\n"
            ids = ", ".join(f"`{old}` → `{note.id}`" for old, note in self._changes.renamed[:_MOST])
            yield f"{self._texts['renamed_ids_text'].format(ids=ids)}\n"

    def _searches(self, wanted: list[Wanted], condition: str = "") -> Iterator[str]:
        for search in searches(wanted, self._ids, condition):
            yield f"```\n{search}\n```\n"

    def _change(self, changed: ChangedNote) -> list[str]:
        if changed.change is not None:
            return change_lines(changed.change, self._texts)
        names = ", ".join(changed.fields) or self._texts["anything"]
        return [f"- {escape(self._texts['fields_only'].format(names=names))}"]

    def _retired(self) -> Iterator[str]:
        retired = self._changes.retired
        if not retired:
            return
        yield f"## {self._texts['retired']} ({len(retired):,})\n"
        yield f"{self._texts['retired_text']}\n"
        wanted = [Wanted(note.id, note_type.id) for note in retired if (note_type := self._findable(note))]
        if wanted:
            yield f"{self._texts['retired_find']}\n"
        yield from self._searches(wanted)
        yield from (f"- {escape(note.title)} `{note.id}`" for note in retired)
        yield ""

    def _findable(self, note: ReleasedNote) -> ReleasedNoteType | None:
        """A retired note's type, where it has a field that carries the id."""
        note_type = self._ledger.note_types[note.kind, note.shape]
        return note_type if ID_FIELD in note_type.labels else None

    def _look(self) -> Iterator[str]:
        kinds = ", ".join(escape(self._kinds[t.kind]) for t in self._changes.note_types)
        others = self._changes.added or self._changes.retired  # either moves the order by itself
        moved = self._changes.arrangement and bool(self._ledger.releases) and not others
        if kinds or moved:
            yield f"## {self._texts['look']}\n"
        if kinds:
            yield f"- {self._texts['look_changed'].format(kinds=kinds)}"
        if moved:
            yield f"- {self._texts['arrangement']}"
        if kinds or moved:
            yield ""

    def _more(self, count: int) -> Iterator[str]:
        if count > _MOST:
            yield f"{self._texts['more'].format(count=f'{count - _MOST:,}')}\n"


def searches(wanted: Sequence[Wanted], ids: Collection[str], condition: str = "") -> Iterator[str]:
    """Searches that find these notes and no others: `("ID:one" or "ID:two") (mid:…)`, one for each 200.

    Args:
        ids: All ids of the deck, so that one that differs in case only is not found with them.
        condition: A search that they must meet besides.
    """
    alike = Counter([key.casefold() for key in {*ids, *(note.id for note in wanted)}])
    for start in range(0, len(wanted), _MOST_TERMS):
        part = wanted[start : start + _MOST_TERMS]
        terms = " or ".join(_term(note, exact=alike[note.id.casefold()] > 1) for note in part)
        types = " or ".join(f"mid:{number}" for number in sorted({note.note_type for note in part}))
        yield f"({terms}) ({types})" + (f" {condition}" if condition else "")


def _term(note: Wanted, *, exact: bool) -> str:
    """An id as a search term. Anki's search does not tell case: next to `Ab`, `ab` needs an expression."""
    found = f'"{ID_FIELD}:{f"re:(?-i)^{re.escape(note.id)}$" if exact else quoted(note.id)}"'
    if not note.cards:
        return found
    cards = " or ".join(f"card:{number}" for number in note.cards)
    return f"({found} ({cards}))"


def quoted(text: str) -> str:
    """Text inside the quotes of a search term, taken as it is."""
    return _SPECIAL.sub(r"\\\1", text)

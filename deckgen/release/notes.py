"""Release notes for members: what is new, what changed, how to import it, what they keep, how to find it in Anki."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from deckgen.anki.snapshot import ID_FIELD
from deckgen.kinds.compiler import labels_of
from deckgen.messages.texts import Texts, read_texts
from deckgen.model import Deck
from deckgen.release.changes import ChangedNote, Changes
from deckgen.release.content import revision_at, type_key
from deckgen.release.differences.as_markdown import TEXTS as DIFFERENCE_TEXTS
from deckgen.release.differences.as_markdown import change_lines, escape
from deckgen.release.history_checks import moved_subdecks
from deckgen.release.ledger import Ledger, Release

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


def release_notes(deck: Deck, ledger: Ledger, changes: Changes, release: Release, file: str) -> str:
    """The notes of a release in Markdown, in the deck's language; `ledger` is the one before, `file` the package."""
    return "\n".join(_Writer(deck, ledger, changes, release, file).lines()).rstrip("\n") + "\n"


class _Writer:
    def __init__(self, deck: Deck, ledger: Ledger, changes: Changes, release: Release, file: str) -> None:
        self._deck, self._ledger, self._changes, self._release, self._file = deck, ledger, changes, release, file
        language = deck.config.language
        self._texts = Texts(language, {**read_texts(DIFFERENCE_TEXTS, language), **read_texts(TEXTS, language)})
        self._types = deck.types
        self._kinds = {kind.name: escape(labels_of(kind, language).get("kind", kind.name)) for kind in deck.kinds}

    def _heading(self, key: str, count: int) -> str:
        return f"## {self._texts[key]} ({count:,})\n"

    def lines(self) -> Iterator[str]:
        deck, changes, day = self._deck, self._changes, self._release.day
        yield f"# {escape(deck.config.name)} {escape(self._release.version)}\n"
        cards = sum(len(note.cards) for note in deck.notes)
        yield self._texts.say("facts", date=day, notes=len(deck.notes), cards=cards, file=self._file) + "\n"
        if not self._ledger.releases:
            yield f"{self._texts['first']}\n"
        else:
            counts = {"added": changes.added, "changed": changes.changed, "retired": changes.retired}
            yield self._texts.say("counts", **{key: len(notes) for key, notes in counts.items()}) + "\n"
            yield from self._notice()
        yield from self._added()
        yield from self._changed()
        yield from self._blank()
        if changes.touched:
            yield self._heading("touched", len(changes.touched))
            yield f"{self._texts['touched_text']}\n"
        yield from self._retired()
        yield from self._look()
        later = "" if self._ledger.releases else "_first"
        yield f"## {self._texts['how']}\n"
        yield self._texts.say(f"how_text{later}", file=self._file)
        yield f"## {self._texts[f'keep{later}']}\n"
        yield self._texts.say(f"keep_text{later}", date=day)

    def _notice(self) -> Iterator[str]:
        name, old_name = escape(self._deck.config.name), escape(self._ledger.name)
        lines = [self._texts.say("renamed", old=old_name, new=name)] if name != old_name else []
        for (old, new), spans in moved_subdecks(self._deck, self._ledger).items():
            lines.append(self._texts.say("moved", count=len(spans), old=escape(old), new=escape(new)))
        if lines:
            yield f"## {self._texts['notice']}\n"
            yield from (f"- {line}" for line in lines)
            yield ""

    def _added(self) -> Iterator[str]:
        added, returned = self._changes.added, self._changes.returned
        if not added:
            return
        yield self._heading("added", len(added))
        by_category: defaultdict[str, list[str]] = defaultdict(list)
        for note in added[:_MOST]:
            by_category[note.category].append(f"- {escape(note.title)} ({self._kinds[note.kind]}) `{note.id}`")
        for category, lines in by_category.items():
            yield f"### {escape(category or self._texts['none'])}\n"
            yield from lines
            yield ""
        yield from self._more(len(added))
        if returned:
            titles = ", ".join(f"{escape(note.title)} `{note.id}`" for note in returned[:_FEW])
            yield self._texts.say("returned", titles=titles) + "\n"

    def _changed(self) -> Iterator[str]:
        notes = self._changes.changed
        if not notes:
            return
        yield self._heading("changed", len(notes))
        alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for changed in notes[:_MOST]:
            how = "" if changed.change else changed.note.id  # who knows only which field changed knows not how
            alike[how, *self._change(changed)].append(f"{escape(changed.note.title)} `{changed.note.id}`")
        for (_, *lines), titles in alike.items():
            if len(titles) == 1:
                yield f"### {titles[0]}\n"
                yield from lines
            else:  # a card that is switched on for many notes
                yield f"### {self._texts.say('alike', count=len(titles))}\n"
                yield from lines
                yield from (f"  - {title}" for title in titles)
            yield ""
        yield from self._more(len(notes))
        yield from self._missed()

    def _change(self, changed: ChangedNote) -> list[str]:
        if changed.change is not None:
            return [*change_lines(changed.change, self._texts)]
        names = ", ".join(changed.fields)  # none where branches that were merged had released it differently
        return [f"- {escape(self._texts.say('fields_only' if names else 'unsettled', names=names))}"]

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
                without.append(escape(changed.note.title))
        if found:
            yield f"{self._texts['missed']}\n"
        for label, wanted in found.items():
            yield from _blocks(wanted, f' -"{_quoted(label)}:{_quoted(self._release.version)}"')
        if without:
            yield self._texts.say("missed_not", titles=", ".join(without[:_FEW])) + "\n"

    def _blank(self) -> Iterator[str]:
        """Cards that members may have studied, and that are blank from now on."""
        lost = [changed for changed in self._changes.changed if changed.lost_cards]
        types = [self._types[type_key(changed.note)] for changed in lost]
        wanted = [
            Wanted(changed.note.id, note_type.id, changed.lost_cards)
            for changed, note_type in zip(lost, types, strict=True)
            if revision_at(note_type) is not None  # notes of kinds that moved in carry no id
        ]
        titles = [(changed.note.title, changed.note.id) for changed in lost]
        yield from self._gone("blank", sum(len(changed.lost_cards) for changed in lost), wanted, titles)

    def _retired(self) -> Iterator[str]:
        retired = self._changes.retired
        types = [self._ledger.note_types[note.kind, note.shape] for note in retired]
        pairs = zip(retired, types, strict=True)
        wanted = [Wanted(note.id, note_type.id) for note, note_type in pairs if ID_FIELD in note_type.labels]
        yield from self._gone("retired", len(retired), wanted, [(note.title, note.id) for note in retired])

    def _gone(self, key: str, count: int, wanted: Sequence[Wanted], titles: Sequence[tuple[str, str]]) -> Iterator[str]:
        """A section of notes or cards that are gone, with searches for those that can be found."""
        if not titles:
            return
        yield self._heading(key, count)
        yield f"{self._texts[f'{key}_text']}\n"
        if wanted:
            yield f"{self._texts[f'{key}_find']}\n"
        yield from _blocks(wanted)
        yield from (f"- {escape(title)} `{id_}`" for title, id_ in titles)
        yield ""

    def _look(self) -> Iterator[str]:
        kinds = ", ".join(self._kinds[t.kind] for t in self._changes.note_types)
        others = self._changes.added or self._changes.retired  # either moves the order by itself
        moved = self._changes.arrangement and self._ledger.releases and not others
        lines = [f"- {self._texts.say('look_changed', kinds=kinds)}"] if kinds else []
        lines += [f"- {self._texts['arrangement']}"] if moved else []
        if lines:
            yield f"## {self._texts['look']}\n"
            yield from lines
            yield ""

    def _more(self, count: int) -> Iterator[str]:
        if count > _MOST:
            yield self._texts.say("more", count=f"{count - _MOST:,}") + "\n"


def _blocks(wanted: Sequence[Wanted], condition: str = "") -> Iterator[str]:
    """Searches that find these notes and no others: `("ID:one" or "ID:two") (mid:…)`, one for each 200."""
    for start in range(0, len(wanted), _MOST_TERMS):
        part = wanted[start : start + _MOST_TERMS]
        types = " or ".join(f"mid:{number}" for number in sorted({note.note_type for note in part}))
        yield f"```\n({' or '.join(map(_term, part))}) ({types}){condition}\n```\n"


def _term(note: Wanted) -> str:
    found = f'"{ID_FIELD}:{_quoted(note.id)}"'
    cards = " or ".join(f"card:{number}" for number in note.cards)
    return f"({found} ({cards}))" if cards else found


def _quoted(text: str) -> str:
    """Text inside the quotes of a search term, taken as it is."""
    return _SPECIAL.sub(r"\\\1", text)

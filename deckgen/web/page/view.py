"""A deck as a page shows it, before it is a file: its entries by topic, and what the page says of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deckgen.anki.tags import clean_tag, own_tags
from deckgen.kinds.compiler import labels_of
from deckgen.messages.texts import read_texts
from deckgen.model import Deck, Note
from deckgen.model.diagnostics import Diagnostic, ordered
from deckgen.sources.places import SourceFiles
from deckgen.web.page.entries import TEXTS, Entries, PageEntry
from deckgen.web.page.sheet import sheet_of, sheet_problems


@dataclass(frozen=True, slots=True)
class View:
    """What a page is written from."""

    deck: Deck
    entries: tuple[PageEntry, ...]
    """Topic by topic, in study order within each."""
    data: Mapping[str, Any]
    """What the page's script builds the rest from, as JSON: `topics` (name, entries, introduction), `kinds` (name,
    label, entries), `slices` (rank, tag, entries; without a tag, those of no slice), of each entry its rank in `ranks`
    and its place in study order in `order`, `asked` (ids of each question and its follow-ups, for the mock session),
    `frames` (what entries name by its number), `sheet` (HTML of the sheet for the day, empty where there is none) and
    `facts` (the line below the title)."""
    media: Mapping[str, str]
    """Packed name → data URI, of what no entry holds itself."""
    description: str
    """HTML."""
    diagnostics: tuple[Diagnostic, ...]
    """Warnings about what the page cannot show as Anki does."""


def view_of(deck: Deck, kept: Entries | None = None) -> View:
    """See a deck as a page does.

    Raises:
        DeckgenError: A media file vanished since it was read.
    """
    topics: dict[str, list[Note]] = {}
    for note in deck.notes:
        topics.setdefault(note.category, []).append(note)
    notes = [note for group in topics.values() for note in group]
    making = kept or Entries(inline=True)
    entries = making.of(deck, notes)
    description = making.content.fit(deck.description, inside=True)
    places = {note.id: place for place, note in enumerate(deck.notes)}
    counts = Counter(note.kind for note in notes)
    slices = [clean_tag(tag) for tag in deck.config.slices]
    ranks = [_rank(note, slices, deck.config.tag) for note in notes] if slices else []
    names = dict(enumerate((*slices, "")))
    labels = {kind.name: labels_of(kind, deck.config.language).get("kind", kind.name) for kind in deck.kinds}
    about = read_texts(TEXTS, deck.config.language)["about"].format(
        notes=f"{len(notes):,}", cards=f"{sum(len(note.cards) for note in notes):,}"
    )
    introductions = dict(deck.config.introductions)
    data = {
        "topics": [
            [category or deck.config.name, len(group), introductions.get(category, "")]
            for category, group in topics.items()
        ],
        "kinds": [[name, label, counts[name]] for name, label in labels.items() if counts[name]],
        "slices": [[str(rank), name, ranks.count(rank)] for rank, name in names.items() if rank in ranks],
        "ranks": ranks,
        "order": [places[note.id] for note in notes],
        "asked": _asked(deck.notes),
        "frames": list(making.frames),
        "sheet": sheet_of(deck, making.content),
        "facts": [fact for fact in (deck.config.author, *about.split(" · "), deck.config.licence) if fact],
    }
    problems = ordered((*_warnings(entries), *sheet_problems(deck)))
    return View(deck, entries, data, making.content.left_over(), description, problems)


def _rank(note: Note, slices: Sequence[str], root: str) -> int:
    """The first slice that a note is in, or how many there are."""
    tags = own_tags(note.tags, root)
    return next((rank for rank, tag in enumerate(slices) if tag in tags), len(slices))


def _asked(notes: Sequence[Note]) -> tuple[tuple[str, ...], ...]:
    """Ids of each question in study order, then of its follow-ups; what follows up a follow-up comes right after it."""
    below: defaultdict[str, list[Note]] = defaultdict(list)
    for note in notes:
        below[note.parent].append(note)

    def group(note: Note) -> Iterator[str]:
        yield note.id
        for follow_up in below[note.id]:
            yield from group(follow_up)

    return tuple(tuple(group(note)) for note in below[""] if note.kind == "question")


def _warnings(entries: tuple[PageEntry, ...]) -> Iterator[Diagnostic]:
    """Give what the entries cannot show a place in the source."""
    files = SourceFiles()
    reported: set[tuple[str, str]] = set()
    for entry in entries:
        for trouble in entry.troubles:
            if not trouble.needle and (entry.note.kind, trouble.what.rule) in reported:
                continue  # it is about a template, not about the card
            reported.add((entry.note.kind, trouble.what.rule))
            written = trouble.needle.replace("} }", "}}")  # as before the renderer split them
            span = files.places(entry.note.span.path).below(entry.note.span, trouble.needle, written)
            yield trouble.what.at(span)

"""Parts to a deck: all that needs the whole deck happens here, and nothing else."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from deckgen.anki.tags import clean_tag, own_tags
from deckgen.anki.template import fields_in_tags
from deckgen.kinds import note_type_of
from deckgen.model import Deck, Kind, MediaFile, Note
from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding
from deckgen.model.nodes import Scalar
from deckgen.pipeline.compile import Environment, Part, PartEntry
from deckgen.rendering.markdown import to_html
from deckgen.rules import CardFacts, check_deck
from deckgen.sources.order import by_slice, study_order


def join(
    parts: Sequence[Part], environment: Environment, style: str = "", *, lint: bool = False
) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Join the parts of a deck.

    Args:
        parts: One for each card file, in source order.
        lint: Whether to run the rules that compare cards.

    Returns:
        The deck, without the cards that have errors, and all diagnostics of its parts and between them.
    """
    first: dict[str, Span] = {}
    diagnostics = list(_taken_ids(parts, first))
    sound = [
        entry for part in parts for entry in part.entries if entry.note is not None and first[entry.id] is entry.place
    ]
    diagnostics += _taken_guids(sound)
    config = environment.config
    if config.slices:
        slices = [clean_tag(tag) for tag in config.slices]
        sound = by_slice(sound, slices, lambda entry: own_tags(entry.note.tags, config.tag) if entry.note else ())
    known = None if any(part.broken for part in parts) else first.keys()
    studied, problems = study_order(sound, known)
    diagnostics += problems
    inside = [diagnostic for part in parts for diagnostic in part.diagnostics]
    if lint:
        facts = [_facts(entry, entry.note, entry.first, environment) for entry in studied if entry.note and entry.first]
        inside = list(check_deck(facts, inside, environment.settings))
    notes = tuple(entry.note for entry in studied if entry.note is not None)
    used = {(note.kind, note.shape) for note in notes}
    named = {kind for kind, _ in used}
    kinds = tuple(kind for kind in environment.kinds if kind.name in named)
    deck = Deck(
        config=config,
        note_types=tuple(
            note_type_of(kind.at(shape), config, style)
            for kind in kinds
            for shape in range(1, kind.shape + 1)
            if (kind.name, shape) in used
        ),
        notes=notes,
        media=_media(parts, _shown_by_name(kinds, notes, environment.media.by_name())),
        kinds=kinds,
        description=to_html(config.description, _nothing).html,
    )
    return deck, (*inside, *diagnostics)


def _taken_ids(parts: Iterable[Part], first: dict[str, Span]) -> Iterator[Diagnostic]:
    """Fill `first` with the first place of each id, and yield a problem for each later one."""
    for part in parts:
        for entry in part.entries:
            earlier = first.setdefault(entry.id, entry.place)
            if earlier is not entry.place and entry.readable:
                yield finding(
                    "duplicate-id",
                    "id '{id}' is taken by {place}",
                    "give this card an id of its own; leave the older card's id as it is",
                    id=entry.id,
                    place=str(earlier),
                ).at(entry.place)


def _taken_guids(entries: Iterable[PartEntry]) -> Iterator[Diagnostic]:
    first: dict[str, PartEntry] = {}
    for entry in entries:
        if entry.note is not None and first.setdefault(entry.note.guid, entry) is not entry:
            yield finding(
                "duplicate-guid",
                "the guid of '{id}' is that of '{other}'",
                "for Anki both would be one note: take 'guid' out of the one that is new",
                id=entry.id,
                other=first[entry.note.guid].id,
            ).at(entry.place)


def _facts(entry: PartEntry, note: Note, first: Scalar, environment: Environment) -> CardFacts:
    """What deck rules need of a card. A follow-up asks within the context of another card."""
    columns = environment.plans[note.kind, note.shape].columns
    context = note.fields[columns.index("context")] if "context" in columns else ""
    asked = " ".join(f"{context}\n{note.fields[0]}".split()).casefold().rstrip("?？.")
    return CardFacts(entry.id, asked, Span(note.span.path, first.line, first.column), entry.ignore)


def _media(parts: Iterable[Part], by_name: Iterable[MediaFile]) -> tuple[MediaFile, ...]:
    packed = {
        lookup.found.name: lookup.found
        for part in parts
        for lookup in part.media
        if isinstance(lookup.found, MediaFile)
    }
    packed |= {file.name: file for file in by_name}
    return tuple(packed[name] for name in sorted(packed))


def _nothing(written: str) -> Finding:
    """A description shows no media: Anki has no place for them there."""
    return finding(
        "media-missing", "there is no '{name}' in media/", "put the file there, or fix its name", name=written
    )


def _shown_by_name(kinds: Iterable[Kind], notes: Iterable[Note], files: Mapping[str, Path]) -> Iterator[MediaFile]:
    """The files that note types which members have show by name, and those that begin with `_`, which Anki never drops.

    Args:
        notes: The deck's notes: a template may name a file by a field, as in `<img src="{{Picture}}">`.
        files: What lies in `media/`, by name.
    """
    known = {kind.name: kind for kind in kinds if kind.known}
    if not (known and files):
        return
    names = {name for name in files if name.startswith("_")}
    for kind in known.values():
        for text in (kind.css, *(side for card in kind.cards for side in (card.front, card.back))):
            names.update(name for name in files if name in text)
    columns = {name: _places(kind) for name, kind in known.items()}
    if any(columns.values()):
        for note in notes:
            for at in columns.get(note.kind, ()):
                names.add(html.unescape(note.fields[at]).strip())
    for name in sorted(names & files.keys()):
        yield MediaFile(name, files[name])


def _places(kind: Kind) -> frozenset[int]:
    named = fields_in_tags("\n".join(side for card in kind.cards for side in (card.front, card.back)))
    return frozenset(at for at, spec in enumerate(kind.fields) if not named.isdisjoint({spec.name, spec.title}))

"""Every way in which an update breaks its promise, in words: what happened, why, and what the author can do.

Every cause here was seen in packages that tools really make; how Anki decides is measured on its own importer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.messages.catalogue import Said, Value
from deckgen.model.diagnostics import Finding, finding

_JOIN = {"en": "; ", "ko": ". "}
"""Between two causes of one breach."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which the update breaks the promise, or a warning of the same form."""

    finding: Finding
    causes: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    """The titles of the notes that it concerns."""

    @property
    def rule(self) -> str:
        """Its kebab-case name, e.g. `edits-overwritten`."""
        return self.finding.rule

    def said(self, language: str) -> Said:
        """What happened to the member, and what the author can do."""
        return self.finding.said(language)

    def cause(self, language: str) -> str:
        """Why it happened."""
        return _JOIN[language].join(dict.fromkeys(cause.said(language).message for cause in self.causes))


def breach(rule: str, notes: Sequence[str], causes: Sequence[Finding] = (), **values: Value) -> Breach | None:
    """A breach of these notes; None where there are none."""
    return always(rule, notes, causes, n=len(notes), **values) if notes else None


def always(rule: str, notes: Sequence[str] = (), causes: Sequence[Finding] = (), **values: Value) -> Breach:
    """A breach, whether or not it concerns single notes."""
    said, *usual = (found._replace(values=tuple(values.items())) for found in _RULES[rule])
    return Breach(said, tuple(causes or usual), tuple(notes))


_RULES: dict[str, tuple[Finding, ...]] = {
    "reviews-lost": (
        finding(
            "reviews-lost",
            "{lost:?review|reviews} gone, and cards of {n:?note|notes} moved or rescheduled",
            "never remove a card template; make the package without scheduling",
        ),
        finding("reviews-lost.cause", "the package removes cards that members have, or carries a schedule of its own"),
    ),
    "duplicates": (
        finding(
            "duplicates",
            "{n:?note|notes} came a second time; the reviews stay on the old copies",
            "derive the guid from an id that never changes (in deckgen: keep each card's 'id:')",
        ),
        finding(
            "duplicates.cause",
            "their guid changed though the note is the same one. Anki matches notes by guid alone, and genanki's "
            "default guid is made of the fields, so fixing a typo makes another note",
        ),
    ),
    "guid-twice": (
        finding(
            "guid-twice",
            "{n:?note|notes} in the new package share a guid with another",
            "give every note a guid of its own",
        ),
        finding("guid-twice.cause", "two notes were given the same guid, and Anki updates only one of them"),
    ),
    "note-type-conflict": (
        finding(
            "note-type-conflict",
            "{n:?note|notes} can never be updated again: Anki treats them as conflicting",
            "keep the note type's id, its fields and its templates as released; new fields need a new note type, with "
            "new notes (in deckgen: 'since: 2' on the new field)",
        ),
    ),
    "edits-overwritten": (
        finding(
            "edits-overwritten",
            "the member's own edits or tags on {n:?note|notes} that did not change are lost",
            "move a note's modification time only when that note changes (in deckgen: build with the ledger "
            "cards/released.jsonl, which 'deckgen release' keeps)",
        ),
        finding(
            "edits-overwritten.cause",
            "their modification times are newer: Anki treats each as changed and replaces its fields and tags; genanki "
            "stamps every note with the build's time",
        ),
    ),
    "fixes-missed": (
        finding(
            "fixes-missed",
            "changes to {n:?note|notes} did not arrive",
            "move a note's modification time forward whenever that note changes",
        ),
        finding(
            "fixes-missed.cause",
            "their modification times are no newer, as with a constant build time, a clock that went back, or OLD and "
            "NEW swapped: Anki takes only a note whose time is newer",
        ),
    ),
    "new-notes-missing": (
        finding(
            "new-notes-missing",
            "{n:?new note|new notes} did not arrive as written",
            "give the new notes guids and a note type of their own",
        ),
        finding("new-notes-missing.cause", "Anki refused them next to what the member has"),
    ),
    "style-missed": (
        finding(
            "style-missed",
            "changed templates or CSS of {names} did not arrive",
            "move the note type's modification time whenever its templates or CSS change",
        ),
        finding(
            "style-missed.cause",
            "the note type's modification time did not move forward; Anki takes only a note type whose time is newer",
        ),
    ),
    "cards-blank": (
        finding(
            "cards-blank",
            "cards of {n:?note|notes} that members may have studied go blank",
            "keep what they showed, or give members a search for them, since 'Empty Cards' deletes their reviews",
        ),
        finding(
            "cards-blank.cause",
            "a field, a cloze number or a template that made the card shows nothing now, and Anki keeps blank cards",
        ),
    ),
    "schedules-shifted": (
        finding(
            "schedules-shifted",
            "cards of {n:?note|notes} ask something else of the note now",
            "leave them where they were: new deletions get new numbers, and new questions a kind of their own",
        ),
        finding(
            "schedules-shifted.cause",
            "cloze numbers, numbered fields or templates changed places, or a template asks for another field; a "
            "card's schedule belongs to its number",
        ),
    ),
    "ids-swapped": (
        finding(
            "ids-swapped",
            "{n:?note|notes} ask what another note asked that members have",
            "give each text its own id back",
        ),
        finding("ids-swapped.cause", "guids changed places: each note's reviews now belong to the other's text"),
    ),
    "id-reused": (
        finding(
            "id-reused.rehearsed",
            "{n:?note|notes} now say something else altogether, but keep the reviews of what they said before",
            "give the new card an id of its own, and let the old one go",
        ),
        finding("id-reused.cause", "an id was used again for another card"),
    ),
    "no-cards": (
        finding(
            "no-cards.notes",
            "{n:?note|notes} have no card",
            "fill the field that the front shows, or leave the note out",
        ),
        finding("no-cards.cause", "no template of their note type shows a field that they fill"),
    ),
    "stamped-too-old": (
        finding(
            "stamped-too-old",
            "changes to {n:?note|notes} are not dated after all of OLD",
            "stamp every change with the time of its release",
        ),
        finding(
            "stamped-too-old.cause",
            "a clock that was behind: whoever imported OLD later than that, in Anki up to 24.6, or wrote in the note, "
            "never gets them",
        ),
    ),
    "pictures-stale": (
        finding(
            "pictures-stale",
            "members keep the old pictures or sounds of {n:?note|notes}",
            "put a hash of the content into the file's name, or rename it, so that the note changes with it",
        ),
        finding(
            "pictures-stale.cause",
            "a file changed under its name. Anki renames the new one where the name is taken, and only a note that "
            "changed shows it",
        ),
    ),
    "media-missing": (
        finding(
            "media-missing.package",
            "pictures or sounds of {n:?note|notes} are in neither package",
            "add every file that a note names to the package's media",
        ),
        finding("media-missing.cause", "the package was made without them"),
    ),
    "second-deck": (
        finding(
            "second-deck",
            "members get a second deck: {names}",
            "keep the deck's name, or tell members to rename their deck before they import",
        ),
        finding("second-deck.cause", "Anki matches decks by name; the cards that members have stay in {stay}"),
    ),
}

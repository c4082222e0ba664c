"""Rehearse an update in the real Anki before members get it, and say what each of them would see."""

from deckgen.release.verify.rehearsal import Rehearsal, rehearse
from deckgen.release.verify.verdict import NoteVerdict, Outcome, Verdict, judge

__all__ = ["NoteVerdict", "Outcome", "Rehearsal", "Verdict", "judge", "rehearse"]

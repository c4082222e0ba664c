"""Rehearse an update in the real Anki before members get it, and say what each of them would see."""

from deckgen.verify.causes import Breach
from deckgen.verify.rehearsal import Rehearsal, rehearse
from deckgen.verify.verdict import NoteVerdict, Outcome, Verdict, judge

__all__ = ["Breach", "NoteVerdict", "Outcome", "Rehearsal", "Verdict", "judge", "rehearse"]

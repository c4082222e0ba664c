"""What `check --fix` mends by itself: slips that can be read in one way only, and nothing else in the file."""

from deckgen.editing.fixing.deck import FixedFile, answered_by, fix_deck, write_fixes

__all__ = ["FixedFile", "answered_by", "fix_deck", "write_fixes"]

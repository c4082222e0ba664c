"""What `check --fix` fixes: slips that can be read in one way only, and nothing else in the file."""

from deckgen.editing.fixing.deck import FixedFile, fix_deck, fixed_by, write_fixes

__all__ = ["FixedFile", "fix_deck", "fixed_by", "write_fixes"]

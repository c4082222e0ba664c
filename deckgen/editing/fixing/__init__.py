"""What `check --fix` fixes: slips that can be read in one way only, and nothing else in the file."""

from deckgen.editing.fixing.deck import FIXABLE, FixedFile, fix_deck, fixed_by, write_fixes

__all__ = ["FIXABLE", "FixedFile", "fix_deck", "fixed_by", "write_fixes"]

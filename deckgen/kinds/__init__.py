"""Kinds: folders of data that say which fields a card source has and which cards come of it."""

from deckgen.kinds.compiler import columns_filtered, note_type_of
from deckgen.kinds.loader import builtin_kinds, folder_of, load_kinds

__all__ = ["builtin_kinds", "columns_filtered", "folder_of", "load_kinds", "note_type_of"]

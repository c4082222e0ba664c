"""Packages read, whoever made them: Anki's old format, its new one, and what other tools write."""

from deckgen.unpack.package import read_package

__all__ = ["read_package"]

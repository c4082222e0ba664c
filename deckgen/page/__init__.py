"""A deck as one HTML file: to read, search, study and print, without Anki and without a network."""

from deckgen.page.page import Extras, render_page, write_page

__all__ = ["Extras", "render_page", "write_page"]

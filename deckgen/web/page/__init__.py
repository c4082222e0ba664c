"""A deck as one HTML file: to read, search, study and print, without Anki and without a network."""

from deckgen.web.page.entries import Entries
from deckgen.web.page.file import Extras, policy, render_page, render_view, write_page
from deckgen.web.page.view import View, view_of

__all__ = [
    "Entries",
    "Extras",
    "View",
    "policy",
    "render_page",
    "render_view",
    "view_of",
    "write_page",
]

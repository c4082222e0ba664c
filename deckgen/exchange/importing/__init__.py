"""Cards that exist elsewhere, as a deck project: tables, Markdown, packages."""

"""A released deck's own site: one address for members, a folder of static files."""

from deckgen.web.site.static_files import Published, read_published, write_site

__all__ = ["Published", "read_published", "write_site"]

"""A released deck's own site: one address for members, a folder of static files."""

from deckgen.site.released import Published, read_published
from deckgen.site.write import Site, write_site

__all__ = ["Published", "Site", "read_published", "write_site"]

"""A released deck's own site: one address for members, a folder of static files."""

from deckgen.web.site.released import Published, read_published
from deckgen.web.site.write import Site, write_site

__all__ = ["Published", "Site", "read_published", "write_site"]

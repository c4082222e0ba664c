"""What deckgen says, in English and Korean: one formatter, plurals, particles."""

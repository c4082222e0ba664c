"""Plans: how a deck is studied until a day."""

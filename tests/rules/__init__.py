"""What deckgen says of cards."""

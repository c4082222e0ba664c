"""Tests of what deckgen says."""

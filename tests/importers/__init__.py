"""Tests of decks made of what exists elsewhere."""

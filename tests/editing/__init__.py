"""Tests of the YAML that deckgen writes."""

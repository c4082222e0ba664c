"""Tests of what members fixed, back in the sources."""

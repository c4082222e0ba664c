"""Tests of what members mended, back in the sources."""

"""Tests of the page and the preview: in a real browser, against the real Anki."""

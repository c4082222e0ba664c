"""What members mended in Anki, back into the sources."""

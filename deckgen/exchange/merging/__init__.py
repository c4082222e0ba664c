"""What members corrected in Anki, back into the sources."""

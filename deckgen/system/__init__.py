"""Files, git and the clock: all that reads or writes outside memory; no knowledge of cards."""

"""What Anki is: templates, cloze deletions, ids, tags, and packages, written and read."""

"""Sources: files, their text, positioned nodes, and the checked cards in study order."""

"""What leaves for Anki or a page is looked at once more when it is done, so that nothing of a stranger's runs there."""

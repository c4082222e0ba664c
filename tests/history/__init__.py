"""Random release histories, walked with the real importer."""

"""YAML written: new card files as an author would write them, and old ones changed in one place and nowhere else."""

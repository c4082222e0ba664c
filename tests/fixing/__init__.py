"""Tests of what `check --fix` mends."""

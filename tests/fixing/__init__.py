"""Tests of what `check --fix` fixes."""

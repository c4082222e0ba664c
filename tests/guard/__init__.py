"""Tests of what a stranger's files can do: nothing."""

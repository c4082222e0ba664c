"""Tests of what reads HTML."""

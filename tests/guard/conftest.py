"""Fixtures of the guard's tests: a deck project, and a collection to ask Anki."""

from tests.compiler.conftest import anki, project

__all__ = ["anki", "project"]

"""Fixtures of the guard's tests: a deck project, and a collection to ask Anki."""

from __future__ import annotations

from tests.compiler.conftest import anki, project

__all__ = ["anki", "project"]

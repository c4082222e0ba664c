"""Fixtures of the tests of fixes: a deck project."""

from tests.compiler.conftest import project

__all__ = ["project"]

"""Tests of the compiler: from card files to what the real Anki makes of the package."""

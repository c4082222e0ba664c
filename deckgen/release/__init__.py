"""Releases that are safe to import for years: what members already have, and what a release changes of it."""

LEDGER_NAME = "released.jsonl"
"""The ledger's file in the cards folder. Here, since a build without one loads no more of releases."""

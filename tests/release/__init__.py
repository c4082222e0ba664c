"""Tests of releases: the ledger, modification times, the release command, and differences."""

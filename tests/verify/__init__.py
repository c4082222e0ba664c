"""Rehearsing updates in the real Anki, and sending packages to one."""

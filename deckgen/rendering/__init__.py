"""Rendering: one card source in, one note out."""

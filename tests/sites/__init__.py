"""Tests of the site: what it publishes, what it refuses, and how members on any device find their way."""

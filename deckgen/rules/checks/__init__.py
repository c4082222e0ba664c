"""The rules: each module has one, as `RULE`."""

"""Commands that are stopped at any moment: by Ctrl-C, or by a machine that loses power."""

"""The deck in a browser: one-file page, live preview, download site."""

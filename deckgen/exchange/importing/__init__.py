"""Cards that exist elsewhere, as drafts: packages, tables, Markdown, and folders of them."""

"""Cards that exist elsewhere, as drafts: packages, tables, Markdown, folders of them. What drafts become is `exchange`'s."""

"""HTML of fields: one tokenizer, one reading of what people see and hear, and the way back to Markdown.

Nothing here knows of notes or packages, nor decides what is safe: see `guard`.
"""

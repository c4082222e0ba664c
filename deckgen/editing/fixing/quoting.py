"""A text that YAML cannot read as it is written, put in quotes; its lines, spaces and characters stay as they are."""

from __future__ import annotations

from deckgen.anki.mathjax import commands_of, mathjax
from deckgen.editing.fixing.regions import Region, Vocabulary, text_region
from deckgen.editing.replace import Edit, apply
from deckgen.editing.tree import Tree, read_tree

_TYPOGRAPHIC = {"“": "”", "”": "”", "„": "“”", "‘": "’", "’": "’", "‚": "‘’"}
"""What keyboards and word processors make of `"` and `'`: each opening quote with its closing ones."""
_ESCAPES = frozenset("0abefnrtvNLPxuU")
"""Letters that YAML escapes with a backslash; a command of LaTeX that is one of them may mean either."""
_DELIMITERS = frozenset("()[]")


def quote_text(text: str, line: int, vocabulary: Vocabulary, *, stops: bool = True) -> str | None:
    """A file in which the text on a line is in quotes.

    Args:
        text: The file as it is; it need not be YAML.
        line: 1-based.
        stops: Whether YAML can read no further than this line, if it cannot read the whole file.

    Returns:
        None where it is not certain what the text is, or where anything else would be read differently.
    """
    region = text_region(text, line, vocabulary)
    if region is None:
        return None
    inner = _latex_inside(region.text) or unwrapped(region.text) or region.text
    written = _in_quotes(text[region.start : region.end], region.text, inner)
    if written is None:
        return None
    changed = apply(text, [Edit(region.start, region.end, written)])
    before, after = read_tree(text), read_tree(changed)
    further = after.broken is None or (before.broken is not None and after.broken > before.broken)
    if not further and (stops or after.broken != before.broken):
        return None
    return changed if _reads_alike(before, after, region, inner) else None


def unwrapped(text: str) -> str:
    """What is between typographic quotes that wrap a whole text; empty where none do."""
    closing = _TYPOGRAPHIC.get(text[:1], "")
    inner = text[1:-1]
    if len(text) < len("“x”") or text[-1] not in closing or any(quote in inner for quote in closing + text[0]):
        return ""
    return inner if inner == inner.strip() else ""


def _latex_inside(text: str) -> str:
    r"""What is in double quotes, as in `"$\theta$"`, where each backslash begins a command of LaTeX; else empty."""
    inner = text[1:-1]
    if not (text.startswith('"') and text.endswith('"') and "\\" in inner) or '"' in inner or "\\\\" in inner:
        return ""
    names = {name for _, name in commands_of(inner)}
    known = mathjax().commands | _DELIMITERS
    return inner if not names & _ESCAPES and names <= known and not inner.endswith("\\") else ""


def _in_quotes(raw: str, text: str, inner: str) -> str | None:
    """A text's lines in quotes; None where quotes of its own may be YAML's."""
    closing = _TYPOGRAPHIC.get(text[0], "")
    if inner == text and closing:  # certain only where the quotes are closed within the text, and are no apostrophes
        apostrophe = text[0] in "‘’‚" and text[-1] in closing
        if apostrophe or not any(quote in text[1:-1] for quote in closing):
            return None
    if inner != text:
        raw = raw[1:-1]
    elif raw[0] in "'\"":
        doubled = "''" in raw if raw[0] == "'" else "\\" in raw
        if text.endswith(raw[0]) or doubled:
            return None
    if "'" in raw and '"' not in raw and "\\" not in raw:
        return f'"{raw}"'
    return "'" + raw.replace("'", "''") + "'"


def _reads_alike(before: Tree, after: Tree, region: Region, inner: str) -> bool:
    """Whether a changed file reads as the old one, except for the text."""
    old, new = before.reading(), after.reading()
    quoted = (n for n in after.scalars if n.line >= region.first and n.text == inner and not n.is_shared)
    node = next(quoted, None)
    if node is None:
        return False
    if before.broken in {None, after.broken}:
        below = new[node.number + 1 :]
        return old[: node.number] == new[: node.number] and old[len(old) - len(below) :] == below
    above = before.reading(until=region.first)
    return new[: len(above)] == above

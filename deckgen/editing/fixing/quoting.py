"""A text that YAML cannot read as it is written, put in quotes; its lines, spaces and characters stay as they are."""

from __future__ import annotations

from deckgen.anki.mathjax import commands_of, mathjax
from deckgen.editing.fixing.regions import Region, text_region
from deckgen.editing.fixing.vocabulary import Vocabulary
from deckgen.editing.replace import Edit, apply
from deckgen.editing.tree import Tree, read_tree

_TYPOGRAPHIC = {"“": "”", "”": "”", "„": "“”", "‘": "’", "’": "’", "‚": "‘’"}
"""What keyboards and word processors make of `"` and `'`: each opening quote with its closing ones."""
_SINGLE = "‘’‚"
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
    if inner == text and text[0] in _TYPOGRAPHIC and not _closes_inside(text):
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


def _closes_inside(text: str) -> bool:
    """Whether the typographic quote that begins a text is closed within it, so that it belongs to the text."""
    opening, closing = text[0], _TYPOGRAPHIC[text[0]]
    if opening in _SINGLE and text[-1] in closing:  # an apostrophe looks like a closing quote
        return False
    depth = 1
    for character in text[1:-1]:
        depth += (character == opening and opening not in closing) - (character in closing)
        if depth == 0:
            return True
    return False


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

"""A text that YAML cannot read as it stands, put in quotes; its lines, its spaces and its signs stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deckgen.editing.fixing.latex import latex_inside
from deckgen.editing.fixing.regions import text_region
from deckgen.editing.outline import outline
from deckgen.editing.replace import Edit, apply

if TYPE_CHECKING:
    from deckgen.editing.fixing.regions import Region
    from deckgen.editing.fixing.vocabulary import Vocabulary
    from deckgen.editing.outline import Outline

_TYPOGRAPHIC = {"“": "”", "”": "”", "„": "“”", "‘": "’", "’": "’", "‚": "‘’"}
"""What keyboards and word processors make of `"` and `'`: the opening sign and the closing ones."""
_SINGLE = "‘’‚"


def quoted(text: str, line: int, vocabulary: Vocabulary, *, stops: bool = True) -> str | None:
    """A file with the text that stands on a line in quotes.

    Args:
        text: The file as it is; it need not be YAML.
        line: The line, 1-based.
        vocabulary: The keys that the file can have.
        stops: Whether YAML can read no further than this line, if it cannot read the whole file.

    Returns:
        The file, or None where it is not certain what the text is, or where anything else would be read otherwise.
    """
    region = text_region(text, line, vocabulary)
    if region is None:
        return None
    inner = latex_inside(region.text) or unwrapped(region.text) or region.text
    written = _in_quotes(text[region.start : region.end], region.text, inner)
    if written is None:
        return None
    changed = apply(text, [Edit(region.start, region.end, written)])
    before, after = outline(text), outline(changed)
    further = after.broken is None or (before.broken is not None and after.broken > before.broken)
    if not further and (stops or after.broken != before.broken):
        return None
    return changed if _reads_well(before, after, region, inner) else None


def unwrapped(text: str) -> str:
    """What stands between typographic quotes that wrap a whole text; empty where none do."""
    closing = _TYPOGRAPHIC.get(text[:1], "")
    inner = text[1:-1]
    if len(text) < len("“x”") or text[-1] not in closing or any(sign in inner for sign in closing + text[0]):
        return ""
    return inner if inner == inner.strip() else ""


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
    for sign in text[1:-1]:
        depth += (sign == opening and opening not in closing) - (sign in closing)
        if depth == 0:
            return True
    return False


def _reads_well(before: Outline, after: Outline, region: Region, inner: str) -> bool:
    """Whether a changed file reads as the old one, but for the text."""
    wanted = f"={inner}"
    mine = next((n for n, token in enumerate(after.tokens) if token.line >= region.first and token.sign == wanted), -1)
    if mine < 0:
        return False
    if before.broken in {None, after.broken}:
        behind = after.signs[mine + 1 :]
        return before.signs[:mine] == after.signs[:mine] and before.signs[len(before.signs) - len(behind) :] == behind
    above = [token.sign for token in before.tokens if token.line < region.first]
    return list(after.signs[: len(above)]) == above

"""Formulas and code around and inside cloze deletions: what in them would end a deletion, or begin its hint, for Anki.

Anki knows nothing of formulas or code: the first `}}` closes a deletion and the first `::` begins its hint, wherever
they are. A deletion that opens inside a formula or a piece of code is the author's own and stays.
"""

import re

OPEN = re.compile(r"\{\{c[0-9,]+::")
_TOKEN = re.compile(r"\{\{c[0-9,]+::|::|[{}]|[^{}:]+|:")
_BRACE = re.compile(r"\}(?=\})")


def split_own(text: str) -> list[tuple[bool, str]]:
    """Split a formula or a piece of code at the deletions that open in it.

    Returns:
        Pairs: whether the piece is the deletion's own syntax (its opening, its hint, its end), and the piece.
    """
    pieces: list[tuple[bool, str]] = []
    content: list[str] = []
    outer: list[int] = []
    depth = 0
    parts: list[str] = _TOKEN.findall(text)
    n = 0

    def flush() -> None:
        if content:
            pieces.append((False, "".join(content)))
            content.clear()

    while n < len(parts):
        part = parts[n]
        n += 1
        if part.startswith("{{"):
            flush()
            pieces.append((True, part))
            outer.append(depth)
            depth = 0
        elif part == "}" and depth == 0 and outer and parts[n : n + 1] == ["}"]:
            flush()
            pieces.append((True, "}}"))
            depth = outer.pop()
            n += 1
        elif part == "::" and depth == 0 and outer:
            flush()
            end = n
            while end + 1 < len(parts) and not (parts[end] == parts[end + 1] == "}"):
                end += 1
            pieces.append((True, "".join(["::", *parts[n:end]])))
            n = end
        else:
            depth = max(0, depth + {"{": 1, "}": -1}.get(part, 0))
            content.append(part)
    flush()
    return pieces


def guard_math(formula: str, *, in_cloze: bool) -> str:
    """Part every `}}` (and inside a field with deletions every `::`) by a space: nothing to MathJax, much to Anki."""
    if "}}" not in formula and "::" not in formula:
        return formula
    pieces = split_own(formula)
    guarded: list[str] = []
    for n, (own, piece) in enumerate(pieces):
        text = piece
        if not own:
            text = _BRACE.sub("} ", text)
            if in_cloze:
                text = text.replace("::", ": :")
            if text.endswith("}") and pieces[n + 1 : n + 2] == [(True, "}}")]:
                text += " "
        guarded.append(text)
    return "".join(guarded)


def guard_code(code: str) -> str:
    """The same for code that is HTML, where a space would show: by entities."""
    return "".join(piece if own else _entities(piece) for own, piece in split_own(code))


def guard_pieces(pieces: list[tuple[bool, str]]) -> str:
    """The same for code that is split and colored already."""
    return "".join(piece if own else _entities(piece) for own, piece in pieces)


def _entities(code: str) -> str:
    code = _BRACE.sub("&#125;", code).replace("::", ":&#58;")
    return f"{code[:-1]}&#125;" if code.endswith("}") else code

"""The cards' styles, kept to the cards: each note type's rules reach its own cards and nothing of the page.

In Anki each card is a page of its own, with its note type's CSS alone. Here many stand on one page, so every selector
gets the card's box put before it. tinycss2 reads the CSS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tinycss2
from tinycss2.ast import AtRule, QualifiedRule

from deckgen.guard import finished

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycss2.ast import Node

    from deckgen.model import NoteType

BOX = "nt"
"""The class of every card's box."""
ANSWER = "[data-answer]"
"""What `#answer`, the line above a back's answer, becomes where many cards stand in one page."""
_GROUPS = frozenset({"media", "supports", "layer", "container"})
"""At-rules that hold rules; others stay as they are."""
_ANSWER = re.compile(r"#answer(?![\w-])")
_ROOT = re.compile(r"(?::root|html|body)(?![\w-])(?:\s*>)?\s*", re.IGNORECASE)


def box_class(kind: str) -> str:
    """The class of a card's box that is its note type's own."""
    return f"{BOX}-{kind}"


def scoped(note_types: Iterable[NoteType]) -> str:
    """One stylesheet of all note types' styles; what they begin with in common stands there once."""
    styles = {note_type.kind: note_type.css for note_type in note_types}  # one a kind, whatever its shapes
    sheets = [(kind, _rules(css)) for kind, css in styles.items()]
    if not sheets:
        return ""
    shared = 0
    for rules in zip(*[[_text(rule) for rule in sheet] for _, sheet in sheets], strict=False):
        if len(set(rules)) > 1:
            break
        shared += 1
    pieces = _scope(sheets[0][1][:shared], f".{BOX}")
    for kind, sheet in sheets:
        pieces.extend(_scope(sheet[shared:], f".{box_class(kind)}"))
    return "\n".join(pieces).replace("</", "<\\/")


def _rules(css: str) -> list[Node]:
    """The rules of a style, as a browser reads them: what is open at its end is closed, what is no rule left out."""
    rules: list[Node] = tinycss2.parse_stylesheet(finished(css), skip_comments=True, skip_whitespace=True)
    return _whole(rules)


def _whole(rules: list[Node]) -> list[Node]:
    """Rules without what is none: a browser leaves out one whose beginning cannot be read."""
    return [rule for rule in rules if rule.type != "error" and not any(map(_is_broken, rule.prelude))]


def _is_broken(token: Node) -> bool:
    inner = getattr(token, "content", None) or getattr(token, "arguments", None) or ()
    return token.type == "error" or any(map(_is_broken, inner))


def _text(rule: Node) -> str:
    text: str = rule.serialize()
    return text


def _scope(rules: list[Node], box: str) -> list[str]:
    pieces: list[str] = []
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = ", ".join(_prefixed(selector, box) for selector in _selectors(rule))
            end = "\n" if any(map(_is_broken, rule.content)) else ""  # it closes a string that its author did not
            pieces.append(f"{selectors} {{{tinycss2.serialize(rule.content).strip()}{end}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _GROUPS and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            held = "\n".join(_scope(_whole(inner), box))
            pieces.append(f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()} {{\n{held}\n}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword not in {"import", "charset"}:
            pieces.append(_text(rule))
    return pieces


def _selectors(rule: QualifiedRule) -> list[str]:
    """The selectors of a rule, parted at the commas that stand in no brackets."""
    parts: list[list[Node]] = [[]]
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def _prefixed(selector: str, box: str) -> str:
    """`.dg a` → `.nt .dg a`; the page's root, which in Anki is the card's, becomes the box."""
    selector = _ANSWER.sub(ANSWER, selector)
    match = _ROOT.match(selector)
    if not match:
        return f"{box} {selector}"
    rest = selector[match.end() :]
    return _prefixed(rest, box) if rest else box

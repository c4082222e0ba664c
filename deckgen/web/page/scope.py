"""The cards' styles, kept to the cards: each note type's rules reach its own cards and nothing of the page.

In Anki each card is a page of its own, with its note type's CSS alone. Here many are on one page, so every selector
is prefixed with the card's box. tinycss2 reads the CSS.
"""

import re
from collections.abc import Iterable

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule, URLToken

from deckgen.model import NoteType

BOX = "nt"
"""The class of every card's box."""
ANSWER = "[data-answer]"
"""What `#answer`, the line above a back's answer, becomes where many cards are on one page."""
_GROUPS = frozenset({"media", "supports", "layer", "container", "scope", "starting-style"})
"""At-rules that hold rules."""
_ALONE = frozenset({"font-face", "keyframes", "-webkit-keyframes", "counter-style", "font-feature-values", "layer"})
"""At-rules that reach no element by themselves. All others are left out, `@property` too: it would hold for the page's
own properties."""
_LOADING = frozenset({"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"})
"""Functions in which a string is an address."""
_INSIDE = ("data:", "#")
_EMPTY = "data:,"
_SIBLING = re.compile(r"\s*[+~]")
_ANSWER = re.compile(r"#answer(?![\w-])")
_ROOTS = re.compile(r"\A(?:(?::root|html|body)(?![\w-])(?:\s*+>)?\s*+)*+", re.IGNORECASE)


def box_class(kind: str) -> str:
    """The class of a card's box that is its note type's own."""
    return f"{BOX}-{kind}"


def scoped(note_types: Iterable[NoteType]) -> str:
    """One stylesheet of all note types' styles; the rules that all begin with are written once."""
    styles = {note_type.kind: note_type.css for note_type in note_types}  # one a kind, whatever its shapes
    sheets = [(kind, _rules(css)) for kind, css in styles.items()]
    if not sheets:
        return ""
    shared = 0
    for rules in zip(*[[str(rule.serialize()) for rule in sheet] for _, sheet in sheets], strict=False):
        if len(set(rules)) > 1:
            break
        shared += 1
    pieces = _scope(sheets[0][1][:shared], f".{BOX}")
    for kind, sheet in sheets:
        pieces.extend(_scope(sheet[shared:], f".{box_class(kind)}"))
    return "\n".join(pieces).replace("</", "<\\/")


def _rules(css: str) -> list[Node]:
    """The rules of a style that can be read whole, offline."""
    rules = _whole(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))
    for rule in rules:
        _take_offline(rule.content or [])
    return rules


def _whole(rules: list[Node]) -> list[Node]:
    return [
        rule
        for rule in rules
        if rule.type != "error" and not any(map(_is_broken, (*rule.prelude, *(rule.content or ()))))
    ]


def _is_broken(token: Node) -> bool:
    inner = getattr(token, "content", None) or getattr(token, "arguments", None) or ()
    return token.type == "error" or any(map(_is_broken, inner))


def _take_offline(tokens: list[Node], *, loads: bool = False) -> None:
    """Replace each address that a page must not load by an empty one; with `loads`, strings are addresses too."""
    for number, token in enumerate(tokens):
        if (token.type == "url" or (token.type == "string" and loads)) and not token.value.startswith(_INSIDE):
            tokens[number] = URLToken(token.source_line, token.source_column, _EMPTY, f'url("{_EMPTY}")')
        elif token.type == "function":
            _take_offline(token.arguments, loads=token.lower_name in _LOADING)
            if token.lower_name == "url" and any(each.type == "url" for each in token.arguments):
                tokens[number] = URLToken(token.source_line, token.source_column, _EMPTY, f'url("{_EMPTY}")')
        else:
            _take_offline(getattr(token, "content", None) or [], loads=loads)


def _scope(rules: list[Node], box: str) -> list[str]:
    pieces: list[str] = []
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [_prefixed(tinycss2.serialize(part).strip(), box) for part in _selectors(rule)]
            kept = [selector for selector in selectors if selector]
            if kept:
                pieces.append(f"{', '.join(kept)} {{{_body(rule.content)}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _GROUPS and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            held = "\n".join(_scope(_whole(inner), box))
            pieces.append(f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()} {{\n{held}\n}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _ALONE:
            pieces.append(rule.serialize())
    return pieces


def _selectors(rule: QualifiedRule) -> list[list[Node]]:
    """The selectors of a rule, split at the commas outside of brackets."""
    parts: list[list[Node]] = [[]]
    for part in rule.prelude:
        if part == ",":
            parts.append([])
        elif part.type != "comment":
            parts[-1].append(part)
    return parts


def _prefixed(selector: str, box: str) -> str:
    """`.dg a` → `.nt .dg a`; the page's root, in Anki the card's, becomes the box. Empty for siblings of it."""
    rest = _ROOTS.sub("", _ANSWER.sub(ANSWER, selector), count=1)
    if not rest:
        return box
    return "" if _SIBLING.match(rest) else f"{box} {rest}"


def _body(content: list[Node]) -> str:
    """A rule's declarations: what is nested in it could reach out of the box, and is left out."""
    if not any(token.type == "{} block" for token in content):
        text = str(tinycss2.serialize(content)).strip()
        return f"{text}\n" if text.endswith("\\") else text  # an escape would take in the bracket that follows
    nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return "\n".join(f"{node.serialize()};" for node in nodes if node.type == "declaration")

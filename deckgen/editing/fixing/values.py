"""Files that YAML can read: flags in other words, texts read as something else, and cards without an id."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from deckgen.editing.fixing.quoting import quote_text, unwrapped
from deckgen.editing.fixing.regions import Vocabulary
from deckgen.editing.fixing.syntax import MOST_FIXES, Fixed, is_used
from deckgen.editing.ids import Ids, id_from
from deckgen.editing.replace import Addition, Edit, EditError, Rewrite, apply, changed_file
from deckgen.editing.tree import read_tree
from deckgen.model import SourceFile
from deckgen.model.diagnostics import Diagnostic
from deckgen.sources.card_ids import INVISIBLE, is_id
from deckgen.sources.nodes import parse

_YES = frozenset({"true", "yes", "y", "on", "1", "네", "예", "참"})
_NO = frozenset({"false", "no", "n", "off", "0", "아니요", "아니오", "거짓"})
_TEXTS = frozenset({"item-text", "list-for-text", "braces-for-text", "mapping-for-text"})
"""Cases of `wrong-type` in which a text may lack its quotes."""
_ROUNDS = 6


class FileContext(NamedTuple):
    """What a file's values are judged by."""

    name: str
    """The file, as diagnostics call it."""
    vocabulary: Vocabulary
    kinds: AbstractSet[str]
    """The keys that begin a card."""
    taken: Ids
    """The ids that no new card may have; those that are given are added."""
    check: Callable[[SourceFile], tuple[Diagnostic, ...]]
    """What is wrong with a file that YAML can read."""


def fix_values(text: str, context: FileContext) -> Fixed:
    """Fix the values of a readable file that can be meant in one way only."""
    done = Fixed(text)
    for _ in range(_ROUNDS):
        problems = _problems(done.text, context)
        for fix in (_quote_texts, _fix_words, _add_ids):
            fixed = fix(done.text, problems, context)
            if fixed.text != done.text and not _is_worse(problems, _problems(fixed.text, context)):
                done = Fixed(fixed.text, (*done.diagnostics, *fixed.diagnostics))
                break
        else:
            break
    return done


def _problems(text: str, context: FileContext) -> tuple[Diagnostic, ...]:
    source, problems = parse(text, context.name)
    return (*problems, *context.check(source))


def _is_worse(before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...]) -> bool:
    """Whether there is more of anything than before."""
    return bool(Counter(problem.rule for problem in after) - Counter(problem.rule for problem in before))


def _quote_texts(text: str, problems: tuple[Diagnostic, ...], context: FileContext) -> Fixed:
    """Put texts in quotes that were read as lists, mappings, anchors or tags."""
    answered: list[Diagnostic] = []
    for problem in problems:
        wrong = problem.rule == "wrong-type" and problem.case in _TEXTS
        anchor = problem.rule == "yaml-alias" and not is_used(text, "*", str(dict(problem.values)["name"]))
        latex = (problem.rule, problem.case) == ("control-character", "escape")
        if wrong or anchor or latex or problem.rule == "yaml-tag":
            if len(answered) == MOST_FIXES:
                break
            changed = quote_text(text, problem.span.line, context.vocabulary)
            if changed is not None:
                text = changed
                answered.append(problem)
    return Fixed(text, tuple(answered))


def _fix_words(text: str, problems: tuple[Diagnostic, ...], context: FileContext) -> Fixed:
    """Write flags as `true` and `false`, and ids without typographic quotes and invisible characters."""
    tree = read_tree(text)
    edits: list[Edit] = []
    answered: list[Diagnostic] = []
    for problem in problems:
        is_flag = (problem.rule, problem.case) == ("wrong-type", "flag")
        if not is_flag and problem.rule != "bad-id":
            continue
        node = tree.scalar_at(problem.span.line, problem.span.column)
        if node is None or node.is_shared or node.style in {"|", ">"}:
            continue
        word = _flag(node.text) if is_flag else _bare_id(node.text, context.taken)
        if word:
            edits.append(Edit(node.start, node.end, word))
            answered.append(problem)
    return Fixed(apply(text, edits), tuple(answered))


def _flag(written: str) -> str:
    """`true`, `false`, or nothing where a word says neither."""
    written = unicodedata.normalize("NFC", written.strip())
    word = (unwrapped(written) or written).lower()
    return "true" if word in _YES else "false" if word in _NO else ""


def _bare_id(written: str, taken: Ids) -> str:
    name = unwrapped(written) or INVISIBLE.sub("", written)
    if name == written or not is_id(name) or name in taken:
        return ""
    taken.add(name)
    return name


def _add_ids(text: str, problems: tuple[Diagnostic, ...], context: FileContext) -> Fixed:
    """Give an id to each card that has none, made of its front."""
    tree = read_tree(text)
    changes: list[Rewrite] = []
    additions: list[Addition] = []
    answered: list[Diagnostic] = []
    for problem in problems:
        if problem.rule != "missing-id":
            continue
        node = tree.scalar_at(problem.span.line, problem.span.column)  # the card's first key, or its empty id
        pairs = tree.pairs(tree.nodes[node.parent]) if node else ()
        front = next((value for key, value in pairs if key.text in context.kinds), None)
        if node is None or front is None or front.kind != "scalar" or not front.text.strip():
            continue
        name = context.taken.claim(id_from(front.text))
        if node.is_key:
            additions.append(Addition(front, "id", name))
        else:
            changes.append(Rewrite(node, name))
        answered.append(problem)
    try:
        return Fixed(changed_file(tree, changes, additions), tuple(answered))
    except EditError:  # an alias or an anchor somewhere: who writes those writes ids, too
        return Fixed(text)

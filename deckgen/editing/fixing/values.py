"""Files that YAML can read: flags in other words, texts read as something else, and cards without an id."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from deckgen.editing.fixing.pieces import around, is_among, lines_with_ends, names_behind, starts
from deckgen.editing.fixing.quoting import quoted, unwrapped
from deckgen.editing.fixing.syntax import Mended
from deckgen.editing.ids import id_from
from deckgen.editing.places import places
from deckgen.editing.replace import Addition, Change, Edit, EditError, apply, changed_file
from deckgen.model import Mapping, Scalar, Sequence
from deckgen.sources.nodes import parse
from deckgen.sources.schema import INVISIBLE, is_id

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableSet
    from collections.abc import Set as AbstractSet

    from deckgen.editing.fixing.syntax import Check
    from deckgen.editing.fixing.vocabulary import Vocabulary
    from deckgen.model import Node, SourceFile
    from deckgen.model.diagnostics import Diagnostic

_YES = frozenset({"yes", "y", "on", "1", "네", "예", "참"})
_NO = frozenset({"no", "n", "off", "0", "아니요", "아니오", "거짓"})
_TEXTS = frozenset({"item-text", "list-for-text", "braces-for-text", "mapping-for-text"})
"""Cases of `wrong-type` in which a text may lack its quotes."""
_ROUNDS = 6


class Deck(NamedTuple):
    """What a file's values are judged by."""

    name: str
    """The file, as diagnostics call it."""
    vocabulary: Vocabulary
    kinds: AbstractSet[str]
    """The keys that begin a card."""
    taken: MutableSet[str]
    """The ids that no new card may have; those that are given are added."""
    check: Check


def mend_values(text: str, deck: Deck) -> Mended:
    """Mend what fits in one way only.

    Args:
        text: The file as it is, which YAML can read.
        deck: What its values are judged by.
    """
    answered: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        source, problems = _problems(text, deck)
        for mend in (_texts, _words, _ids):
            mended = mend(text, source, problems, deck)
            if mended.text != text and not _is_worse(problems, _problems(mended.text, deck)[1]):
                break
        else:
            break
        text = mended.text
        answered += mended.answered
    return Mended(text, tuple(answered))


def _problems(text: str, deck: Deck) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    source, problems = parse(text, deck.name)
    return source, (*problems, *deck.check(source))


def _is_worse(before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...]) -> bool:
    """Whether there is more of anything than before."""
    return bool(Counter(problem.rule for problem in after) - Counter(problem.rule for problem in before))


def _texts(text: str, _: SourceFile, problems: tuple[Diagnostic, ...], deck: Deck) -> Mended:
    """Texts that were read as lists, mappings, anchors or tags, in quotes."""
    answered: list[Diagnostic] = []
    lines, begins, aliases = list(lines_with_ends(text)), tuple(starts(text)), names_behind(text, "*")
    for problem in problems:
        wrong = problem.rule == "wrong-type" and problem.case in _TEXTS
        anchor = problem.rule == "yaml-alias" and not is_among(str(dict(problem.values)["name"]), aliases)
        latex = (problem.rule, problem.case) == ("control-character", "escape")
        if wrong or anchor or latex or problem.rule == "yaml-tag":
            piece = around(lines, begins, problem.span.line)
            changed = quoted(piece.text, problem.span.line - piece.shift, deck.vocabulary)
            if changed is not None:
                lines[piece.start.line : piece.behind] = piece.changed(changed).lines
                answered.append(problem)
    return Mended("".join(lines), tuple(answered))


def _words(text: str, _: SourceFile, problems: tuple[Diagnostic, ...], deck: Deck) -> Mended:
    """Flags as `true` and `false`, and ids without typographic quotes and signs that nobody sees."""
    wanted = [p for p in problems if (p.rule, p.case) == ("wrong-type", "flag") or p.rule == "bad-id"]
    at = {(place.line, place.column): place for place in places(text)} if wanted else {}
    edits: list[Edit] = []
    answered: list[Diagnostic] = []
    for problem in wanted:
        place = at.get((problem.span.line, problem.span.column))
        if place is None or place.shared or place.style in {"|", ">"}:
            continue
        word = _flag(place.text) if problem.rule == "wrong-type" else _bare_id(place.text, deck.taken)
        if word:
            edits.append(Edit(place.start, place.end, word))
            answered.append(problem)
    return Mended(apply(text, edits), tuple(answered))


def _flag(said: str) -> str:
    said = unicodedata.normalize("NFC", said.strip())
    word = (unwrapped(said) or said).lower()
    if word in _YES or word == "true":
        return "true"
    return "false" if word in _NO or word == "false" else ""


def _bare_id(said: str, taken: MutableSet[str]) -> str:
    name = unwrapped(said) or INVISIBLE.sub("", said)
    if name == said or not is_id(name) or name in taken:
        return ""
    taken.add(name)
    return name


def _ids(text: str, source: SourceFile, problems: tuple[Diagnostic, ...], deck: Deck) -> Mended:
    """Ids for cards that have none, made of their fronts."""
    cards = {(at.line, at.column): card for card in _mappings(source.root) for at in _id_places(card)}
    changes: list[Change] = []
    additions: list[Addition] = []
    answered: list[Diagnostic] = []
    for problem in problems:
        card = cards.get((problem.span.line, problem.span.column))
        if problem.rule != "missing-id" or card is None:
            continue
        front = next((value for key, value in card.pairs if key.text in deck.kinds), None)
        if not isinstance(front, Scalar) or not front.text.strip():
            continue
        name = id_from(front.text, deck.taken)
        empty = card.get("id")
        if empty is not None:
            changes.append(Change(empty.line, empty.column, name))
        else:
            additions.append(Addition(front.line, front.column, "id", name))
        answered.append(problem)
    try:
        return Mended(changed_file(text, changes, additions), tuple(answered))
    except EditError:  # an alias or an anchor somewhere: whoever writes so writes ids, too
        return Mended(text, ())


def _mappings(node: Node | None) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        yield node
        for _, value in node.pairs:
            yield from _mappings(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _mappings(item)


def _id_places(card: Mapping) -> Iterator[Node]:
    """Where a card without an id is told of: its first key, or its empty id."""
    if card.pairs:
        yield card.get("id") or card.pairs[0][0]

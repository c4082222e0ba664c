"""What `check --fix` fixes: slips that can be read in one way only, and nothing else in a card file."""

import math
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from deckgen.editing.ids import Ids, id_from
from deckgen.editing.quoting import LINE_BREAK, Vocabulary, quote_text, vocabulary_of
from deckgen.editing.replace import Addition, Change, Edit, EditError, Rewrite, apply, changed_file
from deckgen.editing.tree import read_tree
from deckgen.model import Kind
from deckgen.model.diagnostics import Diagnostic
from deckgen.pipeline.load import card_files
from deckgen.sources.card_reader import check_file
from deckgen.sources.released import released_shapes
from deckgen.sources.yaml_reader import parse
from deckgen.system.files import write_atomically
from deckgen.system.inputs import NotReadError, read_file

FIXABLE = frozenset({"control-character", "missing-id", "tab", "wrong-type", "yaml-alias", "yaml-syntax", "yaml-tag"})
"""What `check --fix` can fix some cases of."""
MOST_FIXES = 100
"""Slips that one run fixes in a file that YAML cannot read: it is read anew after each."""
_WRITTEN_ID = re.compile(r"""\bid['"]?\s*:\s*['"]?([^\s'",}\]]+)""")
_KEY = re.compile(r"(?P<before>\ufeff?\s*(?:- +)*(?P<key>[^\W\d][\w-]*))\s*[:：﹕︓][ \t]*")
_BLOCK = re.compile(r"[:-][ \t]+[|>][-+\d]*\s*$")
"""The end of a line below which a block begins."""
_TEXTS = frozenset({"item-text", "list-for-text", "braces-for-text", "mapping-for-text"})
"""Cases of `wrong-type` in which a text may lack its quotes."""
_FLAGS = {
    **dict.fromkeys(("yes", "y", "on", "1", "네", "예", "참"), "true"),
    **dict.fromkeys(("no", "n", "off", "0", "아니요", "아니오", "거짓"), "false"),
}


class FixedFile(NamedTuple):
    """A file that can be fixed."""

    path: Path
    name: str
    """As diagnostics call it."""
    after: str
    fixed: tuple[Diagnostic, ...]
    """What is no longer wrong with it."""


class Fixed(NamedTuple):
    """A file's text, and what was wrong with it and is no longer."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def fix_deck(cards: Path, kinds: tuple[Kind, ...], diagnostics: Iterable[Diagnostic]) -> tuple[FixedFile, ...]:
    """Fix what of a deck's problems can be read in one way only; nothing is written."""
    wanted = {diagnostic.span.path for diagnostic in diagnostics if diagnostic.rule in FIXABLE}
    if not wanted:
        return ()
    texts = {(path, name): text for path, name in card_files(cards) if (text := _text(path, cards))}
    written = (unicodedata.normalize("NFC", found) for text in texts.values() for found in _WRITTEN_ID.findall(text))
    taken = Ids({*released_shapes(cards), *written})
    done = []
    for (path, name), text in texts.items():
        fixed = fix_file(text, name, kinds, taken) if name in wanted else Fixed(text)
        if fixed.text != text:
            done.append(FixedFile(path, name, fixed.text, fixed.diagnostics))
    return tuple(done)


def fixed_by(files: Iterable[FixedFile], diagnostics: Iterable[Diagnostic]) -> frozenset[Diagnostic]:
    """Which of a deck's problems are fixed; another fix on the same line may have moved the column."""
    places = {(d.span.path, d.span.line, d.rule) for file in files for d in file.fixed}
    return frozenset(d for d in diagnostics if (d.span.path, d.span.line, d.rule) in places)


def write_fixes(files: Iterable[FixedFile]) -> None:
    """Write fixed files, each whole or not at all; a link's file is written where it leads.

    Raises:
        DeckgenError: The disk refuses a file.
    """
    for file in files:
        write_atomically(file.path.resolve(), file.after.encode())


def fix_file(text: str, name: str, kinds: tuple[Kind, ...], taken: Ids) -> Fixed:
    """Fix one file as far as it is certain.

    Args:
        taken: The ids that no new card may have; those that are given are added.
    """
    readable = _fix_syntax(text, name, kinds)
    if parse(readable.text, name)[0].broken:
        return readable
    flagged = _write_flags(readable.text, _problems(readable.text, name, kinds))
    named = _add_ids(flagged.text, _problems(flagged.text, name, kinds), kinds, taken)
    return Fixed(named.text, (*readable.diagnostics, *flagged.diagnostics, *named.diagnostics))


def _fix_syntax(text: str, name: str, kinds: tuple[Kind, ...]) -> Fixed:
    """Fix spaces, and put in quotes what is certainly a text, until YAML reads the file and every text in it."""
    vocabulary = vocabulary_of(kinds)
    fixed: list[Diagnostic] = []
    done = -1
    while done < len(fixed) < MOST_FIXES:
        done = len(fixed)
        for problem in _problems(text, name, kinds):
            changed = _with_spaces(text, problem, vocabulary)
            if changed is None and _lacks_quotes(problem, text):
                changed = quote_text(text, problem.span.line, vocabulary)
            if changed is not None:
                text = changed
                fixed.append(problem)
    return Fixed(text, tuple(fixed))


def _with_spaces(text: str, problem: Diagnostic, vocabulary: Vocabulary) -> str | None:
    """A file with spaces for the tabs that begin its lines, or with the colon and the space that a key lacks."""
    lines = LINE_BREAK.split(text)
    if problem.rule == "tab":
        found = [_indented(lines, width) for width in ("  ", "    ")]
    elif problem.case in {"tight-colon", "wide-colon"}:
        row = lines[problem.span.line - 1]
        key = _KEY.match(row)
        if key is None or key["key"] not in vocabulary.known:
            return None
        lines[problem.span.line - 1] = f"{key['before']}: {row[key.end() :]}"
        found = ["".join(lines)]
    else:
        return None
    best = max((text, *found), key=_lines_read)
    return None if best is text else best


def _indented(lines: Iterable[str], width: str) -> str:
    """A file with spaces for the tabs that indent its lines; tabs of a block's text stay."""
    spaced, block, begins_block = [], "", False
    for line in lines:
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if line.strip():
            if begins_block or not indent.startswith(block):
                block = indent if begins_block else ""
            begins_block = not block and _BLOCK.search(line) is not None
        own = block if block and indent.startswith(block) else indent
        tabs = len(own) - len(own.lstrip("\t"))
        spaced.append(width * tabs + line[tabs:])
    return "".join(spaced)


def _lines_read(text: str) -> float:
    """How many lines of a file YAML can read."""
    broken = read_tree(text).broken
    return broken[0] if broken else math.inf


def _lacks_quotes(problem: Diagnostic, text: str) -> bool:
    """Whether a text may lack its quotes."""
    name = str(dict(problem.finding.values).get("name"))
    is_used = re.search(rf"&{re.escape(name)}", text) and re.search(rf"\*{re.escape(name)}", text)
    match problem.rule:
        case "yaml-syntax":
            return problem.case != "open-quote"
        case "wrong-type":
            return problem.case in _TEXTS
        case "control-character":
            return problem.case == "escape"
        case "yaml-alias":
            return not is_used
    return problem.rule == "yaml-tag"


def _problems(text: str, name: str, kinds: tuple[Kind, ...]) -> tuple[Diagnostic, ...]:
    source, problems = parse(text, name)
    return problems if source.broken else (*problems, *check_file(source, kinds).diagnostics)


def _write_flags(text: str, problems: Iterable[Diagnostic]) -> Fixed:
    """Write flags as `true` and `false`."""
    tree = read_tree(text)
    edits: list[Edit] = []
    fixed: list[Diagnostic] = []
    for problem in problems:
        node = tree.scalar_at(problem.span.line, problem.span.column)
        word = _FLAGS.get(unicodedata.normalize("NFC", node.text.strip().lower())) if node else None
        if problem.case == "flag" and node and word and not node.is_shared and node.style not in {"|", ">"}:
            edits.append(Edit(node.start, node.end, word))
            fixed.append(problem)
    return Fixed(apply(text, edits), tuple(fixed))


def _add_ids(text: str, problems: Iterable[Diagnostic], kinds: tuple[Kind, ...], taken: Ids) -> Fixed:
    """Give an id to each card that has none, made of its front."""
    tree = read_tree(text)
    keys = {kind.key for kind in kinds}
    changes: list[Change] = []
    fixed: list[Diagnostic] = []
    for problem in problems:
        if problem.rule != "missing-id":
            continue
        node = tree.scalar_at(problem.span.line, problem.span.column)  # the card's first key, or its empty id
        pairs = tree.pairs(tree.nodes[node.parent]) if node else ()
        front = next((value for key, value in pairs if key.text in keys), None)
        if node is None or front is None or front.kind != "scalar" or not front.text.strip():
            continue
        name = taken.claim(id_from(front.text))
        changes.append(Addition(front, "id", name) if node.is_key else Rewrite(node, name))
        fixed.append(problem)
    try:
        return Fixed(changed_file(tree, changes), tuple(fixed))
    except EditError:  # an alias or an anchor somewhere: who writes those writes ids, too
        return Fixed(text)


def _text(path: Path, cards: Path) -> str:
    """A file as it is, byte-order mark and line ends included; empty where it is no text."""
    try:
        return read_file(path, cards).decode("utf-8")
    except (NotReadError, UnicodeError):
        return ""

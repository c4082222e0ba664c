"""A difference as Markdown, for release notes and pull requests.

Changes are `<del>` and `<ins>`, not `~~` and `**`: CommonMark sets no emphasis that ends in punctuation right before a
Korean particle, and forges show both elements.
"""

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from deckgen.anki.snapshot import SnapshotNote
from deckgen.messages.inert import inert, one_line
from deckgen.messages.texts import Texts, read_texts
from deckgen.release.differences.model import Difference, FieldChange, NoteChange, NoteTypeChange
from deckgen.release.differences.words import Op, shorten, word_diff

TEXTS = Path(__file__).parent / "texts"
"""The texts of a difference, a file a language."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$!])")
_FENCE = re.compile("`+")
_PACKED = re.compile(r"-[0-9a-f]{12}(?=\.\w{1,5}\b)")
"""What tells two contents of one media file apart in a package, and members nothing."""
_ELEMENTS = {Op.OLD: "del", Op.NEW: "ins"}


def escape(text: str) -> str:
    """Text that Markdown shows as it is, and that acts on nothing; its lines become breaks."""
    return _SPECIAL.sub(r"\\\1", html.escape(inert(text), quote=False)).replace("\n", "<br>")


def code(name: str) -> str:
    """A name as code, whatever it holds."""
    fence = "`" * (max(map(len, _FENCE.findall(name)), default=0) + 1)
    pad = " " if "`" in name else ""
    return f"{fence}{pad}{inert(one_line(name))}{pad}{fence}"


def to_markdown(difference: Difference) -> str:
    """A whole difference as Markdown, in the new deck's language where that is known."""
    texts = read_texts(TEXTS, difference.new.language or difference.old.language or "en")
    return "\n".join(_lines(difference, texts)) + "\n"


def change_lines(change: NoteChange, texts: Mapping[str, str]) -> list[str]:
    """What changed in a note, one list item a line."""
    lines = [f"- **{escape(texts[key])}**" for key, odd in _oddities(change) if odd]
    fields = [field for field in change.fields if not _is_switch(change, field)]
    lines += [
        f"- {escape(field.name)}: {describe_field(field.old, field.new, texts['media_changed'])}" for field in fields
    ]
    if change.tags_added or change.tags_removed:
        signed = [*(f"+{tag}" for tag in change.tags_added), *(f"−{tag}" for tag in change.tags_removed)]
        lines.append(f"- {escape(texts['tags'])}: {escape(' '.join(signed))}")
    if change.cards[0] != change.cards[1]:
        lines.append(f"- {escape(texts['cards'])}: {change.cards[0]} → {change.cards[1]}")
    if change.moved:
        before, after = (", ".join(note.decks) for note in (change.old, change.new))
        lines.append(f"- {escape(texts['deck'])}: {escape(before)} → {escape(after)}")
    return lines


def _is_switch(change: NoteChange, field: FieldChange) -> bool:
    """Whether a field only makes a card or takes it back, which the number of cards says in words."""
    return change.cards[0] != change.cards[1] and {field.old, field.new} == {"", "1"}


def describe_field(old: str, new: str, renewed: str) -> str:
    """A field's change in words, what stayed shortened; `renewed` is said of a file with another content."""
    pieces: list[str] = []
    before = ""
    for piece in shorten(word_diff(old, new)):
        element = _ELEMENTS.get(piece.op)
        text = escape(_PACKED.sub("", piece.text))
        if piece.op is Op.NEW and before == text:
            pieces[-1:] = [text, f", <ins>{escape(renewed)}</ins>"]
        else:
            pieces.append(f"<{element}>{text}</{element}>" if element else text)
        before = text if piece.op is Op.OLD else ""
    return "".join(pieces).strip()


def title(note: SnapshotNote) -> str:
    """A note's title, with its id where it has one."""
    return f"{escape(note.title)} {code(note.id)}" if note.id else escape(note.title)


def part_names(change: NoteTypeChange, texts: Mapping[str, str]) -> str:
    """The parts of a note type that changed, in words."""
    names = []
    for part in change.parts:
        kind, _, name = part.partition(" ")
        names.append(f"{texts[f'part_{kind}']} {name}".strip())
    return ", ".join(names)


def _oddities(change: NoteChange) -> tuple[tuple[str, bool], ...]:
    return ("guid", change.new_guid), ("note_type", change.new_note_type)


def _lines(difference: Difference, texts: Texts) -> Iterator[str]:
    yield texts["nothing"] if difference.empty else escape(summary(difference, texts))
    if difference.rewritten:
        yield f"\n{escape(texts.say('rewritten', n=difference.rewritten))}"
    if difference.renamed:
        yield f"\n**{escape(texts.say('renamed', old=difference.old.name, new=difference.new.name))}**"
    for key, notes in (("added", difference.added), ("removed", difference.removed)):
        if notes:
            yield f"\n## {texts[key]} ({len(notes)})\n"
            yield from (f"- {title(note)}" for note in notes)
    if difference.changed:
        yield f"\n## {texts['changed']} ({len(difference.changed)})"
        for change in difference.changed:
            yield f"\n### {title(change.new)}\n"
            yield from change_lines(change, texts)
    yield from _rest(difference, texts)


def _rest(difference: Difference, texts: Mapping[str, str]) -> Iterator[str]:
    if difference.note_types_changed:
        yield f"\n## {texts['note_types']}\n"
        for kind in difference.note_types_changed:
            odd = f". **{escape(texts['lists'])}**" if kind.lists_changed else ""
            yield f"- {escape(kind.new.name)}: {escape(part_names(kind, texts))}{odd}"
    media = [
        *(("added", name) for name in difference.media_added),
        *(("removed", name) for name in difference.media_removed),
        *(("changed", name) for name in difference.media_changed),
    ]
    if media:
        yield f"\n## {texts['media']}\n"
        yield from (f"- {texts[f'media_{key}']}: {code(name)}" for key, name in media)
    if difference.reordered:
        yield f"\n{texts['reordered']}"


def summary(difference: Difference, texts: Texts) -> str:
    """One line of figures."""
    return texts.say(
        "summary",
        old=len(difference.old.notes),
        new=len(difference.new.notes),
        added=len(difference.added),
        changed=len(difference.changed),
        removed=len(difference.removed),
    )

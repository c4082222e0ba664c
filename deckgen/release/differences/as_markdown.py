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
from deckgen.release.differences.compare import Difference, FieldChange, NoteChange, NoteTypeChange
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
    lines = [texts["nothing"] if difference.empty else escape(summary(difference, texts))]
    if difference.rewritten:
        lines += ["", escape(texts.say("rewritten", n=difference.rewritten))]
    if difference.renamed:
        lines += ["", f"**{escape(texts.say('renamed', old=difference.old.name, new=difference.new.name))}**"]
    if difference.reordered:
        lines += ["", texts["reordered"]]
    sections = {
        f"{texts['added']} ({len(difference.added)})": [f"- {_title(note)}" for note in difference.added],
        f"{texts['removed']} ({len(difference.removed)})": [f"- {_title(note)}" for note in difference.removed],
        f"{texts['changed']} ({len(difference.changed)})": [
            line
            for change in difference.changed
            for line in (f"### {_title(change.new)}\n", *change_lines(change, texts), "")
        ],
        texts["note_types"]: [
            f"- {escape(kind.name)}: {escape(part_names(kind, texts))}"
            + (f". **{escape(texts['lists'])}**" if kind.lists_changed else "")
            for kind in difference.note_types_changed
        ],
        texts["media"]: [f"- {texts[f'media_{how}']}: {code(name)}" for how, name in difference.media],
    }
    for heading, found in sections.items():
        if found:
            lines += ["", f"## {heading}\n", *found]
    return "\n".join(lines).rstrip("\n") + "\n"


def change_rows(change: NoteChange, texts: Mapping[str, str]) -> Iterator[tuple[str, str | FieldChange]]:
    """The name and the value of each thing that changed in a note; a warning has no name."""
    for key, odd in (("guid", change.new_guid), ("note_type", change.new_note_type)):
        if odd:
            yield "", texts[key]
    was, now = change.old, change.new
    for field in change.fields:
        if was.cards == now.cards or {field.old, field.new} != {"", "1"}:  # else the number of cards says it in words
            yield field.name, field
    tags = [*(f"+{tag}" for tag in change.tags_added), *(f"-{tag}" for tag in change.tags_removed)]
    if tags:
        yield texts["tags"], " ".join(tags)
    if was.cards != now.cards:
        yield texts["cards"], f"{was.cards} → {now.cards}"
    if change.moved:
        yield texts["deck"], f"{', '.join(was.decks)} → {', '.join(now.decks)}"


def change_lines(change: NoteChange, texts: Mapping[str, str]) -> Iterator[str]:
    """What changed in a note, one list item a line."""
    for name, value in change_rows(change, texts):
        words = escape(value) if isinstance(value, str) else _words(value, texts["media_changed"])
        yield f"- {escape(name)}: {words}" if name else f"- **{words}**"


def _words(field: FieldChange, renewed: str) -> str:
    """A field's change in words, what stayed shortened; `renewed` is said of a file with another content."""
    pieces: list[str] = []
    before = ""
    for piece in shorten(word_diff(field.old, field.new)):
        element = _ELEMENTS.get(piece.op)
        text = escape(_PACKED.sub("", piece.text))
        if piece.op is Op.NEW and before == text:
            pieces[-1:] = [text, f", <ins>{escape(renewed)}</ins>"]
        else:
            pieces.append(f"<{element}>{text}</{element}>" if element else text)
        before = text if piece.op is Op.OLD else ""
    return "".join(pieces).strip()


def _title(note: SnapshotNote) -> str:
    """A note's title, with its id where it has one."""
    return f"{escape(note.title)} {code(note.id)}" if note.id else escape(note.title)


def part_names(change: NoteTypeChange, texts: Mapping[str, str]) -> str:
    """The parts of a note type that changed, in words."""
    names = []
    for part in change.parts:
        kind, _, name = part.partition(" ")
        names.append(f"{texts[f'part_{kind}']} {name}".strip())
    return ", ".join(names)


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

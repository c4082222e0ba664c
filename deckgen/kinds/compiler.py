"""A kind to an Anki note type, in a deck's language.

Templates are Anki's own, with six things more: `[[name]]` is a label in the deck's language, `[[lang]]` that
language itself, `[[>name]]` a shared piece from `common/`, `[[tts:column]]` speech where the deck wants it,
`[[say:column]]` speech in any case, and fields go by the names that they have in the source. A kind that goes on with
a note type that members have is Anki's alone.
"""

import html
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from deckgen.anki.identity import note_type_id
from deckgen.anki.template import Replacement, TemplateNode, parse_template, references, rename_fields, without
from deckgen.kinds.reporting import template_link
from deckgen.model import DeckConfig, Kind, NoteField, NoteTemplate, NoteType

COMMON = Path(__file__).parent / "common"
PIECE = re.compile(r"\[\[>\s*([a-z_]+)\s*\]\]")
SPEECH = re.compile(r"\[\[(tts|say):\s*([a-z0-9_]+)\s*\]\]")
_VOICES = {"ko": "ko_KR", "en": "en_US", "ja": "ja_JP", "de": "de_DE", "fr": "fr_FR", "es": "es_ES"}
"""The voices that `[[say:column]]` takes where the deck names none; Anki wants a country with the language."""
LABEL = re.compile(r"\[\[\s*([a-z0-9_.]+)\s*\]\]")
FILLED = frozenset({"report", "lang"})
"""Names in double brackets that are no labels: the deck's configuration fills them."""


@lru_cache(maxsize=32)
def _common_text(name: str) -> str:
    path = COMMON / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def labels_of(kind: Kind, language: str) -> Mapping[str, str]:
    """A kind's labels in a language (`ko`, `ko_KR`), in English where it has none.

    A kind that goes on with a note type is called as that is.
    """
    short = language.replace("-", "_").split("_")[0]
    own = {"kind": kind.known.name} if kind.known else {}
    return {**own, **kind.labels.get("en", {}), **kind.labels.get(short, {})}


def note_type_of(kind: Kind, config: DeckConfig, style: str = "") -> NoteType:
    """Compile a kind for a deck.

    Args:
        kind: A kind without errors, in one of its shapes.
        config: The deck; its language chooses the labels, its id the note type's id.
    """
    labels = labels_of(kind, config.language)
    names = {spec.name: spec.title for spec in kind.fields}

    def compiled(source: str) -> str:
        nodes = parse_template(expand(source, kind, config))
        if kind.known and not kind.absent and not any(node.field in names for node in references(nodes)):
            return source.removesuffix("\n")  # as members have it, to the letter
        return rename_fields(without(nodes, kind.absent), names).strip()

    everyones = () if kind.known else (_common_text("base.css"), _common_text("code.css"))
    css = "\n".join(part.strip() for part in (*everyones, kind.css, style) if part.strip())
    name = kind.known.name if kind.known else f"{config.name} · {labels.get('kind', kind.name)}"
    return NoteType(
        kind=kind.name,
        id=id_of_note_type(kind, config),
        name=f"{name} {kind.shape}" if kind.shape > 1 else name,
        fields=tuple(
            NoteField(spec.title, spec.id, labels.get(spec.name, spec.title), spec.helper) for spec in kind.fields
        ),
        templates=tuple(
            NoteTemplate(card.title, card.id, compiled(card.front), compiled(card.back)) for card in kind.cards
        ),
        css=css + "\n",
        cloze=kind.cloze,
        columns=kind.columns,
        shape=kind.shape,
        settings=kind.settings,
    )


def id_of_note_type(kind: Kind, config: DeckConfig) -> int:
    """The id of the note type of a kind in one of its shapes."""
    return kind.known.id if kind.known and kind.shape == 1 else note_type_id(config.id, kind.name, kind.shape)


def parsed(source: str, kind: Kind, config: DeckConfig) -> tuple[TemplateNode, ...]:
    """A template's nodes, with the fields by their names in the source."""
    nodes = parse_template(expand(source, kind, config))
    if not kind.known:
        return nodes
    return parse_template(rename_fields(nodes, {spec.title: spec.name for spec in kind.fields}))


def columns_filtered(kind: Kind, filters: Collection[str]) -> frozenset[str]:
    """The columns that a kind's cards show through one of Anki's filters."""
    columns = {spec.title: spec.name for spec in kind.fields} if kind.known else {}
    sides = (side for card in kind.cards for side in (card.front, card.back))
    named = (node for side in sides for node in references(parse_template(side)) if isinstance(node, Replacement))
    return frozenset(columns.get(node.field, node.field) for node in named if not {*filters}.isdisjoint(node.filters))


def expand(source: str, kind: Kind, config: DeckConfig) -> str:
    """Resolve shared pieces, speech and labels of a template; fields keep the names that they have in the source."""
    if kind.known:
        return source
    labels = labels_of(kind, config.language)
    text = PIECE.sub(lambda m: _common_text(f"{m.group(1)}.html"), source)
    text = text.replace("[[report]]", template_link(config, labels.get("report", "report")))
    text = text.replace("[[lang]]", html.escape(config.language.replace("_", "-")))
    read_aloud = config.tts.replace("-", "_")
    voices = {"tts": read_aloud, "say": read_aloud or _VOICES.get(config.language, "")}
    text = SPEECH.sub(lambda m: f"{{{{tts {voices[m[1]]}:{m[2]}}}}}" if voices[m[1]] else "", text)
    return LABEL.sub(lambda m: html.escape(labels.get(m.group(1), m.group(1))), text)

"""The fields of a card: which an author writes, which are missing, which are not known."""

import re
from collections.abc import Collection
from typing import TypeAlias

from deckgen.model import FieldSpec, Format, Kind
from deckgen.model.diagnostics import Finding, finding, with_nearest
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence
from deckgen.sources.card_ids import INVISIBLE
from deckgen.sources.field_names import near_field
from deckgen.sources.mapping_reader import Report, read_flag, read_text, read_texts

_TEXTS = frozenset({Format.MARKDOWN, Format.HTML})
Values: TypeAlias = dict[str, tuple[Scalar, ...]]
"""Field name → its texts."""
CARD_KEYS = frozenset({"id", "guid", "html", "category", "tags", "requires", "ignore", "followups"})
"""The keys of every card, apart from its kind's fields."""
_NO_FIELD = "'{name}' is not a field of {kind}"


def read_field(spec: FieldSpec, node: Node, values: Values, report: Report) -> None:
    """Check one field's value and put its texts under its name; blank text counts as nothing."""
    form = spec.format
    if form in _TEXTS:
        scalar = read_text(node, spec.name, report)
        if scalar and scalar.text.strip():
            values[spec.name] = (scalar,)
    elif form is Format.FLAG:
        if read_flag(node, spec.name, report):
            values[spec.name] = (Scalar("1", node.line, node.column),)
    else:
        texts = read_texts(node, spec.name, report)
        if texts:
            values[spec.name] = texts


def report_keys(card: Mapping, kind: Kind, kinds: Collection[str], values: Values, report: Report) -> set[str]:
    """Report keys that no field has, and missing fields unless one of these keys was meant to be theirs.

    Args:
        kinds: The keys with which a card of any kind begins.
        values: What was read of the card.

    Returns:
        The fields that were meant.
    """
    known = {*kind.authored, *CARD_KEYS}
    unknown = [key for key in card.keys if key.text not in known]
    meant = {_report_unknown(key, card, kind, known, kinds, report) for key in unknown}
    for spec in kind.authored.values():
        if spec.name not in values and spec.required:
            _report_required(card, kind.name, spec.name, meant, report)
        elif spec.needs and spec.name in values and spec.needs not in values:
            if isinstance(card.get(spec.needs), Sequence | Mapping):
                continue  # it is reported already
            what = finding(
                "missing-field.flag",
                "'{name}' asks for '{needs}', which this '{kind}' card lacks",
                "add '{needs}: …', or take '{name}' out",
                name=spec.name,
                needs=spec.needs,
                kind=kind.name,
            )
            report(values[spec.name][0], what)
    return meant


def _report_unknown(
    key: Scalar, card: Mapping, kind: Kind, known: set[str], kinds: Collection[str], report: Report
) -> str:
    """Report a key that no field has; returns the one that was meant, or nothing."""
    visible = re.sub(INVISIBLE, "", key.text)
    names = {"name": visible, "kind": kind.name}
    if visible != key.text:
        message = "'{name}', which has an invisible character in it, is not a field of {kind}"
        report(key, finding("unknown-field.invisible", message, "did you mean '{near}'?", near=visible, **names))
        return visible
    if key.text in {"kind", "type"}:
        hint = "leave the line out: '{key}: …' says the kind"
        report(key, finding("unknown-field.kind", _NO_FIELD, hint, key=kind.key, **names))
    elif key.text in kinds:
        hint = "a card has one kind: begin another with '- {name}: …'"
        report(key, finding("unknown-field.other-kind", _NO_FIELD, hint, **names))
    else:
        near = near_field(key.text, known, card.values)
        report(key, no_field(near, visible, kind))
        return near[1].get("near", "")
    return ""


def _report_required(node: Mapping, kind: str, name: str, meant: Collection[str], report: Report) -> None:
    written = node.get(name)
    if isinstance(written, Scalar):
        hint = "write it after the ':'; text that begins with '#' needs quotes"
        what = finding("missing-field.empty", "'{name}' of this '{kind}' card is empty", hint, name=name, kind=kind)
        report(written, what)
    elif written is None and name not in meant:
        what = finding("missing-field", "this '{kind}' card has no '{name}'", "add '{name}: …'", name=name, kind=kind)
        report(node.keys[0], what)


def no_field(near: tuple[str, dict[str, str]], name: str, kind: Kind) -> Finding:
    """A name that no field of a kind has."""
    return with_nearest("unknown-field", _NO_FIELD, "", near, name=name, kind=kind.name)

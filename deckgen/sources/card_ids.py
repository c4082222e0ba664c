"""Ids and guids of cards: what may be one, and what is reported of one that is not."""

import re

from deckgen.model import Kind
from deckgen.model.diagnostics import Finding, finding
from deckgen.model.nodes import Mapping, Node, Scalar
from deckgen.sources.mapping_reader import Report, read_text

MAX_ID = 64
INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff]"
"""Invisible characters, which no key and no id may hold."""
_GUID = r"(?!\s+\Z)[^\x00-\x1f\x7f]{1,500}"
_ID = re.compile(r"\w[\w.-]*")


def is_id(name: str) -> bool:
    """Whether a card may have this id."""
    return len(name) <= MAX_ID and _ID.fullmatch(name) is not None


def _bad_id(text: str) -> Finding:
    visible = re.sub(INVISIBLE, "", text)
    if visible != text and is_id(visible):
        message = "an invisible character is in the id '{id}'"
        return finding("bad-id.invisible", message, "write it anew: {id}", id=visible)
    joined = "-".join(text.split())
    if joined != text and is_id(joined):
        message = "'{text}' is not a valid id: it contains a space"
        return finding("bad-id.space", message, "write '{id}'", text=text, id=joined)
    hint = "use at most {most} letters, digits, '-', '_' and '.', no space"
    return finding("bad-id", "'{text}' is not a valid id", hint, text=text[:MAX_ID], most=MAX_ID)


def read_id(node: Node | None, card: Mapping, kind: Kind, report: Report) -> Scalar | None:
    """The card's id, or None where there is no good one."""
    if node is None or (isinstance(node, Scalar) and not node.text.strip()):
        hint = "add 'id: …', unique in the deck and never changed: members' reviews depend on it"
        report(node or card.keys[0], finding("missing-id", "this '{kind}' card has no id", hint, kind=kind.name))
        return None
    if not isinstance(node, Scalar):
        report(node, finding("bad-id.type", "an id must be text", "write 'id: short-name'"))
        return None
    if not is_id(node.text):
        report(node, _bad_id(node.text))
        return None
    return node


def read_guid(node: Node, report: Report) -> str:
    """The guid that members know a card by; empty where it is none."""
    written = read_text(node, "guid", report)
    if written is None or re.fullmatch(_GUID, written.text):
        return written.text if written else ""
    report(
        node,
        finding(
            "bad-guid",
            "'{text}' is not a valid guid",
            "take it from the collection or the package that members have, in single quotes; a new card needs none",
            text=written.text[:MAX_ID],
        ),
    )
    return ""

"""Where members report a mistake on a card: an address with places that the card fills.

In Anki a template fills them, and cannot escape what it puts there: so only safe values are filled in. A page
escapes, and can add the card's front.
"""

import html
import re
from urllib.parse import quote

from deckgen.model import DeckConfig, Note, NoteType

_SUBJECT = "mailto:{address}?subject={deck}%20{{id}}%20{{revision}}&body={{front}}"
_FRONT = r"&[^?&=]*=[^&]*\{front\}[^&]*|\{front\}"
"""What a template leaves out: the whole parameter, where it is not the first."""
_LONGEST_FRONT = 200
"""Characters of a front: mail programs cut off longer addresses."""


def template_link(config: DeckConfig, label: str) -> str:
    """The link as a template has it; empty where the deck wants none."""
    if not config.report:
        return ""
    address = html.escape(re.sub(_FRONT, "", _address(config)))
    for place in ("id", "revision"):
        address = address.replace(f"{{{place}}}", f"{{{{text:{place}}}}}")
    return f'<a class="report" href="{address}">{html.escape(label)}</a>'


def with_report_address(text: str, config: DeckConfig, note: Note, note_type: NoteType) -> str:
    """A side of a card with the whole address, front and all, in its link."""
    if not config.report or 'class="report"' not in text:
        return text
    fields = dict(zip(note_type.columns, note.fields, strict=True))
    values = {"id": note.id, "revision": fields.get("revision", ""), "front": note.title[:_LONGEST_FRONT]}
    address = _address(config)
    for place, value in values.items():
        address = address.replace(f"{{{place}}}", quote(value, safe=""))
    link = r'<a class="report" href="[^"]*"'  # as `foot.html` has it; no field can hold one
    return re.sub(link, lambda _: f'<a class="report" href="{html.escape(address)}"', text)


def _address(config: DeckConfig) -> str:
    """The address with its places; of a mail address, one that begins a letter about the card."""
    if not re.fullmatch(r"[^\s@:/]+@[^\s@:/]+", config.report):
        return config.report
    return _SUBJECT.format(address=config.report, deck=quote(config.name, safe=""))

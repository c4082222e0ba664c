"""`imported.json`: what each source said of each card at its last import, as digests.

What was corrected in the deck since, such as a member's correction, is not taken back by a cell with the old text.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from deckgen.exchange.draft import CardDraft, Draft
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.files import display_path
from deckgen.system.reading import NotReadError, read_file

_NAME = "imported.json"
_MAX_BYTES = 100_000_000
_NO_TEXTS = frozenset({"id", "guid", "tags", "html", "requires", "ignore"})

Said = Mapping[str, str]
"""Field → digest of its text; the front is the first."""
Record = Mapping[str, Mapping[str, Said]]
"""Source's file name → id → what it said of that card."""


def read_record(cards: Path) -> Record:
    """What each source said at its last import; nothing where a deck has no record.

    Raises:
        DeckgenError: It cannot be read.
    """
    path = cards / _NAME
    if not path.exists():
        return {}
    try:
        record = json.loads(read_file(path, cards, _MAX_BYTES))
        if all(isinstance(text, str) for said in record.values() for card in said.values() for text in card.values()):
            return record  # type: ignore[no-any-return]  # just looked at
    except (NotReadError, ValueError, AttributeError, RecursionError):
        pass
    raise DeckgenError(
        "import-again.record",
        "'{path}' cannot be read",
        "take it from git or a backup; or delete it, and the next import changes every card that differs",
        path=display_path(path),
    )


def record_file(
    cards: Path, record: Record, source: str, draft: Draft, known: Mapping[str, CardDraft]
) -> dict[Path, bytes]:
    """`imported.json`, which held `record`, after an import of new cards, which have their ids, and known ones, by id.

    None for a package: no one corrects one by hand and imports it again.
    """
    if draft.before is not None:
        return {}
    new = {str(card.fields["id"]): card for section in draft.sections for card in section.cards}
    said = {id_: digests(card.fields) for id_, card in {**known, **new}.items()}
    sources = {**record, source: {**record.get(source, {}), **said}}
    quoted = partial(json.dumps, ensure_ascii=False)
    lines = [
        f"{quoted(name)}: {{\n" + ",\n".join(f"  {quoted(id_)}: {quoted(said)}" for id_, said in ids.items()) + "\n}"
        for name, ids in sources.items()
    ]
    return {cards / _NAME: ("{\n" + ",\n".join(lines) + "\n}\n").encode()}


def digests(fields: Mapping[str, object]) -> dict[str, str]:
    """What is said of a card, without what is no text of it."""
    return {
        field: hashlib.sha256(
            plain(value if isinstance(value, str) else "\n".join(map(str, value))).encode()
        ).hexdigest()[:16]
        for field, value in fields.items()
        if field not in _NO_TEXTS and value and isinstance(value, str | list | tuple)
    }


def plain(text: str) -> str:
    """A text without what an editor may have changed of it unseen."""
    return unicodedata.normalize("NFC", text).strip()

"""What is reported of a value that does not fit its key, or of a missing key, by the case that the key names."""

from deckgen.model.diagnostics import Text

_LANGUAGE = "write a language code such as ko or en_US"
_NUMBER = "take any number under a quadrillion, once, and never change it: members' collections hold it"
_HINTS = {
    "file": "write at most 40 letters, digits, '-', '_' and '.', such as llm-seminar",
    "language": _LANGUAGE,
    "tts": _LANGUAGE,
    "report": "write a mail address, or one that begins with https:// and may hold {{id}}, {{revision}} and {{front}}",
    "site": "write an address that begins with https:// and holds neither '?' nor '#', in ASCII",
    "since": "write 'since: 2' with what comes after the first release, 'since: 3' after the next, and so on",
    "kind-word": "lower-case letters, digits and '_', and none of cards, category, followups, guid, html, id, ignore, "
    "requires, tags",
    "kind-number": _NUMBER,
    "note-type": "take both from the collection or the package that members have",
    "anki-name": 'a name in Anki holds no : " {{ }}, begins with no # / ^, and is none that Anki fills itself, such as '
    "Tags",
    "rule": "write off, warning or error: 'deckgen rules {name}' explains it",
}
BAD_VALUE: dict[str, Text] = {
    case: (f"bad-value.{case}", "'{text}' is not valid for '{name}'", hint) for case, hint in _HINTS.items()
}

MISSING_KEY: dict[str, Text] = {
    **dict.fromkeys(
        ("deck-name", "kind-word", "kind-number", "note-type", "sheet"),
        ("missing-key", "{where} has no '{name}'", "add '{name}: …'"),
    ),
    "deck-id": (
        "missing-key.deck-id",
        "{where} has no '{name}'",
        "write 'id: …', any text that no other deck has; it must never change",
    ),
}

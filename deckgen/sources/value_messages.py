"""What is reported of a value that does not fit its key, or of a missing key, by the case that the key names."""

from deckgen.model.diagnostics import Text

BAD_VALUE: dict[str, Text] = {
    "": ("bad-value", "'{text}' is not valid for '{name}'", ""),
    "file": (
        "bad-value.file",
        "'{text}' is not valid for '{name}'",
        "write at most 40 letters, digits, '-', '_' and '.', such as llm-seminar",
    ),
    "language": ("bad-value.language", "'{text}' is not valid for '{name}'", "write a language code such as ko or en"),
    "tts": ("bad-value.tts", "'{text}' is not valid for '{name}'", "write a language such as ko_KR"),
    "report": (
        "bad-value.report",
        "'{text}' is not valid for '{name}'",
        ("write a mail address, or one that begins with https:// and may hold {{id}}, {{revision}} and {{front}}"),
    ),
    "site": (
        "bad-value.site",
        "'{text}' is not valid for '{name}'",
        "write an address that begins with https:// and holds neither '?' nor '#', in ASCII",
    ),
    "empty-part": ("bad-value.empty-part", "an empty part in the deck's name", "write 'Deck::Subdeck'"),
    "since": (
        "bad-value.since",
        "'{text}' is not valid for '{name}'",
        ("write 'since: 2' with what comes after the first release, 'since: 3' after the next, and so on"),
    ),
    "kind-word": (
        "bad-value.kind-word",
        "'{text}' is not valid for '{name}'",
        (
            "lower-case letters, digits and '_', and none of cards, category, followups, guid, html, "
            "id, ignore, requires, tags"
        ),
    ),
    "kind-number": (
        "bad-value.kind-number",
        "'{text}' is not valid for '{name}'",
        ("take any number under a quadrillion, once, and never change it: members' collections hold it"),
    ),
    "note-type": (
        "bad-value.note-type",
        "'{text}' is not valid for '{name}'",
        "take both from the collection or the package that members have",
    ),
    "anki-name": (
        "bad-value.anki-name",
        "'{text}' is not valid for '{name}'",
        'a name in Anki holds no : " {{ }}, begins with no # / ^, and is none that Anki fills itself, such as Tags',
    ),
    "deckgen": (
        "bad-value.deckgen",
        "'{text}' is not valid for '{name}'",
        "write the least version that will do, such as '>=1.0'",
    ),
    "rule": (
        "bad-value.rule",
        "'{text}' is not valid for '{name}'",
        "write off, warning or error: 'deckgen rules {name}' explains it",
    ),
}

MISSING_KEY: dict[str, Text] = {
    "": ("missing-key", "{where} has no '{name}'", "add '{name}: …'"),
    "deck-name": ("missing-key.deck-name", "{where} has no '{name}'", "write 'name: …': the deck's name in Anki"),
    "deck-id": (
        "missing-key.deck-id",
        "{where} has no '{name}'",
        "write 'id: …', any text that no other deck has; it must never change",
    ),
    "kind-word": ("missing-key.kind-word", "{where} has no '{name}'", "lower-case letters, digits and '_'"),
    "kind-number": (
        "missing-key.kind-number",
        "{where} has no '{name}'",
        ("take any number under a quadrillion, once, and never change it: members' collections hold it"),
    ),
    "note-type": (
        "missing-key.note-type",
        "{where} has no '{name}'",
        "take both from the collection or the package that members have",
    ),
    "sheet": (
        "missing-key.sheet",
        "a heading of the {where} has no '{name}'",
        "write {{title: …, tags: [...]}}: what it says, and which cards are below it",
    ),
}

"""What can be wrong with a kind, in words."""

from deckgen.model.diagnostics import Text

KIND_INVALID: dict[str, Text] = {
    "anki-fills": ("kind-invalid.anki-fills", "Anki fills '{name}' itself", "take another name"),
    "cloze-cards": ("kind-invalid.cloze-cards", "a cloze kind has one card: Anki makes one a number of it", "keep one"),
    "gap": ("kind-invalid.gap", "no field and no card is 'since: {since}'", "leave no number out"),
    "key": (
        "kind-invalid.key",
        "the first field must be required text and be named as the key",
        "write 'key: word', and first in 'fields' {{name: word, format: markdown, id: 1, required: true}}",
    ),
    "label": ("kind-invalid.label", "label '{name}' must be text", "write 'en: {{kind: Word, field: Its label}}'"),
    "labels": ("kind-invalid.labels", "labels are listed by language", "write 'en: {{kind: Word, field: Its label}}'"),
    "language": (
        "kind-invalid.language",
        "the labels of '{name}' are names with texts",
        "write 'en: {{kind: Word, field: Its label}}'",
    ),
    "late-required": (
        "kind-invalid.late-required",
        "a field that came later cannot be required",
        "take 'required' out: the cards that were released lack it",
    ),
    "name": (
        "kind-invalid.name",
        "'{name}' is not a valid name for a kind",
        "rename the folder: lower-case letters, digits and '_'",
    ),
    "no-card": (
        "kind-invalid.no-card",
        "a kind needs at least one card",
        "write 'cards:' and '- {{name: word, id: 1}}'",
    ),
    "no-first-card": (
        "kind-invalid.no-first-card",
        "the kind had no card at first",
        "leave 'since' out of its oldest card",
    ),
    "note-type": (
        "kind-invalid.note-type",
        "'note_type' must have an id and a name",
        "write 'note_type: {{id: 1234567890123, name: Its name}}'",
    ),
    "shape": (
        "kind-invalid.shape",
        "a kind has 'key', 'fields' and 'cards'",
        "look at a built-in one: 'deckgen kinds basic' says where its kind.yaml is",
    ),
    "taken": ("kind-invalid.taken", "'{name}' is taken on line {line:d}", "give this one its own"),
    "taken-by-all": ("kind-invalid.taken-by-all", "every kind has the field '{name}'", "take another name and id"),
}

BAD_TEMPLATE: dict[str, Text] = {
    "deep": (
        "bad-template.deep",
        "sections are nested more than {most} deep",
        "each {{{{#field}}}} needs its {{{{/field}}}}",
    ),
    "stray-end": (
        "bad-template.stray-end",
        "'{{{{/{name}}}}}' closes a section that is not open",
        "each {{{{#field}}}} needs its {{{{/field}}}}",
    ),
    "other-end": (
        "bad-template.other-end",
        "'{{{{/{name}}}}}' closes a section that is not open; '{open}' is open here",
        "each {{{{#field}}}} needs its {{{{/field}}}}",
    ),
    "lone": ("bad-template.lone", "'{{{{' without its '}}}}'", "each {{{{#field}}}} needs its {{{{/field}}}}"),
    "open": ("bad-template.open", "section '{name}' is never closed", "each {{{{#field}}}} needs its {{{{/field}}}}"),
    "late-front": (
        "bad-template.late-front",
        "in shape {shape} of the kind this front shows no field",
        "show one that the kind always had, or write 'since: {since}' with the card",
    ),
    "no-deletion": (
        "bad-template.no-deletion",
        "the front of a cloze kind shows no deletion",
        "write {{{{cloze:{key}}}}}",
    ),
    "no-cloze": (
        "bad-template.no-cloze",
        "'cloze:' works in a cloze kind only",
        "write 'cloze: true' in kind.yaml, or take the filter out",
    ),
    "latex": (
        "bad-template.latex",
        "'{name}' in a template makes LaTeX of whatever its fields hold",
        "write it in the fields, around each formula",
    ),
    "no-field": ("bad-template.no-field", "the front shows no field: Anki refuses it", "write {{{{{key}}}}}"),
}

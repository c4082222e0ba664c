"""Check a finished note once more before it leaves; what is found is reported where it was written.

This is no rule like others: nothing switches it off.
"""

from functools import lru_cache

from deckgen.anki.guard.deck_texts import as_error, check_name
from deckgen.anki.guard.field import TURNS, Danger, dangers, html_dangers, in_plain_text, is_harmless, joint_dangers
from deckgen.model import Card, Note
from deckgen.model.diagnostics import Diagnostic, Span
from deckgen.model.nodes import Scalar
from deckgen.sources.places import Places


def check_note(card: Card, note: Note, rendered: str, places: Places) -> tuple[Diagnostic, ...]:
    """Say what must not leave of a note."""
    named, turned = _in_names(card.category, card.tags)
    has_html = bool(card.html) and "<" in rendered  # an element may end in a field that it does not begin in
    if not named and not turned and not has_html and is_harmless(rendered):
        return ()
    found = [as_error(danger, _place_of_name(name, card, places)) for name, danger in named]
    for name in turned:
        found.extend(check_name(name, _place_of_name(name, card, places)))
    fields = dict(zip(card.kind.columns, note.fields, strict=True))
    for column, field in fields.items():
        if named and column not in card.values:
            continue  # the category again
        if column in card.html:
            others = [other for name, other in fields.items() if name in card.values and name != column]
            dangerous = _html_dangers(card, field, others, note)
        else:
            dangerous = tuple(dangers(field, note.media, cloze=card.kind.cloze))
        for danger in dict.fromkeys(dangerous):
            span = _place(danger, card.values.get(column, ()), card, places)
            found.append(as_error(danger, span))
    return tuple(found)


def _html_dangers(card: Card, field: str, others: list[str], note: Note) -> tuple[Danger, ...]:
    macros = None
    if card.kind.known:
        from deckgen.anki.typeset import macros_of  # most decks did not move in

        macros = macros_of(str(card.kind.settings.get("latexPre", "")))
    cloze = card.kind.cloze
    found = tuple(html_dangers(field, note.media, cloze=cloze, latex=macros))
    return found or tuple(joint_dangers(field, others, note.media, cloze=cloze, latex=macros))


@lru_cache(maxsize=1024)
def _in_names(category: str, tags: tuple[str, ...]) -> tuple[list[tuple[str, Danger]], list[str]]:
    """What becomes a name of a deck or a tag and is dangerous there, or turned; cards of a file mostly share them."""
    names = (category, *tags)
    dangerous = [(name, danger) for name in names if (danger := in_plain_text(name))]
    return dangerous, [name for name in names if TURNS.search(name)]


def _place(danger: Danger, texts: tuple[Scalar, ...], card: Card, places: Places) -> Span:
    r"""Where it was written: the text that holds it, or enough of it to be recognised."""
    needles = (danger.what, danger.what.lstrip("[\\<").rstrip("]"))
    for needle in needles:
        for scalar in texts:
            if needle in scalar.text:
                return places.within(scalar, needle)
    if texts:
        return Span(places.path, texts[0].line, texts[0].column)
    return places.below(Span(places.path, card.span.line), *needles)


def _place_of_name(name: str, card: Card, places: Places) -> Span:
    """Where it was written: above all cards of the file, or in the card."""
    key = places.of_key("category" if name == card.category else "tags")
    shared = places.below(key, name)
    return shared if shared.line < card.span.line else places.below(Span(places.path, card.span.line), name)

"""Nodes to checked cards: known kinds, known fields, right shapes, unique ids; follow-ups after what they follow."""

from collections.abc import Mapping as MappingABC
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from deckgen.anki.cloze import parse_cloze, plain
from deckgen.model import Card, Claim, Format, Kind
from deckgen.model.diagnostics import Diagnostic, Finding, Span, finding, nearest, warning, with_nearest
from deckgen.model.nodes import Mapping, Node, Scalar, Sequence, SourceFile
from deckgen.sources.card_fields import (
    CARD_KEYS,
    Values,
    no_field,
    read_field,
    report_keys,
)
from deckgen.sources.card_ids import read_guid, read_id
from deckgen.sources.field_names import near_field
from deckgen.sources.mapping_reader import MappingReader, read_text, read_texts

FILE_KEYS = frozenset({"category", "tags", "cards"})
MAX_CARDS = 5_000
"""Cards of one file: an editor shows no more well, and a change compiles its whole file again."""
_NULL = frozenset({"", "~", "null"})


class Checked(Struct, frozen=True):
    """A card file, checked."""

    claims: tuple[Claim, ...]
    """Every id that a card claims, in source order."""
    diagnostics: tuple[Diagnostic, ...]


def check_file(file: SourceFile, kinds: tuple[Kind, ...]) -> Checked:
    """Check a card file by itself; whether its ids are unique in the deck is checked when the parts join."""
    checker = _Checker(file.path, kinds)
    checker.file(file.root)
    return Checked(tuple(checker.claims), tuple(checker.diagnostics))


class _Inherited(Struct, frozen=True):
    """Defaults inherited from the file or the parent card."""

    category: str
    id: str = ""
    """Of the card that it follows up; empty for a card of its own."""
    tags: tuple[str, ...] = ()
    values: MappingABC[str, tuple[Scalar, ...]] = MappingProxyType({})


def _passed_on(kind: Kind, values: Values) -> Values:
    """The fields that a card hands to its follow-ups: its sources, and its title as their context."""
    handed = {"sources": values["sources"]} if "sources" in values else {}
    if kind.key in values:
        (title,) = values[kind.key]
        if kind.cloze:
            title = replace(title, text=plain(parse_cloze(title.text)))
        handed["context"] = (title,)
    return handed


class _Checker:
    def __init__(self, path: str, kinds: tuple[Kind, ...]) -> None:
        self.claims: list[Claim] = []
        self.diagnostics: list[Diagnostic] = []
        self._by_key = {kind.key: kind for kind in kinds}
        self._path = path
        self._file_tags: tuple[str, ...] = ()

    def file(self, root: Node | None) -> None:
        if root is None:
            return
        is_card = isinstance(root, Mapping) and "cards" not in root.values and self._by_key.keys() & root.values
        if not isinstance(root, Mapping) or is_card:
            hint = "begin with 'category: …', then 'cards:' and the list"
            what = finding("wrong-type.card-file", "a card file has 'category' and 'cards' at its top", hint)
            self._report(root, what)
            self._claim(root)
            return
        reader = MappingReader(root, self._path.rpartition("/")[2], self._report)
        meant = reader.only(FILE_KEYS)
        category = reader.text("category")
        tags = reader.texts("tags")
        cards = root.get("cards")
        if cards is None and "cards" in meant:
            return
        null = isinstance(cards, Scalar) and cards.style == "" and cards.text in _NULL
        if cards is None or null or (isinstance(cards, Sequence) and not cards.items):
            self._report(cards or root, warning("no-cards.file", "the file has no cards", "list them below 'cards:'"))
            return
        if not isinstance(cards, Sequence):
            self._report(cards, finding("wrong-type.cards", "'cards' must be a list", "begin each card with '- '"))
            return
        if len(cards.items) > MAX_CARDS:
            message = "{n} cards in one file (at most {most})"
            what = finding("too-many-cards", message, "split the file", n=len(cards.items), most=MAX_CARDS)
            self._report(cards, what)
            for item in cards.items:
                self._claim(item)
            return
        self._file_tags = tuple(tag.text for tag in tags)
        above = _Inherited(category)
        for item in cards.items:
            self._card(item, above)

    def _card(self, node: Node, above: _Inherited) -> None:
        if not isinstance(node, Mapping):
            from deckgen.sources.yaml_problems import colon_slip  # most cards have keys

            slip = colon_slip(node.text) if isinstance(node, Scalar) else None
            message, hint = "a card begins with its kind and a ':'", "begin it with one of: {kinds}"
            wrong = finding("wrong-type.card", message, hint, kinds=", ".join(sorted(self._by_key)))
            self._report(node, slip[1] if slip else wrong)
            return
        kind = self._kind(node)
        if kind is None or kind.broken:  # the fields of a broken kind are unknown
            self._claim(node)
            return
        self._known_card(node, kind, above)

    def _known_card(self, node: Mapping, kind: Kind, above: _Inherited) -> None:
        before, report = len(self.diagnostics), self._report
        written = node.values
        values: Values = {}
        unknown = False
        for name, value in written.items():
            if name in kind.authored:
                read_field(kind.authored[name], value, values, report)
            elif name not in CARD_KEYS:
                unknown = True
        meant: set[str] = set()
        if unknown or kind.required.difference(values) or not kind.flags.isdisjoint(values):
            meant = report_keys(node, kind, self._by_key, values, report)
        missed = "id" not in written and "id" in meant
        claim = None if missed else read_id(written.get("id"), node, kind, report)
        guid = read_guid(written["guid"], report) if "guid" in written else ""
        html = self._html(written["html"], kind) if "html" in written else kind.html
        own = read_text(written["category"], "category", report) if "category" in written else None
        category = (own.text.strip() if own else "") or above.category
        requires = self._requires(written.get("requires"), node, above) if "requires" in written or above.id else ()
        ignore = read_texts(written["ignore"], "ignore", report) if "ignore" in written else ()
        own_tags = read_texts(written["tags"], "tags", report) if "tags" in written else ()
        tags = tuple(tag.text for tag in own_tags) if "tags" in written else above.tags
        for name, inherited in above.values.items():
            if name in kind.authored:
                values.setdefault(name, inherited)
        if claim is not None:
            card = None
            if len(self.diagnostics) == before:
                span = Span(self._path, node.line, node.column)
                all_tags = (*self._file_tags, *tags)
                card = Card(kind, claim.text, span, category, all_tags, requires, values, above.id, ignore, guid, html)
            self.claims.append(Claim(claim.text, Span(self._path, claim.line, claim.column), card))
        if "followups" in written:
            below = _Inherited(category, claim.text if claim else "", tags, _passed_on(kind, values))
            self._followups(written["followups"], below)

    def _requires(self, written: Node | None, card: Mapping, above: _Inherited) -> tuple[Scalar, ...]:
        """What a card requires: what it says, and the card that it follows up."""
        names = read_texts(written, "requires", self._report)
        if above.id and all(name.text != above.id for name in names):
            return (Scalar(above.id, card.line, card.column), *names)
        return names

    def _claim(self, node: Node) -> None:
        """Note the ids of a card that cannot be checked, and of its follow-ups: others may require them."""
        if not isinstance(node, Mapping):
            return
        claimed, below = node.get("id"), node.get("followups")
        if isinstance(claimed, Scalar):
            place = Span(self._path, claimed.line, claimed.column)
            self.claims.append(Claim(claimed.text, place, readable=False))
        for item in below.items if isinstance(below, Sequence) else ():
            self._claim(item)

    def _followups(self, node: Node, above: _Inherited) -> None:
        if isinstance(node, Sequence):
            for item in node.items:
                self._card(item, above)
        elif not (isinstance(node, Scalar) and node.style == "" and node.text in _NULL):
            hint = "begin each with '- ', its kind and an id, as any card"
            self._report(node, finding("wrong-type.followups", "'followups' must be a list of cards", hint))

    def _kind(self, node: Mapping) -> Kind | None:
        for name in node.values:
            if name in self._by_key:
                return self._by_key[name]
        if not node.keys:
            known = ", ".join(sorted(self._by_key))
            self._report(
                node, finding("unknown-kind.empty", "an empty card", "begin it with one of: {known}", known=known)
            )
            return None
        first = node.keys[0]
        near = near_field(first.text, self._by_key)
        message = "no kind of card begins with '{name}'"
        self._report(first, with_nearest("unknown-kind", message, "", near, name=first.text))
        return None

    def _html(self, node: Node, kind: Kind) -> frozenset[str]:
        """The columns that are HTML in this card: those of its kind, and those that it names."""
        names = read_texts(node, "html", self._report)
        known = {name for name, spec in kind.authored.items() if spec.format in {Format.MARKDOWN, Format.HTML}}
        for name in names:
            if name.text not in known:
                self._report(name, no_field(nearest(name.text, known), name.text, kind))
        return kind.html | {name.text for name in names}

    def _report(self, node: Node, what: Finding) -> None:
        self.diagnostics.append(what.at(Span(self._path, node.line, node.column)))

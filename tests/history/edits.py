"""The changes that the author of a random history makes of a deck project, each a method of a number.

The number, `pick`, chooses among what is there, so that any number does.
"""

from collections.abc import Callable
from dataclasses import replace

from tests.history.sources import FACT_BACK, CardFile, Project, Source


class Editor:
    """Changes a deck project that is not on disk yet."""

    def __init__(self, *, subdecks: bool) -> None:
        self.gone: list[Source] = []
        """Cards that left the deck, and may come back."""
        self.first_texts: dict[str, tuple[str, str]] = {}
        """Card id → front and back, as released first."""
        self._words = 0
        self.project = Project(
            subdecks=subdecks,
            files=[CardFile("alpha"), CardFile("beta")],
            labels={"kind": "Fact", "fact": "Fact", "answer": "Answer", "card.ask": "Ask"},
        )
        for kind, file in (("basic", 0), ("cloze", 0), ("fact", 1), ("basic", 1)):
            self._add(file, kind)

    def _word(self) -> str:
        """A word that was never used before."""
        self._words += 1
        return f"w{self._words}"

    def _add(self, pick: int, kind: str) -> None:
        cards = self.project.files[pick % len(self.project.files)].cards
        cards.insert(pick % (len(cards) + 1), Source(f"c{self._word()}", kind, self._word(), self._word()))

    def edit_front(self, pick: int) -> None:
        """More text on a front: the note's first field, which some tools make the guid of."""
        self._replace(pick, lambda card: replace(card, front=f"{card.front} {self._word()}"))

    def edit_back(self, pick: int) -> None:
        self._replace(pick, lambda card: replace(card, back=self._word()))

    def undo_edit(self, pick: int) -> None:
        """Back to what was released first: the text is an old one, the change a new one."""

        def restored(card: Source) -> Source:
            front, back = self.first_texts.get(card.id, (card.front, card.back))
            return replace(card, front=front, back=back)

        self._replace(pick, restored)

    def add_basic(self, pick: int) -> None:
        self._add(pick, "basic")

    def add_cloze(self, pick: int) -> None:
        self._add(pick, "cloze")

    def add_fact(self, pick: int) -> None:
        self._add(pick, "fact")

    def retire(self, pick: int) -> None:
        cards = [(file, card) for file in self.project.files for card in file.cards]
        if len(cards) > 1:
            file, card = cards[pick % len(cards)]
            file.cards.remove(card)
            self.gone.append(card)

    def revive(self, pick: int) -> None:
        if self.gone:
            card = self.gone.pop(pick % len(self.gone))
            self.project.files[pick % len(self.project.files)].cards.append(
                replace(card, back=self._word()) if pick % 2 else card
            )

    def reorder(self, pick: int) -> None:
        cards = self.project.files[pick % len(self.project.files)].cards
        cards.append(cards.pop(0)) if cards else None

    def rename_category(self, pick: int) -> None:
        """A file's category, and so a tag of its notes, and in some decks their subdeck."""
        self.project.files[pick % len(self.project.files)].category = f"category {self._word()}"

    def move_to_other_file(self, pick: int) -> None:
        """A card goes to the other file, and so to another category."""
        file = self.project.files[pick % len(self.project.files)]
        if file.cards:
            self.project.files[(pick + 1) % len(self.project.files)].cards.append(
                file.cards.pop(pick % len(file.cards))
            )

    def tag_card(self, pick: int) -> None:
        self._replace(pick, lambda card: replace(card, tags=() if card.tags else (self._word(),)))

    def tag_file(self, pick: int) -> None:
        """A tag for all cards of a file, or none any more."""
        self.project.files[pick % len(self.project.files)].tags = (self._word(),) if pick % 3 else ()

    def toggle_picture(self, pick: int) -> None:
        self._replace(pick, lambda card: replace(card, pictured=not card.pictured))

    def redraw_picture(self, pick: int) -> None:
        """The picture's file changes under its name."""
        self.project.picture += 1 + pick % 2

    def toggle_card(self, pick: int) -> None:
        self._replace(pick, lambda card: replace(card, more=not card.more))

    def change_css(self, pick: int) -> None:
        """The deck's own stylesheet changes: every note type's look, and no note."""
        self.project.style = f".card {{ --v{pick}: '{self._word()}' }}\n"

    def change_template(self, pick: int) -> None:
        self.project.back = FACT_BACK + f"<!-- {pick} {self._word()} -->\n"

    def rename_field(self, pick: int) -> None:
        self.project.labels = {**self.project.labels, "answer": f"Answer {pick} {self._word()}"}

    def rename_template(self, pick: int) -> None:
        self.project.labels = {**self.project.labels, "card.ask": f"Ask {pick} {self._word()}"}

    def rename_kind(self, pick: int) -> None:
        """The deck's own kind gets another label, which is a tag, too."""
        self.project.labels = {**self.project.labels, "kind": f"Fact{pick}{self._word()}"}

    def rename_root_tag(self, pick: int) -> None:
        self.project.tag = f"root{pick % 3}"

    def change_language(self, pick: int) -> None:
        self.project.language = ("en", "ko")[pick % 2]

    def change_renderer(self, pick: int) -> None:
        """Another version of what makes HTML writes the same text otherwise."""
        self.project.renderer = pick % 3

    def grow(self, _: int) -> None:
        """The deck's own kind gets a field more: for its new notes alone."""
        self.project.grown = True

    def _replace(self, pick: int, change: Callable[[Source], Source]) -> None:
        places = [(file, n) for file in self.project.files for n in range(len(file.cards))]
        file, n = places[pick % len(places)]
        file.cards[n] = change(file.cards[n])

"""A transcript of a meeting or chat to card drafts: numbered questions with tips, explained scenarios, terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from deckgen.exchange.importing.model import CardDraft, Draft, Remark, Section
from deckgen.exchange.importing.names import readable_stem
from deckgen.exchange.importing.nearest import nearest
from deckgen.exchange.importing.text import clean, read_any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LABEL_END = r"\s*[:：]\s*"
_ROLES = {
    role: re.compile(pattern, re.IGNORECASE)
    for role, pattern in {
        "heading": r"(?:#{1,6}\s+)?\d+[.)]\s+(?P<text>.+)",
        "asked": r"\**(?:Q|질문|문)\s*\d+\s*[.:)：]\**\s*(?P<text>.+)",
        "scenario": rf"\**(?:Q|질문){_LABEL_END}\**(?P<text>.+)",
        "tip": rf"\**(?:(?:모범 ?)?답(?:변|안)?(?: ?팁| ?방향)?|A|answer(?: tips?)?|tip){_LABEL_END}\**(?P<text>.*)",
        "terms": rf"\**(?:용어 ?(?:정리|정의|설명)|terms|glossary|definitions){_LABEL_END}\**(?P<text>.*)",
        "explained": (
            rf"\**(?:(?:쉬운 ?|상세 ?)?설명|(?:simple |easy |plain )?explanation|in (?:simple|plain) (?:words|terms))"
            rf"{_LABEL_END}\**(?P<text>.*)"
        ),
    }.items()
}
"""What a line can begin, in the order in which it is asked."""
_TERM = re.compile(
    r"[-*•]?\s*\**(?P<term>[^:：()（）]{1,60}?)\**\s*(?:[(（](?P<expansion>[^()（）]+)[)）])?\**\s*[:：]\s*(?P<text>.+)"
)
_QUOTED = re.compile(
    r"['‘“\"「](?P<meaning>[^'’”\"」]{1,40})['’”\"」]\s*"
    r"(?P<says>이?라는 뜻(?:입니다|이다|이에요)?|입니다|이다|means?)?[.。]?\s*"
)
_SENTENCE = re.compile(r".+?(?:[.!?。]['\"”’)*]*(?=\s)|$)", re.DOTALL)
_ASIDE = re.compile(r"\s*[💡📌⚠✅👉]")
_ONE_BREATH = 120
"""Characters that an explanation may have to be a summary as it stands."""


class _Line(NamedTuple):
    number: int
    role: str
    text: str


class _Part(NamedTuple):
    """A heading, and the lines below it to the next one."""

    heading: _Line
    lines: list[_Line]


def read_transcript(path: Path) -> Draft:
    """Read a transcript.

    Raises:
        DeckgenError: It cannot be read.
    """
    return _Reader(read_any(path), readable_stem(path)).draft()


def looks_like_transcript(text: str) -> bool:
    """Whether a text has numbered questions with tips, or explained scenarios, as such transcripts have."""
    roles = [line.role for line in _lines(text)]
    return (roles.count("asked") > 1 and "tip" in roles) or "explained" in roles


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._left: list[Remark] = []
        self._look: list[Remark] = []

    def draft(self) -> Draft:
        """The transcript's cards: questions under their headings, explained ones where their words are at home."""
        sections: dict[str, list[CardDraft]] = {}
        explained: list[tuple[_Part, list[CardDraft]]] = []
        for part in self._parts():
            asked = self._questions(part)
            if asked:
                sections.setdefault(_title(part), []).extend(asked)
            cards = self._scenario(part)
            if cards:
                explained.append((part, cards))
            elif not asked and part.heading.number:
                self._left.append(Remark(part.heading.number, part.heading.text))
        known = {name: f"{name} {_words(cards)}" for name, cards in sections.items()}
        for part, cards in explained:
            title = _title(part)
            home = title if title in known else nearest(f"{title} {_words(cards)}", known)
            if home and home != title:
                self._look.append(Remark(part.heading.number, part.heading.text, "went_home", (("home", home),)))
            sections.setdefault(home or title, []).extend(cards)
        return Draft(
            name="",
            sections=tuple(Section(name, tuple(cards)) for name, cards in sections.items()),
            look=tuple(sorted(self._look)),
            left=tuple(sorted(self._left)),
        )

    def _parts(self) -> list[_Part]:
        """The headings that have questions or explanations below them; what is above the first one is left."""
        parts = [_Part(_Line(0, "heading", self._name), [])]
        for line in _lines(self._text):
            if line.role == "heading":
                parts.append(_Part(line, []))
            else:
                parts[-1].lines.append(line)
        return parts

    def _questions(self, part: _Part) -> list[CardDraft]:
        cards: list[CardDraft] = []
        asked: _Line | None = None
        answer: list[str] = []

        def close() -> None:
            if asked is not None and answer:
                cards.append(
                    CardDraft({"question": clean(asked.text), "answer": clean("\n\n".join(answer))}, asked.number)
                )
            elif asked is not None:
                self._left.append(Remark(asked.number, asked.text))

        for line in part.lines:
            if line.role in {"asked", "scenario", "terms", "explained"}:
                close()
                asked, answer = (line, []) if line.role == "asked" else (None, [])
            elif asked is not None and line.role == "tip":
                answer.append(line.text)
        close()
        return cards

    def _scenario(self, part: _Part) -> list[CardDraft]:
        """The terms and the mechanism that a part explains; lines that are in no card are left."""
        terms: list[CardDraft] = []
        said: list[str] = []
        question = next((line for line in part.lines if line.role == "scenario"), part.heading)
        state, quoted = "", False
        begins = question
        seen_asked = any(line.role == "asked" for line in part.lines)
        for line in part.lines:
            if line.role == "explained" and not said:
                state, begins = "explained", line
                quoted = line.text.startswith(('"', "“"))
                if line.text:
                    said.append(line.text)
            elif line.role == "terms":
                state = "terms"
            elif state == "explained" and line.role == "" and ((quoted and not _closes(said)) or not said):
                said.append(line.text)
            elif state == "terms" and line.role == "" and (term := self._term(line)):
                terms.append(term)
            elif line.role in {"", "aside", "explained"} or (line.role == "tip" and not seen_asked):
                self._left.append(Remark(line.number, line.text))
        if not said:
            for term in terms:
                self._left.append(Remark(term.line, str(term.fields)))
            return []
        return [*terms, self._mechanism(question, said, begins)]

    def _mechanism(self, question: _Line, said: list[str], begins: _Line) -> CardDraft:
        text = clean("\n\n".join(said))
        text = clean(text.strip().strip('"“”'))
        summary, detail = text, ""
        if len(text) > _ONE_BREATH:
            first = _SENTENCE.match(text)
            summary, detail = clean(first.group() if first else text), text
            self._look.append(Remark(begins.number, question.text, "first_sentence"))
        return CardDraft({"mechanism": clean(question.text), "summary": summary, "detail": detail}, question.number)

    def _term(self, line: _Line) -> CardDraft | None:
        found = _TERM.fullmatch(line.text)
        if found is None:
            return None
        meaning = _QUOTED.match(found["text"])
        translation = meaning["meaning"] if meaning else ""
        definition = found["text"][meaning.end() :] if meaning and meaning["says"] else found["text"]
        if not definition.strip():
            definition = found["text"]
            self._look.append(Remark(line.number, found["term"], "name_only"))
        fields = {
            "term": found["term"].strip(),
            "expansion": (found["expansion"] or "").strip(),
            "translation": translation,
            "definition": clean(definition),
        }
        return CardDraft(fields, line.number)


def _words(cards: list[CardDraft]) -> str:
    return " ".join(str(value) for card in cards for value in card.fields.values())


def _closes(said: list[str]) -> bool:
    """Whether the quotation that an explanation is ends with the last line."""
    return bool(said) and said[-1].rstrip().endswith(('"', "”")) and (len(said) > 1 or len(said[0]) > 1)


def _title(part: _Part) -> str:
    return re.sub(r"\s*관련 질문\s*$", "", part.heading.text.strip().strip("*"))


def _lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if _ASIDE.match(line):
            yield _Line(number, "aside", line.strip())
            continue
        for role, pattern in _ROLES.items():
            found = pattern.fullmatch(line.strip())
            if found:
                yield _Line(number, role, found["text"].strip())
                break
        else:
            yield _Line(number, "", line.strip())

"""What is fuzzed: random files of one sort, and the commands that read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from hypothesis import strategies as st

from deckgen.kinds import builtin_kinds
from tests.fuzz import pieces
from tests.fuzz.inputs import VALUES, cards, slips, slips_of, texts
from tests.fuzz.packages import packages
from tests.fuzz.pieces import CSS, HTML, JSON, MARKDOWN, SLIPS, TABLE, TEMPLATE, YAML
from tests.fuzz.running import project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

Files = dict[str, bytes]
Command = tuple[str, ...]
DECK = """\
name: Seminar
id: seminar-1
language: en
description: "About **this** deck."
author: Someone
licence: CC BY 4.0
tag: seminar
subdecks: true
slices: [core, depth]
tts: en_US
report: "https://cards.test/new?title={id}%20{revision}&body={front}"
rules: {yes-no-question: "off", long-front: {longest: 150}}
site: https://cards.test/deck/
"""
FEW = """\
category: A
cards:
- {front: What is a GPU?, id: gpu, back: "It does **many** sums at once.", tags: [core]}
- cloze: "{{c1::Weights}} are $n$ {{c2::numbers::what}}."
  id: weights
  followups: [{front: How many?, id: many, back: "Some, see ![x](media/x.svg)"}]
"""
CARDS = "category: A\ncards:\n" + "".join(
    "".join(f"  {line}\n" for line in kind.example.splitlines()) for kind in builtin_kinds()
)
KIND = """\
key: word
fields:
- {name: word, id: 1, required: true, help: a word}
- {name: more, id: 2, format: html, folds: true}
- {name: steps, id: 3, format: steps}
- {name: ask, id: 4, format: flag, needs: more}
- {name: late, id: 5, since: 2}
cards:
- {name: one, id: 1}
- {name: two, id: 2, when: ask}
"""
FRONT, BACK = (
    "[[>head]]<b>{{word}}</b> {{#more}}[[hello]]{{/more}}",
    "{{FrontSide}}<hr>{{more}}{{^steps}}-{{/steps}}[[>foot]]",
)
LABELS = "en:\n  hello: Hello\n  kind: Own\n  word: Word\nko:\n  hello: 안녕\n  kind: 고유\n"
STYLE = "@media (min-width: 1px) { .card > b:not(.x) { color: red; content: '}' } }\n.more { --x: 1; }\n"
OWN = "- word: a word\n  id: own\n  more: <i>more</i>\n  steps: [one, two]\n  ask: true\n"
CSV = 'front,back,tags\n"What, is it?","<b>This</b> {{c1::x}}",a b\nWhy?,"So.\nTwo lines"\n'
ANKI_TEXT = (
    "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
    "x1\tBasic\tD\tfront<br>\tback\ta\n"
)
NOTES = "# Topic\n\n## What is a weight?\n\nA number.\n\n- **Token**: a piece\n\nQ: Why?\nA: So.\n\nterm :: meaning\n"
NOTES_OF_A_RELEASE = """\
# Seminar 1

2023-11-15 · notes: 4 · cards: 6 · `Seminar-1.apkg`

## Changed cards (1)

- **What is a GPU?** (Basic) `gpu`
  - back: It does <del>one</del><ins>many</ins><br> at [once](https://x.org)

## How to import

1. Open it.
"""
MENDED: tuple[Command, ...] = (("check", "cards", "--fix"), ("build", "cards"))
PLANNED: tuple[Command, ...] = (("plan", "cards", "--until", "2023-12-01", "--new", "2", "--format", "json"),)
COMPILE: tuple[Command, ...] = (("check", "cards"), ("build", "cards"), ("page", "cards"))
IMPORTED: tuple[Command, ...] = (("check", "new/cards"), ("build", "new/cards"))


@lru_cache(maxsize=1)
def deck() -> Mapping[str, bytes]:
    """A deck that was released, built and shown, with each sort of file that a deck can have."""
    return project(
        ("cards/deck.yaml", DECK),
        ("cards/01.yaml", FEW),
        ("cards/02.yaml", f"cards:\n{OWN}"),
        ("cards/style.css", STYLE),
        ("cards/media/x.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("cards/kinds/own/kind.yaml", KIND),
        ("cards/kinds/own/labels.yaml", LABELS),
        ("cards/kinds/own/style.css", STYLE),
        ("cards/kinds/own/one.front.html", FRONT),
        ("cards/kinds/own/one.back.html", BACK),
        ("cards/kinds/own/two.front.html", "{{more}}"),
        ("cards/kinds/own/two.back.html", "{{word}}"),
    )


def nothing() -> Mapping[str, bytes]:
    """No project."""
    return {}


@dataclass(frozen=True)
class Target:
    """Files of one sort, and what reads them."""

    name: str
    inputs: SearchStrategy[Files]
    commands: tuple[Command, ...] = COMPILE
    base: Callable[[], Mapping[str, bytes]] = deck
    """What the project holds besides."""
    previews: bool = False
    moved_in: bool = False
    """Whether LaTeX may stand in fields, as members have it."""
    pages: str = "output/*.html"
    """What a browser reads of what is left."""


def _one(path: str, content: SearchStrategy[bytes]) -> SearchStrategy[Files]:
    return content.map(lambda data: {path: data})


def _encoded(content: SearchStrategy[str]) -> SearchStrategy[bytes]:
    return content.map(str.encode)


def _trees() -> SearchStrategy[Files]:
    keys = st.sampled_from(["category", "tags", "cards", "name", "id", "rules", "x"])
    tree = st.dictionaries(keys, VALUES, max_size=4).map(lambda tree: yaml.safe_dump(tree, allow_unicode=True).encode())
    card_file = _encoded(cards(MARKDOWN)) | tree | slips(CARDS, FEW, pieces=YAML)
    names = st.sampled_from(
        ["cards/01.yaml", "cards/03.yaml", "cards/a b/가.yaml", "cards/deck.yaml", "cards/.x.yaml", "cards/x.yml"]
    )
    return st.dictionaries(names, card_file, max_size=3)


def _imports(name: str, content: SearchStrategy[bytes]) -> Target:
    return Target(
        f"import {name}", _one(f"notes.{name}", content), (("import", f"notes.{name}", "new"), *IMPORTED), nothing
    )


@st.composite
def _package(draw: st.DrawFn, *, legacy: bool) -> Files:
    (path,) = (path for path in deck() if path.endswith("-1.apkg"))
    return {"bad.apkg": draw(packages(deck()[path], legacy=legacy))}


def _reads(name: str, *, legacy: bool) -> Target:
    reading = (("diff", "bad.apkg"), ("diff", "bad.apkg", "cards"), ("merge", "bad.apkg", "--apply"))
    return Target(name, _package(legacy=legacy), reading)


@st.composite
def _crowdanki(draw: st.DrawFn) -> bytes:
    text, name = texts(HTML + MARKDOWN), st.just("Front") | texts(MARKDOWN, 3)
    fields = [{"name": draw(name), "ord": 0}, {"name": "Back", "ord": 1}]
    sides = {"qfmt": draw(texts(TEMPLATE)) + "{{Front}}", "afmt": draw(texts(TEMPLATE)) + "{{Back}}"}
    model = {
        "__type__": "NoteModel", "crowdanki_uuid": "u", "name": draw(name), "css": draw(texts(CSS)), "flds": fields,
        "tmpls": [{"name": "Card", "ord": 0, **sides}], "type": draw(st.sampled_from([0, 1, "x"])),
    }  # fmt: skip
    notes = [
        {
            "__type__": "Note",
            "note_model_uuid": "u",
            "fields": [draw(text), draw(text)],
            "guid": guid,
            "tags": [draw(text)],
        }
        for guid in draw(st.lists(st.sampled_from(["g", "h", "", "a b", "<"]), min_size=1, max_size=3))
    ]
    deck = {"__type__": "Deck", "name": draw(name), "children": [], "notes": notes, "note_models": [model]}
    written = json.dumps(deck, ensure_ascii=False).encode()
    return draw(st.just(written) | slips_of(written, pieces=JSON))


def _files(**contents: SearchStrategy[bytes]) -> SearchStrategy[Files]:
    """Files below `cards/`, one or more of them random; `__` in a name is a `/`, `_` a dot."""
    paths = {name: f"cards/{name.replace('__', '/').replace('_', '.')}" for name in contents}
    return st.fixed_dictionaries({}, optional={paths[name]: content for name, content in contents.items()})


def _ledgers() -> SearchStrategy[Files]:
    ledger = deck()["cards/released.jsonl"].decode()
    return _one("cards/released.jsonl", slips(ledger, pieces=JSON)) | _one(
        "output/.built.json", slips(deck()["output/.built.json"].decode(), pieces=JSON)
    )


TARGETS = (
    Target("deck", _trees(), (*COMPILE, ("release",)), previews=True),
    Target("deck.yaml", _one("cards/deck.yaml", slips(DECK, pieces=YAML + MARKDOWN)), previews=True),
    Target("card file", _one("cards/01.yaml", slips(CARDS, FEW, OWN, pieces=YAML + MARKDOWN)), previews=True),
    Target("markdown", _one("cards/01.yaml", _encoded(cards(MARKDOWN))), previews=True),
    Target("html", _one("cards/01.yaml", _encoded(cards(HTML, html=True)))),
    Target("kind", _one("cards/kinds/own/kind.yaml", slips(KIND, pieces=YAML)), previews=True),
    Target("template", _one("cards/kinds/own/one.front.html", slips(FRONT, BACK, pieces=TEMPLATE)), previews=True),
    Target("labels", _one("cards/kinds/own/labels.yaml", slips(LABELS, pieces=YAML + TEMPLATE))),
    Target("style", _one("cards/style.css", slips(STYLE, pieces=CSS)), previews=True),
    Target(
        "ledger",
        st.deferred(_ledgers),
        (("check", "cards"), ("diff", "output/Seminar-1.apkg"), ("release",), ("site",), ("release", "--repair")),
    ),
    Target(
        "mending",
        _files(
            **{"01_yaml": slips(CARDS, FEW, OWN, pieces=YAML + SLIPS + SLIPS), "deck_yaml": slips(DECK, pieces=YAML)}
        ),
        MENDED,
    ),
    Target(
        "plan",
        _files(
            **{"01_yaml": slips(CARDS, FEW, pieces=YAML + MARKDOWN), "deck_yaml": slips(DECK, pieces=YAML + MARKDOWN)}
        ),
        PLANNED,
    ),
    Target(
        "site",
        _files(
            releases__1_md=slips(NOTES_OF_A_RELEASE, pieces=MARKDOWN + HTML),
            deck_yaml=slips(DECK, pieces=YAML + MARKDOWN),
        ),
        (("site", "cards"),),
        pages="output/site/*.html",
    ),
    _imports("csv", slips(CSV, pieces=TABLE) | _encoded(texts(TABLE + MARKDOWN, 30))),
    _imports("txt", slips(ANKI_TEXT, pieces=TABLE) | _encoded(texts(TABLE + HTML, 30))),
    _imports("md", slips(NOTES, pieces=pieces.CARD_MARKDOWN + MARKDOWN) | _encoded(texts(pieces.CARD_MARKDOWN, 30))),
    _reads("old package", legacy=True),
    _reads("new package", legacy=False),
    Target(
        "import package",
        _package(legacy=True) | _package(legacy=False),
        (("import", "bad.apkg", "new"), ("import", "bad.apkg", "kinds", "--kinds"), *IMPORTED),
        moved_in=True,
    ),
    Target(
        "import crowdanki", _one("deck.json", _crowdanki()), (("import", "deck.json", "new"), *IMPORTED), moved_in=True
    ),
    Target(
        "rehearsal", _package(legacy=True) | _package(legacy=False), (("verify", "output/Seminar-1.apkg", "bad.apkg"),)
    ),
)

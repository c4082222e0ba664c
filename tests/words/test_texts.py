"""The texts of the page, the site, release notes and kinds say the same in every language."""

import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import deckgen
from deckgen.kinds import builtin_kinds
from deckgen.kinds.words import field_help
from deckgen.messages.wording import PARTICLE
from deckgen.sources import config
from deckgen.sources.card_fields import author_fields

PACKAGE = Path(deckgen.__file__).parent
NAMES = {"windows", "mac", "linux", "android", "ios", "app_x", "refused"}
"""Texts that are a name, or hold values only: the same in every language."""


def _flat(table: dict[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        elif isinstance(value, str):
            yield f"{above}{key}", value


def _texts(path: Path) -> dict[str, str]:
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_each_text_has_a_korean_twin_with_the_same_values() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("en.toml")):
        english, korean = _texts(path), _texts(path.with_name("ko.toml"))
        wrong += [f"{path.parent}: {key}" for key in english.keys() ^ korean.keys()]
        for key in english.keys() & korean.keys():
            here = f"{path.parent.name}: {key}: {korean[key]!r}"
            if _values(english[key]) != _values(korean[key]):
                wrong.append(f"{here} has other values than {english[key]!r}")
            if not re.search(r"[가-힣]", korean[key]) and key not in NAMES and not key.endswith(".examples"):
                wrong.append(f"{here} is not Korean")
            for number, (literal, *_) in enumerate(string.Formatter().parse(korean[key])):
                if any(found.start() or not number for found in PARTICLE.finditer(literal)):
                    wrong.append(f"{here} has a particle that no value precedes")
    assert not wrong, "\n".join(wrong)


def test_each_field_of_a_kind_and_each_key_of_a_deck_is_described() -> None:
    for kind in builtin_kinds():
        for spec in author_fields(kind):
            assert field_help(kind, spec.name, "en")
            assert re.search(r"[가-힣]", field_help(kind, spec.name, "ko")), f"{kind.name}.{spec.name}"
    described = _texts(PACKAGE / "kinds" / "texts" / "en.toml")
    assert {key.removeprefix("deck_") for key in described if key.startswith("deck_")} == {*config.KEYS}

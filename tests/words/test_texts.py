"""The texts beside the code say the same in every language, and what is wrong is never said outside of them."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import deckgen
from deckgen.kinds import builtin_kinds
from deckgen.kinds.words import field_help
from deckgen.messages.translations import LANGUAGES
from deckgen.messages.wording import PARTICLE
from deckgen.sources import config
from deckgen.sources.schema import author_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(deckgen.__file__).parent
FOLDERS = sorted({path.parent for path in PACKAGE.glob("*/*/en.toml")})
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


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.parent.name for folder in FOLDERS])
def test_a_room_says_the_same_in_every_language(folder: Path) -> None:
    english, korean = (_texts(folder / f"{code}.toml") for code in LANGUAGES)
    assert english.keys() == korean.keys()
    for key, text in english.items():
        assert _names(text) == _names(korean[key]), key
        assert re.search(r"[가-힣]", korean[key]) or key in NAMES, key
        assert not re.search(r"[가-힣]", text.replace("front=앞면,back=뒷면,tags=태그", "")), key


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.toml")), ids=lambda path: path.stem)
def test_a_particle_follows_a_value_at_once(path: Path) -> None:
    """Elsewhere it would stay as it is written: `그림이/가`."""
    for key, text in _texts(path).items():
        if key in {"passes", "fails"} or key.startswith("files."):
            continue  # cards and styles, which nothing fills
        pieces = [*string.Formatter().parse(text)] if "{" in text else [(text, None, None, None)]
        for number, (literal, *_) in enumerate(pieces):
            starts = [found.start() for found in PARTICLE.finditer(literal)]
            assert starts in ([], [0]), f"{key}: {text}"
            assert number > 0 or not starts, f"{key}: {text}"


def test_each_field_of_a_kind_is_told_in_every_language() -> None:
    for kind in builtin_kinds():
        for spec in author_fields(kind):
            assert field_help(kind, spec.name, "en").isascii() or "…" in field_help(kind, spec.name, "en"), spec.name
            assert re.search(r"[가-힣]", field_help(kind, spec.name, "ko")), f"{kind.name}.{spec.name}"


def test_each_key_of_a_deck_is_told() -> None:
    told = _texts(PACKAGE / "kinds" / "texts" / "en.toml")
    assert {key.removeprefix("deck_") for key in told if key.startswith("deck_")} == {*config.KEYS}


SPEAKERS = {
    "Said",
    "ClickException",
    "UsageError",
    "BadParameter",
    "fail",
    "echo",
    "secho",
}
SPEAKERS |= {"confirm", "prompt", "write_dl", "progressbar", "section"}
PLAIN = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")
"""Two words of whatever script: a sentence, or the beginning of one."""
BESIDE = {"cli/init.py": "  deckgen build"}
"""Commands to copy, which read the same in every language."""


def _literals(call: ast.Call) -> Iterator[ast.Constant]:
    """The texts among a call's arguments, however they are put together; those of calls within it are their own."""
    waiting: list[ast.AST] = [*call.args, *(keyword.value for keyword in call.keywords)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant):
            yield node
        elif not isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_nothing_is_said_in_literal_words(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    spoken: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            made = called in SPEAKERS or (called == "write" and "std" in ast.unparse(node.func))
            literals = [n for n in _literals(node) if made and isinstance(n.value, str) and PLAIN.search(n.value)]
            spoken += [f"{name}:{n.lineno}: {n.value!r}" for n in literals if n.value != BESIDE.get(name)]
    assert not spoken, "\n".join(spoken)

"""Each message in the code has a Korean twin with the same values, and the translations have nothing else."""

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import deckgen
from deckgen.messages import catalogue
from deckgen.messages.wording import PARTICLE

PACKAGE = Path(deckgen.__file__).parent
KOREAN: dict[str, list[str]] = json.loads((PACKAGE / "messages" / "ko.json").read_text(encoding="utf-8"))
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?")
_HANGUL = re.compile(r"[가-힣]")


def _values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _messages() -> Iterator[tuple[str, list[str]]]:
    """Id, and English message and hint, of each call and each row of a table of messages."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"finding", "warning", "DeckgenError"}:
                texts = node.args
            elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
                texts = node.elts
            else:
                continue
            values = [text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)]
            if len(values) == len(texts) >= 2 and _ID.fullmatch(values[0]) and " " in values[1]:
                yield values[0], [*values[1:], ""][:2]
    for name in catalogue.names():
        for case in ("", *catalogue.entry(name).cases):
            if case or catalogue.entry(name).words["en"].get("message"):
                yield f"{name}.{case}" if case else name, [*catalogue.text(name, case)]


def test_each_message_is_in_korean_with_the_same_values() -> None:
    english = dict(_messages())
    wrong = [f"{name}: no Korean" for name in english.keys() - KOREAN.keys()]
    wrong += [f"{name}: nothing says it" for name in KOREAN.keys() - english.keys()]
    for name in sorted(english.keys() & KOREAN.keys()):
        for said, korean in zip(english[name], KOREAN[name], strict=True):
            if _values(said) != _values(korean) or bool(said) != bool(korean):
                wrong.append(f"{name}: {said!r} and {korean!r} have other values")
            if _HANGUL.search(re.sub(r"'[^']*'|…", "", said)):
                wrong.append(f"{name}: {said!r} is not English")
        if not _HANGUL.search(KOREAN[name][0]):
            wrong.append(f"{name}: {KOREAN[name][0]!r} is not Korean")
    assert not wrong, "\n".join(wrong)


def test_a_particle_follows_a_value_at_once() -> None:
    """Elsewhere it would stay as it is written: `그림이/가`."""
    for name, texts in KOREAN.items():
        for text in texts:
            for number, (literal, *_) in enumerate(string.Formatter().parse(text)):
                starts = [found.start() for found in PARTICLE.finditer(literal)]
                assert starts in ([], [0]), f"{name}: {text}"
                assert number > 0 or not starts, f"{name}: {text}"

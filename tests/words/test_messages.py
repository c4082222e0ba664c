"""Everything that deckgen says is in Korean, too, with the same values, and the translations have nothing else."""

import ast
import json
import re
import string
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

import deckgen
from deckgen.cli import GROUPS, group
from deckgen.cli.help import DocumentedCommand, option_key
from deckgen.kinds.loader import FOLDER as KINDS
from deckgen.messages.wording import PARTICLE
from deckgen.sources import config
from deckgen.sources.value_messages import BAD_VALUE

PACKAGE = Path(deckgen.__file__).parent
KOREAN: dict[str, list[str] | str] = json.loads((PACKAGE / "messages" / "ko.json").read_text(encoding="utf-8"))
SYSTEM = "system."
"""What begins the keys of the words of operating systems and of Python, which are in no code of ours."""
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?")
_HANGUL = re.compile(r"[가-힣]")
_CALLS = frozenset({"finding", "warning", "DeckgenError"})
_WORD_CALLS = frozenset({"unknown_word", "with_nearest"})
_TEXT_CALLS = frozenset({"text", "say", "usage_error"})
_PRINTING = frozenset({"echo", "styled", "print", "UsageError", "BadParameter", "ClickException", "stop"})
_SENTENCE = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}")
NAMES = frozenset({"site.windows", "site.mac", "site.linux", "site.android", "site.ios", "site.app_x"})
"""Texts that are a name: the same in every language."""


def _nodes() -> Iterator[ast.AST]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _messages() -> Iterator[tuple[str, list[str | None]]]:
    """Id, and English message and hint where they can be read, of each call and each row of a table of messages."""
    for name, message, hint in BAD_VALUE.values():
        yield name, [message, hint]
    for node in _nodes():
        called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and called in _CALLS | _WORD_CALLS:
            parts = node.args[:3]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            parts = node.elts
        else:
            continue
        id_, *texts = map(_constant, parts)
        if not id_ or not _ID.fullmatch(id_) or not (called or id_ in KOREAN or " " in (texts[0] or "")):
            continue
        if called in _WORD_CALLS:
            joint = "-" if "." in id_ else "."
            yield f"{id_}{joint}near", [texts[0], "did you mean '{near}'?"]
            yield f"{id_}{joint}known", [texts[0], "{known}"]
            yield f"{id_}{joint}unknown", texts
        else:
            yield id_, [*texts, ""][:2]


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _texts() -> Iterator[tuple[str, str]]:
    """Key and English of each text: of the command line, of pages and the like, and of kinds."""
    for path in (PACKAGE / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            pairs: Iterable[tuple[ast.expr | None, ast.expr]] = ()
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _TEXT_CALLS and len(node.args) == 2:
                pairs = [(node.args[0], node.args[1])]
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and "_TEXTS" in ast.unparse(node):
                pairs = zip(node.value.keys, node.value.values, strict=True)
            for key, english in pairs:
                if isinstance(key, ast.Constant) and isinstance(english, ast.Constant):
                    yield f"cli.{key.value!s}", str(english.value)
    yield from ((f"cli.{key}", said) for key, said in _help_texts())
    yield from _room_texts()


def _room_texts() -> Iterator[tuple[str, str]]:
    for path in PACKAGE.rglob("texts/en.toml"):
        for key, english in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield f"{path.parents[1].name}.{key}", english
    for path in KINDS.glob("*/[fk]i*.yaml"):
        for name, english in re.findall(r"\{name: (\w+).* help: (.+)\}", path.read_text(encoding="utf-8")):
            yield f"help.{path.parent.name}.{name}", english


def _help_texts() -> Iterator[tuple[str, str]]:
    for key in ("help", "lang", "version"):
        yield f"options.{key}", "of click"
    yield "deckgen.help", group.help or ""
    for group_name, (title, commands) in GROUPS.items():
        yield f"deckgen.group_{group_name}", title
        for name, short in commands.items():
            yield f"{name}.short", short
            command = group.get_command(click.Context(group), name)
            assert isinstance(command, DocumentedCommand)
            yield f"{name}.help", command.help or ""
            yield f"{name}.examples", command.examples
            for option in command.params:
                if isinstance(option, click.Option):
                    yield option_key(command, option), option.help or ""


def _values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_everything_is_in_korean_with_the_same_values() -> None:
    english = dict(_messages())
    wrong = []
    for name, said in _texts():
        if english.setdefault(name, [said]) != [said]:
            wrong.append(f"{name}: {said!r} and {english[name]!r}")
    spoken = {name for name in KOREAN if not name.startswith(SYSTEM)}
    wrong += [f"{name}: no Korean" for name in english.keys() - spoken]
    wrong += [f"{name}: nothing says it" for name in spoken - english.keys()]
    for name in sorted(english.keys() & spoken):
        korean = KOREAN[name]
        if name.endswith(".examples"):
            continue
        for ours, theirs in zip(english[name], [korean] if isinstance(korean, str) else korean, strict=True):
            if ours is not None and (_values(ours) != _values(theirs) or bool(ours) != bool(theirs)):
                wrong.append(f"{name}: {ours!r} and {theirs!r} have other values")
            if ours and isinstance(korean, list) and _HANGUL.search(re.sub(r"'[^']*'|…", "", ours)):
                wrong.append(f"{name}: {ours!r} is not English")
        if not _HANGUL.search(str(korean)) and name not in NAMES:
            wrong.append(f"{name}: {korean!r} is not Korean")
    assert not wrong, "\n".join(wrong)


def test_no_sentence_is_printed_that_has_no_translation() -> None:
    """English in code is in calls of `text`, `finding` and the like; nothing else prints it."""
    wrong = []
    for node in _nodes():
        called = getattr(node, "func", None)
        if isinstance(node, ast.Call) and getattr(called, "attr", getattr(called, "id", "")) in _PRINTING:
            pieces = [each for arg in node.args for each in (arg.values if isinstance(arg, ast.JoinedStr) else [arg])]
            wrong += [text for text in map(_constant, pieces) if text and _SENTENCE.search(text)]
    assert not wrong, "\n".join(wrong)


def test_a_particle_follows_a_value_at_once() -> None:
    """Elsewhere it would stay as it is written: `그림이/가`."""
    for name, texts in KOREAN.items():
        for text in [texts] if isinstance(texts, str) else texts:
            for number, (literal, *_) in enumerate(string.Formatter().parse(text)):
                starts = [found.start() for found in re.finditer(PARTICLE, literal)]
                assert starts in ([], [0]), f"{name}: {text}"
                assert number > 0 or not starts, f"{name}: {text}"


def test_each_key_of_a_deck_is_described_to_editors() -> None:
    described = tomllib.loads((PACKAGE / "kinds" / "texts" / "en.toml").read_text(encoding="utf-8"))
    assert {key.removeprefix("deck_") for key in described if key.startswith("deck_")} == {*config.KEYS}

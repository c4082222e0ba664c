"""Each message in the code has a Korean twin with the same values, and the translations have nothing else."""

import ast
import json
import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

import deckgen
from deckgen.cli import GROUPS, group
from deckgen.cli.help import DocumentedCommand, option_key
from deckgen.messages.wording import PARTICLE

PACKAGE = Path(deckgen.__file__).parent
TRANSLATIONS = json.loads((PACKAGE / "messages" / "ko.json").read_text(encoding="utf-8"))
KOREAN: dict[str, list[str]] = {name: texts for name, texts in TRANSLATIONS.items() if isinstance(texts, list)}
COMMANDS_KOREAN: dict[str, str] = {n.removeprefix("cli."): t for n, t in TRANSLATIONS.items() if isinstance(t, str)}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?")
_HANGUL = re.compile(r"[가-힣]")


def _values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


_CALLS = frozenset({"finding", "warning", "DeckgenError"})
_WORD_CALLS = frozenset({"unknown_word", "with_nearest"})


def _messages() -> Iterator[tuple[str, list[str | None]]]:
    """Id, and English message and hint where they can be read, of each call and each row of a table of messages."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            (target.id, node.lineno): node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in _CALLS | _WORD_CALLS:
                parts = node.args[:3]
            elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
                parts = node.elts
            else:
                continue
            texts = [_constant(_assigned(named, part)) for part in parts]
            name = texts[0] if texts else None
            if not name or not _ID.fullmatch(name) or (not called and " " not in (texts[1] or "")):
                continue
            if called in _WORD_CALLS:
                joint = "-" if "." in name else "."
                yield f"{name}{joint}near", [texts[1], "did you mean '{near}'?"]
                yield f"{name}{joint}known", [texts[1], "{known}"]
                yield f"{name}{joint}unknown", [texts[1], texts[2]]
            else:
                yield name, [*texts[1:], ""][:2]


def _assigned(named: dict[tuple[str, int], ast.expr], part: ast.expr) -> ast.expr:
    """The value of a name: what it was assigned last above the call."""
    lines = [line for name, line in named if isinstance(part, ast.Name) and name == part.id and line < part.lineno]
    return named[part.id, max(lines)] if isinstance(part, ast.Name) and lines else part


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_each_message_is_in_korean_with_the_same_values() -> None:
    english = dict(_messages())
    wrong = [f"{name}: no Korean" for name in english.keys() - KOREAN.keys()]
    wrong += [f"{name}: nothing says it" for name in KOREAN.keys() - english.keys()]
    for name in sorted(english.keys() & KOREAN.keys()):
        for said, korean in zip(english[name], KOREAN[name], strict=True):
            if said is None:
                continue
            if _values(said) != _values(korean) or bool(said) != bool(korean):
                wrong.append(f"{name}: {said!r} and {korean!r} have other values")
            if _HANGUL.search(re.sub(r"'[^']*'|…", "", said)):
                wrong.append(f"{name}: {said!r} is not English")
        if not _HANGUL.search(KOREAN[name][0]):
            wrong.append(f"{name}: {KOREAN[name][0]!r} is not Korean")
    assert not wrong, "\n".join(wrong)


def _command_texts() -> Iterator[tuple[str, str]]:
    """Key and English of each text of the command line: at calls of `text`, in tables of texts, and in help."""
    for path in (*(PACKAGE / "cli").glob("*.py"), PACKAGE / "__main__.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            pairs: Iterable[tuple[ast.expr | None, ast.expr]] = ()
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "text" and len(node.args) == 2:
                pairs = [(node.args[0], node.args[1])]
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and "_TEXTS" in ast.unparse(node):
                pairs = zip(node.value.keys, node.value.values, strict=True)
            for key, english in pairs:
                if isinstance(key, ast.Constant) and isinstance(english, ast.Constant):
                    yield str(key.value), str(english.value)
    yield from _help_texts()


def _help_texts() -> Iterator[tuple[str, str]]:
    for key in ("help", "lang", "version"):
        yield f"options.{key}", "of click"
    for group_name, (title, commands) in GROUPS.items():
        yield f"deckgen.group_{group_name}", title
        for name, short in commands.items():
            yield f"{name}.short", short
            command = group.get_command(click.Context(group), name)
            assert isinstance(command, DocumentedCommand)
            yield f"{name}.help", command.help
            yield f"{name}.examples", command.examples
            for option in command.params:
                if isinstance(option, click.Option):
                    yield option_key(command, option), option.help or ""


def test_each_text_of_a_command_is_in_korean_with_the_same_values() -> None:
    english: dict[str, str] = {}
    wrong = []
    for key, text in _command_texts():
        if english.setdefault(key, text) != text:
            wrong.append(f"{key}: {text!r} and {english[key]!r}")
        if not text:
            wrong.append(f"{key}: no help")
    wrong += [f"{key}: no Korean" for key in english.keys() - COMMANDS_KOREAN.keys()]
    wrong += [f"{key}: nothing says it" for key in COMMANDS_KOREAN.keys() - english.keys()]
    for key in english.keys() & COMMANDS_KOREAN.keys():
        korean = COMMANDS_KOREAN[key]
        if key.endswith(".examples"):
            continue
        if _values(english[key]) != _values(korean):
            wrong.append(f"{key}: {english[key]!r} and {korean!r} have other values")
        if not _HANGUL.search(korean):
            wrong.append(f"{key}: {korean!r} is not Korean")
    assert not wrong, "\n".join(wrong)


def test_a_particle_follows_a_value_at_once() -> None:
    """Elsewhere it would stay as it is written: `그림이/가`."""
    for name, texts in (*KOREAN.items(), *((name, [text]) for name, text in COMMANDS_KOREAN.items())):
        for text in texts:
            for number, (literal, *_) in enumerate(string.Formatter().parse(text)):
                starts = [found.start() for found in PARTICLE.finditer(literal)]
                assert starts in ([], [0]), f"{name}: {text}"
                assert number > 0 or not starts, f"{name}: {text}"

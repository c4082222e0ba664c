"""How many small faults in the code the tests notice: `python -m tests.mutants deckgen/release --number 60`.

Draws mutants from a seed, so that the same ones can be drawn again, and puts each into a copy of the project, where the
tests of its folder run until the first failure. Prints those that survived: each is a missing test or an equivalent.
"""

from __future__ import annotations

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

TESTS = {
    "deckgen/release/verify": ("verify",),
    "deckgen/release": ("release", "merging", "sites"),
    "deckgen/anki": ("compiler", "guard", "importers", "release"),
    "deckgen/rendering": ("compiler", "guard", "merging"),
    "deckgen/editing": ("editing", "fixing", "merging"),
    "deckgen/exchange/merging": ("merging",),
}
"""The folders of tests for each folder of code; the longest path counts."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Break: ast.Continue,
    ast.Continue: ast.Break,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """A fault: what stands in a file from one byte to another, and what would stand there instead."""

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str


def mutants(path: Path, root: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of the code."""
    source = path.read_bytes()
    offsets = [0]
    for line in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    for node, new in _changes(ast.parse(source)):
        assert isinstance(node, (ast.expr, ast.stmt))
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = offsets[node.lineno - 1] + node.col_offset
        end = offsets[node.end_lineno - 1] + node.end_col_offset
        mutated = b"".join((source[:start], new.encode(), source[end:]))
        try:
            ast.parse(mutated)
        except SyntaxError:
            continue  # inside an f-string
        yield Mutant(path.relative_to(root).as_posix(), node.lineno, start, end, source[start:end].decode(), new)


def _changes(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in _code(tree):
        match node:
            case ast.Compare(ops=[op]) | ast.BoolOp(op=op) if type(op) in SWAPS:
                yield node, f"({ast.unparse(_with(node, op))})"
            case ast.BinOp(op=op) if type(op) in SWAPS and not isinstance(node.left, ast.Constant | ast.JoinedStr):
                yield node, f"({ast.unparse(_with(node, op))})"
            case ast.Break() | ast.Continue():
                yield node, ast.unparse(SWAPS[type(node)]())
            case ast.UnaryOp(op=ast.Not()):
                yield node, f"({ast.unparse(node.operand)})"
            case ast.Constant(value=int() as value):
                yield node, str(not value if isinstance(value, bool) else value + 1)
            case ast.Name(id=name) if name in NAMES:
                yield node, NAMES[name]
            case ast.Expr(value=ast.Call()) | ast.AugAssign():
                yield node, "pass"
        test = getattr(node, "test", None)
        if isinstance(test, ast.Name | ast.Call | ast.Attribute):
            yield test, f"(not {ast.unparse(test)})"


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """What runs: no annotations, no imports for them, no formats of f-strings."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "format_spec"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and "TYPE_CHECKING" not in ast.unparse(getattr(child, "test", ast.Pass())):
                yield child
                yield from _code(child)


def _with(node: ast.AST, op: ast.AST) -> ast.AST:
    changed = copy.deepcopy(node)
    new = SWAPS[type(op)]()
    vars(changed).update({"ops": [new]} if isinstance(node, ast.Compare) else {"op": new})
    return changed


def run_tests(room: str, root: Path, timeout: float | None) -> bool:
    """Whether the tests of a folder of code pass in a copy of the project.

    Raises:
        subprocess.TimeoutExpired: They took too long.
    """
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not soak and not browser"]
    command = [sys.executable, "-m", "pytest", *options, *(f"tests/{name}" for name in TESTS[room])]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False, timeout=timeout)
    return done.returncode == 0


def judge(mutant: Mutant, room: str, root: Path, timeout: float) -> str:
    """What the tests of its room make of a mutant."""
    path = root / mutant.path
    source = path.read_bytes()
    path.write_bytes(source[: mutant.start] + mutant.after.encode() + source[mutant.end :])
    try:
        return "SURVIVED" if run_tests(room, root, timeout) else "killed"
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        path.write_bytes(source)


@click.command(help=__doc__)
@click.argument("folders", nargs=-1)
@click.option("--number", default=60, show_default=True)
@click.option("--seed", default=20261129, show_default=True)
@click.option("--list", "only_list", is_flag=True, help="Draw, and run nothing.")
def main(folders: tuple[str, ...], number: int, seed: int, only_list: bool) -> None:
    """Draw mutants, run the tests with each, and print the survivors."""
    top = Path(__file__).parents[1]
    modules = sorted({path for folder in folders or TESTS for path in (top / folder).rglob("*.py")})
    every = [mutant for path in modules for mutant in mutants(path, top)]
    drawn = sorted(random.Random(seed).sample(every, min(number, len(every))))
    click.echo(f"{len(drawn)} of {len(every):,} mutants in {len(modules)} modules, seed {seed}")
    if only_list:
        click.echo("\n".join(map(str, drawn)))
        return
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        _run(drawn, top, Path(folder))


def _run(drawn: list[Mutant], top: Path, root: Path) -> None:
    for name in subprocess.check_output(["git", "ls-files", "-z"], cwd=top, text=True).split("\0")[:-1]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(top / name, root / name)
    seconds: dict[str, float] = {}
    verdicts: Counter[str] = Counter()
    for mutant in drawn:
        room = max((room for room in TESTS if mutant.path.startswith(room)), key=len)
        started = time.monotonic()
        if room not in seconds:
            if not run_tests(room, root, None):
                raise click.ClickException(f"the tests of {room} fail without a mutant")
            seconds[room] = time.monotonic() - started
            click.echo(f"{room}: {', '.join(TESTS[room])}, {seconds[room]:.0f} s")
            started = time.monotonic()
        verdict = judge(mutant, room, root, timeout=4 * seconds[room] + 60)
        verdicts[verdict] += 1
        took = time.monotonic() - started
        click.echo(f"{verdict:8} {took:4.0f} s  {mutant.path}:{mutant.line}: {mutant.before} -> {mutant.after}")
    click.echo(", ".join(f"{number} {verdict}" for verdict, number in verdicts.items()))


if __name__ == "__main__":
    main()

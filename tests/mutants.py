"""How many small faults in the code the tests notice: `python -m tests.mutants deckgen/release --number 60`.

Draws mutants from seeds, so that the same ones can be drawn again. Coverage tells which tests run each line; each
mutant is put into a copy of the project, where those run, the quickest first and at most `--seconds` of them, until one
fails. Prints each mutant: one that survived is a missing test, or means the same as the code.
"""

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import click
from coverage import CoverageData

FOLDERS = ("anki", "editing", "exchange/merging", "release", "rendering")

_PAIRS: tuple[tuple[type[ast.AST], type[ast.AST]], ...] = (
    (ast.Eq, ast.NotEq),
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot),
    (ast.And, ast.Or),
    (ast.Add, ast.Sub),
    (ast.Break, ast.Continue),
)
SWAPS = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
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


PLUGIN = """
import os, pathlib, coverage, pytest

@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    if pathlib.Path("chosen.txt").exists():
        order = {test: at for at, test in enumerate(pathlib.Path("chosen.txt").read_text().splitlines())}
        items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    if (measured := coverage.Coverage.current()) is None:
        return (yield)
    measured.switch_context(item.nodeid)
    begun = sum(os.times()[:4])
    result = yield
    with open("times.txt", "a") as times:
        times.write(f"{sum(os.times()[:4]) - begun} {item.nodeid}\\n")
    return result
"""
"""What pytest does in the copy: in the first run it notes how long each test takes and, with the fixtures that the test
began, which lines it runs; then it runs those that are chosen, in their order."""


class Tests:
    """A copy of the project, and which of its tests run which lines."""

    def __init__(self, root: Path, names: list[str], seconds: float) -> None:
        self.root, self.at_most = root, seconds
        (root / "chooser.py").write_text(PLUGIN)
        (root / ".coveragerc").write_text("[run]\nsource = deckgen\n")
        done = self.run(["-m", "coverage", "run"], names)
        if done.returncode:
            raise click.ClickException(f"without a mutant: {done.stdout[-2_000:]}{done.stderr[-2_000:]}")
        times = (line.split(" ", 1) for line in (root / "times.txt").read_text().splitlines())
        self.seconds = {test: float(time) for time, test in times}
        self.data = CoverageData(str(root / ".coverage"))
        self.data.read()

    def reaching(self, mutant: Mutant) -> list[str]:
        """The tests that run a mutant's line, or any line of its module where only the import runs it."""
        lines = self.data.contexts_by_lineno(str(self.root / mutant.path))
        found = {context for context in lines.get(mutant.line, ()) if context}
        if not found and mutant.line in lines:
            found = {context for contexts in lines.values() for context in contexts if context}
        return sorted(found & self.seconds.keys(), key=lambda name: self.seconds[name])

    def judge(self, mutant: Mutant) -> str:
        """What the tests make of a mutant."""
        reaching = self.reaching(mutant)
        if not reaching:
            return "unreached"
        sums = accumulate(self.seconds[name] for name in reaching)
        ids = [name for name, sum_ in zip(reaching, sums, strict=True) if sum_ <= self.at_most] or reaching[:1]
        path = self.root / mutant.path
        source = path.read_bytes()
        path.write_bytes(source[: mutant.start] + mutant.after.encode() + source[mutant.end :])
        try:
            (self.root / "chosen.txt").write_text("\n".join(ids))
            files = sorted({name.partition("::")[0] for name in ids})
            done = self.run([], files, timeout=60 + 20 * self.at_most)
            if done.returncode == 5:  # no test was found
                raise click.ClickException(f"pytest: {done.stdout[-2_000:]}{done.stderr[-2_000:]}")
            return "killed" if done.returncode else f"SURVIVED {len(ids)} of {len(reaching)} tests"
        except subprocess.TimeoutExpired:
            return "timeout"
        finally:
            path.write_bytes(source)

    def run(
        self, under: list[str], options: Iterable[str], timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run pytest in the copy until the first failure.

        Raises:
            subprocess.TimeoutExpired: It took too long.
        """
        env = {**os.environ, "PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *under, "-m", "pytest", "-xq", "-p", "no:cacheprovider", "-p", "chooser"]
        command += ["-m", "not soak and not browser", *options]
        return subprocess.run(
            command, cwd=self.root, env=env, capture_output=True, text=True, check=False, timeout=timeout
        )


@click.command(help=__doc__)
@click.argument("folders", nargs=-1)
@click.option("--number", default=60, show_default=True, help="How many to draw with each seed.")
@click.option("--seed", "seeds", type=int, multiple=True, default=[20261129], show_default=True)
@click.option("--tests", default="tests", show_default=True, help="Which tests to run, parted by spaces.")
@click.option("--seconds", default=60.0, show_default=True, help="How long the tests of one mutant may take.")
@click.option("--list", "only_list", is_flag=True, help="Draw, and run nothing.")
def main(
    folders: tuple[str, ...], number: int, seeds: tuple[int, ...], tests: str, seconds: float, only_list: bool
) -> None:
    """Draw mutants, run the tests with each, and print the verdicts."""
    top = Path(__file__).parents[1]
    searched = [top / folder for folder in folders or [f"deckgen/{name}" for name in FOLDERS]]
    modules = sorted({path for folder in searched for path in folder.rglob("*.py")})
    every = [mutant for path in modules for mutant in mutants(path, top)]
    drawn = sorted({mutant for seed in seeds for mutant in random.Random(seed).sample(every, min(number, len(every)))})
    click.echo(f"{len(drawn)} of {len(every):,} mutants in {len(modules)} modules, seeds {seeds}")
    if only_list:
        click.echo("\n".join(map(str, drawn)))
        return
    verdicts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        root = Path(folder).resolve()
        for name in subprocess.check_output(["git", "ls-files", "-z"], cwd=top, text=True).split("\0")[:-1]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(top / name, root / name)
        copied = Tests(root, tests.split(), seconds)
        click.echo(f"{len(copied.seconds):,} tests in {sum(copied.seconds.values()):.0f} s of processor time")
        for mutant in drawn:
            verdict = copied.judge(mutant)
            verdicts[verdict.split()[0]] += 1
            click.echo(f"{verdict}  {mutant.path}:{mutant.line}: {mutant.before} -> {mutant.after}")
    click.echo(", ".join(f"{number} {verdict}" for verdict, number in verdicts.items()))


if __name__ == "__main__":
    main()

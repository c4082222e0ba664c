"""What is published: complete, the same bytes from the same commit, and working from the wheel alone."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def committed() -> list[str]:
    """The files of the commit, and those about to be in one; a source without git is whole as it stands."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no git here to say which files are deckgen's")
    return [name for name in listed.stdout.decode().split("\0") if name and ROOT.joinpath(name).is_file()]


def build(folder: Path, time: int) -> dict[str, bytes]:
    """The wheel and the sdist of a copy of the source, made at a time: name → bytes."""
    for name in committed():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, path)
        os.utime(path, (time, time))
    subprocess.run([sys.executable, "-m", "hatchling", "build"], cwd=folder, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(tmp_path_factory.mktemp("source"), 1_700_000_000)


@pytest.fixture
def wheel(products: dict[str, bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(next(data for name, data in products.items() if name.endswith(".whl"))))


def test_the_same_commit_gives_the_same_bytes(products: dict[str, bytes], tmp_path: Path) -> None:
    assert len(products) == 2
    assert build(tmp_path, 1_750_000_000) == products


def test_nothing_of_the_package_is_left_out(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == {name for name in committed() if name.startswith("deckgen/")}


def test_the_wheel_alone_makes_a_deck(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def run(*arguments: str, cwd: Path) -> str:
        command = [sys.executable, "-P", *arguments]
        return subprocess.run(command, cwd=cwd, env=env, check=True, capture_output=True, encoding="utf-8").stdout

    assert str(tmp_path / "site") in run("-c", "import deckgen; print(deckgen.__file__)", cwd=tmp_path)
    run("-m", "deckgen", "init", "deck", cwd=tmp_path)
    run("-m", "deckgen", "build", cwd=tmp_path / "deck")
    run("-m", "deckgen", "page", cwd=tmp_path / "deck")
    assert {path.suffix for path in (tmp_path / "deck/output").iterdir()} >= {".apkg", ".html"}

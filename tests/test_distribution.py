"""What is published: complete, and working from the wheel alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel of a copy of the source."""
    folder = tmp_path_factory.mktemp("source")
    for name in committed():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (path,) = (folder / "dist").iterdir()
    with zipfile.ZipFile(path) as opened:
        yield opened


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

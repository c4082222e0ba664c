"""A bare repository with a new deck project, and clean clones in which the workflow's steps run as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from deckgen._version import __version__
from deckgen.exchange.scaffold import create
from tests.release.conftest import DAY, FIRST

WORKFLOW = ".github/workflows/deck.yml"
INSTALL_STEP = "Install"
AUTHOR = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


_INSTALLED: set[tuple[str, str]] = set()
"""What pip was told to install before: scripts, each with the requirements that it named. All of that is here already,
so that pip, which takes longer than the rest of a job, would find the same again."""


def _make_own(cards: Path) -> None:
    """Leave nothing of a new project as `init` wrote it: that cannot be released."""
    for name, old, new in (
        ("deck.yaml", r"description: .*\n", ""),
        ("01-first.yaml", r"tags: .*\n", ""),
        ("01-first.yaml", r"(- (?:term|mechanism|question):) ", r"\1 Our "),
    ):
        path = cards / name
        path.write_text(re.sub(old, new, path.read_text(encoding="utf-8")), encoding="utf-8")


class Run:
    """What a job did."""

    def __init__(self, code: int, said: str, summary: str, output: str) -> None:
        self.code, self.said, self.summary, self.output = code, said, summary, output


class Repository:
    """A bare repository with a new deck project in it, and clones of it in which the workflow's jobs run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clones, self.time = folder, 0, FIRST
        self.bare = folder / "remote.git"
        git(folder, "init", "--quiet", "--bare", "--initial-branch", "main", str(self.bare))
        first = folder / "first"
        create(first, "Seminar", "en", installs=f"anki-deckgen[verify]=={__version__}")
        _make_own(first / "cards")
        git(first, "init", "--quiet", "--initial-branch", "main")
        git(first, "add", ".")
        git(first, "commit", "--quiet", "--message", "Begin")
        git(first, "push", "--quiet", str(self.bare), "HEAD:main")

    def clone(self, ref: str = "main") -> Path:
        """A clean folder, as the checkout makes it."""
        self.clones += 1
        made = self.folder / f"clone-{self.clones}"
        git(self.folder, "clone", "--quiet", str(self.bare), str(made))
        git(made, "checkout", "--quiet", ref)
        return made

    def edit(self, old: str, new: str, *, tag: str = "", branch: str = "main") -> str:
        """Change a card and push; gives the commit."""
        clone = self.clone()
        path = clone / "cards" / "01-first.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        git(clone, "commit", "--quiet", "--all", "--message", "Edit")
        if tag:
            git(clone, "tag", tag)
        git(clone, "push", "--quiet", "origin", f"HEAD:{branch}", *([tag] if tag else []))
        return git(clone, "rev-parse", "HEAD").strip()

    def run(self, job: str, clone: Path, *, skip: str = "", **environment: str) -> Run:
        """Run a job's steps in a clone but for one, up to the first that fails."""
        self.time += DAY
        temporary = clone.with_name(f"{clone.name}-runner")
        temporary.mkdir(exist_ok=True)
        summary, output = temporary / "summary.md", temporary / "output.txt"
        head = git(clone, "rev-parse", "HEAD").strip()
        env = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_"))},
            **AUTHOR,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",  # what the requirements name is here already, and nothing else is looked for
            "SOURCE_DATE_EPOCH": str(self.time),
            "GIT_AUTHOR_DATE": f"{self.time} +0000",
            "GIT_COMMITTER_DATE": f"{self.time} +0000",
            "RUNNER_TEMP": str(temporary),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_ACTIONS": "true",
            "GITHUB_SHA": head,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REF_TYPE": "branch",
            "GITHUB_REF_NAME": "main",
            "GITHUB_REPOSITORY": "someone/deck",
            "GITHUB_REPOSITORY_OWNER": "someone",
            "VERSION": "",
            **environment,
        }
        said, code = "", 0
        steps = yaml.safe_load((clone / WORKFLOW).read_text(encoding="utf-8"))["jobs"][job]["steps"]
        for step in steps:
            if code or "run" not in step or step["name"] == skip:
                continue
            wanted = step["run"], (clone / "requirements.txt").read_text(encoding="utf-8")
            if wanted in _INSTALLED:
                continue
            script = temporary / "step.sh"
            script.write_text(step["run"], encoding="utf-8")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", script],
                cwd=clone,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            said += done.stdout + done.stderr
            code = done.returncode
            if step["name"] == INSTALL_STEP and not code:
                _INSTALLED.add(wanted)
        return Run(code, said, _read(summary), _read(output))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def git(folder: Path, *arguments: str) -> str:
    """Run git, whose clock is the tests' own."""
    env = {**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout

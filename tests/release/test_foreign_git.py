"""Repositories of strangers: reading one runs none of the programs that it names, and none ends in a traceback."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import deckgen.system.git
from deckgen.cli.errors import described
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.git import read, repository_around
from deckgen.web.preview import Preview
from tests.compiler.project import Project, posix

from .conftest import EDITED

Git = Callable[..., str]

COMMANDS = ("cat-file", "for-each-ref", "ls-tree", "rev-list", "rev-parse", "archive", "log", "status", "diff", "fetch")
PROGRAMS = """
add.interactive.diffFilter browser.x.cmd browser.x.path core.alternateRefsCommand core.askPass core.editor
core.fsmonitor core.gitProxy core.hooksPath core.pager core.sshCommand credential.helper diff.external diff.x.command
diff.x.textconv difftool.x.cmd difftool.x.path filter.x.clean filter.x.process filter.x.smudge gc.recentObjectsHook
gpg.openpgp.program gpg.program gpg.ssh.defaultKeyCommand gpg.ssh.program gpg.x509.program guitool.x.cmd imap.tunnel
instaweb.httpd interactive.diffFilter man.x.cmd man.x.path merge.x.driver mergetool.x.cmd mergetool.x.path
remote.origin.receivepack remote.origin.uploadpack sendemail.ccCmd sendemail.headerCmd sendemail.smtpServer
sendemail.toCmd sequence.editor trailer.x.cmd trailer.x.command uploadpack.packObjectsHook web.browser
"""
"""Every setting of git's manual that names a program, beside the aliases and pagers of each command."""
SIGNED = """\
tree {tree}
parent {parent}
author A <a@example.org> 1700000000 +0000
committer A <a@example.org> 1700000000 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 aaaa
 -----END PGP SIGNATURE-----

Signed
"""


def plant(repository: Path, program: Path) -> None:
    """Name a program in every setting of a repository, and in its hooks; sign its last commit; hide an object."""

    def git(*arguments: str, given: str = "") -> str:
        run = ["git", f"--git-dir={repository}", *arguments]
        return subprocess.run(run, check=True, capture_output=True, text=True, input=given).stdout.strip()

    tree, parent = git("rev-parse", "HEAD^{tree}", "HEAD").split()
    signed = git("hash-object", "-w", "-t", "commit", "--stdin", given=SIGNED.format(tree=tree, parent=parent))
    git("update-ref", "HEAD", signed)
    (repository / "MERGE_HEAD").write_text(f"{parent}\n", encoding="utf-8")
    ledger = git("rev-parse", "HEAD~1:cards/released.jsonl")
    (repository / "objects" / ledger[:2] / ledger[2:]).unlink()
    hooks = repository / "hooks"
    shutil.rmtree(hooks, ignore_errors=True)
    hooks.mkdir()
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit", "fsmonitor-watchman"):
        shutil.copy(program, hooks / name)
    values = {name: str(program) for name in PROGRAMS.split()}
    values |= {f"pager.{name}": str(program) for name in COMMANDS}
    values |= {f"alias.{name}": f"!{program}" for name in COMMANDS}
    values |= {
        "core.hooksPath": str(hooks),
        "log.showSignature": "true",
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }
    text = ""
    for key, value in values.items():
        section, *middle, name = key.split(".")
        text += f'[{section} "{".".join(middle)}"]\n' if middle else f"[{section}]\n"
        text += f"{name} = {value}\n"
    with (repository / "config").open("a", encoding="utf-8") as config:
        config.write(text)


def plant_zip(project: Project, program: Path) -> Path:
    """A folder from a zip file, its `.git` with it."""
    plant(project.root / ".git", program)
    return project.root


def plant_branch(project: Project, program: Path) -> Path:
    """A branch with ordinary files that make the cards folder a bare repository."""
    shutil.copytree(project.root / ".git", project.cards, dirs_exist_ok=True)
    plant(project.cards, program)
    return project.cards


def plant_project(project: Project, program: Path) -> Path:
    """A folder from a zip file that is a bare repository itself."""
    shutil.copytree(project.root / ".git", project.root, dirs_exist_ok=True)
    shutil.rmtree(project.root / ".git")
    plant(project.root, program)
    return project.root


def plant_inside(project: Project, program: Path) -> Path:
    """A `.git` in the cards folder that leads elsewhere."""
    shutil.copytree(project.root / ".git", project.root / "elsewhere")
    plant(project.root / "elsewhere", program)
    project.write("cards/.git", "gitdir: ../elsewhere\n")
    return project.cards


HOSTILE = [
    (plant_zip, "not-fetched"),
    (plant_branch, ""),
    (plant_project, "no-repository"),
    (plant_inside, "not-fetched"),
]
"""Each with why a revision of it cannot be compared."""


@posix
@pytest.mark.parametrize(("hostile", "case"), HOSTILE)
def test_reading_runs_no_program(
    committed: Project,
    tmp_path: Path,
    hostile: Callable[[Project, Path], Path],
    case: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran = tmp_path / "ran"
    program = committed.write("program", f'#!/bin/sh\necho "$0 $*" >> {ran}\nexit 1\n')
    program.chmod(0o755)
    committed.write(".gitattributes", "* filter=x diff=x merge=x\n")
    below = hostile(committed, program)
    for command in ("check", "build", "site --url https://example.org/", "release --dry-run", "release --repair"):
        _, out, err = committed.run(*command.split())
        assert not ran.exists(), (command, ran.read_text("utf-8"))
        assert "git-failed" not in out + err, "git could not read what was planted"
    refused = ""
    try:
        committed.run("diff", "git:HEAD")
    except DeckgenError as error:
        refused = error.finding.id.partition(".")[2]
    assert refused == case
    committed.write("cards/01.yaml", EDITED)
    assert committed.run("release", "--version", "1.1")[0] == 0
    Preview(Path("cards"), described).rebuild()
    assert not ran.exists(), ran.read_text("utf-8")
    monkeypatch.chdir(below)
    subprocess.run(["git", "log", "-1", "--ext-diff", "-p"], check=False, capture_output=True)
    assert ran.exists(), "git itself, run there, would have run it"


def test_a_repository_that_cannot_be_read_is_said(committed: Project) -> None:
    (committed.root / ".git/HEAD").unlink()
    code, out, _ = committed.run("check")
    assert code == 0
    assert "warning[git-failed]: git: fatal: not a git repository: '.git'" in out
    with pytest.raises(DeckgenError, match="not a git repository"):
        committed.run("release", "--dry-run")


@posix
@pytest.mark.parametrize("name", ["HEAD", "config", "packed-refs"])
def test_git_is_not_waited_for_without_end(committed: Project, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deckgen.system.git, "_READING_SECONDS", 1)
    path = committed.root / ".git" / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    code, out, _ = committed.run("check")
    assert code == 0
    assert "warning[git-failed]: git did not answer within 1 second" in out
    with pytest.raises(DeckgenError, match="did not answer"):
        committed.run("release", "--dry-run")


def test_a_clone_without_older_files_is_said(committed: Project, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    committed.write("cards/01.yaml", EDITED)
    assert committed.run("release", "--version", "1.1")[0] == 0
    git("add", ".")
    git("commit", "-qm", "1.1")
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", committed.root.as_uri(), "clone")
    shutil.rmtree(committed.root / ".git")
    monkeypatch.chdir(committed.root / "clone")
    with pytest.raises(DeckgenError, match="this clone fetches files only"):
        committed.run("diff", "git:v1.0")


@posix
def test_the_owner_of_the_folder_does_not_matter(committed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    (committed.cards / "released.jsonl").unlink()
    assert "error[lost-ledger]" in committed.run("check")[1]


def test_a_revision_is_laid_out_within_its_folder(committed: Project, git: Git) -> None:
    number = git("hash-object", "-w", "cards/01.yaml").strip()
    for mode, name in (("100644", "deck.yaml"), ("40000", ".."), ("40000", ".."), ("40000", "cards")):
        tree = f"{mode} {name}".encode() + b"\0" + bytes.fromhex(number)
        path = committed.write("output/tree", tree)
        number = git("hash-object", "-w", "-t", "tree", "--literally", str(path)).strip()
    commit = git("commit-tree", number, "-m", "Out").strip()
    with pytest.raises(DeckgenError, match="cannot be checked out"):
        committed.run("diff", f"git:{commit}")


def test_a_revision_that_would_fill_the_memory_is_refused(committed: Project, git: Git) -> None:
    with committed.write("output/zeros", "").open("wb") as file:
        file.truncate(40_000_000)
    zeros = git("hash-object", "-w", "output/zeros").strip()
    for number in range(30):
        git("update-index", "--add", "--cacheinfo", f"100644,{zeros},cards/media/{number}.png")
    git("commit", "-qm", "Zeros")
    with pytest.raises(DeckgenError, match="more than 1,024 MiB"):
        committed.run("diff", "git:HEAD")


def test_a_git_in_the_working_folder_is_not_run(committed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    program = committed.write("git", "#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    assert repository_around(committed.root) == committed.root.resolve()
    assert read(committed.root, "rev-parse", "--is-shallow-repository") == b"false\n"

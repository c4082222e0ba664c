"""Cards as git has them: a revision's folder, laid out in a temporary place."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.model.diagnostics import DeckgenError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def checked_out(revision: str, path: str, folder: Path) -> Iterator[Path]:
    """Lay out a path of a revision.

    Args:
        revision: Anything that git takes for a commit.
        path: The path from the repository's root.
        folder: Any folder of the repository.

    Yields:
        The laid-out path, a file or a folder, which is gone afterwards.

    Raises:
        DeckgenError: There is no such revision or path, no repository, or no git.
    """
    import tarfile  # noqa: PLC0415 - a build that asks git for little starts sooner

    top = Path(git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    named = git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", missing=revision)
    commit = named.decode().strip()
    path = path.strip("/") or "."
    data = git(top, "archive", "--format=tar", commit, "--", path, missing=f"{revision}:{path}")
    with tempfile.TemporaryDirectory(prefix="deckgen-") as place:
        try:
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                archive.extractall(place, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise DeckgenError.of("git-failed", "lay-out", path=path, revision=revision, said=str(error)) from error
        yield Path(place, path)


def path_in_repository(folder: Path) -> str:
    """A folder's path from its repository's root, with `/` between its parts; the folder need not exist now.

    Raises:
        DeckgenError: It stands in no repository, or there is no git.
    """
    there = folder.resolve()
    while not there.is_dir():
        there = there.parent
    top = Path(git(there, "rev-parse", "--show-toplevel").decode().rstrip("\n")).resolve()
    return folder.resolve().relative_to(top).as_posix()


def last_commit(path: Path) -> str:
    """The last commit that changed a file; empty where none did."""
    return git(path.parent, "log", "-1", "--format=%H", "--", path.name).decode().strip()


def committed(path: Path) -> bool:
    """Whether the last commit has a file, be it here or not; False without a repository, a commit or git."""
    try:
        git(path.parent, "cat-file", "-e", f"HEAD:./{path.name}")
    except DeckgenError:
        return False
    return True


def in_repository(folder: Path) -> bool:
    """Whether a folder stands in a git repository; looks at names only, and starts no git."""
    folder = folder.resolve()
    # not Path.exists, which raises where a folder above cannot be looked into
    return any(os.path.exists(parent / ".git") for parent in (folder, *folder.parents))  # noqa: PTH110


_HOOK_VARIABLES = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
"""What git sets for its hooks; relative to the hook's folder, they would mislead a call from another."""


def git(folder: Path, *arguments: str, missing: str = "", given: bytes = b"") -> bytes:
    """Run git.

    Args:
        folder: Any folder of the repository.
        arguments: What to run.
        missing: What does not exist where git fails.
        given: Its standard input.

    Returns:
        Its standard output.

    Raises:
        DeckgenError: It failed, or there is no git.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the author's own git
            input=given,
            capture_output=True,
            check=False,
            env={name: value for name, value in os.environ.items() if name not in _HOOK_VARIABLES},
        )
    except OSError as error:
        raise DeckgenError.of("git-failed", "start") from error
    if done.returncode:
        if missing:
            raise DeckgenError.of("git-failed", "missing", name=missing)
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise DeckgenError.of("git-failed", said=said[0]) if said else DeckgenError.of("git-failed", "silent")
    return done.stdout

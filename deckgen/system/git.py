"""Reading a git repository without running any program that it names.

The repository may be a stranger's: a branch of a pull request, a folder from a zip file with a `.git` in it. So

- the repository is the nearest folder upward that has a `.git`, given to git by name. Git's own search would also take
  a folder for a repository that has files named `HEAD` and `config` and folders named `objects` and `refs`;
- only the plumbing commands of `_READING` are used. They run no hook, filter, pager, alias, `textconv`, file system
  monitor or signature check, and their output is a format, not prose that settings could change;
- no object is fetched: in a partial clone, that would run what the remote's settings name. (Before git 2.45, a partial
  clone that lacks an object is not read at all.)

Since nothing is run, the owner of the folder does not matter (`safe.directory`): containers need no setting.
The oldest git that this was tested with is 2.20, of 2018.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from deckgen.model.diagnostics import DeckgenError

_READING = frozenset({"cat-file", "for-each-ref", "ls-tree", "rev-list", "rev-parse"})
_QUIET = {
    "GIT_ALLOW_PROTOCOL": "",  # fetches nothing, from anywhere, by git before 2.45 too
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
}
_HOOK_VARIABLES = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
"""What git sets for its hooks: relative to the hook's folder, they would mislead a call from another."""
_NO_FILE = frozenset({"120000", "160000"})
"""The modes of links and submodules."""
_LARGEST = 1 << 30
"""Bytes of a revision that are laid out: zeros take a thousandth of that in a repository."""
_READING_SECONDS, _AUTHOR_SECONDS = 60, 900
"""Limits of one call: git waits for ever where a file of `.git` is a named pipe. The author may have to type a
passphrase, and has hooks."""


class TreeEntry(NamedTuple):
    """An object of a repository, without its content."""

    id: str
    type: str
    size: int


def git_program() -> str | None:
    """The git on the path. Windows itself would look first in the working folder, which may be a stranger's."""
    name = "git.exe" if os.name == "nt" else "git"
    places = (os.path.join(folder, name) for folder in os.get_exec_path() if os.path.isabs(folder))  # noqa: PTH117, PTH118
    return next(filter(os.path.isfile, places), None)


def repository_around(folder: Path) -> Path | None:
    """The nearest folder, this one included, that has a `.git`; starts no git."""
    folder = folder.resolve()
    # not Path.exists, which raises where a folder above cannot be looked into
    return next((top for top in (folder, *folder.parents) if os.path.exists(top / ".git")), None)  # noqa: PTH110


def path_in_repository(path: Path) -> tuple[Path, str]:
    """The repository around a path, and the path from there with `/` between its parts; it need not exist now.

    Raises:
        DeckgenError: There is no repository around it.
    """
    top = repository_around(path)
    if top is None:
        raise DeckgenError(
            "git-failed.no-repository",
            "git: no repository around '{path}'",
            "git:REV needs a repository around the cards",
            path=str(path),
        )
    return top, path.resolve().relative_to(top).as_posix()


def read(top: Path, command: str, *arguments: str, given: bytes = b"") -> bytes:
    """The output of one of git's plumbing commands, those of `_READING`, in the folder with the `.git`.

    Raises:
        DeckgenError: It failed, or there is no git.
    """
    if command not in _READING:
        raise ValueError(command)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name == "GIT_EXEC_PATH"}
    return _run(
        top, ("--git-dir=.git", "--work-tree=.", command, *arguments), {**kept, **_QUIET}, _READING_SECONDS, given
    )


def run_as_author(top: Path, *arguments: str) -> bytes:
    """Run git with all that its author has set up: identity, signing, hooks. For commits and tags alone.

    Raises:
        DeckgenError: It failed, or there is no git.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _HOOK_VARIABLES}
    return _run(top, ("-c", "safe.bareRepository=explicit", *arguments), environment, _AUTHOR_SECONDS)


def find_objects(top: Path, names: Iterable[str]) -> list[TreeEntry | None]:
    """The object that each name means, such as `HEAD:cards/deck.yaml`; None where there is no such object here.

    Raises:
        DeckgenError: Git failed.
    """
    asked = ("" if "\n" in name else name for name in names)
    return [_entry(line) for line in read(top, "cat-file", "--batch-check", given=_lines_of(asked)).splitlines()]


def read_objects(top: Path, entries: Sequence[TreeEntry]) -> Iterator[bytes]:
    """The content of objects.

    Raises:
        DeckgenError: Git failed, or one is gone.
    """
    answer = BytesIO(read(top, "cat-file", "--batch", given=_lines_of(entry.id for entry in entries)))
    for entry in entries:
        if _entry(answer.readline().rstrip(b"\n")) != entry:
            raise _failed(f"{entry.id} is gone")
        yield answer.read(entry.size + 1)[:-1]


def has_committed(path: Path) -> bool:
    """Whether the last commit has a file, be it here or not; False without a repository, a commit or git."""
    try:
        top, name = path_in_repository(path)
        return find_objects(top, [f"HEAD:{name}"]) != [None]
    except DeckgenError:
        return False


def last_commit(path: Path) -> str:
    """The last commit that changed a file; empty where none did.

    Raises:
        DeckgenError: No repository, no commit, or git failed.
    """
    top, name = path_in_repository(path)
    return read(top, "rev-list", "--max-count=1", "HEAD", "--", name).decode().strip()


@contextmanager
def check_out(revision: str, path: str, top: Path) -> Iterator[Path]:
    """Lay out a path of a revision, with the bytes that git has: no filter, no line ends of this system.

    Yields:
        The laid-out path, a file or a folder, which is gone afterwards.

    Raises:
        DeckgenError: There is no such revision or path, or git failed.
    """
    (commit,) = find_objects(top, [f"{revision}^{{commit}}"])
    path = path.strip("/") or "."
    found = _files_of(top, commit.id, path) if commit else {}
    if not found:
        raise DeckgenError(
            "git-failed.missing",
            "git has no '{name}'",
            "see 'git log --oneline'; write git:REV or git:REV:PATH",
            name=f"{revision}:{path}" if commit else revision,
        )
    import tempfile  # a build lays nothing out

    with tempfile.TemporaryDirectory(prefix="deckgen-") as temporary:
        place = Path(temporary).resolve()
        try:
            for name, data in zip(found, read_objects(top, [*found.values()]), strict=True):
                file = (place / name).resolve()
                file.relative_to(place)  # a tree may hold names such as `..`, though git itself makes none
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        except (OSError, ValueError) as error:
            raise DeckgenError(
                "git-failed.lay-out",
                "'{path}' of {revision} cannot be checked out: {said}",
                "compare packages or folders instead",
                path=path,
                revision=revision,
                said=str(error),
            ) from error
        yield place / path


def _files_of(top: Path, commit: str, path: str) -> dict[str, TreeEntry]:
    """All files of a commit below a path by their names, without links and submodules."""
    names: dict[str, str] = {}
    below = ("--", path) if path != "." else ()
    for line in read(top, "ls-tree", "-r", "-z", "--full-tree", commit, *below).split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, _, number = about.decode().split(" ")
        if mode not in _NO_FILE:
            names[os.fsdecode(name)] = number
    entries = find_objects(top, names.values())
    found = {name: entry for name, entry in zip(names, entries, strict=True) if entry is not None}
    if len(found) < len(names):  # a partial clone
        raise DeckgenError(
            "git-failed.not-fetched",
            "not all files of {name} are here: this clone fetches files only when they are needed",
            "fetch them: git fetch --refetch --no-filter",
            name=commit,
        )
    if sum(entry.size for entry in found.values()) > _LARGEST:
        raise DeckgenError(
            "git-failed.too-large",
            "the files of {name} have more than {n} MiB",
            "compare packages or folders instead",
            name=commit,
            n=_LARGEST >> 20,
        )
    return found


def _lines_of(names: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(name) + b"\n" for name in names)


def _entry(line: bytes) -> TreeEntry | None:
    """An object from a line of `cat-file`; None for the line of one that is missing."""
    words = line.split(b" ")
    if len(words) != len(TreeEntry._fields) or not words[-1].isdigit():
        return None
    return TreeEntry(words[0].decode(), words[1].decode(), int(words[2]))


def _run(top: Path, arguments: Sequence[str], environment: dict[str, str], seconds: int, given: bytes = b"") -> bytes:
    import subprocess  # many decks are in no repository

    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            [git_program() or "", *arguments],
            cwd=top,
            input=given,
            capture_output=True,
            check=False,
            env=environment,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise DeckgenError(
            "git-failed.slow",
            "git did not answer within {n:?second|seconds}",
            "look in .git for something that is not a regular file, such as a named pipe; see what 'git status' says",
            n=seconds,
        ) from error
    except OSError as error:
        raise DeckgenError(
            "git-failed.start", "git cannot be started", "install git, or compare packages or folders"
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _failed(said[0] if said else f"exit code {done.returncode}")
    return done.stdout


def _failed(said: str) -> DeckgenError:
    return DeckgenError("git-failed", "git: {said}", "see what 'git status' says in that folder", said=said)

"""The author's git."""

import os
import subprocess
from pathlib import Path

_CONFIG = (
    *("-c", "user.name=Author", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false"),
    *("-c", "maintenance.auto=false"),  # a process of its own after each commit, for a folder that is gone soon
)


class Repository:
    """A repository around a cards folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ledger = folder / "cards" / "released.jsonl"
        self._git("init", "-q")

    def commit(self, now: int) -> None:
        """Commit the cards folder as it is."""
        self._git("add", "cards")
        self._git("commit", "-qm", str(now), "--allow-empty", now=now)

    def _git(self, *arguments: str, now: int = 0) -> None:
        date = {"GIT_COMMITTER_DATE": f"{now} +0000", "GIT_AUTHOR_DATE": f"{now} +0000"}
        command = ["git", *_CONFIG, *arguments]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, env={**os.environ, **date})

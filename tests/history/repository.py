"""The author's git: commits, reverts, and a ledger that loses a line."""

import os
import subprocess
from pathlib import Path

from deckgen.kinds import load_kinds, note_type_of
from deckgen.pipeline.load import load
from deckgen.release.history import read_repository
from deckgen.release.ledger_file import format_ledger, read_ledger
from deckgen.release.repair import repair

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

    def mend(self) -> None:
        """What `deckgen release --repair` does."""
        cards = self.ledger.parent
        deck, _ = load(cards)
        kinds, _ = load_kinds(cards)
        types = [note_type_of(kind, deck.config) for kind in kinds]
        text = self.ledger.read_text(encoding="utf-8")
        ledger, _ = repair([text, *read_repository(cards).history], deck, {}, types)
        self.ledger.write_text(format_ledger(ledger), encoding="utf-8")

    def lose_a_line(self, pick: int) -> None:
        """A line of the ledger is lost: that is an error; then it is mended, and says what it said."""
        whole = self.ledger.read_text(encoding="utf-8")
        lines = whole.splitlines(keepends=True)
        del lines[pick % len(lines)]
        self.ledger.write_text("".join(lines), encoding="utf-8")
        assert read_ledger(self.ledger.parent)[1], "a lost line was not noticed"
        self.mend()
        assert self.ledger.read_text(encoding="utf-8") == whole, "a lost line did not come back"

    def _git(self, *arguments: str, now: int = 0) -> None:
        date = {"GIT_COMMITTER_DATE": f"{now} +0000", "GIT_AUTHOR_DATE": f"{now} +0000"}
        command = ["git", *_CONFIG, *arguments]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, env={**os.environ, **date})

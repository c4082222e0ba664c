"""Thousands of random inputs of one sort, at random or by coverage; collects what must not be, one for each cause."""

from __future__ import annotations

import faulthandler
import hashlib
import os
import secrets
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from tests.fuzz.browser import unsafe_fields, unsafe_pages
from tests.fuzz.running import FindingError, Seen, examine

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.fuzz.targets import Files, Target

KEPT = Path(__file__).parents[2] / ".soak" / "fuzz"
"""Where the inputs stay that found something."""
LONGEST = 60
"""Seconds that one input may take, even while other processes run."""
_MOST_FIELDS, _MOST_PAGES = 2_000, 20


class HangError(BaseException):
    """An input took too long. No handler of errors may catch it."""


@dataclass
class Hunt:
    """What was tried and found of one target."""

    target: Target
    page: Page | None = None
    inputs: int = 0
    fields: int = 0
    slowest: float = 0
    findings: dict[str, tuple[Files, str]] = field(default_factory=dict)
    """Cause → the smallest input that shows it, and all there is to know."""
    seen: Seen = field(default_factory=lambda: Seen(set(), set()))

    def try_out(self, files: Files) -> None:
        """Try one input."""
        self.inputs += 1
        faulthandler.dump_traceback_later(LONGEST * 5, exit=True)  # where nothing else can end it
        signal.alarm(LONGEST)
        started = time.monotonic()
        try:
            examine(self.target, files, self.seen)
        except HangError:
            self._found("hangs", files, "")
        except FindingError as finding:
            self._found(finding.what, files, str(finding))
        except Exception as error:  # noqa: BLE001 - of the fuzzing itself, or of what it calls without a command
            self._found(f"{type(error).__name__}: {error}"[:100], files, repr(error))
        finally:
            signal.alarm(0)
            faulthandler.cancel_dump_traceback_later()
            self.slowest = max(self.slowest, time.monotonic() - started)
        if len(self.seen.fields) > _MOST_FIELDS or len(self.seen.pages) > _MOST_PAGES:
            self.read()

    def read(self) -> None:
        """Let the browser read what left since the last time."""
        self.fields += len(self.seen.fields)
        if self.page:
            for reason, text in unsafe_fields(self.page, self.seen.fields):
                self._found(f"unsafe to a browser: {reason[:40]}", {"field.html": text.encode()}, reason)
            for reason, text in unsafe_pages(self.page, self.seen.pages):
                self._found(f"unsafe page: {reason[:40]}", {"page.html": text.encode()}, reason)
        self.seen.fields.clear()
        self.seen.pages.clear()

    def _found(self, what: str, files: Files, said: str) -> None:
        known = self.findings.get(what)
        if known is None or _size(files) < _size(known[0]):
            self.findings[what] = (files, said)

    def report(self) -> str:
        """What was tried and found, and where that is kept."""
        tried = f"{self.inputs:,} inputs, {self.fields:,} fields, the slowest {self.slowest:.1f} s"
        lines = [f"{self.target.name}: {tried}, {len(self.findings)} findings"]
        for what, (files, said) in self.findings.items():
            folder = KEPT / f"{self.target.name}-{hashlib.sha256(what.encode()).hexdigest()[:8]}".replace(" ", "-")
            for path, data in {**files, "SAID.txt": said.encode(errors="replace")}.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
            lines.append(f"  {what}: {folder}")
        return "\n".join(lines)


def _size(files: Files) -> int:
    return sum(map(len, files.values()))


def _hang(*_: object) -> None:
    raise HangError


def hunt(target: Target, inputs: int, seed: int, page: Page | None) -> Hunt:
    """Try many inputs of a target, at random.

    Args:
        target: The target.
        inputs: How many.
        seed: For the same again.
        page: A browser's page that reads what leaves.
    """
    signal.signal(signal.SIGALRM, _hang)
    made = Hunt(target, page)
    _property(target, made.try_out, inputs, seed)()
    made.read()
    return made


def hunt_by_coverage(target: Target, inputs: int, seed: int, page: Page | None, done: Callable[[Hunt], None]) -> None:
    """The same, by coverage: what reaches new code is kept and varied. Ends the process.

    Args:
        target: The target; deckgen was imported under `atheris.instrument_imports`.
        inputs: How many.
        seed: For the same again.
        page: A browser's page that reads what leaves.
        done: Takes what was found.
    """
    import atheris

    signal.signal(signal.SIGALRM, _hang)
    made = Hunt(target, page)
    prop: Any = _property(target, made.try_out, inputs, seed)

    def one(data: bytes) -> None:
        prop.hypothesis.fuzz_one_input(data)
        if made.inputs >= inputs:
            made.read()
            done(made)
            sys.stdout.flush()
            os._exit(1 if made.findings else 0)

    corpus = KEPT / f"corpus-{target.name}-{secrets.token_hex(4)}".replace(" ", "-")
    corpus.mkdir(parents=True)
    for number in range(50):
        (corpus / str(number)).write_bytes(secrets.token_bytes(512))
    arguments = ["-max_len=4096", "-len_control=0", f"-seed={seed}", "-timeout=0", "-verbosity=0", "-rss_limit_mb=0"]
    with suppress(ValueError):
        atheris.Setup([sys.argv[0], *arguments, str(corpus)], one)
    atheris.Fuzz()


def _property(target: Target, try_out: Callable[[Files], None], inputs: int, seed: int) -> Callable[[], None]:
    @seeded(seed)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def tried(files: Files) -> None:
        try_out(files)

    return tried

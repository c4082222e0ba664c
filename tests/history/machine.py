"""The random history: an author and three members who do as they please."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from tests.history.anki_process import AnkiProcess
from tests.history.author import Author, Compiler, Content
from tests.history.edits import Editor
from tests.history.given import DEEDS, NOISE, Authorship
from tests.history.merging import merge
from tests.history.promise import OWN_DECK, Member, Promise, Tally

CHANGES = tuple(change for name, change in vars(Editor).items() if not name.startswith("_"))
"""What an author may change between two releases."""
MEMBERS = ("ari", "bo", "cem")
EAGER = "dee"
"""Who takes drafts and packages of single notes, too. Of them only what they were given is checked."""
_FIRST = 1_500_000_000
"""Histories happen in 2017: old Anki versions refuse what comes from the future."""
_STEPS = 40
"""How many steps a history has, beside the first release and the last imports."""
_SUSPENDED = -1
_GAPS = (1, 7, 90_000)
"""Seconds between two releases: the least that Anki can tell apart, and more than a day."""
_THOUGHTS = (120, 90_000)
"""Seconds until a member writes: more than the second that each soft change steps."""
Step: TypeAlias = tuple[str, Mapping[str, Any]]
"""A method of `History`, and its arguments."""


def _changes(random: Random, most: int) -> list[tuple[Callable[[Author, int], None], int]]:
    return [(random.choice(CHANGES), _pick(random)) for _ in range(random.randint(1, most))]


def _pick(random: Random) -> int:
    return random.randrange(60)


def _one_of(*values: object) -> Callable[[Random], object]:
    return lambda random: random.choice(values)


_name, _gap = _one_of(*MEMBERS), _one_of(*_GAPS)
_writer = _one_of(*MEMBERS, *MEMBERS, EAGER, EAGER)
_deed = _one_of(*DEEDS, *NOISE, "write", "write", "tag", "tag", "tag")
_RULES: tuple[tuple[int, str, Mapping[str, Callable[[Random], Any]]], ...] = (
    (10, "author_releases", {"changes": lambda r: _changes(r, 4), "gap": _gap}),
    (1, "author_reverts", {"gap": _gap}),
    (3, "author_drafts", {"changes": lambda r: _changes(r, 2), "gap": _gap}),
    (3, "author_brings_a_note_again", {"pick": _pick}),
    (6, "author_merges", {"name": _name}),
    (10, "member_imports", {"name": _name, "back": _one_of(0, 0, 0, 1, 2)}),
    (2, "member_deletes", {"name": _name, "pick": _pick}),
    (10, "member_writes", {"name": _writer, "pick": _pick, "deed": _deed, "gap": _one_of(*_THOUGHTS)}),
    (5, "member_studies", {"name": _name, "pick": _pick, "deed": _one_of(1, 2, 3, 4, "suspend", "move")}),
)
"""How often each step is, the step, and how each of its arguments is drawn."""


class History:
    """One history, in one Anki."""

    def __init__(self, anki: AnkiProcess, tally: Tally, compiler: Compiler | None = None) -> None:
        self.anki, self.tally, self.compiler = anki, tally, compiler
        self.now = _FIRST
        self.members = {name: Member(name) for name in MEMBERS}
        self.promise = Promise(self.tally, updates_stamped=self.anki.quirks.updates_stamped)
        self.folder = Path(tempfile.mkdtemp(prefix="history-", dir=self.anki.folder))
        self.authorship = {name: Authorship() for name in (*MEMBERS, EAGER)}
        self.bases: dict[str, dict[str, Content]] = {name: {} for name in MEMBERS}
        """Guid → what the author meant by the note that the member last took."""
        self.tally.histories += 1
        self.anki.begin([*MEMBERS, EAGER])

    def begin(self, subdecks: bool, git: bool, moved: bool) -> None:
        """The first release, which one member has."""
        git = git and self.compiler is None
        self.author = Author(self.folder, subdecks=subdecks, git=git, compiler=self.compiler)
        if moved and self.compiler is None:
            self.now += 1
            self.author.move_in(self.now)
            self.tally.met["decks that moved in"] += 1
        else:
            self._release(1)
        self._import(MEMBERS[0], 0)
        self._take(self.author.releases[0].path)

    def author_releases(self, changes: list[tuple[Any, int]], gap: int) -> None:
        """One to four changes, then a release; changes may cancel out, and then there is none."""
        for change, pick in changes:
            change(self.author, pick)
        self._release(gap)

    def author_reverts(self, gap: int) -> None:
        """The last release is reverted; members may have it all the same. The next release mends that."""
        if self.author.repository:
            self.now += gap
            self.author.revert(self.now)

    def member_deletes(self, name: str, pick: int) -> None:
        """A member deletes a note, and gets it anew with the next import."""
        notes = self._snapshot(name)["notes"]
        if notes:
            note, guid, *_ = notes[pick % len(notes)]
            self.anki.call("delete", name=name, note=note)
            self.members[name].copies.pop(guid, None)
            self.authorship[name].imported({"notes": []}, {"notes": [(note, guid, 0, 0, "", "")]})

    def member_imports(self, name: str, back: int) -> None:
        """Mostly the newest release, sometimes an older one."""
        self._import(name, back)

    def author_drafts(self, changes: list[tuple[Any, int]], gap: int) -> None:
        """Changes, then a build, which somebody takes; a release may never hold them so."""
        if self.compiler:
            return
        for change, pick in changes:
            change(self.author, pick)
        self.now += gap
        self._take(self.author.draft(self.now))

    def author_brings_a_note_again(self, pick: int) -> None:
        """A package of one note, which somebody takes."""
        if not self.compiler:
            self.now += 90_000
            self._take(self.author.again(self.now, pick))

    def author_merges(self, name: str) -> None:
        """A member sends their collection, and the author takes over what only the member wrote."""
        if not (self.compiler or self.author.reverted):
            self._whose(name)
            member = self.authorship[name]
            member.merged(merge(self.author, self._snapshot(name), member.own, self.bases[name], self.tally.met))

    def member_writes(self, name: str, pick: int, deed: str, gap: int) -> None:
        """A member tags a note, or writes, colors or breaks a field in Anki's editor, or it spells that otherwise."""
        notes = self._snapshot(name)["notes"]
        if not notes:
            return
        self.now += gap
        note, guid, _, _, fields, _ = notes[pick % len(notes)]
        if deed == "tag":
            self.anki.call("tag", name=name, note=note, now=self.now, tag=f"{name}-{self.now}")
        else:
            place = pick % 2
            before = fields.split("\x1f")[place]
            html = {**DEEDS, **NOISE}[deed](before).replace("my words", f"{name}'s words")  # of each member others
            self.anki.call("write", name=name, note=note, now=self.now, field=place, html=html)
            if deed in DEEDS:
                self.authorship[name].wrote(guid, place, before, html)
        if name in self.members:
            self.members[name].copies[guid].touched = self.now
        self._whose(name)

    def member_studies(self, name: str, pick: int, deed: int | str) -> None:
        """Answers three cards, or puts one aside."""
        cards = [card for card, *_, queue in (row[:7] for row in self._snapshot(name)["cards"]) if queue != _SUSPENDED]
        chosen = [cards[(pick + step) % len(cards)] for step in range(3 if isinstance(deed, int) else 1) if cards]
        for turn, card in enumerate(chosen):
            if isinstance(deed, int):
                self.anki.call("review", name=name, card=card, rating=1 + (deed + turn) % 4, now=self.now)
            else:
                where = {"deck": OWN_DECK} if deed == "move" else {}
                self.anki.call(deed, name=name, card=card, now=self.now, **where)

    def end(self) -> None:
        """In the end, everyone is up to date."""
        for name in MEMBERS:
            self._import(name, 0)

    def clean_up(self) -> None:
        """Leave no file."""
        self.anki.call("end")
        shutil.rmtree(self.folder)

    def _release(self, gap: int) -> None:
        self.now += gap
        release = self.author.release(self.now)
        if release is not None:
            self.tally.releases += 1
            same = (
                self.compiler or self.author.drafted or self.author.build(self.now + gap) == release.path.read_bytes()
            )
            assert same, "a build of what was released differs from the release"

    def _import(self, name: str, back: int) -> None:
        self.now += 1
        member = self.members[name]
        release = self.author.releases[max(0, len(self.author.releases) - 1 - back)]
        seen = self.anki.import_(name, release.path, self.now)
        self.promise.check(member, release, self.now, seen)
        self.authorship[name].imported(*seen[:2])
        taken = {guid: fields for _, guid, _, _, fields, _ in seen[1]["notes"]}
        for id_, guid in release.package.by_id.items():
            if taken[guid] == "\x1f".join(release.package.notes[guid].fields):
                self.bases[name][guid] = release.content[id_]
        self._whose(name)

    def _take(self, package: Path | None) -> None:
        if package is not None and self.compiler is None:
            self.now += 1
            before, after, _ = self.anki.import_(EAGER, package, self.now)
            self.authorship[EAGER].imported(before, after)
            self._whose(EAGER)

    def _whose(self, name: str) -> None:
        if self.compiler is None:
            self.authorship[name].check(self._snapshot(name), self.author, self.tally.met)

    def _snapshot(self, name: str) -> dict[str, Any]:
        snapshot: dict[str, Any] = self.anki.call("snapshot", name=name)
        return snapshot


def walk(
    anki: AnkiProcess,
    tally: Tally,
    histories: int,
    *,
    seed: int = 1,
    compiler: Compiler | None = None,
    shorten: bool = False,
) -> None:
    """Walk random histories until one breaks the promise: the same for a seed each time and on every Python."""
    for number in range(histories):
        steps = _drawn(Random(f"{seed} {number}"))
        error = _broken(History(anki, tally, compiler), steps)
        if error is None:
            continue
        if shorten:
            steps, error = _shortened(lambda some: _broken(History(anki, Tally(), compiler), some), steps, error)
        error.add_note("\n".join(f"{name} {dict(arguments)}" for name, arguments in steps))
        raise error


def _drawn(random: Random) -> list[Step]:
    begin = {
        "subdecks": random.random() < 1 / 2,
        "git": random.random() < 1 / 3,
        "moved": random.random() < 1 / 2,
    }
    rules = random.choices(_RULES, [often for often, _, _ in _RULES], k=_STEPS)
    return [("begin", begin), *((name, {key: draw(random) for key, draw in how.items()}) for _, name, how in rules)]


def _broken(history: History, steps: Iterable[Step]) -> Exception | None:
    """What breaks in a history, if anything does."""
    try:
        for name, arguments in (*steps, ("end", {})):
            getattr(history, name)(**arguments)
    except Exception as error:  # noqa: BLE001 - whatever is raised is a finding
        return error
    finally:
        history.clean_up()
    return None


def _shortened(
    broken: Callable[[list[Step]], Exception | None], steps: list[Step], error: Exception
) -> tuple[list[Step], Exception]:
    """Leave out as many steps after the first as can be, and the history still breaks."""
    size = len(steps) // 2
    while size:
        at = 1
        while at < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if found := broken(fewer):
                steps, error = fewer, found
            else:
                at += size
        size //= 2
    return steps, error

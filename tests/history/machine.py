"""The random history: an author and three members who do as they please."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.history.anki_process import AnkiProcess
from tests.history.author import Author, Compiler, Content
from tests.history.given import DEEDS, NOISE, Authorship
from tests.history.merging import merge
from tests.history.promise import OWN_DECK, Member, Promise, Tally

CHANGES = (
    Author.edit_front,
    Author.edit_back,
    Author.undo_edit,
    Author.add_basic,
    Author.add_cloze,
    Author.add_fact,
    Author.retire,
    Author.revive,
    Author.reorder,
    Author.rename_category,
    Author.move_to_other_file,
    Author.tag_card,
    Author.tag_file,
    Author.toggle_picture,
    Author.redraw_picture,
    Author.toggle_card,
    Author.change_css,
    Author.change_template,
    Author.rename_field,
    Author.rename_template,
    Author.rename_kind,
    Author.rename_root_tag,
    Author.change_language,
    Author.change_renderer,
    Author.grow,
)
MEMBERS = ("ari", "bo", "cem")
EAGER = "dee"
"""Who takes drafts and packages of single notes, too. Of them only what they were given is checked."""
_FIRST = 1_500_000_000
"""Histories happen in 2017: old Anki versions refuse what comes from the future."""
_SEED = 5
_STEPS = 45
"""The most steps in a history, beside the first release and the last imports."""
_SUSPENDED = -1
_NAME = st.sampled_from(MEMBERS)
_PICK = st.integers(0, 59)
_GAP = st.sampled_from((1, 7, 90_000))
"""Seconds between two releases: the least that Anki can tell apart, and more than a day."""
_THOUGHT = st.sampled_from((120, 90_000))
"""Seconds until a member writes: more than the second that each soft change steps."""


def _with_git(history: RuleBasedStateMachine) -> bool:
    return isinstance(history, History) and history.author.repository is not None


def _as_deckgen(history: RuleBasedStateMachine) -> bool:
    return type(history).compiler is None if isinstance(history, History) else False


class History(RuleBasedStateMachine):
    """One history. A subclass gives it an Anki; see `history_machine`."""

    anki: ClassVar[AnkiProcess]
    tally: ClassVar[Tally]
    compiler: ClassVar[Compiler | None]

    def __init__(self) -> None:
        super().__init__()
        self.now = _FIRST
        self.members = {name: Member(name) for name in MEMBERS}
        self.promise = Promise(self.tally, updates_stamped=self.anki.quirks.updates_stamped)
        self.folder = Path(tempfile.mkdtemp(prefix="history-", dir=self.anki.folder))
        self.importing = False
        self.authorship = {name: Authorship() for name in (*MEMBERS, EAGER)}
        self.bases: dict[str, dict[str, Content]] = {name: {} for name in MEMBERS}
        """Guid → what the author meant by the note that the member last took."""
        self.tally.histories += 1
        self.anki.begin([*MEMBERS, EAGER])

    @initialize(subdecks=st.booleans(), git=st.sampled_from((False, False, True)), moved=st.sampled_from((False, True)))
    def begin(self, subdecks: bool, git: bool, moved: bool) -> None:
        """The first release, which one member has."""
        git = git and type(self).compiler is None
        self.author = Author(self.folder, subdecks=subdecks, git=git, compiler=type(self).compiler)
        if moved and type(self).compiler is None:
            self.now += 1
            self.author.move_in(self.now)
            self.tally.met["decks that moved in"] += 1
        else:
            self._release(1)
        self._import(MEMBERS[0], 0)
        self._take(self.author.releases[0].path)

    @rule(changes=st.lists(st.tuples(st.sampled_from(CHANGES), _PICK), min_size=1, max_size=4), gap=_GAP)
    def author_changes_and_releases(self, changes: list[tuple[Any, int]], gap: int) -> None:
        """One to four changes, then a release; changes may cancel out, and then there is none."""
        for change, pick in changes:
            change(self.author, pick)
        self._release(gap)

    @precondition(_with_git)
    @rule(gap=_GAP)
    def author_reverts(self, gap: int) -> None:
        """The last release is reverted; members may have it all the same. The next release mends that."""
        self.now += gap
        self.author.revert(self.now)

    @precondition(_with_git)
    @rule(pick=_PICK)
    def a_line_is_lost(self, pick: int) -> None:
        """A line of the ledger is lost, noticed, and made anew."""
        if self.author.repository and not self.author.reverted:
            self.author.repository.lose_a_line(pick)

    @rule(name=_NAME, pick=_PICK)
    def member_deletes(self, name: str, pick: int) -> None:
        """A member deletes a note, and gets it anew with the next import."""
        notes = self._snapshot(name)["notes"]
        if notes:
            note, guid, *_ = notes[pick % len(notes)]
            self.anki.call("delete", name=name, note=note)
            self.members[name].copies.pop(guid, None)
            self.authorship[name].imported({"notes": []}, {"notes": [(note, guid, 0, 0, "", "")]})

    @rule(name=_NAME, back=st.sampled_from((0, 0, 0, 1, 2)))
    def member_imports(self, name: str, back: int) -> None:
        """Mostly the newest release, sometimes an older one."""
        self._import(name, back)

    @precondition(_as_deckgen)
    @rule(changes=st.lists(st.tuples(st.sampled_from(CHANGES), _PICK), min_size=1, max_size=2), gap=_GAP)
    def author_builds_a_draft(self, changes: list[tuple[Any, int]], gap: int) -> None:
        """Changes, then a build, which somebody takes; a release may never hold them so."""
        for change, pick in changes:
            change(self.author, pick)
        self.now += gap
        self._take(self.author.draft(self.now))

    @precondition(_as_deckgen)
    @rule(pick=_PICK)
    def author_brings_a_note_again(self, pick: int) -> None:
        """A package of one note, which somebody takes."""
        self.now += 90_000
        self._take(self.author.again(self.now, pick))

    @rule(name=st.sampled_from((*MEMBERS, EAGER, EAGER)), pick=_PICK, deed=st.sampled_from((*DEEDS, *NOISE)))
    def member_formats(self, name: str, pick: int, deed: str) -> None:
        """A member writes, colors or breaks a field in Anki's editor, or the editor spells it otherwise."""
        notes = self._snapshot(name)["notes"]
        if notes:
            self.now += 120
            note, guid, _, _, fields, _ = notes[pick % len(notes)]
            place = pick % 2
            before = fields.split("\x1f")[place]
            html = {**DEEDS, **NOISE}[deed](before)
            self.anki.call("write", name=name, note=note, now=self.now, field=place, html=html)
            if deed in DEEDS:
                self.authorship[name].wrote(guid, place)
            if name in self.members:
                self.members[name].copies[guid].touched = self.now
            self._whose(name)

    @precondition(_as_deckgen)
    @rule(name=_NAME)
    def author_merges(self, name: str) -> None:
        """A member sends their collection, and the author takes over what only the member wrote."""
        if not self.author.reverted:
            self._whose(name)
            member = self.authorship[name]
            member.merged(merge(self.author, self._snapshot(name), member.own, self.bases[name], self.tally.met))

    @rule(name=_NAME, pick=_PICK, deed=st.sampled_from(("edit", "tag")), gap=_THOUGHT)
    def member_writes(self, name: str, pick: int, deed: str, gap: int) -> None:
        """A member writes into a note or tags it."""
        notes = self._snapshot(name)["notes"]
        if notes:
            self.now += gap
            note, guid, *_ = notes[pick % len(notes)]
            how: dict[str, object] = {"tag": f"{name}-{self.now}"}
            if deed == "edit":
                how = {"field": pick % 2, "text": f" {name}'s"}
            self.anki.call(deed, name=name, note=note, now=self.now, **how)
            if deed == "edit":
                self.authorship[name].wrote(guid, pick % 2)
            self.members[name].copies[guid].touched = self.now

    @rule(name=_NAME, pick=_PICK, deed=st.sampled_from((1, 2, 3, 4, "suspend", "move")))
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

    def teardown(self) -> None:
        """In the end, everyone is up to date."""
        try:
            if hasattr(self, "author") and self.author.releases and not self.importing:
                for name in MEMBERS:
                    self._import(name, 0)
        finally:
            self.anki.call("end")
            shutil.rmtree(self.folder)

    def _release(self, gap: int) -> None:
        self.now += gap
        release = self.author.release(self.now)
        if release is not None:
            self.tally.releases += 1
            same = (
                type(self).compiler
                or self.author.drafted
                or self.author.build(self.now + gap) == release.path.read_bytes()
            )
            assert same, "a build of what was released differs from the release"

    def _import(self, name: str, back: int) -> None:
        self.now += 1
        member = self.members[name]
        release = self.author.releases[max(0, len(self.author.releases) - 1 - back)]
        self.importing = True  # and it stays so where the promise breaks: then no more imports hide how
        seen = self.anki.import_(name, release.path, self.now)
        self.promise.check(member, release, self.now, seen)
        self.authorship[name].imported(*seen[:2])
        taken = {guid: fields for _, guid, _, _, fields, _ in seen[1]["notes"]}
        for id_, guid in release.package.by_id.items():
            if taken[guid] == "\x1f".join(release.package.notes[guid].fields):
                self.bases[name][guid] = release.content[id_]
        self._whose(name)
        self.importing = False

    def _take(self, package: Path | None) -> None:
        if package is not None and type(self).compiler is None:
            self.now += 1
            before, after, _ = self.anki.import_(EAGER, package, self.now)
            self.authorship[EAGER].imported(before, after)
            self._whose(EAGER)

    def _whose(self, name: str) -> None:
        if type(self).compiler is None:
            self.authorship[name].check(self._snapshot(name), self.author, self.tally.met)

    def _snapshot(self, name: str) -> dict[str, Any]:
        snapshot: dict[str, Any] = self.anki.call("snapshot", name=name)
        return snapshot


def history_machine(anki: AnkiProcess, tally: Tally, compiler: Compiler | None = None) -> type[History]:
    """A machine that walks histories in one Anki and adds to one tally."""
    namespace = {"anki": anki, "tally": tally, "compiler": staticmethod(compiler) if compiler else None}
    return type("History", (History,), namespace)


def walk(
    anki: AnkiProcess, tally: Tally, histories: int, *, seed: int | None = None, compiler: Compiler | None = None
) -> None:
    """Walk random histories until one breaks the promise.

    Args:
        anki: The Anki to import with.
        tally: Counts what was met.
        histories: How many.
        seed: Chooses them; without one they are the same each time and on every Python, and a failure is not made
            shorter.
        compiler: How packages are made.
    """
    machine = history_machine(anki, tally, compiler)
    phases = (Phase.generate,) if seed is None else (Phase.generate, Phase.shrink)
    run_state_machine_as_test(
        hypothesis.seed(_SEED if seed is None else seed)(machine),
        settings=settings(
            max_examples=histories,
            stateful_step_count=_STEPS,
            database=None,
            deadline=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )

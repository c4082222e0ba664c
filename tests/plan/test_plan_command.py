"""`deckgen plan`: what it says, and that Anki agrees."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from anki.collection import Collection

from deckgen.cli.printing import width
from deckgen.plan import rows_of
from deckgen.plan.rows import letters_of
from tests.compiler.project import Project, import_package

FROM = ("--from", "2026-11-24")
TWO_WEEKS = (*FROM, "--until", "2026-12-08")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A deck of 23 cards: terms and questions, one of them a follow-up; the slice `core` is 9 of them, `depth` 14."""
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path)
    made.write("cards/deck.yaml", "name: 'Plans_of: \"mine\"'\nid: plans-1\ntag: Plans\nslices: [core, depth]\n")
    cards: list[dict[str, object]] = []
    for n in range(10):
        tags = ["core"] if n < 4 else ["depth"]
        cards.append({"term": f"T{n}", "id": f"t{n}", "definition": f"Is {n}.", "recall": True, "tags": tags})
    cards.insert(2, {"question": "First?", "id": "q1", "answer": "Yes, since it is so.", "tags": ["core"]})
    followup = {"question": "And then?", "id": "then", "answer": "Nothing more."}
    last: dict[str, object] = {
        "question": "Last?",
        "id": "q2",
        "answer": "No, since it is not.",
        "tags": ["depth"],
        "followups": [followup],
    }
    cards.insert(9, last)
    made.write("cards/01.yaml", json.dumps({"category": "A", "cards": cards}))
    return made


def values(project: Project, *arguments: str) -> Any:
    """The plan as JSON."""
    code, out, _ = project.run("plan", *arguments, "--format", "json")
    assert code == 0
    return json.loads(out)


def test_a_plan_reads_on_80_columns_in_both_languages(project: Project) -> None:
    for language, word in (("ko", "복습"), ("en", "reviews")):
        code, out, _ = project.run("--lang", language, "plan", *FROM, "--until", "2027-02-01", "--minutes", "30")
        assert code == 0
        assert word in out
        assert [line for line in out.splitlines() if width(line) > 80 and not line.startswith('"deck:')] == []


def test_it_says_what_to_set_and_what_each_day_holds(project: Project) -> None:
    code, out, _ = project.run("plan", *TWO_WEEKS, "--new", "5")
    assert code == 0
    assert "Yes. 5 new cards a day" in out
    assert "Deck Options › New cards/day: 5" in out
    plan = values(project, *TWO_WEEKS, "--new", "5")
    days = plan["plan"]["days"]
    assert sum(day["new"] for day in days) == plan["plan"]["reached"] == plan["deck"]["cards"] == 23
    assert (days[0]["date"], days[-1]["date"]) == ("2026-11-24", "2026-12-07")


def test_it_says_what_to_leave_out_when_time_is_short(project: Project) -> None:
    code, out, _ = project.run("plan", *FROM, "--until", "2026-11-27", "--new", "4")
    assert code == 0
    assert "Not all of it: at 4 new cards a day you meet 12 of 23 cards. All of them need 8 a day." in " ".join(
        out.split()
    )
    assert "Keep what comes up to Plans::core, and leave out the rest. Then 9 cards take 4" in " ".join(out.split())
    plan = values(project, *FROM, "--until", "2026-11-27", "--new", "4")
    assert [(part["tag"], part["cards"], part["all_met"]) for part in plan["slices"]] == [
        ("Plans::core", 9, "2026-11-26"),
        ("Plans::depth", 23, None),
    ]
    assert (plan["fits"], plan["plan"]["cards"], plan["plan"]["reached"]) == (False, 9, 9)
    _, out, _ = project.run("plan", *FROM, "--until", "2026-11-26", "--new", "4")
    assert "Keep only what comes up to Plans::core, and take 5 new cards a day" in " ".join(out.split())


def test_the_day_alone_is_enough_and_gives_one_answer(project: Project) -> None:
    code, out, _ = project.run("plan", *TWO_WEEKS)
    assert code == 0
    assert "Yes. 2 new cards a day" in out
    assert "Deck Options › New cards/day: 2" in out
    project.basics(*((f"Front {n}?", "Back") for n in range(2_000)))
    _, out, _ = project.run("plan", *FROM, "--until", "2026-11-27")
    said = " ".join(out.split())
    assert "Not all of it" in said
    assert "All of them are met at this pace by 20" in said, "no slice, so a later day"
    assert "Keep" not in said


def test_anki_shows_the_same_new_cards_on_the_first_day(project: Project, collection: Collection) -> None:
    from anki.scheduler.v3 import Scheduler

    notes = project.clean().notes
    import_package(collection, project.package())
    deck = collection.decks.by_name(project.clean().config.name)
    assert deck is not None
    config = collection.decks.config_dict_for_deck_id(deck["id"])
    for new in (5, 9):
        config["new"]["perDay"] = new
        collection.decks.update_config(config)
        collection.decks.select(deck["id"])
        assert isinstance(collection.sched, Scheduler)
        queue = collection.sched.get_queued_cards(fetch_limit=100).cards
        shown = {(collection.get_card(queued.card.id).note()["ID"], queued.card.template_idx) for queued in queue}
        cards = [(note.id, ordinal) for note in notes for ordinal in note.cards]
        assert shown == set(cards[:new])


def test_the_search_finds_in_anki_what_is_to_be_left_out(project: Project, collection: Collection) -> None:
    plan = values(project, *FROM, "--until", "2026-11-27", "--new", "4")
    assert plan["anki"]["kept_slices"] == ["Plans::core"]
    notes = project.clean().notes
    import_package(collection, project.package())
    found = {collection.get_card(card).note()["ID"] for card in collection.find_cards(plan["anki"]["suspend"])}
    assert found == {note.id for note in notes if "Plans::depth" in note.tags}


def test_what_is_not_read_at_each_review_counts_nothing() -> None:
    assert letters_of("<b>가 나</b>다") == 3
    assert letters_of("ab 12 &amp;") == 2.5
    assert (
        letters_of("<header>위</header>가<footer>아래</footer><details open><summary>접힘</summary>속</details>") == 1
    )


def test_the_front_is_read_once_and_a_long_back_to_the_end_of_a_screen(project: Project) -> None:
    project.write("cards/01.yaml", json.dumps({"category": "A", "cards": [
        {"front": "가나다라", "id": "a", "back": "마바"},
        {"front": "가나다라", "id": "b", "back": "마바" * 1000},
    ]}))  # fmt: skip
    deck, _ = project.load()
    assert [row.seconds for row in rows_of(deck)] == [(8 + 6 / 9.8,), (8 + 404 / 9.8,)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--until", "2026-12-08", "--new", "3", "--minutes", "9"), "give one of --new"),
        (("--until", "2026-12-08", "--new", "0"), "0 is not in the range x>=1"),
        (("--until", "2026-02-30", "--new", "3"), "'2026-02-30' is not a day; write it as 2026-12-15"),
        (("--until", "20261208", "--new", "3"), "'20261208' is not a day"),
    ],
)
def test_wrong_usage_is_reported(project: Project, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        project.run("plan", *FROM, *arguments)

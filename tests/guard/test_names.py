"""Names of files as a stranger may write them: too long, impossible, elsewhere. Each is found_names, none is opened."""

import json
import re
import sys

import pytest

from deckgen.anki.media_names import packed_name
from tests.compiler.project import Project

TOO_LONG = ["x" * 300 + ".png", "한" * 100 + ".png", "a/" * 3000 + "x.png", ("y" * 200 + "/") * 30 + "x.png"]
ELSEWHERE = ["../secret.png", "media/../../secret.png", "/etc/passwd", "~/x.png", "C:/x.png", "..\\secret.png"]


@pytest.mark.parametrize("name", TOO_LONG)
@pytest.mark.parametrize("text", ["![a]({})", "[sound:{}]", "<img src='{}'>"])
def test_media_by_a_name_that_no_system_takes_are_missing(text: str, name: str, project: Project) -> None:
    card = {"front": text.format(name), "id": "a", "back": "b"} | ({"html": ["front"]} if text[0] == "<" else {})
    project.write("cards/01.yaml", json.dumps({"category": "A", "cards": [card]}))
    project.write("cards/media/x.png", "picture")
    code, out, _ = project.run("check", "cards")
    assert code == (0 if text[0] == "<" else 1)
    assert "cards/01.yaml:1:" in out
    assert "[media-" in out


@pytest.mark.parametrize("name", ELSEWHERE)
def test_media_elsewhere_are_not_read(name: str, project: Project) -> None:
    project.write("secret.png", "secret")
    project.basics((f"![a](<{name}>)", "b"))
    project.write("cards/media/x.png", "picture")
    deck, found = project.load()
    assert [d.rule for d in found if d.is_error] == ["media-outside"] or not deck.media
    assert deck.media == ()


@pytest.mark.parametrize("character", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_a_name_that_reads_otherwise_than_it_is_is_found_names_and_an_id_refused(
    character: str, project: Project
) -> None:
    project.write("cards/deck.yaml", f"name: A{character}b\nid: 7eda9d15fc7611f4\n")
    card = {"front": "a", "back": f"b{character}", "id": "x", "tags": [f"t{character}x"]}
    project.write("cards/01.yaml", json.dumps({"category": f"C{character}d", "cards": [card]}, ensure_ascii=False))
    _, found = project.load()
    found_names = sorted(str(dict(d.finding.values)["name"]) for d in found if d.rule == "turned-name")
    assert found_names == [f"A{character}b", f"C{character}d", f"t{character}x"]
    project.write("cards/01.yaml", json.dumps({"category": "C", "cards": [{**card, "id": f"x{character}"}]}))
    assert [d.rule for d in project.load()[1] if d.is_error] == ["bad-id"]


def test_a_mark_that_says_which_way_a_word_reads_is_part_of_its_name(project: Project) -> None:
    card = {"front": "a", "back": "b", "id": "x", "tags": ["שלום\u200f"]}
    project.write("cards/01.yaml", json.dumps({"category": "עברית\u200f", "cards": [card]}, ensure_ascii=False))
    assert [d.rule for d in project.load()[1] if d.rule == "turned-name"] == []


@pytest.mark.parametrize("name", ["a.html", "a.JS", "a.xhtml", "b/a.exe"])
def test_what_runs_where_it_is_opened_is_no_picture(name: str, project: Project) -> None:
    project.write(f"cards/media/{name}", "<script>alert(1)</script>")
    project.basics((f"![a](media/{name})", f"[sound:{name}]"))
    deck, found = project.load()
    assert {(d.rule, d.case) for d in found if d.is_error} == {("media-missing", "program")}
    assert deck.media == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no such names")
@pytest.mark.parametrize("name", ["a\u202egnp", "a\u200bgnp", "a{{gnp}}", "a\x1bgnp", "a\xadgnp"])
def test_a_packed_name_reads_as_it_is(name: str, project: Project) -> None:
    project.write(f"cards/media/{name}.svg", "<svg/>")
    assert re.fullmatch(r"a-gnp-[0-9a-f]{12}\.svg", packed_name(project.cards / f"media/{name}.svg", b""))

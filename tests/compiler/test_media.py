"""Media: pictures and sounds are found however they are named, and never outside of media/."""

import re
import unicodedata

import pytest

from .project import Project, only, posix


def picture(project: Project, path: str) -> None:
    project.write("cards/01.yaml", f"category: A\ncards:\n  - {{front: '![x]({path})', id: a, back: b}}\n")


@posix
def test_a_link_out_of_media_is_refused(project: Project) -> None:
    secret = project.write("secret.svg", "<svg/>")
    project.write("cards/media/here.svg", "<svg/>")
    (project.cards / "media" / "out.svg").symlink_to(secret)
    (project.cards / "media" / "in.svg").symlink_to("here.svg")
    picture(project, "media/out.svg")
    assert only(project).rule == "media-outside"
    picture(project, "media/in.svg")
    project.clean()


@posix
def test_media_may_be_a_link_inside_the_deck_only(project: Project) -> None:
    project.write("cards/pictures/x.svg", "<svg/>")
    (project.cards / "media").symlink_to("pictures")
    picture(project, "media/x.svg")
    project.clean()
    project.write("shared/x.svg", "<svg/>")
    (project.cards / "media").unlink()
    (project.cards / "media").symlink_to("../shared")
    assert only(project).rule == "media-outside"


@posix
def test_loops_of_links_in_media_end(project: Project) -> None:
    project.write("cards/media/x.svg", "<svg/>")
    (project.cards / "media" / "deeper").symlink_to(".")
    (project.cards / "media" / "self.svg").symlink_to("self.svg")
    picture(project, "media/x.svg")
    project.clean()
    picture(project, "media/deeper/x.svg")
    assert only(project).rule == "media-missing"
    picture(project, "media/self.svg")
    assert only(project).rule == "media-missing"


def front(project: Project) -> str:
    return project.clean().notes[0].fields[0]


@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_a_korean_file_name_is_found_in_either_form(on_disk: str, written: str, project: Project) -> None:
    name = "그림é.svg"
    project.write(f"cards/media/{unicodedata.normalize(on_disk, name)}", "<svg/>")  # type: ignore[arg-type]
    path = unicodedata.normalize(written, f"media/{name}")  # type: ignore[arg-type]
    project.basics((f"![x]({path}) [sound:{path}]", "b"))
    html = front(project)
    (file,) = project.clean().media
    assert re.fullmatch(r"그림é-[0-9a-f]{12}\.svg", file.name)
    assert html == f'<img src="{file.name}" alt="x"> [sound:{file.name}]'


def test_tildes_in_the_names_of_two_sounds_strike_nothing_out(project: Project) -> None:
    project.write("cards/media/a~b.mp3", "x")
    project.basics(("[sound:a~b.mp3] [sound:a~b.mp3]", "b"))
    (file,) = project.clean().media
    assert front(project) == f"[sound:{file.name}] [sound:{file.name}]"


@pytest.mark.parametrize(
    ("on_disk", "written"),
    [
        ("a b.svg", "media/a b.svg"),
        ("a b.svg", "<media/a b.svg>"),
        ("a b.svg", "media/a%20b.svg"),
        ("fig (1).svg", "media/fig (1).svg"),
        ("100%.svg", "media/100%.svg"),
        ("deep/er/x.svg", "media/deep/er/x.svg"),
        ("x.svg", "./media/x.svg"),
        ("x.SVG", "x.SVG"),
    ],
)
def test_a_picture_is_found_however_it_is_named(on_disk: str, written: str, project: Project) -> None:
    project.write(f"cards/media/{on_disk}", "<svg/>")
    project.basics((f"![x]({written})", "b"))
    (file,) = project.clean().media
    assert front(project) == f'<img src="{file.name}" alt="x">'
    assert re.fullmatch(r"[\w.~()-]+-[0-9a-f]{12}\.svg", file.name)


def test_a_changed_picture_changes_the_field_and_equal_ones_are_packed_once(project: Project) -> None:
    project.write("cards/media/a/x.svg", "<svg/>")
    project.write("cards/media/b/x.svg", "<svg/>")
    project.basics(("![x](a/x.svg)", "![x](b/x.svg)"))
    deck = project.clean()
    assert len(deck.media) == 1
    project.write("cards/media/a/x.svg", "<svg>new</svg>")
    assert project.clean().notes[0].fields[0] != deck.notes[0].fields[0]
    assert len(project.clean().media) == 2

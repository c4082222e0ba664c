"""What documentation and `kinds` show of a field can be copied into a card; tests/docs runs whole files."""

from __future__ import annotations

import re

import pytest
import yaml

from deckgen.kinds import builtin_kinds
from deckgen.pipeline.load import load

from .project import ROOT, Project

PAGES = [path.relative_to(ROOT).as_posix() for path in sorted((*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md")))]
NAMED = re.compile(r"media/([\w.-]+\.\w+)|\[sound:([\w.-]+)\]")


def with_media(project: Project, text: str) -> None:
    """Make the files that an example shows."""
    for picture, sound in NAMED.findall(text):
        project.write(f"cards/media/{picture or sound}", "<svg xmlns='http://www.w3.org/2000/svg'/>")


def is_clean(project: Project, text: str) -> None:
    project.write("cards/01.yaml", text)
    with_media(project, text)
    assert [str(found) for found in load(project.cards, lint=True)[1]] == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_writes_in_a_field_can_be_written_there(page: str, project: Project) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for shown in re.findall(r"`('(?:!\[|\[sound:|\{\{)[^`]*')`", text):
        read = yaml.safe_load(shown)
        key = "cloze" if read.startswith("{{") else "front"
        back = "" if key == "cloze" else "\n    back: b"
        is_clean(project, f"cards:\n  - {key}: {shown}\n    id: a{back}\n")


@pytest.mark.parametrize("name", [kind.name for kind in builtin_kinds()])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_kinds_shows_of_a_field_may_stand_there(name: str, language: str, project: Project) -> None:
    kind = next(kind for kind in builtin_kinds() if kind.name == name)
    code, shown, _ = project.run("--lang", language, "kinds", name)
    assert code == 0
    listed, _, example = shown.partition(f"\n- {kind.key}: ")
    indented = "\n".join(f"  {line}" for line in f"- {kind.key}: {example}".rstrip().splitlines())
    is_clean(project, f"cards:\n{indented}\n")
    pictures = dict(re.findall(r"^    (figure|audio) .*?('[^']+')", listed, re.MULTILINE))
    assert set(pictures) == {"figure", "audio"}
    keys = "\n".join(f"    {line}" for line in [f"{field}: {value}" for field, value in pictures.items()])
    is_clean(project, f"cards:\n{indented}\n{keys}\n")

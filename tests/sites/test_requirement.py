"""What the workflow that `init` writes installs: this deckgen, and nothing that another could put there."""

import json

import pytest

from deckgen.exchange.scaffold.requirement import requirement_from, requirement_of
from deckgen.model.diagnostics import DeckgenError

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _git(url: str, **more: str) -> str:
    return json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}, **more})


INSTALLED = [
    (None, "pip\n", "anki-deckgen[verify]==1.2.0"),
    (None, "", ""),
    (
        _git("https://github.com/x/deckgen.git"),
        "pip",
        f"anki-deckgen[verify] @ git+https://github.com/x/deckgen.git@{COMMIT}",
    ),
    (
        _git("https://github.com/x/y", subdirectory="tools/deckgen"),
        "pip",
        "",
    ),
    (_git("https://user:secret@github.com/x/deckgen.git"), "pip", ""),
    (_git("https://github.com/x/deckgen.git\nevil"), "pip", ""),
    ('{"url": "https://x.org/d.git", "vcs_info": {"vcs": "git", "commit_id": "main"}}', "pip", ""),
    ('{"url": "file:///home/x/deckgen", "dir_info": {"editable": true}}', "pip", ""),
    ('{"url": "https://x.org/a.whl", "archive_info": {}}', "pip", ""),
    ("not JSON", "pip", ""),
]


@pytest.mark.parametrize(("direct_url", "installer", "expected"), INSTALLED)
def test_the_workflow_installs_what_is_here_and_nothing_that_another_could_put_there(
    direct_url: str | None, installer: str, expected: str
) -> None:
    assert requirement_of("1.2.0", direct_url, installer) == expected


@pytest.mark.parametrize("version", ["1.0+local", "1.0.dev1", "0.1.0+g123"])
def test_a_version_that_no_index_has_is_not_asked_of_one(version: str) -> None:
    assert requirement_of(version, None, "pip") == ""


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"https://github.com/x/deckgen@{COMMIT}", f"anki-deckgen[verify] @ git+https://github.com/x/deckgen@{COMMIT}"),
        ("git+https://github.com/x/d.git@v1.0", "anki-deckgen[verify] @ git+https://github.com/x/d.git@v1.0"),
    ],
)
def test_a_source_that_stays_the_same_may_be_chosen(source: str, line: str) -> None:
    assert requirement_from(source) == line


@pytest.mark.parametrize(
    "source", ["main", "1.2.0", "https://github.com/x/d", "https://github.com/x/d@main", f"http://x.org/d@{COMMIT}"]
)
def test_a_source_that_moves_is_refused(source: str) -> None:
    with pytest.raises(DeckgenError, match="always mean the same"):
        requirement_from(source)

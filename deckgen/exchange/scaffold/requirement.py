"""What a project's workflow installs: this very deckgen, from where it came, and nothing that another could slip in.

A name alone would be installed from the index, whoever has registered it there. So the name is used only where this
deckgen came from an index by that name, with its version; else an address with the commit of what is there.
"""

import json
import re

from deckgen.model.diagnostics import DeckgenError

PROJECT = "anki-deckgen"
_NAMED = f"{PROJECT}[verify]"
_ADDRESS = r"https://[\w.-]+(?::\d+)?/[\w./~+-]+"
"""Without a name or a password before the host, which a project must not hold; no character that a shell reads."""
_COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}"
_VERSION = r"\d+(?:\.\d+)*(?:(?:a|b|rc|\.post)\d+)?"
_INSTALLERS = frozenset({"pip", "uv", "pdm", "poetry"})


def requirement() -> str:
    """A line of a requirements file for the deckgen that runs; empty where no one else could install the same."""
    from importlib import metadata  # loads email and csv, which check never needs

    try:
        found = metadata.distribution(PROJECT)
    except metadata.PackageNotFoundError:
        return ""
    return requirement_of(found.version, found.read_text("direct_url.json"), found.read_text("INSTALLER") or "")


def requirement_from(source: str) -> str:
    """A line of a requirements file for an address with a commit or version: `https://…@v1.0`.

    Raises:
        DeckgenError: It is something else: a branch, which does not stay the same, or a version alone, by whose name
            anyone can register on the package index.
    """
    found = re.fullmatch(rf"(?:git\+)?({_ADDRESS})@({_COMMIT}|v?{_VERSION})", source)
    if found is None:
        raise DeckgenError(
            "bad-source",
            "'{source}' does not always mean the same deckgen",
            "write its repository's address with a commit or a version, such as https://…/deckgen@v1.0; not a branch",
            source=source,
        )
    return f"{_NAMED} @ git+{found[1]}@{found[2]}"


def requirement_of(version: str, direct_url: str | None, installer: str) -> str:
    """The same of what an installed package says of itself; `direct_url` is its `direct_url.json` (PEP 610)."""
    if direct_url is None:
        known = installer.strip().lower() in _INSTALLERS and re.fullmatch(_VERSION, version)
        return f"{_NAMED}=={version}" if known else ""
    try:
        value = json.loads(direct_url)
        address, vcs = value["url"], value["vcs_info"]
        fits = vcs["vcs"] == "git" and re.fullmatch(_ADDRESS, address) and re.fullmatch(_COMMIT, vcs["commit_id"])
        return f"{_NAMED} @ git+{address}@{vcs['commit_id']}" if fits and "subdirectory" not in value else ""
    except (ValueError, KeyError, TypeError):
        return ""

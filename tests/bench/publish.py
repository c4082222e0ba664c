"""The kept figures where people read them: a table in each README, and a picture beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.plot import TOOLS, plot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.bench.figures import Figure, Figures

ROOT = Path(__file__).parents[2]
WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
READMES = {"en": ROOT / "README.md", "ko": ROOT / "README.ko.md"}
PICTURES = {language: ROOT / ".github" / "pictures" / f"bench.{language}.svg" for language in READMES}
_BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
_BARE = "genanki"


def table(figures: Figures, language: str) -> str:
    """The figures as a Markdown table below its picture, with what it shows."""
    words = WORDS[language]
    by_size: dict[int, dict[str, Figure]] = {}
    for row in figures.rows:
        by_size.setdefault(row.notes, {})[row.tool] = row
    lines = [
        f"![{words['title']}](.github/pictures/{PICTURES[language].name})",
        "",
        f"| {words['notes']} | {' | '.join(words[tool] for tool in TOOLS)} | {words['ratio']} |",
        f"|---{'|---' * (len(TOOLS) + 1)}|",
    ]
    for size, tools in sorted(by_size.items()):
        cells = [
            words["cell"].format(seconds=f"{tools[tool].processor:.2f}", megabytes=f"{tools[tool].megabytes:.0f}")
            if tool in tools
            else ""
            for tool in TOOLS
        ]
        lines.append(f"| {size:,} | {' | '.join(cells)} | {tools[_BARE].ratio:.2f} |")
    measured = words["measured"].format(runs=figures.runs, machine=figures.machine, python=figures.python)
    return "\n".join([*lines, "", measured, ""])


def published(readme: str, figures: Figures, language: str) -> str:
    """A README with the figures between its marks."""
    return _BLOCK.sub(lambda match: f"{match[1]}{table(figures, language)}{match[2]}", readme)


def publish(figures: Figures) -> None:
    """Write the READMEs and the pictures."""
    for language, path in READMES.items():
        path.write_text(published(path.read_text(encoding="utf-8"), figures, language), encoding="utf-8")
        PICTURES[language].write_text(plot(figures, WORDS[language]), encoding="utf-8")

"""Files next to the code that become parts of pages: HTML, styles, scripts."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=32)
def asset(path: str) -> str:
    """The text of a file, named from this folder: `page/page.css`."""
    return (Path(__file__).parent / path).read_text(encoding="utf-8").strip()

"""Whatever a file holds: it becomes a deck that builds, or is refused in words."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.exchange.importing.choose import Form, read_draft
from deckgen.exchange.importing.project import project_files
from deckgen.exchange.importing.writing import write_import
from deckgen.kinds import builtin_kinds
from deckgen.model.diagnostics import DeckgenError, has_errors

PIECES = [
    "가", "a", "# ", "## ", "Q: ", "A: ", "Q1. ", "1. ", "답변 팁: ", "쉬운 설명: ", "용어 정리:\n", "x (y): z\n",
    " :: ", "- **", "**: ", "**", "_", "`", "```\n", "$", "$$", "\\", "\\(", "\\)", "{{c1::", "}}", "{",
    "[", "]", "(", ")", "![x](", "![[x.png]]", "<img src=x>", "[sound:x.mp3]", "<b>", "</b>", "<br>",
    "&lt;", "&nbsp;", "<script>", "<u>", "</u>", "[latex]", "<ul><li>", "~~", "|", ",", ";", "\t", '"', "'",
    ":", "#", "---", "\0", "\u2028", "\u200b", "\ufeff", "e\u0301", "yes", "https://x.org/?a=1&b=2", " ",
    "\n", "\n\n", "  \n",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)
tables = st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=5)


def imports(name: str, content: str, form: Form) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, name)
        source.write_text(content, encoding="utf-8", errors="replace", newline="")
        try:
            draft, _ = read_draft(source, form, builtin_kinds(), {})
        except DeckgenError:
            return
        deck = Path(folder, "deck")
        files = project_files(deck, draft, "덱", "ko")
        _, diagnostics = write_import(deck / "cards", draft, files, {}, lambda _: None, lambda *_: None)
        assert not has_errors(diagnostics), [str(d) for d in diagnostics if d.is_error]


@settings(deadline=None)
@given(texts)
def test_any_text(text: str) -> None:
    imports("notes.md", text, Form.MARKDOWN)


@settings(deadline=None)
@given(tables, st.sampled_from(["", "front,back\n", "#html:true\n", "용어,정의\n", "cloze,back\n"]))
def test_any_table(rows: list[list[str]], header: str) -> None:
    out = io.StringIO()
    with suppress(csv.Error):  # what csv itself does not write
        csv.writer(out).writerows(rows)
    imports("notes.csv", header + out.getvalue(), Form.TABLE)

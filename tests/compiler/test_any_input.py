"""Any input: whatever a file holds, the compiler gives a deck or says what is wrong."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen.anki.package import Stamps, package_bytes
from deckgen.kinds import builtin_kinds
from deckgen.model.diagnostics import has_errors
from deckgen.pipeline.load import load
from deckgen.sources.yaml_reader import parse

from .project import Project

CHARACTERS = st.text(st.sampled_from("ab가:-?,[]{}#&*!|>'\"%@` \n\t~<$\\\x1f\ufeff\u2028é=.0"), max_size=60)


@given(CHARACTERS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_tree_or_a_diagnostic(text: str) -> None:
    source, diagnostics = parse(text, "x.yaml")
    height = text.replace("\r", "\n").count("\n") + 1
    assert source.root is not None or diagnostics
    assert all(1 <= d.span.line <= height + 1 and d.span.column >= 1 and d.hint for d in diagnostics)


SCRAPS = [
    *"{}[]%@가#|\t\n'\"~$", "{{c1::", "}}", "::", "$$", "\\(", "```", "<b>", "![x](media/y.svg)", "[sound:a]", "- ",
    ": ", "&a ", "*a", "!x ", "\u2028", "\x1f", "e\u0301", "id: ", "term: ", "cards:", "<<: ", "---\n",
]  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(["", *SCRAPS])), min_size=1, max_size=5)
EXAMPLES = "category: A\ncards:\n" + "".join(
    "".join(f"  {line}\n" for line in kind.example.splitlines()) for kind in builtin_kinds()
)


@given(edits=EDITS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_slip_of_the_hand_is_a_deck_or_diagnostics(edits: list[tuple[float, int, str]], project: Project) -> None:
    text = EXAMPLES
    for where, gone, put in edits:
        at = int(where * len(text))
        text = text[:at] + put + text[at + gone :]
    project.write("cards/01.yaml", text)
    deck, diagnostics = load(Path("cards"), lint=True)
    height = text.count("\n") + 1
    assert deck.notes or diagnostics
    assert all(d.hint and 1 <= d.span.line <= height and d.span.column >= 1 for d in diagnostics)
    if not has_errors(diagnostics):
        assert package_bytes(deck, Stamps(1))

"""Mistakes that beginners make, and what they are told: nothing passes in silence, and nothing sound is doubted."""

from __future__ import annotations

import re

import pytest

from deckgen.messages.translations import LANGUAGES

from .golden import Golden, golden_cases

CASES = golden_cases()
SOUND = [case for case in CASES if case.path.stem.startswith("fine-")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_a_mistake_is_told_in_both_languages(case: Golden) -> None:
    for language in LANGUAGES:
        assert case.printed(language) == case.expected[language]
    if case not in SOUND:
        assert re.search(r"^cards.*:\d+:\d+: (?:error|warning)\[[a-z\d-]+\]: .+", case.expected["en"], re.MULTILINE)
        assert re.search(r"^  hint: .+", case.expected["en"], re.MULTILINE)
        assert re.search(r"^cards.*:\d+:\d+: (?:오류|경고)\[[a-z\d-]+\]: .*[가-힣]", case.expected["ko"], re.MULTILINE)
        assert re.search(r"^  해결: .*[가-힣]", case.expected["ko"], re.MULTILINE)


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.path.stem)
def test_what_is_sound_passes_in_silence(case: Golden) -> None:
    assert "no problems" in case.expected["en"]
    assert "문제 없음" in case.expected["ko"]

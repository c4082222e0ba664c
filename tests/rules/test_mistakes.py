"""What authors are told of the mistakes that beginners make, and that nothing sound is doubted."""

import re

import pytest

from .golden import Golden, golden_cases


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case.path.stem)
def test_a_mistake_is_reported_with_place_and_way_out(case: Golden) -> None:
    assert case.printed() == case.expected
    if case.path.stem.startswith("fine-"):
        assert "no problems" in case.expected
    else:
        assert re.search(r"^cards.*:\d+:\d+: (?:error|warning)\[[a-z\d-]+\]: .+", case.expected, re.MULTILINE)
        assert re.search(r"^  hint: .+", case.expected, re.MULTILINE)

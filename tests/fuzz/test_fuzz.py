"""A few random inputs of every sort; `make soak` tries a hundred thousand."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.running import examine
from tests.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_it_holds_nothing_breaks_hangs_or_runs(target: Target) -> None:
    @settings(
        max_examples=3 if target.name == "rehearsal" else 8, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        examine(target, data.draw(target.inputs))

    tried()

"""A small fixed set of faults: work that is disturbed is whole after the next run (`python -m benchmarks.faults`)."""

import pytest

from benchmarks.faults import FAULTS, disturb

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def test_nothing_is_lost_by_a_few_faults_of_each_kind() -> None:
    outcomes = disturb(["apply"], 4, 3, lambda _: None)
    assert [each for each in outcomes if not each.healed] == []
    assert any(each.during for each in outcomes)
    assert {each.fault for each in outcomes} <= set(FAULTS)

"""What runs in a stack, and what about it is not as it should be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from operations.record.entry import Position
from operations.record.ledger import verdict_on_current
from operations.record.notes import DriftNote, Notes, PlanNote, seen_before
from operations.record.standing import Standing, as_document, nothing, standing
from tests.operations.record.test_attempt import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(tmp_path)


def stands(stack: Stack) -> Standing:
    return standing("dev", stack.place)


def test_of_what_was_never_deployed_nothing_is_said(stack: Stack) -> None:
    assert stands(stack) == nothing("dev", "anthill-dev")
    assert as_document(stands(stack))["now"] is None


def test_what_runs_is_the_last_that_changed_anything(stack: Stack) -> None:
    stack.deploys("1", 1)
    second = stack.deploys("2", 2)
    stack.begins("3").end("failed", begun=False)
    found = stands(stack)
    assert (found.now, found.problems) == (second, ())
    assert found.position == Position(lineage="a", serial=2)


def test_what_was_killed_is_told_as_it_is_and_left_for_the_next(stack: Stack) -> None:
    stack.deploys("1", 1)
    attempt = stack.begins("2")
    assert any("is at work since" in problem for problem in stands(stack).problems)
    stack.was_killed(attempt)
    assert stands(stack).problems == ()
    stack.applies(2)
    found = stands(stack)
    assert found.now is not None
    assert (found.now.release, found.now.result) == ("2" * 64, "interrupted")
    assert "went from serial 1 to 2" in found.problems[0]
    assert [record.result for record in stack.ledger.records()] == ["succeeded", "started"]


def test_what_is_wrong_is_told(stack: Stack) -> None:
    stack.deploys("1", 1)
    forced = stack.begins("2", forced="it is down")
    stack.applies(2)
    forced.end("succeeded")
    verdict_on_current(stack.ledger, healthy=False, note="3 of 9 failed")
    stack.place.store.put("deployments/x.json", b"{")
    stack.applies(3)
    told = " | ".join(stands(stack).problems)
    for part in (
        "the record deployments/x.json is damaged: it is not a JSON object",
        "the state is at serial 3, and the last record left it at 2",
        "it is unhealthy: 3 of 9 failed",
        "deployed without approval, because: it is down",
    ):
        assert part in told
    # Deployed again, a release is healthy again.
    stack.deploys("2", 4)
    assert "unhealthy" not in " | ".join(stands(stack).problems)


def test_a_state_that_is_none_is_told_beside_the_records(stack: Stack) -> None:
    record = stack.deploys("1", 1)
    stack.file.write_text("<html>")
    found = stands(stack)
    assert found.now == record
    assert "is no state of Terraform" in found.problems[0]


def plan(serial: int, name: str = "p") -> PlanNote:
    return PlanNote(
        at=datetime(2026, 1, 5, tzinfo=UTC),
        by="ada",
        release="2" * 64,
        commit="c" * 40,
        plan=name * 64,
        changes={"update": 1},
        state=Position(lineage="a", serial=serial),
    )


def test_a_plan_waits_until_it_is_applied_or_stale(stack: Stack) -> None:
    stack.deploys("1", 1)
    notes = Notes(stack.place.store)
    notes.keep_plan(plan(1))
    assert stands(stack).waiting == (
        "plan pppppppppppp of release 222222222222 by ada, 2026-01-05 00:00 UTC",
    )
    notes.keep_plan(plan(1, "q").model_copy(update={"changes": {}}))
    assert len(stands(stack).waiting) == 1
    attempt = stack.begins("2", plan="p" * 64)
    stack.applies(2)
    attempt.end("succeeded")
    assert (stands(stack).waiting, len(stands(stack).plans)) == ((), 2)


def test_drift_is_of_the_release_that_was_looked_at(stack: Stack) -> None:
    stack.deploys("1", 1)
    notes = Notes(stack.place.store)
    note = DriftNote(
        at=datetime(2026, 1, 6, tzinfo=UTC),
        release="1" * 64,
        severity="high",
        first_seen={"a.b": "2026-01-05 10:00 UTC", "c.d": "2026-01-04 10:00 UTC"},
    )
    notes.keep_drift(note)
    assert as_document(stands(stack))["drift"]["since"] == "2026-01-04 10:00 UTC"
    assert seen_before(notes.drift(), "1" * 64) == note.first_seen
    assert seen_before(notes.drift(), "2" * 64) == {}
    stack.deploys("2", 2)
    assert stands(stack).drift is None
    stack.place.store.put("drift.json", b"[")
    assert notes.drift() is None

"""An attempt to deploy leaves the truth, however it ends; the next one puts in order what the one before left."""

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from operations.common.errors import OperationError
from operations.common.store import FolderStore
from operations.record.attempt import (
    Attempt,
    Intent,
    Review,
    begin,
    put_in_order,
    refuse_unreviewed,
    unrecorded,
)
from operations.record.deployer import LONGEST, may_run, this_process, who
from operations.record.entry import Position, Record, outputs_digest
from operations.record.ledger import Ledger, current, last_good
from operations.record.place import Place

ENDED = 2**22 + 1
"""A process id above the highest that Linux gives."""


@dataclass
class Stack:
    """A stack whose state is a file that tests move on, as Terraform does."""

    folder: Path
    said: list[str] = field(default_factory=list[str])

    @property
    def file(self) -> Path:
        return self.folder / "terraform.tfstate"

    @property
    def place(self) -> Place:
        return Place(
            stack="anthill-dev",
            store=FolderStore(self.folder / "store"),
            where=str(self.file),
            fetch=lambda: self.file.read_bytes() if self.file.exists() else None,
        )

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.place.store, "anthill-dev")

    def applies(self, serial: int) -> None:
        outputs: dict[str, Any] = {
            "name": {"value": serial, "type": "number"},
            "key": {"value": "secret", "type": "string", "sensitive": True},
        }
        self.file.write_text(
            json.dumps({"lineage": "a", "serial": serial, "outputs": outputs, "resources": []})
        )

    def begins(self, release: str, **more: Any) -> Attempt:
        intent = Intent(
            environment="dev",
            purpose="deploy",
            via="anthill deploy apply",
            release=release * 64,
            commit="c" * 40,
            dirty=False,
            **more,
        )
        return begin(self.place, intent, say=self.said.append)

    def deploys(self, release: str, serial: int) -> Record:
        attempt = self.begins(release)
        self.applies(serial)
        return attempt.end("succeeded")

    def was_killed(self, attempt: Attempt) -> None:
        """Make the beginning look like that of a process that is gone."""
        (key,) = [key for key in self.place.store.keys("deployments/") if attempt.begun.attempt in key]
        self.place.store.delete(key)
        process = this_process().model_copy(update={"pid": ENDED})
        self.ledger.add(attempt.begun.model_copy(update={"process": process}))


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(tmp_path)


def test_a_deployment_says_what_who_when_and_with_which_result(stack: Stack) -> None:
    attempt = stack.begins(
        "1", plan="p" * 64, review=Review(approved_by=("grace",), pull_request=7), identity="arn:aws:sts::1"
    )
    (open_,) = stack.ledger.records()
    assert (open_.result, open_.before) == ("started", Position())
    stack.applies(1)
    record = attempt.end("succeeded")
    assert stack.ledger.records() == [record]
    assert (record.approved_by, record.pull_request, record.reviewed) == (("grace",), 7, True)
    assert (record.by, record.identity) == (who(os.environ), "arn:aws:sts::1")
    assert (record.plan, record.state) == ("p" * 64, Position(lineage="a", serial=1))
    # What is secret is in no digest either.
    assert record.outputs == outputs_digest({"name": 1})


def test_a_run_killed_between_apply_and_record_is_told_and_closed_by_the_next(stack: Stack) -> None:
    stack.deploys("1", 1)
    killed = stack.begins("2")
    stack.applies(2)
    stack.was_killed(killed)
    assert [record.result for record in stack.ledger.records()] == ["succeeded", "started"]
    third = stack.deploys("3", 3)
    first, closed, last = stack.ledger.records()
    assert (closed.result, closed.changed, closed.state) == (
        "interrupted",
        True,
        Position(lineage="a", serial=2),
    )
    assert "went from serial 1 to 2, so it is applied wholly or in part" in closed.note
    assert (last, last_good([first, closed, last])) == (third, first)
    assert any("ended without a result" in line for line in stack.said)


def test_a_run_killed_before_it_applied_leaves_what_was_there(stack: Stack) -> None:
    first = stack.deploys("1", 1)
    stack.was_killed(stack.begins("2"))
    put_in_order(stack.place, say=stack.said.append)
    records = stack.ledger.records()
    assert (records[-1].result, records[-1].changed) == ("interrupted", False)
    assert current(records) == first


def test_a_run_that_may_be_at_work_is_left_alone(stack: Stack) -> None:
    attempt = stack.begins("1")
    stack.applies(1)
    assert put_in_order(stack.place, say=stack.said.append) == []
    assert [record.result for record in stack.ledger.records()] == ["started"]
    assert attempt.end("succeeded").result == "succeeded"


def test_on_another_machine_a_run_counts_as_ended_after_the_longest_job(stack: Stack) -> None:
    record = stack.begins("1").begun
    away = record.model_copy(
        update={"process": this_process().model_copy(update={"host": "runner-1", "pid": ENDED})}
    )
    assert may_run(away)
    assert not may_run(away.model_copy(update={"at": datetime.now(UTC) - LONGEST - timedelta(seconds=1)}))


def test_of_two_deployers_the_one_that_lost_changed_nothing(stack: Stack) -> None:
    winner, loser = stack.begins("1"), stack.begins("2")
    stack.applies(1)
    won = winner.end("succeeded")
    lost = loser.end("failed", note="another run holds the lock")
    assert (lost.changed, current(stack.ledger.records())) == (False, won)
    refused = stack.begins("3")
    stack.applies(2)
    # Terraform said so itself: whatever moved the state was not this.
    assert not refused.end("failed", begun=False).changed


def test_a_state_that_could_not_be_stored_counts_as_changed(stack: Stack) -> None:
    record = stack.begins("1").end("failed", unstored=True)
    assert (record.changed, record.state, record.outputs) == (True, None, None)


def test_a_state_without_a_record_is_told(stack: Stack) -> None:
    assert unrecorded([], Position()) == ""
    stack.applies(4)
    notes = put_in_order(stack.place, say=stack.said.append)
    assert notes == ["the state is at serial 4, and nothing is recorded of how it came there"]
    stack.deploys("1", 5)
    stack.applies(6)
    assert unrecorded(stack.ledger.records(), stack.place.state().position) == (
        "the state is at serial 6, and the last record left it at 5"
    )
    assert "the last record left it at 5" in stack.deploys("2", 7).note


def test_a_damaged_record_is_set_aside_and_noted_by_the_next(stack: Stack) -> None:
    stack.deploys("1", 1)
    stack.place.store.put("deployments/20260101T000000.000000Z-deploy-x.json", b"{")
    record = stack.deploys("2", 2)
    assert "20260101T000000.000000Z-deploy-x.json could not be read and was set aside" in record.note
    assert stack.ledger.read()[1] == []
    assert stack.place.store.keys("backups/deployments/")


def test_a_file_that_is_no_state_is_named_before_anything_is_recorded(stack: Stack) -> None:
    stack.file.write_text("[]")
    with pytest.raises(OperationError, match=r"terraform\.tfstate is no state of Terraform: restore"):
        stack.begins("1")
    assert stack.ledger.records() == []


@pytest.mark.parametrize(
    "variables", [{"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "ada", "GITHUB_RUN_ID": "7"}, {}]
)
def test_who_deploys(variables: dict[str, str]) -> None:
    assert ("ada" in who(variables)) == bool(variables)
    assert who(variables)


@pytest.mark.parametrize(("dirty", "forced"), [(False, ""), (True, ""), (False, "  ")])
def test_what_was_not_approved_is_refused(dirty: bool, forced: str) -> None:
    with pytest.raises(OperationError, match=r"anthill-prod takes only what was committed and approved"):
        _ask(dirty=dirty, forced=forced)


@pytest.mark.parametrize(("reviewed", "forced"), [(True, ""), (False, "the platform is down, incident 12")])
def test_what_was_approved_or_has_a_reason_is_not(reviewed: bool, forced: str) -> None:
    _ask(reviewed=reviewed, forced=forced)


def _ask(*, dirty: bool = False, reviewed: bool = False, forced: str = "") -> None:
    refuse_unreviewed(
        "anthill-prod", dirty=dirty, reviewed=reviewed, forced=forced, how="--unreviewed", alternative="merge"
    )

"""On whose word something is applied: an approval, that of a release to go back to, or a reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from environments.configured import find_environment
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import OperationError
from operations.common.store import FolderStore
from operations.delivery.destructive import Agreement
from operations.delivery.reviewed import check_approved, ended, review_of
from operations.record.attempt import Review
from operations.record.entry import Record
from operations.record.ledger import Ledger
from operations.record.target import Target

GOOD, OTHER = "1" * 64, "2" * 64


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Two deployments of a release by different pull requests, then one that nobody approved."""
    found = Ledger(FolderStore(tmp_path))
    facts: list[dict[str, Any]] = [
        {"reviewed": True, "approved_by": ("ada",), "pull_request": 1},
        {"reviewed": True, "approved_by": ("grace", "joan"), "pull_request": 2},
        {"forced": "the database is down"},
    ]
    for number, each in enumerate(facts):
        found.add(
            Record(
                environment="prod",
                stack="anthill-prod",
                release=GOOD,
                commit="c" * 40,
                purpose="deploy",
                result="succeeded",
                at=datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=number),
                **each,
            )
        )
    return found


def test_what_was_agreed_on_counts_also_on_the_way_back(ledger: Ledger) -> None:
    agreement = Agreement(labels=frozenset(), approvals=1, approved_by=("linus",), pull_request=9)
    for going_back in (False, True):
        assert review_of(ledger, GOOD, agreement, going_back=going_back) == Review(
            approved_by=("linus",), pull_request=9
        )


def test_a_release_to_go_back_to_has_the_latest_approval_of_its_own(ledger: Ledger) -> None:
    assert review_of(ledger, GOOD, None, going_back=True) == Review(
        approved_by=("grace", "joan"), pull_request=2
    )
    assert review_of(ledger, OTHER, None, going_back=True) is None
    assert review_of(ledger, GOOD, None, going_back=False) is None


def target(tmp_path: Path, environment: str, stack: str, *, emulated: bool = False) -> Target:
    engine = EngineRecord(pid=1, create_time=0, port=1, token="t", started_at="2026-01-05T08:00:00+00:00")
    return Target(
        environment=find_environment(EnvironmentName(environment)),
        stack=stack,
        engine=engine if emulated else None,
        home=EngineHome.under(tmp_path / ".anthill"),
        variables={},
    )


def test_an_account_that_takes_only_what_was_approved_takes_nothing_else(tmp_path: Path) -> None:
    prod = target(tmp_path, "prod", "anthill-prod")
    assert prod.environment.delivery
    assert prod.environment.delivery.owner_approves
    with pytest.raises(OperationError) as refused:
        check_approved(prod, None, "")
    said = str(refused.value)
    assert said.startswith(
        "anthill-prod takes only what was committed and approved, and this was approved in no"
    )
    assert 'give the reason with --unreviewed "..."' in said
    assert "give --commit, the commit whose pull request was approved with this plan" in said
    check_approved(prod, Review(approved_by=("ada",), pull_request=1), "")
    check_approved(prod, None, "the database is down")
    with pytest.raises(OperationError):
        check_approved(prod, None, "  ")


@pytest.mark.parametrize(
    ("environment", "stack", "emulated"),
    [
        ("prod", "anthill-prod", True),
        ("prod", "anthill-dev-registration", False),
        ("dev", "anthill-dev", False),
        ("local", "anthill-local", False),
    ],
)
def test_elsewhere_nobody_needs_to_have_approved(
    tmp_path: Path, environment: str, stack: str, *, emulated: bool
) -> None:
    check_approved(target(tmp_path, environment, stack, emulated=emulated), None, "")


class Attempt:
    """An attempt that remembers how it ended."""

    def __init__(self, error: OperationError | None = None) -> None:
        self.ended: list[tuple[str, dict[str, Any]]] = []
        self._error = error

    def end(self, result: str, **facts: Any) -> None:
        if self._error:
            raise self._error
        self.ended.append((result, facts))


@pytest.mark.parametrize("rescued", ["", "errored.tfstate"])
@pytest.mark.parametrize("begun", [True, False])
def test_a_failure_is_recorded_with_what_became_of_the_state(rescued: str, *, begun: bool) -> None:
    attempt: Any = Attempt()
    assert ended(attempt, "why", rescued, begun=begun) == ""
    assert attempt.ended == [("failed", {"note": "why", "unstored": bool(rescued), "begun": begun})]


def test_a_failure_that_cannot_be_recorded_is_said_beside_the_first() -> None:
    attempt: Any = Attempt(OperationError("the bucket is gone"))
    assert ended(attempt, "why", "", begun=True) == (
        "\nthe attempt could not be recorded either: the bucket is gone"
    )

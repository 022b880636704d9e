"""The function that starts replications: its settings, and what each state asks for.

What it does to replications is tried on the embedded AWS (tests/operations/emulator/test_replication_starts.py).
"""

import json
from typing import Any

import pytest

from functions.replication_start.handler import run
from functions.replication_start.settings import Settings, SettingsError, parse
from functions.replication_start.state import AT_WORK, ENDED, NEVER_RUN, NotReadyError, start_types

DOCUMENT = {"source": "positions", "arn": "arn:aws:dms:x", "serverless": True, "changes": True}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "REPLICATION is not JSON"),
        (json.dumps({"source": "positions"}), r"lacks \['arn', 'changes', 'serverless'\]"),
        (json.dumps(DOCUMENT | {"speed": 1}), r"has unknown \['speed'\]"),
        (json.dumps(DOCUMENT | {"serverless": "yes"}), "serverless is 'yes'"),
        (json.dumps(DOCUMENT | {"arn": 1}), "arn is 1"),
    ],
)
def test_wrong_settings_are_told(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        parse(text)


@pytest.mark.parametrize("changes", [True, False])
def test_each_state_asks_for_its_own_start(changes: bool) -> None:
    again = "resume-processing" if changes else "reload-target"
    assert {start_types(status, changes=changes) for status in NEVER_RUN} == {("start-replication",)}
    assert {start_types(status, changes=changes) for status in AT_WORK} == {()}
    assert start_types("stopped", changes=changes) == (again,)
    assert start_types("failed", changes=changes) == (again, "start-replication")
    assert {"failed", "stopped"} == ENDED


@pytest.mark.parametrize("status", ["creating", "modifying", "stopping", "deleting", "unheard-of"])
def test_nothing_is_started_while_it_is_changed(status: str) -> None:
    with pytest.raises(NotReadyError, match=status):
        start_types(status, changes=True)


class Dms:
    """A client whose replication is in one state and takes some types of start."""

    class exceptions:  # noqa: N801 - as boto3's clients have it
        class InvalidResourceStateFault(Exception):  # noqa: N818 - as AWS calls it
            """The state does not allow it."""

    def __init__(self, status: str, takes: tuple[str, ...]) -> None:
        self.status, self.takes, self.asked = status, takes, list[str]()

    def describe_replications(self, **_: Any) -> dict[str, Any]:
        return {"Replications": [{"Status": self.status}]}

    def start_replication(self, *, ReplicationConfigArn: str, StartReplicationType: str) -> None:  # noqa: N803
        assert ReplicationConfigArn == DOCUMENT["arn"]
        self.asked.append(StartReplicationType)
        if StartReplicationType not in self.takes:
            raise self.exceptions.InvalidResourceStateFault(f"not {StartReplicationType}")


SETTINGS = Settings(source="positions", arn="arn:aws:dms:x", serverless=True, changes=True)


def test_a_failed_first_run_may_begin_anew() -> None:
    dms = Dms("failed", ("start-replication",))
    assert run(SETTINGS, dms)["outcome"] == "start-replication"
    assert dms.asked == ["resume-processing", "start-replication"]


def test_a_refusal_is_told_with_the_state() -> None:
    with pytest.raises(NotReadyError, match=r"was stopped: not resume-processing"):
        run(SETTINGS, Dms("stopped", ()))


@pytest.mark.parametrize("status", ["TESTING-CONNECTION", "running"])
def test_what_is_at_work_is_left_alone(status: str, capsys: pytest.CaptureFixture[str]) -> None:
    dms = Dms(status, ())
    assert run(SETTINGS, dms)["outcome"] == "at work"
    assert dms.asked == []
    assert json.loads(capsys.readouterr().out)["source"] == "positions"

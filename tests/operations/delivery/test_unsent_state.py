"""A state that Terraform could not store: it outlives the run, is secret, and is put in place only where it fits."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.common.bucket import BucketStore
from operations.common.errors import InputError, OperationError
from operations.delivery.rollback import roll_back
from operations.delivery.state_versions import list_versions
from operations.delivery.unsent_state import UNSENT, keep_state, kept_states, restore_kept
from operations.record.ledger import Ledger
from operations.terraform.saved_plan_run import ERRORED_STATE, SavedPlanRun
from tests.support.delivery import Pipeline, running_pipeline
from tests.support.run import Run

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with running_pipeline(tmp_path_factory.mktemp("pipeline")) as running:
        running.deploy(running.release(value="one"))
        yield running


def current(pipeline: Pipeline) -> dict[str, Any]:
    held = pipeline.target.client("s3").get_object(
        Bucket=pipeline.target.bucket, Key=pipeline.target.state_key
    )
    return json.loads(held["Body"].read())


@pytest.fixture
def unstored(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let the next applies end as Terraform's does where the state cannot be stored; return that state."""
    state = current(pipeline)
    unsent = state | {"serial": state["serial"] + 1}

    def ends_so(run: SavedPlanRun, *_: object) -> str:
        (run.folder / ERRORED_STATE).write_text(json.dumps(unsent))
        raise OperationError("terraform apply failed: Failed to save state")

    monkeypatch.setattr(SavedPlanRun, "apply_plan", ends_so)
    return unsent


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every write to the bucket fail from the apply on, as when the session is over: its beginning is recorded."""

    def refuses(store: BucketStore, key: str, data: bytes, **_: Any) -> bool:
        raise OperationError(f"writing {store.place}{key} failed: ExpiredToken ({len(data)} bytes)")

    adds = Ledger.add

    def then_refuses(ledger: Ledger, record: Any) -> None:
        adds(ledger, record)
        monkeypatch.setattr(BucketStore, "put", refuses)

    monkeypatch.setattr(Ledger, "add", then_refuses)


def test_it_is_kept_beside_the_state_and_put_in_place_once(
    pipeline: Pipeline, unstored: dict[str, Any], anthill: Run
) -> None:
    release = pipeline.release(value="two")
    kept = pipeline.plan(release)
    with pytest.raises(
        OperationError, match=r"Failed to save state\nTerraform could not store the state; it is kept"
    ):
        pipeline.apply(release, kept)
    assert not (kept.folder / ERRORED_STATE).exists()
    assert pipeline.ledger.records()[-1].result == "failed"
    (key,) = kept_states(pipeline.target)
    assert key.startswith(f"{UNSENT}serial-{unstored['serial']}-")
    assert json.loads(pipeline.target.store.get(key) or b"") == unstored

    code, said, _ = anthill("state", "restore", "dev", "--kept", key, "--dry-run", "--emulated")
    assert (code, "would become serial" in said) == (0, True)
    assert current(pipeline)["serial"] == unstored["serial"] - 1
    code, said, _ = anthill("state", "restore", "dev", "--kept", key, "--emulated")
    assert (code, "is now serial" in said) == (0, True)
    assert current(pipeline) == unstored

    with pytest.raises(OperationError, match=r"has serial \d+, and the state is at \d+ by now"):
        restore_kept(pipeline.target, key, dry_run=False)


@pytest.mark.usefixtures("over")
def test_with_a_session_that_is_over_it_is_left_for_its_owner_alone_and_kept_by_the_next(
    pipeline: Pipeline,
    unstored: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    anthill: Run,
) -> None:
    release = pipeline.release(value="two")
    kept = pipeline.plan(release)
    with pytest.raises(
        OperationError, match=r"(?s)Failed to save state.*ExpiredToken.*could not be recorded either"
    ):
        pipeline.apply(release, kept)
    (left,) = pipeline.target.home.unsent.iterdir()
    assert json.loads(left.read_text()) == unstored
    assert stat.S_IMODE(left.stat().st_mode) == 0o600

    monkeypatch.undo()
    before = kept_states(pipeline.target)
    code, said, _ = anthill("state", "keep", "dev", "--file", str(left), "--emulated")
    assert (code, "anthill state restore dev --kept" in said) == (0, True)
    assert len(kept_states(pipeline.target)) == len(before) + 1


@pytest.mark.usefixtures("unstored", "over")
def test_a_rollback_leaves_it_where_the_command_was_started(pipeline: Pipeline, tmp_path: Path) -> None:
    workplace = pipeline.path("rollback")
    workplace.mkdir()
    digest = pipeline.ledger.records()[0].release
    with pytest.raises(OperationError, match="It is in"):
        roll_back(
            pipeline.target,
            workplace,
            to=digest,
            dry_run=False,
            root=pipeline.root,
            say=pipeline.said.append,
            left_in=tmp_path,
        )
    assert (tmp_path / ERRORED_STATE).is_file()
    assert not list(workplace.rglob(ERRORED_STATE))


def test_what_is_no_state_of_this_stack_is_refused_and_nothing_written(
    pipeline: Pipeline, tmp_path: Path, anthill: Run
) -> None:
    held, serial = kept_states(pipeline.target), current(pipeline)["serial"]
    file = tmp_path / ERRORED_STATE
    for content in ("{}", "no JSON", '{"lineage": 1, "serial": 2}'):
        file.write_text(content)
        with pytest.raises(InputError, match="is no state of Terraform"):
            keep_state(pipeline.target, file)
    assert anthill("state", "keep", "dev", "--file", str(tmp_path / "nowhere"), "--emulated")[0] == 2
    for options in ((), ("--version", "x", "--kept", "y")):
        code, _, said = anthill("state", "restore", "dev", *options, "--emulated")
        assert (code, "give --version or --kept" in said) == (2, True)
    code, _, said = anthill("state", "restore", "dev", "--kept", "releases/x", "--emulated")
    assert (code, "is no kept state of anthill-dev; known are" in said) == (2, True)
    assert kept_states(pipeline.target) == held

    file.write_text(json.dumps(current(pipeline) | {"lineage": "another", "serial": serial + 1}))
    foreign = keep_state(pipeline.target, file)
    with pytest.raises(OperationError, match=r"is of another state \(lineage another"):
        restore_kept(pipeline.target, foreign, dry_run=False)
    assert current(pipeline)["serial"] == serial


def test_a_first_deployment_whose_state_was_never_stored_gets_it(pipeline: Pipeline, tmp_path: Path) -> None:
    state = current(pipeline)
    bucket = pipeline.target.client("s3")
    for version in list_versions(pipeline.target, limit=1000):
        bucket.delete_object(
            Bucket=pipeline.target.bucket, Key=pipeline.target.state_key, VersionId=version.id
        )
    file = tmp_path / ERRORED_STATE
    file.write_text(json.dumps(state | {"serial": 1}))
    done = restore_kept(pipeline.target, keep_state(pipeline.target, file), dry_run=False)
    assert (done.serial, current(pipeline)["serial"], len(done.goes)) == (1, 1, 0)
    assert current(pipeline)["resources"] == state["resources"]

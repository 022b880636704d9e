"""What was reviewed is applied, in the embedded AWS by real Terraform, and nothing else ever is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from operations.common.errors import InputError, OperationError
from operations.delivery.applied import Applied
from operations.delivery.destructive import Agreement
from operations.delivery.planned import KeptPlan, read_plan
from operations.delivery.state_lock import held_lock, read_lock, remove_lock
from operations.delivery.workspace import workspace
from operations.record.release import Release
from operations.terraform import saved_plan_run
from tests.support.delivery import Pipeline, running_pipeline
from tests.support.small_stack import BUCKET_ADDRESS, PARAMETER_ADDRESS

pytestmark = pytest.mark.e2e

ANTHILL = str(Path(sys.executable).with_name("anthill"))
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with running_pipeline(tmp_path_factory.mktemp("pipeline")) as running:
        yield running


@pytest.fixture(scope="module")
def first(pipeline: Pipeline) -> tuple[Release, KeptPlan, Applied]:
    """The first release, deployed."""
    release = pipeline.release(value="one")
    kept = pipeline.plan(release)
    return release, kept, pipeline.apply(release, kept)


@pytest.fixture(scope="module")
def second(pipeline: Pipeline, first: tuple[Release, KeptPlan, Applied]) -> tuple[Release, KeptPlan]:
    """A second release that changes the parameter, planned and not applied."""
    assert first[2].record.result == "succeeded"
    release = pipeline.release(value="two")
    return release, pipeline.plan(release)


def test_what_was_planned_is_applied_recorded_and_kept(
    pipeline: Pipeline, first: tuple[Release, KeptPlan, Applied], tmp_path: Path
) -> None:
    release, kept, applied = first
    assert kept.manifest.changes == {"create": 4}
    assert applied.outputs["topic_arn"].endswith(":anthill-small")
    assert pipeline.parameter == "one"
    (record,) = pipeline.ledger.records()
    assert (record.release, record.result, record.plan) == (
        release.digest,
        "succeeded",
        kept.manifest.semantic_digest,
    )
    assert pipeline.ledger.fetch_release(release.digest, tmp_path).digest == release.digest
    assert oct((kept.folder / "plan.json").stat().st_mode)[-3:] == "600"
    assert oct(kept.file.stat().st_mode)[-3:] == "600"
    said: list[str] = []
    with workspace(release, pipeline.target, say=said.append) as terraform:
        assert said == [line for line in [terraform.other_version()] if line]


def test_two_plans_of_the_same_differ_as_files_and_mean_the_same(
    pipeline: Pipeline, second: tuple[Release, KeptPlan]
) -> None:
    release, kept = second
    again = pipeline.plan(release)
    assert again.manifest.plan_sha256 != kept.manifest.plan_sha256
    assert again.manifest.semantic_digest == kept.manifest.semantic_digest
    assert (again.manifest.state_serial, again.manifest.changes) == (1, {"update": 1})


def test_a_changed_plan_is_refused(pipeline: Pipeline, second: tuple[Release, KeptPlan]) -> None:
    release, kept = second
    copy = pipeline.copy(kept.folder)
    with (copy / "plan.bin").open("ab") as file:
        file.write(b"x")
    with pytest.raises(OperationError, match=r"plan.bin was changed after it was made"):
        pipeline.apply(release, KeptPlan(copy, kept.manifest))


def test_an_exchanged_plan_is_refused(
    pipeline: Pipeline, first: tuple[Release, KeptPlan, Applied], second: tuple[Release, KeptPlan]
) -> None:
    release, kept = second
    copy = pipeline.copy(kept.folder)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["semantic_digest"] = first[1].manifest.semantic_digest
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(OperationError, match="the plan does not mean what its manifest says"):
        pipeline.apply(release, read_plan(copy))


def test_a_plan_of_another_release_or_place_is_refused(
    pipeline: Pipeline, first: tuple[Release, KeptPlan, Applied], second: tuple[Release, KeptPlan]
) -> None:
    _, kept = second
    with pytest.raises(OperationError, match=r"the plan is of release .*, not of "):
        pipeline.apply(first[0], kept)
    copy = pipeline.copy(kept.folder)
    real = kept.manifest.model_copy(update={"emulated": False})
    (copy / "manifest.json").write_text(real.model_dump_json())
    with pytest.raises(InputError, match="made for a real account"):
        pipeline.apply(second[0], read_plan(copy))


def test_the_command_refuses_a_changed_release(pipeline: Pipeline, second: tuple[Release, KeptPlan]) -> None:
    release, kept = second
    copy = pipeline.copy(release.folder)
    file = copy / "stacks" / "anthill-dev" / "cdk.tf.json"
    file.write_text(file.read_text().replace("two", "evil"))
    done = subprocess.run(
        [ANTHILL, "deploy", "apply", "--plan", str(kept.folder), "--release", str(copy), "--emulated"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "changed: stacks/anthill-dev/cdk.tf.json" in done.stderr
    assert pipeline.parameter == "one"


def test_a_change_between_plan_and_apply_is_refused_by_its_address(
    pipeline: Pipeline, second: tuple[Release, KeptPlan]
) -> None:
    pipeline.change_parameter("by hand")
    try:
        with pytest.raises(OperationError, match="something changed outside of Terraform") as raised:
            pipeline.apply(*second)
    finally:
        pipeline.change_parameter("one")
    assert f"  {PARAMETER_ADDRESS}: update differs in before" in str(raised.value)
    assert "by hand" not in str(raised.value)
    assert len(pipeline.ledger.records()) == 1


def test_a_lock_that_is_held_stops_the_apply_and_a_forgotten_one_is_removed(
    pipeline: Pipeline, second: tuple[Release, KeptPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_plan_run, "ATTEMPT_SECONDS", 0)
    # A run that is killed leaves its lock: it is never let go here.
    killed = held_lock(pipeline.target, operation="OperationTypeApply")
    lock = killed.__enter__()
    with (
        workspace(second[0], pipeline.target) as terraform,
        pytest.raises(OperationError, match="holds the lock"),
    ):
        terraform.apply_plan(second[1].file, pipeline.said.append)
    with pytest.raises(OperationError, match="is locked by"), held_lock(pipeline.target, operation="restore"):
        pass
    with pytest.raises(InputError, match="--id: the lock of anthill-dev"):
        remove_lock(pipeline.target, "another", older_than=timedelta(0), dry_run=False)
    with pytest.raises(OperationError, match="not yet 1:00:00"):
        remove_lock(pipeline.target, lock.id, older_than=timedelta(hours=1), dry_run=False)
    assert remove_lock(pipeline.target, lock.id, older_than=timedelta(0), dry_run=True).who == lock.who
    assert read_lock(pipeline.target) is not None
    remove_lock(pipeline.target, lock.id, older_than=timedelta(0), dry_run=False)
    assert read_lock(pipeline.target) is None


def test_after_its_apply_a_plan_is_stale(pipeline: Pipeline, second: tuple[Release, KeptPlan]) -> None:
    pipeline.apply(*second)
    assert pipeline.parameter == "two"
    with pytest.raises(OperationError, match="it was made on serial 1 of the state, which is now at 2"):
        pipeline.apply(*second)
    # Terraform itself refuses too, if something is applied after the look at the state.
    with (
        workspace(second[0], pipeline.target) as terraform,
        pytest.raises(OperationError, match="the plan is stale"),
    ):
        terraform.apply_plan(second[1].file, pipeline.said.append)


def test_data_is_destroyed_only_with_label_approvals_and_consent(pipeline: Pipeline) -> None:
    release = pipeline.release(value="two", bucket="anthill-small-renamed")
    kept = pipeline.plan(release)
    agreed = Agreement(labels=frozenset({"destroy-approved"}), approvals=2)
    with pytest.raises(OperationError) as raised:
        pipeline.apply(release, kept)
    assert f"{BUCKET_ADDRESS} would be replaced (replace because cannot update, because of bucket)" in str(
        raised.value
    )
    assert f"{BUCKET_ADDRESS} has no consent" in str(raised.value)
    assert "no pull request is known that agrees" in str(raised.value)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    file = pipeline.root / "deployments" / "dev-destroy.toml"
    file.parent.mkdir()
    file.write_text(
        f'[[consent]]\naddresses = ["{BUCKET_ADDRESS}"]\nreason = "empty, and its name was wrong"\n'
        f'owner = "data-platform"\nexpires = {tomorrow}\n'
    )
    with pytest.raises(OperationError, match="1 of 2 approvals"):
        pipeline.apply(release, kept, Agreement(labels=agreed.labels, approvals=1))
    pipeline.apply(release, kept, agreed)
    names = [bucket["Name"] for bucket in pipeline.target.client("s3").list_buckets()["Buckets"]]
    assert "anthill-small-renamed" in names
    assert "anthill-small" not in names

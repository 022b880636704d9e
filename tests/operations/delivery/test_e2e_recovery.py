"""Back to the last good release without losing an object; an earlier state; drift from found to closed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.common.errors import InputError, OperationError
from operations.delivery.rollback import RolledBack, roll_back
from operations.delivery.state_versions import list_versions, restore_version
from operations.delivery.workspace import workspace
from operations.record.ledger import verdict_on_current
from operations.record.release import Release
from tests.support.delivery import Pipeline, running_pipeline
from tests.support.fake_github import FakeGitHub
from tests.support.small_stack import BUCKET, BUCKET_ADDRESS, PARAMETER_ADDRESS

pytestmark = pytest.mark.e2e

ANTHILL = str(Path(sys.executable).with_name("anthill"))
ROOT = Path(__file__).resolve().parents[3]
OBJECTS = 25


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with running_pipeline(tmp_path_factory.mktemp("pipeline")) as running:
        yield running


@pytest.fixture(scope="module")
def releases(pipeline: Pipeline) -> tuple[Release, Release]:
    """Two releases, deployed one after the other."""
    made = pipeline.release(value="one"), pipeline.release(value="two")
    for release in made:
        pipeline.deploy(release)
    return made


def versions(pipeline: Pipeline) -> list[tuple[str, str]]:
    """Every version of every object in the stack's bucket."""
    found = pipeline.target.client("s3").list_object_versions(Bucket=BUCKET)
    return sorted((version["Key"], version["VersionId"]) for version in found.get("Versions", []))


def back(pipeline: Pipeline, *, to: str | None = None, dry_run: bool = False) -> RolledBack:
    workplace = pipeline.path("rollback")
    workplace.mkdir()
    return roll_back(
        pipeline.target, workplace, to=to, dry_run=dry_run, root=pipeline.root, say=pipeline.said.append
    )


def anthill(hub: FakeGitHub, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ANTHILL, *arguments],
        cwd=ROOT,
        env=os.environ | hub.environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def taken_back(pipeline: Pipeline, releases: tuple[Release, Release]) -> Iterator[None]:
    """Take back what a test changes by hand, whatever comes of it."""
    assert len(releases) == len(pipeline.ledger.records())
    yield
    take_back(pipeline)


def take_back(pipeline: Pipeline) -> None:
    pipeline.change_parameter("two")
    enabled = {"Status": "Enabled"}
    pipeline.target.client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration=enabled)


@pytest.mark.usefixtures("taken_back")
def test_drift_is_found_updated_and_closed_in_one_issue(
    pipeline: Pipeline, releases: tuple[Release, Release], hub: FakeGitHub
) -> None:
    look = ("drift", "dev", "--emulated", "--issue", "--json")
    # Code that is not deployed is no drift: this release is nowhere yet.
    pipeline.release(value="three")

    pipeline.change_parameter("by hand")
    found = anthill(hub, *look, "--release", str(releases[1].folder))
    assert found.returncode == 3, found.stderr
    document = json.loads(found.stdout)
    assert [(each["address"], each["severity"]) for each in document["findings"]] == [
        (PARAMETER_ADDRESS, "medium")
    ]
    assert document["issue"]["outcome"] == "opened"
    assert "by hand" not in found.stdout

    suspended = {"Status": "Suspended"}
    pipeline.target.client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration=suspended)
    more = anthill(hub, *look)
    assert more.returncode == 3, more.stderr
    document = json.loads(more.stdout)
    assert document["new"] == ["aws_s3_bucket_versioning.versions"]
    assert (document["severity"], document["issue"]["outcome"]) == ("high", "updated")
    assert document["pending"] == []

    take_back(pipeline)
    clean = anthill(hub, *look)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert json.loads(clean.stdout)["issue"]["outcome"] == "closed"
    (issue,) = hub.state.issues.values()
    assert issue["state"] == "closed"


def test_another_release_than_the_deployed_is_not_compared(
    pipeline: Pipeline, releases: tuple[Release, Release], hub: FakeGitHub
) -> None:
    assert pipeline.parameter == "two"
    done = anthill(hub, "drift", "dev", "--emulated", "--release", str(releases[0].folder))
    assert done.returncode == 2
    assert f"deployed is {releases[1].digest[:12]}" in done.stderr


def test_a_rollback_loses_no_object(pipeline: Pipeline, releases: tuple[Release, Release]) -> None:
    s3 = pipeline.target.client("s3")
    for round_ in range(2):
        for number in range(OBJECTS):
            s3.put_object(Bucket=BUCKET, Key=f"prices/{number}.json", Body=f"{round_}".encode())
    before = versions(pipeline)
    assert len(before) == 2 * OBJECTS
    verdict_on_current(pipeline.ledger, healthy=False, note="the smoke test failed")

    planned = back(pipeline, dry_run=True)
    assert (planned.left, planned.to) == (releases[1].digest, releases[0].digest)
    assert planned.changes == (f"update {PARAMETER_ADDRESS}",)
    assert (planned.applied, pipeline.parameter) == (None, "two")

    done = back(pipeline)
    assert done.applied is not None
    assert pipeline.parameter == "one"
    assert versions(pipeline) == before
    records = [(record.purpose, record.result) for record in pipeline.ledger.records()]
    assert records[-2:] == [("verdict", "unhealthy"), ("rollback", "succeeded")]
    with pytest.raises(OperationError, match="has no good release before"):
        back(pipeline)


def test_a_rollback_that_would_lose_data_is_refused_whoever_agrees(
    pipeline: Pipeline, releases: tuple[Release, Release]
) -> None:
    # The release that was renamed from: on the state as it is, its bucket replaces the one that holds data.
    renamed = pipeline.release(value="one", bucket="anthill-small-before")
    pipeline.ledger.keep_release(renamed)
    last = pipeline.ledger.records()[-1]
    assert last.release == releases[0].digest
    pipeline.ledger.add(last.model_copy(update={"release": renamed.digest, "at": last.at.replace(year=2025)}))
    with pytest.raises(
        OperationError, match="the rollback would destroy or replace what holds data"
    ) as raised:
        back(pipeline, to=renamed.digest[:8])
    assert f"{BUCKET_ADDRESS} would be replaced" in str(raised.value)
    assert len(versions(pipeline)) == 2 * OBJECTS


def test_an_earlier_state_is_put_back_as_the_next_one(
    pipeline: Pipeline, releases: tuple[Release, Release]
) -> None:
    s3 = pipeline.target.client("s3")
    held = list_versions(pipeline.target, limit=10)
    assert [(version.serial, version.current) for version in held] == [(3, True), (2, False), (1, False)]
    assert {version.resources for version in held} == {4}

    # What a hand or a bug has done to the state: it knows nothing any more.
    state = json.loads(
        s3.get_object(Bucket=pipeline.target.bucket, Key=pipeline.target.state_key)["Body"].read()
    )
    broken = json.dumps(state | {"serial": 4, "resources": []}).encode()
    s3.put_object(Bucket=pipeline.target.bucket, Key=pipeline.target.state_key, Body=broken)

    would = restore_version(pipeline.target, held[0].id, dry_run=True)
    assert (len(would.comes), would.goes, would.serial) == (4, (), 5)
    assert list_versions(pipeline.target, limit=1)[0].serial == 4
    done = restore_version(pipeline.target, held[0].id, dry_run=False)
    (now,) = list_versions(pipeline.target, limit=1)
    assert (now.serial, now.lineage, now.resources) == (5, held[0].lineage, 4)
    backup = pipeline.target.store.get(done.backup)
    assert backup is not None
    assert json.loads(backup)["serial"] == 4
    with workspace(releases[0], pipeline.target) as terraform:
        assert terraform.position().serial == 5
        assert terraform.changes() == []
    with pytest.raises(InputError, match="is the current state"):
        restore_version(pipeline.target, now.id, dry_run=False)
    with pytest.raises(InputError, match="is no version of anthill-dev"):
        restore_version(pipeline.target, "nothing", dry_run=True)


def test_another_ones_state_is_not_restored(pipeline: Pipeline) -> None:
    s3 = pipeline.target.client("s3")
    place = {"Bucket": pipeline.target.bucket, "Key": pipeline.target.state_key}
    present = s3.get_object(**place)["Body"].read()
    foreign = json.dumps(json.loads(present) | {"lineage": "another"}).encode()
    version = s3.put_object(**place, Body=foreign)["VersionId"]
    s3.put_object(**place, Body=present)
    with pytest.raises(OperationError, match=r"is of another state \(lineage another"):
        restore_version(pipeline.target, version, dry_run=False)


def test_the_commands_show_versions_and_locks(pipeline: Pipeline, hub: FakeGitHub) -> None:
    shown = json.loads(anthill(hub, "state", "list", "dev", "--emulated", "--json").stdout)
    assert shown[0]["current"]
    assert shown[0]["id"] == list_versions(pipeline.target, limit=1)[0].id
    assert json.loads(anthill(hub, "state", "unlock", "dev", "--emulated", "--json").stdout)["lock"] is None
    nothing = anthill(hub, "state", "unlock", "dev", "--emulated", "--id", "x", "--older-than", "1h")
    assert (nothing.returncode, "is not locked" in nothing.stderr) == (2, True)
    assert anthill(hub, "state", "unlock", "dev", "--emulated", "--older-than", "soon").returncode == 2

"""Other code than was approved is not applied, whatever it calls itself: no command of it ever runs.

Whoever attacks has tools without our checks: their plans are made here with these switched off.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.common.errors import InputError, OperationError
from operations.common.files import pack
from operations.delivery.planned import PLAN_MANIFEST, KeptPlan, read_plan
from operations.delivery.rollback import RolledBack, roll_back
from operations.record import release as release_module
from operations.record.release import Release
from tests.support.delivery import Pipeline, running_pipeline
from tests.support.tampered import plant, resealed

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with running_pipeline(tmp_path_factory.mktemp("pipeline")) as running:
        yield running


@pytest.fixture(scope="module")
def approved(pipeline: Pipeline) -> tuple[Release, KeptPlan]:
    """The release and the plan that people have seen."""
    release = pipeline.release(value="one")
    return release, pipeline.plan(release)


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """What a provisioner of the attacker's would make."""
    return tmp_path / "ran"


def copied(pipeline: Pipeline, release: Release, planted: dict[str, Any], **relabelled: Any) -> Release:
    copy = Release(pipeline.copy(release.folder), release.manifest)
    plant(copy.stack("anthill-dev") / "cdk.tf.json", planted)
    return resealed(copy, **relabelled)


def with_command(release: Release, ran: Path) -> dict[str, Any]:
    document = json.loads((release.stack("anthill-dev") / "cdk.tf.json").read_text())
    (topic,) = document["resource"]["aws_sns_topic"].values()
    topic["provisioner"] = [{"local-exec": {"command": f"touch {ran}"}}]
    return {"resource": document["resource"]}


def planned_without_checks(pipeline: Pipeline, release: Release) -> KeptPlan:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release_module, "check_content", repr)
        return pipeline.plan(release)


def relabelled(kept: KeptPlan, **facts: Any) -> KeptPlan:
    file = kept.folder / PLAN_MANIFEST
    file.write_text(json.dumps(json.loads(file.read_text()) | facts))
    return read_plan(kept.folder)


def test_a_command_in_a_release_with_a_new_digest_is_refused_before_terraform_runs(
    pipeline: Pipeline, approved: tuple[Release, KeptPlan], ran: Path
) -> None:
    evil = copied(pipeline, approved[0], with_command(approved[0], ran))
    assert evil.digest != approved[0].digest
    with pytest.raises(InputError, match="provisioner local-exec: a command, which no plan shows"):
        pipeline.plan(evil)
    kept = planned_without_checks(pipeline, evil)
    assert kept.manifest.changes == approved[1].manifest.changes
    said = len(pipeline.said)
    with pytest.raises(InputError, match="provisioner local-exec"):
        pipeline.apply(evil, kept)
    assert (len(pipeline.said), ran.exists()) == (said, False)


def test_a_plan_of_other_code_that_names_the_approved_release_is_refused(
    pipeline: Pipeline, approved: tuple[Release, KeptPlan], ran: Path
) -> None:
    release, reviewed = approved
    evil = planned_without_checks(pipeline, copied(pipeline, release, with_command(release, ran)))
    # By what it would change it is the approved one, and by all that it is it is not.
    assert evil.manifest.changes == reviewed.manifest.changes
    assert evil.manifest.semantic_digest != reviewed.manifest.semantic_digest

    with pytest.raises(OperationError, match="the plan does not mean what its manifest says"):
        pipeline.apply(
            release,
            relabelled(evil, release=release.digest, semantic_digest=reviewed.manifest.semantic_digest),
        )
    honest = evil.manifest.semantic_digest
    with pytest.raises(
        OperationError, match=r"was made of other code than release [0-9a-f]{12}, though"
    ) as raised:
        pipeline.apply(release, relabelled(evil, semantic_digest=honest))
    assert "configuration of aws_sns_topic.topic: differs in provisioners" in str(raised.value)
    assert not ran.exists()


def test_a_provider_that_is_configured_otherwise_is_another_plan(
    pipeline: Pipeline, approved: tuple[Release, KeptPlan]
) -> None:
    release, reviewed = approved
    document = json.loads((release.stack("anthill-dev") / "cdk.tf.json").read_text())
    document["provider"]["aws"][0]["retry_mode"] = "adaptive"
    evil = copied(pipeline, release, {"provider": document["provider"]})
    kept = planned_without_checks(pipeline, evil)
    assert kept.manifest.semantic_digest != reviewed.manifest.semantic_digest
    with pytest.raises(OperationError, match=r"provider aws: differs in expressions\.retry_mode"):
        pipeline.apply(release, relabelled(kept, release=release.digest))
    with pytest.raises(InputError, match="provider aws: retry_mode is a setting that no stack has"):
        pipeline.apply(evil, kept)


@pytest.mark.parametrize("facts", [{"commit": "b" * 40}, {"dirty": True}], ids=["commit", "dirty"])
def test_a_release_that_says_another_origin_is_another_release(
    pipeline: Pipeline, approved: tuple[Release, KeptPlan], facts: dict[str, Any]
) -> None:
    release, reviewed = approved
    forged = copied(pipeline, release, {}, **facts)
    with pytest.raises(OperationError, match="the plan is of release"):
        pipeline.apply(forged, reviewed)
    if "commit" in facts:
        other = KeptPlan(pipeline.copy(reviewed.folder), reviewed.manifest)
        with pytest.raises(OperationError, match=r"of commit a{12}, and this one says that it is of b{12}"):
            pipeline.apply(forged, relabelled(other, release=forged.digest))


def test_what_was_approved_is_applied_after_all_that(
    pipeline: Pipeline, approved: tuple[Release, KeptPlan]
) -> None:
    assert pipeline.ledger.records() == []
    pipeline.apply(*approved)
    assert pipeline.parameter == "one"


def test_a_rollback_takes_the_stored_release_or_none(
    pipeline: Pipeline, approved: tuple[Release, KeptPlan], ran: Path, tmp_path: Path
) -> None:
    release = approved[0]
    pipeline.deploy(pipeline.release(value="two"))
    store, key = pipeline.target.store, f"releases/{release.digest}.zip"
    stored = store.get(key)
    assert stored is not None

    def back(name: str) -> RolledBack:
        return roll_back(
            pipeline.target,
            tmp_path / name,
            to=None,
            dry_run=False,
            root=pipeline.root,
            say=pipeline.said.append,
        )

    # The record names the release that worked; what lies under its name is another, or runs something.
    store.put(key, pack(copied(pipeline, release, {}, commit="b" * 40).folder))
    with pytest.raises(OperationError, match="somebody replaced it"):
        back("relabelled")
    store.put(key, pack(copied(pipeline, release, with_command(release, ran)).folder))
    with pytest.raises(InputError, match="provisioner local-exec"):
        back("command")
    assert (pipeline.parameter, ran.exists()) == ("two", False)
    store.put(key, stored)
    back("stored")
    assert pipeline.parameter == "one"

"""The smoke test asks for the whole platform, and finds one broken resource of each kind."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.smoke.asked import Asked, Resource, ask_all, resources_of
from operations.smoke.stand_in_questions import ask_stand_in
from tests.e2e.conftest import Deployment
from tests.support.planted_faults import NAMELESS, missing

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)
LEAST_SHARE = 0.95


@pytest.fixture(scope="module")
def resources(deployment: Deployment) -> list[Resource]:
    file = EngineHome.under(deployment.folder / ".anthill").states / STATE_FILE
    return resources_of(json.loads(file.read_text()))


def asked(deployment: Deployment, resources: list[Resource], **more: Any) -> Asked:
    return ask_all(resources, deployment.client, ask_stand_in(deployment.databricks), **more)


def test_nearly_everything_is_asked_for_and_works(deployment: Deployment, resources: list[Resource]) -> None:
    found = asked(deployment, resources, declared=[resource.address for resource in resources])
    assert found.failed == ()
    assert found.unasked == ()
    assert len(found.answers) >= LEAST_SHARE * len(resources)
    assert {
        *("buckets", "functions", "streams", "schedules and rules", "alarms", "queues", "keys", "roles"),
        *("databases", "file transfer", "databricks"),
    } <= found.counts.keys()


def test_one_missing_of_every_type_is_found(deployment: Deployment, resources: list[Resource]) -> None:
    firsts = list({resource.type: resource for resource in reversed(resources)}.values())
    planted = [
        broken
        for resource in firsts
        if resource.type not in NAMELESS and resource.type != "terraform_data"
        for broken in missing(resource)
    ]
    found = asked(deployment, planted)
    assert {answer.address for answer in found.answers if not answer.problem} == set()
    assert len(found.failed) == len(planted) > len({each.type for each in planted})


def test_what_is_declared_and_was_never_made_is_found(deployment: Deployment) -> None:
    (answer,) = asked(deployment, [], declared=["aws_sqs_queue.gone"]).failed
    assert (answer.address, "was never made" in answer.problem) == ("aws_sqs_queue.gone", True)


def _schedule(deployment: Deployment, state: str) -> None:
    scheduler = deployment.client("scheduler")
    now = scheduler.get_schedule(Name=SCHEDULE)
    kept = {
        name: now[name]
        for name in ("Name", "FlexibleTimeWindow", "ScheduleExpression", "Target", "GroupName")
    }
    scheduler.update_schedule(**kept, State=state)


SCHEDULE = NAMES.named("schedule", "daily-prices")
Change = Callable[[Deployment], object]
OFF: dict[str, tuple[Change, Change, str]] = {
    "a rule that is disabled": (
        lambda d: d.client("events").disable_rule(Name="anthill-local-landing-splits"),
        lambda d: d.client("events").enable_rule(Name="anthill-local-landing-splits"),
        "aws_cloudwatch_event_rule.",
    ),
    # Sources are started by hand: until then the state says DISABLED.
    "a schedule that runs and should not": (
        lambda d: _schedule(d, "ENABLED"),
        lambda d: _schedule(d, "DISABLED"),
        "aws_scheduler_schedule.",
    ),
    "an alarm that tells nobody": (
        lambda d: d.client("cloudwatch").disable_alarm_actions(
            AlarmNames=["anthill-local-dead-letters-splits"]
        ),
        lambda d: d.client("cloudwatch").enable_alarm_actions(
            AlarmNames=["anthill-local-dead-letters-splits"]
        ),
        "aws_cloudwatch_metric_alarm.",
    ),
    "a bucket without versions": (
        lambda d: _versions(d, "Suspended"),
        lambda d: _versions(d, "Enabled"),
        "aws_s3_bucket_versioning.",
    ),
    "a key that is disabled": (
        lambda d: d.client("kms").disable_key(KeyId=_key(d)),
        lambda d: d.client("kms").enable_key(KeyId=_key(d)),
        "aws_kms_key.",
    ),
    "a trail that is off": (
        lambda d: d.client("cloudtrail").stop_logging(Name=NAMES.named("trail", "audit")),
        lambda d: d.client("cloudtrail").start_logging(Name=NAMES.named("trail", "audit")),
        "aws_cloudtrail.",
    ),
}


def _versions(deployment: Deployment, status: str) -> None:
    deployment.client("s3").put_bucket_versioning(
        Bucket=NAMES.s3_bucket("gold"), VersioningConfiguration={"Status": status}
    )


@cache
def _key(deployment: Deployment) -> str:
    kms = deployment.client("kms")
    return str(kms.describe_key(KeyId=NAMES.kms_alias("logs"))["KeyMetadata"]["KeyId"])


@pytest.mark.parametrize("name", OFF)
def test_what_is_there_and_off_is_found(deployment: Deployment, resources: list[Resource], name: str) -> None:
    off, on, address = OFF[name]
    of_its_kind = [resource for resource in resources if resource.address.startswith(address)]
    assert asked(deployment, of_its_kind).failed == ()
    off(deployment)
    try:
        (failed,) = asked(deployment, of_its_kind).failed
    finally:
        on(deployment)
    assert failed.address.startswith(address)
    assert asked(deployment, of_its_kind).failed == ()

"""A marked record through what may be sent to, a tested connection where nothing may: with a fault in each, found."""

import gzip
import json
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from configuration.names import Names
from contracts.smoke_record import FIELD, FILE_PREFIX
from environments.catalogue import ENVIRONMENTS
from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.emulator.send.platform import Platform
from operations.emulator.send.played import Played
from operations.emulator.send.sample_api import SampleApi, serving
from operations.smoke.asked import Resource, resources_of
from operations.smoke.marked import Means
from operations.smoke.sources import (
    AnySource,
    ApiSource,
    DatabaseSource,
    DropSource,
    PartnerSource,
    StreamSource,
    sources_of,
)
from operations.smoke.ways import ask_sources
from tests.e2e.conftest import Deployment

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)
WITHIN = 2
"""Seconds: here all that plays AWS has answered before the first look."""
FEED = NAMES.named("function", "feed-splits")


class Silent(Played):
    """Delivers nothing and tells nobody, as a service that has no rights any more."""

    def deliver(self, delivery: str, record: bytes) -> None:
        """Lose it."""

    def announce(self, function: str, bucket: str, key: str) -> None:
        """Keep it."""


@pytest.fixture(scope="module")
def resources(deployment: Deployment) -> list[Resource]:
    file = EngineHome.under(deployment.folder / ".anthill").states / STATE_FILE
    return resources_of(json.loads(file.read_text()))


@pytest.fixture
def means(deployment: Deployment) -> Iterator[Means]:
    yield Means(
        client=deployment.client,
        carrier=Played(Platform(deployment.engine, LOCAL)),
        within=WITHIN,
        poll=0.1,
    )
    for source in ("intraday-trades", "holidays"):
        received(deployment, source)


def received(deployment: Deployment, source: str) -> list[str]:
    """Take every announcement out of a source's queue, and return the keys."""
    sqs, keys = deployment.client("sqs"), list[str]()
    url = queue(deployment, source)
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            keys.append(json.loads(message["Body"])["detail"]["object"]["key"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return keys


def queue(deployment: Deployment, source: str) -> str:
    name = NAMES.named("sqs_queue", f"landing-{source}")
    return str(deployment.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def named(resources: list[Resource], name: str, **changes: Any) -> Any:
    """A source of the deployment, as if it were another."""
    (source,) = [each for each in sources_of(resources) if each.name == name]
    now = {"collects_seconds": 0} if isinstance(source, StreamSource) else {}
    return replace(source, **(now | changes))


def problem(source: AnySource, means: Means) -> str:
    (answer,) = ask_sources([source], means).answers
    return answer.problem


def test_every_source_is_asked_in_its_way_or_said_not_to_be_started(
    deployment: Deployment, resources: list[Resource], means: Means
) -> None:
    for source in ("intraday-trades", "holidays"):
        received(deployment, source)
    found = ask_sources(sources_of(resources), means)
    assert found.failed == ()
    assert found.counts == {
        "connections (files by SFTP)": (1, 1),
        "marked records (files by S3)": (1, 1),
        "marked records (streams)": (1, 1),
    }
    assert found.unasked == tuple(
        f"source {name}: it is not started" for name in ("daily-prices", "instruments", "positions", "splits")
    )
    assert len(found.answers) + len(found.unasked) == len(LOCAL.sources.all)
    # What was sent carries the mark, in the bytes that the lakehouse reads.
    (delivered,) = received(deployment, "intraday-trades")
    (landed,) = received(deployment, "holidays")
    s3 = deployment.client("s3")
    trade = s3.get_object(Bucket=NAMES.s3_bucket("bronze"), Key=delivered)["Body"].read()
    assert list(json.loads(gzip.decompress(trade))) == [FIELD]
    holiday = s3.get_object(Bucket=NAMES.s3_bucket("landing"), Key=landed)["Body"].read().decode()
    assert FILE_PREFIX in landed
    assert holiday.splitlines()[0].split(",")[-1] == FIELD


def test_of_started_sources_every_connection_is_asked(
    deployment: Deployment, resources: list[Resource], means: Means
) -> None:
    started = [
        replace(each, attributes={**each.attributes, "state": "ENABLED"})
        if each.type == "aws_scheduler_schedule"
        else each
        for each in resources
    ]
    of_kind = [each for each in sources_of(started) if isinstance(each, ApiSource | DatabaseSource)]
    assert [each.started for each in of_kind] == [True] * 4
    # Never started, whatever other tests start of this deployment.
    with secret(deployment, None) as secret_arn, replication(deployment, secret_arn) as arn:
        source = replace(database(deployment), arn=arn)
        assert "has not run yet" in ask_sources([source], means).unasked[0]


def without_consumer(source: Any) -> Any:
    return replace(source.place, queue_url=f"{source.place.queue_url}zzz")


STREAM_FAULTS: dict[str, tuple[Callable[[Any], dict[str, Any]], str]] = {
    "the stream is gone": (lambda s: {"stream": f"{s.stream}zzz"}, "ResourceNotFoundException"),
    "the delivery stream is gone": (lambda s: {"delivery": f"{s.delivery}zzz"}, "ResourceNotFoundException"),
    "its queue is gone": (lambda s: {"place": without_consumer(s)}, "NonExistentQueue"),
    "its bucket is gone": (lambda s: {"place": replace(s.place, bucket="gone")}, "NoSuchBucket"),
    "no rule tells a queue": (
        lambda s: {"place": replace(s.place, queue_url=None)},
        "about which no rule tells a queue",
    ),
    "it delivers to another place": (
        lambda s: {"pattern": f"other/{s.pattern}"},
        "nothing came to s3://anthill-local",
    ),
}


@pytest.mark.parametrize("fault", STREAM_FAULTS)
def test_a_fault_on_the_way_of_a_stream_is_found(resources: list[Resource], means: Means, fault: str) -> None:
    changes, said = STREAM_FAULTS[fault]
    whole = named(resources, "intraday-trades")
    assert said in problem(replace(whole, **changes(whole)), means)


def test_a_stream_that_does_not_deliver_is_found_in_time(
    deployment: Deployment, resources: list[Resource], means: Means
) -> None:
    silent = replace(means, carrier=Silent(Platform(deployment.engine, LOCAL)))
    begun = time.monotonic()
    assert "nothing came to s3://" in problem(named(resources, "intraday-trades"), silent)
    assert WITHIN <= time.monotonic() - begun < WITHIN + 5
    assert "came neither to landing nor to quarantine" in problem(named(resources, "holidays"), silent)


FILE_FAULTS: dict[str, tuple[Callable[[Any], dict[str, Any]], str]] = {
    "its function is gone": (lambda s: {"function": f"{s.function}zzz"}, "ResourceNotFoundException"),
    "its queue is gone": (lambda s: {"place": without_consumer(s)}, "NonExistentQueue"),
    "its bucket is gone": (lambda s: {"setting": {**s.setting, "bucket": "gone"}}, "NoSuchBucket"),
    "the function wants columns that are not said": (
        lambda s: {"setting": {**s.setting, "columns": ["isin"]}},
        "set aside as faulty, under quarantine/",
    ),
}


@pytest.mark.parametrize("fault", FILE_FAULTS)
def test_a_fault_on_the_way_of_a_file_is_found(resources: list[Resource], means: Means, fault: str) -> None:
    changes, said = FILE_FAULTS[fault]
    whole = named(resources, "holidays")
    assert isinstance(whole, DropSource)
    assert said in problem(replace(whole, **changes(whole)), means)


@pytest.mark.parametrize("source", ["intraday-trades", "holidays"])
def test_what_arrives_and_is_not_announced_is_found(
    deployment: Deployment, resources: list[Resource], means: Means, source: str
) -> None:
    rule, events = NAMES.named("event_rule", f"landing-{source}"), deployment.client("events")
    events.disable_rule(Name=rule)
    try:
        assert "has no message more" in problem(named(resources, source), means)
    finally:
        events.enable_rule(Name=rule)
    assert problem(named(resources, source), means) == ""


@contextmanager
def feed_told(deployment: Deployment, **changes: Any) -> Generator[None]:
    """The feed of splits as if it had been deployed with other settings."""
    client = deployment.client("lambda")
    before = client.get_function_configuration(FunctionName=FEED)["Environment"]
    setting = json.loads(before["Variables"]["FEED"]) | changes
    client.update_function_configuration(
        FunctionName=FEED, Environment={"Variables": {"FEED": json.dumps(setting)}}
    )
    try:
        yield
    finally:
        client.update_function_configuration(FunctionName=FEED, Environment=before)


@contextmanager
def secret(deployment: Deployment, value: str | None) -> Generator[str]:
    client = deployment.client("secretsmanager")
    given = {} if value is None else {"SecretString": value}
    arn = client.create_secret(Name="smoke-test", **given)["ARN"]
    try:
        yield arn
    finally:
        client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


@pytest.mark.parametrize(
    ("held", "key", "said"),
    [
        ("right", "right", ""),
        ("wrong", "right", "the API answers 401"),
        (None, "right", "can't find the specified secret value"),
        ("", "right", ""),
    ],
    ids=["right key", "wrong key", "no key", "no api"],
)
def test_an_api_is_asked_by_its_own_function_with_its_own_key(
    deployment: Deployment, resources: list[Resource], means: Means, held: str | None, key: str, said: str
) -> None:
    client = deployment.client("lambda")
    told = json.loads(
        client.get_function_configuration(FunctionName=FEED)["Environment"]["Variables"]["FEED"]
    )
    source = named(resources, "splits", started=True)
    api = SampleApi([], told, time_column="published_at", key=key)
    with secret(deployment, held or ("right" if held == "" else None)) as arn:
        with serving(api), feed_told(deployment, url=api.url, secret_arn=arn):
            if held != "":
                found = problem(source, means)
                assert said in found
                assert bool(found) == bool(said)
                return
        with feed_told(deployment, url=api.url, secret_arn=arn):
            assert "gave up after 1 attempts: no answer" in problem(source, means)


def test_a_feed_that_is_gone_does_not_connect(resources: list[Resource], means: Means) -> None:
    said = problem(named(resources, "splits", started=True, function="gone"), means)
    assert said.startswith("gone An error occurred (ResourceNotFoundException)")


def database(deployment: Deployment) -> DatabaseSource:
    """The source that follows changes, as it is deployed; nothing of it is started."""
    (arn,) = [
        each["ReplicationConfigArn"]
        for each in deployment.client("dms").describe_replication_configs()["ReplicationConfigs"]
        if each["ReplicationConfigIdentifier"].endswith("-instruments")
    ]
    return DatabaseSource(
        name="instruments", arn=arn, serverless=True, started=True, endpoint=None, instance=None
    )


@contextmanager
def replication(deployment: Deployment, secret_arn: str) -> Generator[str]:
    """A replication like those of the platform, whose credentials are in a secret."""
    dms = deployment.client("dms")
    role = NAMES.named("iam_role", "none")
    ends = {
        "source": {
            "EngineName": "postgres",
            "PostgreSQLSettings": {"SecretsManagerSecretId": secret_arn},
            "SslMode": "require",
        },
        "target": {"EngineName": "s3", "S3Settings": {"BucketName": "x", "ServiceAccessRoleArn": role}},
    }
    made = {
        end: dms.create_endpoint(EndpointIdentifier=f"smoke-{end}", EndpointType=end, **more)["Endpoint"][
            "EndpointArn"
        ]
        for end, more in ends.items()
    }
    arn = dms.create_replication_config(
        ReplicationConfigIdentifier="smoke",
        SourceEndpointArn=made["source"],
        TargetEndpointArn=made["target"],
        ComputeConfig={"MaxCapacityUnits": 1},
        ReplicationType="full-load-and-cdc",
        TableMappings="{}",
    )["ReplicationConfig"]["ReplicationConfigArn"]
    try:
        yield arn
    finally:
        (found,) = dms.describe_replications(Filters=[{"Name": "replication-config-arn", "Values": [arn]}])[
            "Replications"
        ]
        if found["Status"] == "running":
            dms.stop_replication(ReplicationConfigArn=arn)
        dms.delete_replication_config(ReplicationConfigArn=arn)
        for endpoint in made.values():
            dms.delete_endpoint(EndpointArn=endpoint)


@pytest.mark.parametrize("refuses", [False, True])
def test_a_database_that_refuses_the_connection_is_found(
    deployment: Deployment, means: Means, *, refuses: bool
) -> None:
    value = None if refuses else json.dumps({"username": "nobody"})
    with secret(deployment, value) as secret_arn, replication(deployment, secret_arn) as arn:
        source = replace(database(deployment), arn=arn)
        assert ask_sources([source], means).unasked == (
            "source instruments: its replication has not run yet",
        )
        deployment.client("dms").start_replication(
            ReplicationConfigArn=arn, StartReplicationType="start-replication"
        )
        found = problem(source, means)
        assert found.startswith("its replication has failed: Test connection failed") is refuses
        assert bool(found) is refuses
    assert "No replication config matches" in problem(source, means)


def test_a_partner_who_cannot_come_in_is_found(
    deployment: Deployment, resources: list[Resource], means: Means
) -> None:
    source = named(resources, "dividends")
    assert isinstance(source, PartnerSource)
    assert problem(source, means) == ""
    assert "no user of an SFTP server is led to" in problem(replace(source, users=()), means)
    (user,) = source.users
    elsewhere = {
        **user,
        "home_directory_mappings": [{"entry": "/", "target": "/other/incoming/example-vendor"}],
    }
    assert "no user of an SFTP server is led to" in problem(replace(source, users=(elsewhere,)), means)
    gone = {**user, "user_name": "nobody"}
    assert "nobody" in problem(replace(source, users=(gone,)), means)
    # A user of its own: whoever changed the partner's would leave what the state does not know.
    transfer, folder = deployment.client("transfer"), f"/{NAMES.s3_bucket('landing')}/incoming/example-vendor"
    mappings = [{"Entry": "/", "Target": folder}]
    transfer.create_user(
        ServerId=user["server_id"],
        UserName="keyless",
        Role=user["role"],
        HomeDirectoryType="LOGICAL",
        HomeDirectoryMappings=mappings,
    )
    try:
        keyless = replace(source, users=({**user, "user_name": "keyless"},))
        assert "user keyless of the SFTP server" in problem(keyless, means)
    finally:
        transfer.delete_user(ServerId=user["server_id"], UserName="keyless")

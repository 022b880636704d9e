"""The sources of a deployed environment, as its state knows them: what each is told, and whether it is started."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.smoke_record import DROPS
from operations.smoke.asked import Resource

FEED, ARRIVAL, REPLICATION = "FEED", "ARRIVAL", "REPLICATION"
"""The variables by which the functions of sources are told what to do."""

PARQUET: Final = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the objects of a source arrive, and the queue that announces them; None if no rule leads to one."""

    bucket: str
    prefix: str
    queue_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSource:
    """A stream, what delivers it, and the seconds that its records are collected before they are one object."""

    name: str
    stream: str
    delivery: str
    collects_seconds: int
    pattern: str
    """The prefix of its objects as the delivery stream has it, with expressions of time."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSource:
    """Files that are put by S3: the function that checks them, and what it is told."""

    name: str
    function: str
    setting: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSource:
    """Files that a partner sends by SFTP: where the function looks for them, and the users there are."""

    name: str
    folder: str
    """Bucket and prefix, as a user's mapping names them."""
    users: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSource:
    """An API: the function that asks it, and whether it is started."""

    name: str
    function: str
    started: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSource:
    """A database: its replication, serverless or a task with its endpoint and instance, and whether it is started."""

    name: str
    arn: str
    serverless: bool
    started: bool
    endpoint: str | None
    instance: str | None


AnySource = StreamSource | DropSource | PartnerSource | ApiSource | DatabaseSource


def sources_of(resources: Sequence[Resource]) -> list[AnySource]:
    """Return every source, by what its function or delivery stream is told."""
    return sorted([*_by_function(resources), *_streams(resources)], key=lambda source: source.name)


def _of_type(resources: Sequence[Resource], type_: str) -> Iterator[Mapping[str, Any]]:
    return (resource.attributes for resource in resources if resource.type == type_)


def _by_function(resources: Sequence[Resource]) -> Iterator[AnySource]:
    enabled = {
        target["arn"]
        for schedule in _of_type(resources, "aws_scheduler_schedule")
        for target in schedule["target"]
        if schedule["state"] == "ENABLED"
    }
    for function in _of_type(resources, "aws_lambda_function"):
        variables = {
            name: text for each in function["environment"] for name, text in (each["variables"] or {}).items()
        }
        name, started = function["function_name"], function["arn"] in enabled
        if FEED in variables:
            yield ApiSource(name=json.loads(variables[FEED])["source"], function=name, started=started)
        elif ARRIVAL in variables:
            yield _file(resources, name, json.loads(variables[ARRIVAL]))
        elif REPLICATION in variables:
            yield _database(resources, json.loads(variables[REPLICATION]), started=started)


def _file(resources: Sequence[Resource], function: str, setting: Mapping[str, Any]) -> AnySource:
    if setting["incoming_prefix"].startswith(DROPS):
        return DropSource(
            name=setting["source"],
            function=function,
            setting=setting,
            place=_place(resources, setting["bucket"], setting["landing_prefix"]),
        )
    return PartnerSource(
        name=setting["source"],
        folder=f"/{setting['bucket']}/{setting['incoming_prefix']}",
        users=tuple(_of_type(resources, "aws_transfer_user")),
    )


def _database(resources: Sequence[Resource], setting: Mapping[str, Any], *, started: bool) -> DatabaseSource:
    tasks = {task["replication_task_arn"]: task for task in _of_type(resources, "aws_dms_replication_task")}
    task = tasks.get(setting["arn"], {})
    return DatabaseSource(
        name=setting["source"],
        arn=setting["arn"],
        serverless=setting["serverless"],
        started=started,
        endpoint=task.get("source_endpoint_arn"),
        instance=task.get("replication_instance_arn"),
    )


def _streams(resources: Sequence[Resource]) -> Iterator[StreamSource]:
    for delivery in _of_type(resources, "aws_kinesis_firehose_delivery_stream"):
        # Of a stream that delivers to elsewhere than S3, or is put into directly, there is nothing here to wait for.
        for read, written in zip(
            delivery["kinesis_source_configuration"], delivery["extended_s3_configuration"], strict=False
        ):
            stream = read["kinesis_stream_arn"].rpartition("/")[2]
            yield StreamSource(
                name=(delivery.get("tags") or {}).get("source", stream),
                stream=stream,
                delivery=delivery["name"],
                collects_seconds=written["buffering_interval"],
                pattern=written["prefix"],
                place=_place(resources, written["bucket_arn"].rpartition(":")[2], written["prefix"]),
            )


def _place(resources: Sequence[Resource], bucket: str, prefix: str) -> Place:
    """Return a place with the queue to which the rule about its objects leads."""
    queues = {queue["arn"]: queue["url"] for queue in _of_type(resources, "aws_sqs_queue")}
    rules = {
        rule["name"]
        for rule in _of_type(resources, "aws_cloudwatch_event_rule")
        if _is_about(rule.get("event_pattern"), bucket, prefix)
    }
    found = (
        queues[target["arn"]]
        for target in _of_type(resources, "aws_cloudwatch_event_target")
        if target["rule"] in rules and target["arn"] in queues
    )
    return Place(bucket=bucket, prefix=prefix, queue_url=next(found, None))


def _is_about(pattern: str | None, bucket: str, prefix: str) -> bool:
    detail = json.loads(pattern or "{}").get("detail", {})
    prefixes = [each["prefix"] for each in detail.get("object", {}).get("key", []) if "prefix" in each]
    return bucket in detail.get("bucket", {}).get("name", []) and prefix.startswith(tuple(prefixes))

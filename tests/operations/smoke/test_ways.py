"""How sources are asked where the embedded AWS has no answer: by what AWS's API is documented to say."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from operations.common.errors import OperationError
from operations.smoke.asked import Resource
from operations.smoke.carrier import Aws
from operations.smoke.connections import ask_api, ask_database, ask_folder
from operations.smoke.marked import Means, marked_file, send_to_stream
from operations.smoke.sources import (
    ApiSource,
    DatabaseSource,
    DropSource,
    PartnerSource,
    Place,
    StreamSource,
    sources_of,
)
from operations.smoke.ways import ask_sources

INSTANCE = DatabaseSource(
    name="book", arn="task", serverless=False, started=True, endpoint="endpoint", instance="instance"
)
SERVERLESS = DatabaseSource(
    name="book", arn="config", serverless=True, started=True, endpoint=None, instance=None
)
FEED = ApiSource(name="prices", function="anthill-dev-feed-prices", started=True)


class Clients:
    """Answers each operation with what is given for it, one after another; the last one again and again."""

    def __init__(self, **answers: list[Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, _service: str) -> Any:
        return self

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.asked.append((operation, arguments))
            left = self.answers[operation]
            return left.pop(0) if len(left) > 1 else left[0]

        return call

    def get_paginator(self, operation: str) -> Any:
        return Pages(self, operation)


class Pages:
    """The one page of a listing."""

    def __init__(self, clients: Clients, operation: str) -> None:
        self.clients, self.operation = clients, operation

    def paginate(self, **arguments: Any) -> list[Any]:
        return [getattr(self.clients, self.operation)(**arguments)]


def means(clients: Clients, within: float = 0.05) -> Means:
    return Means(client=clients, carrier=Aws(clients), within=within, poll=0.001)


def replication(**said: Any) -> Clients:
    return Clients(describe_replications=[{"Replications": [said]}])


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"Status": "running"}, ""),
        ({"Status": "testing_connection"}, ""),
        ({"Status": "stopped", "StopReason": "Stop Reason FULL_LOAD_ONLY_FINISHED"}, ""),
        ({"Status": "created"}, None),
        ({"Status": "ready"}, None),
        (
            {"Status": "failed", "FailureMessages": ["Test connection failed", "no route"]},
            "its replication has failed: Test connection failed; no route",
        ),
        (
            {"Status": "failed", "StopReason": "Stop Reason FATAL_ERROR"},
            "its replication has failed: Stop Reason FATAL_ERROR",
        ),
    ],
)
def test_a_serverless_replication_is_asked_what_came_of_its_last_run(
    said: dict[str, Any], problem: str | None
) -> None:
    assert ask_database(SERVERLESS, means(replication(**said))) == problem


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (["testing", "successful"], ""),
        (["testing", "failed"], "failed: connection refused"),
        (["testing"], "its connection is still being tested after 0 s"),
    ],
)
def test_an_instance_tests_its_connection_at_once(said: list[str], problem: str) -> None:
    connections = [
        {"Connections": [{"Status": status, "LastFailureMessage": "connection refused"}]} for status in said
    ]
    clients = Clients(test_connection=[{}], describe_connections=connections)
    assert ask_database(INSTANCE, means(clients)) == problem
    assert clients.asked[0] == (
        "test_connection",
        {"ReplicationInstanceArn": "instance", "EndpointArn": "endpoint"},
    )


@pytest.mark.parametrize(
    ("state", "keys", "problem"),
    [
        ("ONLINE", [{"SshPublicKeyId": "k"}], ""),
        ("OFFLINE", [{"SshPublicKeyId": "k"}], "the SFTP server s-1 is OFFLINE"),
        ("ONLINE", [], "user vendor of the SFTP server s-1 has no key"),
    ],
)
def test_a_folder_is_as_good_as_its_server_and_its_user(
    state: str, keys: list[dict[str, str]], problem: str
) -> None:
    user: Mapping[str, Any] = {
        "server_id": "s-1",
        "user_name": "vendor",
        "home_directory_mappings": [{"entry": "/", "target": "/landing/incoming/vendor"}],
    }
    source = PartnerSource(name="files", folder="/landing/incoming/vendor/files/", users=(user,))
    clients = Clients(
        describe_server=[{"Server": {"State": state}}], describe_user=[{"User": {"SshPublicKeys": keys}}]
    )
    assert ask_folder(source, means(clients)) == problem


def answered(payload: Any, **more: Any) -> dict[str, Any]:
    return {"Payload": io.BytesIO(json.dumps(payload).encode()), **more}


REFUSED = {"errorType": "ApiError", "errorMessage": "the API answers 401"}


def test_a_feed_is_asked_again_before_its_api_counts_as_not_answering() -> None:
    good = answered({"answered": 1, "with_records": 0})
    clients = Clients(invoke=[answered(REFUSED, FunctionError="Unhandled"), good])
    assert ask_api(FEED, means(clients)) == ""
    assert [json.loads(each["Payload"]) for _, each in clients.asked] == [{"only": "connect"}] * 2
    refusals = [answered(REFUSED, FunctionError="Unhandled") for _ in range(3)]
    clients = Clients(invoke=refusals)
    assert ask_api(FEED, means(clients)) == "anthill-dev-feed-prices ApiError: the API answers 401"
    assert len(clients.asked) == 3
    # A release from before knows no such event: it fetched, and said so.
    clients = Clients(invoke=[answered({"windows": 1, "records": 5, "behind_windows": 0})])
    assert "it is of another release" in ask_api(FEED, means(clients))


def test_a_function_that_says_nothing_readable_has_failed() -> None:
    with pytest.raises(OperationError, match="could not be run"):
        Aws(Clients(invoke=[{"Payload": io.BytesIO(b"{")}])).run("f", {})


STREAM = StreamSource(
    name="trades", stream="stream", delivery="delivery", collects_seconds=0, pattern="market/trades/",
    place=Place(bucket="bronze", prefix="market/trades/", queue_url="https://sqs/1/landing-trades"),
)  # fmt: skip


def metric(total: float) -> dict[str, Any]:
    return {"Datapoints": [{"Sum": total}]}


@pytest.mark.parametrize(("reads", "problem"), [(0.0, "has no message more"), (3.0, "")])
def test_a_queue_that_others_read_is_not_counted(reads: float, problem: str) -> None:
    clients = Clients(
        list_objects_v2=[{}, {"Contents": [{"Key": "market/trades/new"}]}],
        put_record=[{}],
        get_queue_attributes=[{"Attributes": {"ApproximateNumberOfMessages": "4"}}],
        get_metric_statistics=[metric(reads)],
    )
    found = send_to_stream(STREAM, means(clients))
    assert problem in found
    assert bool(found) == bool(problem)
    received = [operation for operation, _ in clients.asked if operation.startswith("receive")]
    assert received == []


def test_what_cannot_be_tried_is_said_and_nothing_is_sent() -> None:
    clients = Clients()
    parquet = DropSource(name="files", function="f", setting={"format": "parquet"}, place=STREAM.place)
    idle = ApiSource(name="prices", function="f", started=False)
    found = ask_sources([parquet, idle], means(clients))
    assert (found.answers, found.unasked, clients.asked) == (
        (),
        ("source files: no marked record is made as Parquet", "source prices: it is not started"),
        [],
    )
    assert ask_sources([], means(clients)).unasked == ()


def resource(type_: str, **attributes: Any) -> Resource:
    return Resource(address=f"{type_}.x", type=type_, attributes=attributes)


def function(name: str, **variables: Any) -> Resource:
    told = {key: json.dumps(value) for key, value in variables.items()}
    return resource(
        "aws_lambda_function",
        function_name=name,
        arn=f"arn:{name}",
        environment=[{"variables": told or None}] if name != "bare" else [],
    )


def test_sources_are_known_by_what_their_functions_are_told() -> None:
    replication = {"source": "book", "arn": "arn:task", "serverless": False, "changes": True}
    found = sources_of(
        [
            function("bare"),
            function("other"),
            function("start", REPLICATION=replication),
            function("feed", FEED={"source": "prices"}),
            resource(
                "aws_dms_replication_task",
                replication_task_arn="arn:task",
                source_endpoint_arn="arn:endpoint",
                replication_instance_arn="arn:instance",
            ),
            resource("aws_scheduler_schedule", state="ENABLED", target=[{"arn": "arn:start"}]),
            resource("aws_scheduler_schedule", state="DISABLED", target=[{"arn": "arn:feed"}]),
            resource(
                "aws_kinesis_firehose_delivery_stream",
                name="elsewhere",
                kinesis_source_configuration=[],
                extended_s3_configuration=[],
            ),
        ]
    )
    assert found == [
        DatabaseSource(
            name="book",
            arn="arn:task",
            serverless=False,
            started=True,
            endpoint="arn:endpoint",
            instance="arn:instance",
        ),
        ApiSource(name="prices", function="feed", started=False),
    ]
    assert sources_of([]) == []


def test_a_marked_file_has_every_required_column_and_the_mark() -> None:
    assert marked_file("csv", ["isin", "amount"], "1") == b"isin,amount,_smoke_test\n,,1\n"
    assert json.loads(marked_file("jsonl", ["isin"], "1")) == {"isin": "", "_smoke_test": "1"}

"""Dead letters are counted, shown and sent back, in the embedded AWS."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from operations.common.errors import InputError, OperationError
from operations.dead_letters.queues import SourceQueues, source_queues
from tests.operations.conftest import Client
from tests.support.run import Run

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)


def landed(key: str) -> str:
    return json.dumps({"source": "aws.s3", "detail": {"bucket": {"name": "landing"}, "object": {"key": key}}})


@pytest.fixture
def source() -> str:
    return f"source-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def queues(aws: Client, source: str) -> SourceQueues:
    for kind in ("dead", "landing"):
        aws("sqs").create_queue(QueueName=NAMES.named("sqs_queue", f"{kind}-{source}"))
    return SourceQueues(aws("sqs"), NAMES, source)


@pytest.fixture
def url(aws: Client, source: str) -> Callable[[str], str]:
    def of(kind: str) -> str:
        name = NAMES.named("sqs_queue", f"{kind}-{source}")
        return str(aws("sqs").get_queue_url(QueueName=name)["QueueUrl"])

    return of


def test_one_is_moved_back_and_what_has_no_queue_stays(
    aws: Client, queues: SourceQueues, url: Callable[[str], str]
) -> None:
    sqs: Any = aws("sqs")
    why = {"ERROR_CODE": {"DataType": "String", "StringValue": "200"}}
    sqs.send_message(QueueUrl=url("dead"), MessageBody=landed("market/splits/1.jsonl"), MessageAttributes=why)
    sqs.send_message(QueueUrl=url("dead"), MessageBody='{"schedule": "daily-prices"}')
    assert queues.count() == 2
    said: list[str] = []
    moved, (stays,) = queues.redrive(said.append)
    assert (moved, stays.about) == (1, 'no landing event: \'{"schedule": "daily-prices"}\'')
    assert said == ["s3://landing/market/splits/1.jsonl: sent back"]
    (back,) = sqs.receive_message(QueueUrl=url("landing"), MaxNumberOfMessages=10)["Messages"]
    assert back["Body"] == landed("market/splits/1.jsonl")
    # What stays can be seen at once, and is the only one.
    assert [letter.id for letter in queues.look()] == [stays.id]
    assert queues.redrive(said.append)[0] == 0


def test_they_are_shown_with_their_errors_and_all_of_them(
    aws: Client, queues: SourceQueues, url: Callable[[str], str]
) -> None:
    for number in range(25):
        aws("sqs").send_message(
            QueueUrl=url("dead"),
            MessageBody=landed(str(number)),
            MessageAttributes={"ERROR_MESSAGE": {"DataType": "String", "StringValue": "denied"}},
        )
    letters = queues.look()
    assert {letter.about for letter in letters} == {f"s3://landing/{number}" for number in range(25)}
    assert {letter.attributes["ERROR_MESSAGE"] for letter in letters} == {"denied"}


def test_an_environment_that_is_not_deployed_is_said(aws: Client, source: str) -> None:
    with pytest.raises(
        OperationError, match=r"looking for the queue anthill-local-dead-.*is the environment deployed"
    ):
        SourceQueues(aws("sqs"), NAMES, source).count()


def test_an_unknown_source_is_bad_input() -> None:
    with pytest.raises(InputError, match="'split' is no source; allowed are splits, dividends"):
        source_queues(None, NAMES, ["splits", "dividends"], "split")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dead-letters", ""),
        ("dead-letters lst local", "lst"),
        ("dead-letters list", "environment"),
        ("dead-letters list locl", "locl"),
        ("dead-letters show local", "source"),
        ("dead-letters show local split", "'split' is no source; allowed are"),
        ("dead-letters redrive local anthill-local-dead-splits", "allowed are"),
        ("dead-letters redrive local splits --max 5", "--max"),
        ("dead-letters redrive splits local", "splits"),
    ],
)
def test_a_wrong_line_is_answered_in_one_sentence(anthill: Run, line: str, words: str) -> None:
    code, _, told = anthill(*line.split())
    assert (code, "Traceback" in told) == (2, False)
    assert words in told

"""A failure is told once, through SNS to a queue and to a webhook; its end only if it was told."""

import json
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from operations.common.bucket import BucketStore
from operations.common.errors import InputError, OperationError
from operations.common.severity import Severity
from operations.common.store import FolderStore
from operations.notify.channels import Topic, Webhook, webhook
from operations.notify.message import Message, run_facts
from operations.notify.telling import Teller, Told
from tests.operations.conftest import Client

FAILURE = Message(
    key="deploy:dev", severity=Severity.HIGH, title="Deployment of dev failed", body="See the run."
)
RECOVERY = Message(key="deploy:dev", severity=Severity.HIGH, title="dev", body="", recovered=True)


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, HookServer)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = server.answers.pop(0) if server.answers else 200
        if status == 200:
            server.got.append(body)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        pass


class HookServer(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.got: list[dict[str, Any]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/services/T0/s3cret"


@pytest.fixture
def hook() -> Iterator[HookServer]:
    with HookServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@dataclass
class Recorded:
    """A channel in memory that fails as often as it is told to."""

    name: str
    failures: int = 0
    got: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise OperationError(f"{self.name}: unreachable")
        self.got.append(message)


def test_a_failure_reaches_a_queue_through_sns_once_and_so_does_its_end(
    aws: Client, hook: HookServer
) -> None:
    name = f"pipeline-{uuid.uuid4().hex[:8]}"
    sns, sqs, s3 = aws("sns"), aws("sqs"), aws("s3")
    topic = sns.create_topic(Name=name)["TopicArn"]
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    store = BucketStore(client=s3, bucket=name, prefix="anthill-dev/")

    def run() -> Teller:
        """Another run of the pipeline: nothing but the bucket remembers."""
        return Teller(store, [Topic(sns, topic), Webhook(hook.url)])

    outcomes = [run().tell(FAILURE), run().tell(FAILURE), run().resolve(RECOVERY), run().resolve(RECOVERY)]
    assert outcomes == ["told", "known", "recovered", "nothing"]
    got = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    envelopes = [json.loads(message["Body"]) for message in got]
    told = [json.loads(envelope["Message"]) for envelope in envelopes]
    assert [(each["status"], each["severity"]) for each in told] == [
        ("failed", "high"),
        ("recovered", "high"),
    ]
    assert envelopes[0]["Subject"] == "[HIGH] Deployment of dev failed"
    assert envelopes[0]["MessageAttributes"]["severity"]["Value"] == "high"
    assert [each["text"] for each in hook.got] == ["[HIGH] Deployment of dev failed", "[RECOVERED] dev"]
    assert store.keys("") == []


def test_what_got_worse_is_told_again_and_what_got_better_is_not(tmp_path: Path) -> None:
    channel = Recorded("chat")
    teller = Teller(FolderStore(tmp_path), [channel])
    severities = (Severity.MEDIUM, Severity.CRITICAL, Severity.HIGH, Severity.CRITICAL)
    for severity in severities:
        teller.tell(Message(key="k", severity=severity, title="t", body=""))
    assert [message.severity for message in channel.got] == [Severity.MEDIUM, Severity.CRITICAL]


def test_a_channel_that_failed_is_told_by_the_next_run_and_the_others_are_not(tmp_path: Path) -> None:
    chat, mail = Recorded("chat", failures=1), Recorded("mail")
    teller = Teller(FolderStore(tmp_path), [chat, mail])
    with pytest.raises(OperationError, match="1 of the channels failed: chat: unreachable"):
        teller.tell(FAILURE)
    assert teller.tell(FAILURE) == "told"
    assert (len(chat.got), len(mail.got)) == (1, 1)
    mail.failures = 1
    with pytest.raises(OperationError, match="mail: unreachable"):
        teller.resolve(RECOVERY)
    assert teller.resolve(RECOVERY) == "recovered"
    assert (len(chat.got), len(mail.got)) == (2, 2)


def test_what_nobody_was_told_has_no_end_to_tell(tmp_path: Path) -> None:
    chat = Recorded("chat", failures=1)
    teller = Teller(FolderStore(tmp_path), [chat])
    with pytest.raises(OperationError):
        teller.tell(FAILURE)
    assert teller.resolve(RECOVERY) == "nothing"
    teller.tell(FAILURE)
    chat.failures = 1
    with pytest.raises(OperationError):
        teller.tell(Message(key="deploy:dev", severity=Severity.CRITICAL, title="worse", body=""))
    assert teller.resolve(RECOVERY) == "recovered"


def test_another_run_that_is_telling_is_left_alone_until_it_seems_dead(tmp_path: Path) -> None:
    store, channel = FolderStore(tmp_path), Recorded("chat")
    teller = Teller(store, [channel])
    teller.tell(FAILURE)
    (file,) = store.keys("")
    begun = Told(key=FAILURE.key, severity=Severity.HIGH, title="t", at=datetime.now(UTC))
    store.put(file, begun.model_dump_json().encode())
    assert teller.tell(FAILURE) == "known"
    store.put(
        file, begun.model_copy(update={"at": begun.at - timedelta(minutes=3)}).model_dump_json().encode()
    )
    assert teller.tell(FAILURE) == "told"
    store.put(file, b"{}")
    with pytest.raises(OperationError, match="is not what this command wrote"):
        teller.resolve(RECOVERY)


@pytest.mark.parametrize("answers", [[503, 429], [500]])
def test_a_webhook_that_fails_for_a_while_is_told_in_the_end(hook: HookServer, answers: list[int]) -> None:
    hook.answers = answers
    Webhook(hook.url, "generic", backoff=0).send(FAILURE)
    (got,) = hook.got
    assert (got["status"], got["key"], got["title"]) == ("failed", FAILURE.key, FAILURE.title)


@pytest.mark.parametrize("answers", [[503] * 9, [404], [302]])
def test_the_address_of_a_webhook_is_in_no_error(hook: HookServer, answers: list[int]) -> None:
    hook.answers = answers
    channel = Webhook(hook.url, backoff=0)
    with pytest.raises(OperationError) as raised:
        channel.send(FAILURE)
    assert "s3cret" not in f"{raised.value!r} {channel!r}"
    assert hook.got == []


def test_an_unreachable_webhook_says_so_without_its_address() -> None:
    with pytest.raises(OperationError, match="cannot be reached") as raised:
        Webhook("http://127.0.0.1:1/s3cret", backoff=0).send(FAILURE)
    assert "s3cret" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/s3cret", "hooks.example.com/s3cret", "https:///s3cret"]
)
def test_an_address_in_clear_text_is_bad_input(url: str) -> None:
    with pytest.raises(InputError, match="not an https address") as raised:
        webhook(url, "slack")
    assert "s3cret" not in str(raised.value)


def test_a_topic_that_is_not_there_is_named(aws: Client) -> None:
    arn = "arn:aws:sns:eu-west-1:123456789012:nowhere"
    with pytest.raises(OperationError, match=arn):
        Topic(aws("sns"), arn).send(FAILURE)


def test_a_subject_is_what_sns_takes() -> None:
    message = Message(key="k", severity=Severity.LOW, title="Ünïcode\nand " + "long " * 40, body="")
    assert len(message.subject) == 100
    assert message.subject.isascii()
    assert "\n" not in message.subject


def test_a_run_of_github_is_named() -> None:
    variables = {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_RUN_ID": "7",
        "GITHUB_SHA": "a" * 40,
    }
    assert run_facts(variables) == {"run": "https://github.com/o/r/actions/runs/7", "commit": "a" * 12}
    assert (
        run_facts({name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}) == {}
    )

"""A call whose answer was lost takes effect once."""

import threading
from collections.abc import Callable, Iterable
from http.client import HTTPConnection
from typing import Any

from werkzeug.test import Client as WsgiClient

from operations.common.embedded_engine.engine_record import EngineRecord
from operations.emulator.answered_once import KEPT_CALLS, AnsweredOnce


class Counting:
    """An application that counts, and fails where it is told to."""

    def __init__(self) -> None:
        self.calls = 0
        self.status = "200 OK"
        self.entered = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        self.entered.set()
        self.gate.wait(10)
        self.calls += 1
        start_response(self.status, [("Content-Type", "text/plain")])
        return [f"answer {self.calls}".encode()]


def sent(client: WsgiClient, identity: str | None, attempt: int = 1, method: str = "POST") -> str:
    headers = {"amz-sdk-request": f"attempt={attempt}; max=2"}
    if identity:
        headers["amz-sdk-invocation-id"] = identity
    return client.open("/", method=method, headers=headers, data=b"Action=Create").get_data(as_text=True)


def test_a_second_attempt_gets_the_first_answer() -> None:
    application = Counting()
    client = WsgiClient(AnsweredOnce(application))
    assert [sent(client, "a"), sent(client, "a", 2), sent(client, "b"), sent(client, "a", 3)] == [
        "answer 1",
        "answer 1",
        "answer 2",
        "answer 1",
    ]


def test_a_failure_is_tried_anew() -> None:
    application = Counting()
    client = WsgiClient(AnsweredOnce(application))
    for status in ("500 Internal Server Error", "400 Bad Request"):
        application.status = status
        sent(client, status)
    application.status = "200 OK"
    assert sent(client, "400 Bad Request", 2) == "answer 3"
    assert sent(client, "500 Internal Server Error", 2) == "answer 4"


def test_reading_and_calls_without_id_always_go_through() -> None:
    application = Counting()
    client = WsgiClient(AnsweredOnce(application))
    sent(client, None)
    sent(client, None, 2)
    sent(client, "a", 1, "GET")
    sent(client, "a", 2, "GET")
    assert application.calls == 4


def test_only_the_last_calls_are_kept() -> None:
    application = Counting()
    client = WsgiClient(AnsweredOnce(application))
    for number in range(KEPT_CALLS + 1):
        sent(client, str(number))
    assert sent(client, str(KEPT_CALLS), 2) == f"answer {KEPT_CALLS + 1}"
    assert sent(client, "0", 2) == f"answer {KEPT_CALLS + 2}"


def test_an_attempt_waits_for_the_one_at_work() -> None:
    application = Counting()
    client = WsgiClient(AnsweredOnce(application))
    application.gate.clear()
    answers: list[str] = []

    def attempt(number: int) -> None:
        answers.append(sent(client, "a", number))

    threads = [threading.Thread(target=attempt, args=(number,)) for number in (1, 2)]
    threads[0].start()
    assert application.entered.wait(10)
    threads[1].start()
    application.gate.set()
    for thread in threads:
        thread.join(10)
    assert answers == ["answer 1", "answer 1"]


def vpc_id(engine: EngineRecord, identity: str, attempt: int) -> str:
    connection = HTTPConnection("127.0.0.1", engine.port, timeout=30)
    connection.request(
        "POST",
        "/",
        "Action=CreateVpc&Version=2016-11-15&CidrBlock=10.7.0.0%2F16",
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/ec2/aws4_request, "
            "SignedHeaders=host, Signature=x",
            "amz-sdk-invocation-id": identity,
            "amz-sdk-request": f"attempt={attempt}; max=2",
        },
    )
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer.partition("<vpcId>")[2].partition("</vpcId>")[0]


def test_the_engine_creates_once(engine: EngineRecord) -> None:
    first = vpc_id(engine, "one", 1)
    assert first.startswith("vpc-")
    assert vpc_id(engine, "one", 2) == first
    assert vpc_id(engine, "two", 1) != first

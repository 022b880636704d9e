"""A connection to the embedded AWS serves one call after the other, whatever became of the one before."""

import threading
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from werkzeug.serving import make_server

from operations.common.embedded_engine.engine_record import EngineRecord
from operations.emulator.connection import EngineRequestHandler


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers in the way that the path names; bodies are read only where one asks for that."""
    path = environ["PATH_INFO"]
    if path == "/raise":
        raise RuntimeError("a fault of the application")
    if path == "/nothing":
        start_response("204 No Content", [])
        return []
    if path == "/sized":
        start_response("200 OK", [("Content-Length", "7")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"ans", b"wer!"]
    if path == "/written":
        start_response("200 OK", [])(b"first ")
        return [b"last"]
    body = environ["wsgi.input"].read() if path == "/echo" else b"unread"
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]


@pytest.fixture
def port() -> Iterator[int]:
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=EngineRequestHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Calls:
    """Calls on one connection, and whether it is still the same."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=10)
        self.connection.connect()
        self._socket = self.connection.sock

    def __call__(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> tuple[int, bytes]:
        self.connection.request(
            method,
            path,
            body,
            {name.replace("_", "-"): value for name, value in headers.items()},
            encode_chunked=headers.get("Transfer_Encoding") == "chunked",
        )
        self.answer: HTTPResponse = self.connection.getresponse()
        return self.answer.status, self.answer.read()

    @property
    def kept(self) -> bool:
        return self.connection.sock is self._socket


@pytest.fixture
def calls(port: int) -> Iterator[Calls]:
    made = Calls(port)
    yield made
    made.connection.close()


def test_one_connection_serves_every_kind_of_call(calls: Calls) -> None:
    assert calls("/echo", "POST", b"abc") == (200, b"abc")
    # What nobody reads is no next request.
    assert calls("/ignored", "POST", b"GET /echo HTTP/1.1\r\n\r\n" * 5000) == (200, b"unread")
    assert calls("/echo", "PUT", iter([b"in ", b"parts"]), Transfer_Encoding="chunked") == (200, b"in parts")
    assert calls("/ignored", "PUT", iter([b"GET / HTTP/1.1"]), Transfer_Encoding="chunked") == (
        200,
        b"unread",
    )
    assert calls("/nothing", "DELETE") == (204, b"")
    assert calls.answer.headers["Content-Length"] is None
    assert calls("/sized", "HEAD") == (200, b"")
    assert calls.answer.headers["Content-Length"] == "7"
    assert calls("/sized") == (200, b"answer!")
    assert calls.answer.headers.get_all("Content-Length") == ["7"]
    assert calls("/written") == (200, b"first last")
    assert calls("/echo") == (200, b"")
    assert calls.kept


def test_a_fault_of_the_application_is_an_answer_too(calls: Calls, capfd: pytest.CaptureFixture[str]) -> None:
    status, body = calls("/raise")
    assert status == 500
    assert b"<title>500 Internal Server Error</title>" in body
    assert "RuntimeError: a fault of the application" in capfd.readouterr().err
    assert calls("/sized") == (200, b"answer!")
    assert calls.kept


def test_a_client_that_wants_it_closed_gets_it_closed(calls: Calls) -> None:
    assert calls("/sized", Connection="close") == (200, b"answer!")
    assert calls.answer.headers["Connection"] == "close"
    assert not calls.kept


@pytest.mark.parametrize("length", ["-1", "many"])
def test_a_body_without_an_end_is_refused_and_nothing_is_read_after_it(calls: Calls, length: str) -> None:
    assert calls("/echo", "POST", b"abc", Content_Length=length) == (400, b"")
    assert not calls.kept


def test_a_client_that_goes_away_takes_no_other_with_it(port: int, calls: Calls) -> None:
    for unfinished in (b"POST /echo HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf", b"GET /sized HT"):
        gone = Calls(port)
        gone.connection.sock.sendall(unfinished)
        gone.connection.close()
    assert calls("/sized") == (200, b"answer!")


def test_the_engine_keeps_connections_and_adds_no_headers_for_browsers(engine: EngineRecord) -> None:
    calls = Calls(engine.port)
    for _ in range(2):
        status, _ = calls("/no-such-bucket", Origin="https://example.com")
        assert status == 404
        assert not [name for name in calls.answer.headers if name.lower().startswith("access-control")]
    assert calls.kept
    calls.connection.close()

"""An HTTP server that misbehaves as it is told to."""

import json
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = Callable[[BaseHTTPRequestHandler], None]
KEY = "the-key"


@dataclass
class Api:
    """What was asked, and what the next answers are; when none is left, `pages` answers by cursor."""

    pages: Callable[[Mapping[str, str]], Any]
    answers: list[Answer] = field(default_factory=list[Answer])
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    keys: list[str | None] = field(default_factory=list[str | None])
    url: str = ""


def status(code: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def body(content: bytes, *, length: int | None = None) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content) if length is None else length))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def silence(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.0)
    handler.close_connection = True


@contextmanager
def served(pages: Callable[[Mapping[str, str]], Any]) -> Generator[Api]:
    """Serve pages on a free loopback port."""
    api = Api(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = dict(parse_qsl(urlsplit(self.path).query))
            api.asked.append(asked)
            api.keys.append(self.headers.get("X-Api-Key"))
            if api.answers:
                api.answers.pop(0)(self)
            else:
                body(json.dumps(api.pages(asked)).encode())(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] - broken connections are the point
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_address[1]}/v1/prices"
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

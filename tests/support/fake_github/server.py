"""The server: pages, faults, a record of every call."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.support.fake_github.routes import Call, answer
from tests.support.fake_github.state import State


class FakeGitHub(ThreadingHTTPServer):
    """The API on loopback. Without a token every call is refused; `calls` are those that came, in order."""

    daemon_threads = True

    def __init__(self, state: State, port: int = 0, file: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.state, self.file = state, file
        self.calls: list[str] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What GitHub Actions would set."""
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": self.state.repository,
            "GITHUB_TOKEN": "fake",
        }

    @classmethod
    @contextmanager
    def running(cls, state: State | None = None) -> Generator["FakeGitHub"]:
        with cls(state or State()) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            try:
                yield server
            finally:
                server.shutdown()
                thread.join()


class Handler(BaseHTTPRequestHandler):
    server: FakeGitHub  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: `calls` is the record."""

    def _serve(self) -> None:
        url = urlsplit(self.path)
        path, query = unquote(url.path), dict(parse_qsl(url.query))
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        with self.server.lock:
            self.server.calls.append(f"{self.command} {path}")
            fault = self.server.state.fault(path)
            if fault:
                self._send(fault["status"], {"message": fault.get("message", "fault")}, fault.get("headers"))
                return
            if scheme.lower() not in {"token", "bearer"} or not token:
                self._send(401, {"message": "Bad credentials"})
                return
            status, found = answer(Call(self.server.state, token, query, body), self.command, path)
            if self.server.file and self.command != "GET":
                self.server.state.write(self.server.file)
            if isinstance(found, list):
                self._send_page(path, query, found)
            else:
                self._send(status, self._with_urls(found))

    def _send_page(self, path: str, query: dict[str, str], found: list[Any]) -> None:
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        shown = [self._with_urls(entry) for entry in found[(page - 1) * size : page * size]]
        headers: dict[str, str] = {}
        if page * size < len(found):
            following = urlencode({**query, "page": page + 1})
            headers["Link"] = f'<{self.server.url}{path}?{following}>; rel="next"'
        self._send(200, shown, headers)

    def _with_urls(self, found: Any) -> Any:
        """Add the addresses by which a client goes on from an object."""
        if not isinstance(found, dict):
            return found
        base = f"{self.server.url}/repos/{self.server.state.repository}"
        if "number" in found and "id" in found and "title" not in found:
            return found | {
                "url": f"{base}/issues/comments/{found['id']}",
                "issue_url": f"{base}/issues/{found['number']}",
            }
        if "head" in found:
            return found | {"url": f"{base}/pulls/{found['number']}"}
        if "title" in found:
            return found | {"url": f"{base}/issues/{found['number']}"}
        return found

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

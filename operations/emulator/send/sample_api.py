"""A REST API that serves samples: pages, a cursor, a window of time, a key."""

import hmac
import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

from operations.emulator.send.rows import Row, moment

PAGE_RECORDS: Final = 100


class SampleApi(ThreadingHTTPServer):
    """A server on the loopback address that answers as the source's API would.

    `setting` is that of the deployed function: names of parameters and fields. A record is in a window if its
    `time_column` is from the start on and before the end.
    """

    daemon_threads = True

    def __init__(self, rows: Sequence[Row], setting: dict[str, Any], *, time_column: str, key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests_served = 0
        self._rows = rows
        self._setting = setting
        self._time_column = time_column
        self._key = key

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/records"

    def admits(self, key: str | None) -> bool:
        """Return whether a request brings the key."""
        return hmac.compare_digest((key or "").encode(), self._key.encode())

    @property
    def key_header(self) -> str:
        """The header that brings the key."""
        return str(self._setting["key_header"])

    def page(self, parameters: dict[str, str]) -> dict[str, Any]:
        """Return one page of the records of a window. Raises KeyError and ValueError for a bad request."""
        start, end = (
            datetime.fromisoformat(parameters[self._setting[name]])
            for name in ("from_parameter", "until_parameter")
        )
        offset = int(parameters.get(self._setting["cursor_parameter"], 0))
        found = [row for row in self._rows if start <= moment(row, self._time_column) < end]
        following = offset + PAGE_RECORDS
        return {
            self._setting["records_field"]: found[offset:following],
            self._setting["next_field"]: str(following) if following < len(found) else None,
        }


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        api = cast("SampleApi", self.server)
        api.requests_served += 1
        if not api.admits(self.headers.get(api.key_header)):
            self._answer(401, {"error": "no key, or a wrong one"})
            return
        given = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        try:
            self._answer(200, api.page(given))
        except (KeyError, ValueError) as error:
            self._answer(400, {"error": str(error)})

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's names
        """Say nothing: the parameters of a request are nobody's business."""


@contextmanager
def serving(api: SampleApi) -> Generator[SampleApi]:
    """Serve until the end of the block."""
    thread = threading.Thread(target=api.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        api.shutdown()
        api.server_close()
        thread.join()

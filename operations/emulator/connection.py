"""A client's connection to the embedded AWS, which stays open from one call to the next, as to AWS.

werkzeug's development server makes a connection and a thread for each call, which cost more than many an answer. It
closes them because Python's `http.server` does not know where a body ends that nobody has read; here every body is
read before the call is answered.
"""

import io
import os
import sys
import time
import traceback
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.exceptions import InternalServerError

from operations.emulator.answer import Answer, answer_of

NO_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class EngineRequestHandler(MotoRequestHandler):
    """Answers the calls of one connection, one after the other.

    Sends head and body of an answer together: fewer are lost when a client closes early.
    Says each request plainly: werkzeug's colours take longer than many an answer.
    """

    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    # The end of an answer would wait until the client has acknowledged its beginning.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer a request, first letting a client go on that waits with its body: held back, it costs a second."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            del self.headers["Expect"]
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        environ: dict[str, Any] = self.make_environ()
        try:
            environ["wsgi.input"] = io.BytesIO(self._body(environ))
        except (OSError, ValueError) as error:
            if isinstance(error, ConnectionError):
                raise
            # Where the next request would begin is not known.
            self._send(Answer("400 Bad Request", (("Connection", "close"),), b""))
            return
        try:
            answer = answer_of(self.server.app, environ)
        except Exception:  # noqa: BLE001 - whatever moto does not answer is its fault, not the client's
            sys.stderr.write(f"Error on request:\n{traceback.format_exc()}")
            answer = answer_of(InternalServerError(), environ)
        self._send(answer)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return a time, now if none is given, as HTTP writes it: made once a second."""
        if timestamp is not None:
            return super().date_time_string(int(timestamp))
        return _date(int(time.time()))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - as the class above
        """Write a line of the log."""
        os.write(2, f"{self.log_date_time_string()} {self.requestline!a} {int(code)}\n".encode())

    def _body(self, environ: dict[str, Any]) -> bytes:
        """Return the whole body. Raises ValueError or OSError if it is not framed as HTTP says."""
        source = environ["wsgi.input"]
        if environ.get("wsgi.input_terminated"):
            return source.read()
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length < 0:
            raise ValueError("a body has no negative length")
        body: bytes = source.read(length)
        if len(body) < length:
            raise ConnectionResetError("the client closed before its body was whole")
        return body

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.code, answer.status.partition(" ")[2])
        for name, value in answer.headers:
            self.send_header(name, value)
        bodiless = self.command == "HEAD" or answer.code < HTTPStatus.OK or answer.code in NO_BODY
        if not bodiless and not any(name.lower() == "content-length" for name, _ in answer.headers):
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not bodiless:
            self.wfile.write(answer.body)


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)

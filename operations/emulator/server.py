"""The process of the embedded AWS: `python -m operations.emulator.server`, started by `spawn`.

It serves moto, repaired, on a listening socket that it inherits, so that no other program can take the
port in between. It ends by itself in two cases: its record is gone or names another engine (the folder was
removed, a checkout deleted), or, where it was given a lifeline, the process that started it is gone.
"""

import argparse
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from operations.common.embedded_engine.engine_record import read_record
from operations.emulator.answered_once import AnsweredOnce
from operations.emulator.connection import EngineRequestHandler
from operations.emulator.health import HEALTH_PATH
from operations.emulator.repairs import install_repairs
from operations.emulator.worked_out_once import work_out_once

STOCK_MOTO = "ANTHILL_STOCK_MOTO"
"""Set to 1, the engine is moto as shipped: to separate faults of moto from those of a repair."""

RECORD_CHECK_SECONDS = 2.0
RECORD_GRACE_SECONDS = 60.0
"""How long a new engine waits for its record to appear."""


class EngineApplication:
    """Answers the health question; everything else is AWS."""

    def __init__(self, token: str, repairs: list[str]) -> None:
        moto = DomainDispatcherApplication(_service_app)
        self._aws = AnsweredOnce(moto) if repairs else moto
        self._answer = json.dumps({"token": token, "pid": os.getpid(), "repairs": repairs}).encode()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, as WSGI calls it."""
        if environ.get("PATH_INFO") == HEALTH_PATH:
            start_response("200 OK", [("Content-Type", "application/json")])
            return [self._answer]
        return self._aws(environ, start_response)


def _service_app(service: Any) -> Flask:
    """Return moto's application of a service, which need not look for faults of its own in every request."""
    app = create_backend_app(service)
    app.debug = False
    return app


def end_with(descriptor: int) -> None:
    """End this process when the other end of a pipe closes, which death does too."""
    while os.read(descriptor, 1):
        pass
    os._exit(0)


def end_without_record(record: Path, token: str) -> None:
    """End this process once its record is gone or names another engine."""
    started = time.monotonic()
    seen = False
    while True:
        found = read_record(record)
        present = found is not None and found.token == token
        seen = seen or present
        if not present and (seen or time.monotonic() - started > RECORD_GRACE_SECONDS):
            os._exit(0)
        time.sleep(RECORD_CHECK_SECONDS)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=int, required=True, help="descriptor of a listening socket")
    parser.add_argument("--token", required=True, help="the instance id of this engine")
    parser.add_argument("--record", type=Path, required=True, help="the engine ends when this file does")
    parser.add_argument("--lifeline", type=int, help="descriptor of a pipe; the engine ends when it closes")
    given = parser.parse_args()
    threading.Thread(target=end_without_record, args=(given.record, given.token), daemon=True).start()
    if given.lifeline is not None:
        threading.Thread(target=end_with, args=(given.lifeline,), daemon=True).start()
    repairs: list[str] = []
    if os.environ.get(STOCK_MOTO) != "1":
        repairs = install_repairs()
        work_out_once()
    application = EngineApplication(given.token, repairs)
    server = make_server(
        "127.0.0.1", 0, application, threaded=True, request_handler=EngineRequestHandler, fd=given.socket
    )
    server.serve_forever()


if __name__ == "__main__":
    main()

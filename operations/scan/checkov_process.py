"""A process that loads checkov once and scans one file after another, each as `checkov --file FILE` would.

Loading checkov takes several times as long as scanning a stack. Its runners are those of the process and keep what they
have read: checkov 3.3.30, run a second time in one process, answers with what it found the first time. So each file is
scanned in a copy of the process as it is after loading (fork), which is thrown away with it.

It reads requests from standard input, one JSON object a line: a `number`, checkov's `arguments`, and the files that
take its `output` and its `errors`. It answers on standard output in the order in which scans end, with the `number` and
the `exit` code, below zero for the signal that ended one. It ends with its input.
"""

import gc
import json
import os
import selectors
import signal
import sys
import traceback
import warnings
from contextlib import suppress
from typing import Any, Final, NoReturn

SIZE: Final = 65536


class Scans:
    """Runs the scans of one process; whatever ends a scan closes its end of a pipe."""

    def __init__(self, checkov: Any) -> None:
        self._checkov = checkov
        self._waiting = selectors.DefaultSelector()
        self._answers = os.dup(sys.stdout.fileno())
        self._read = b""
        self._running: dict[int, int] = {}

    def serve(self) -> None:
        """Answer requests until there are no more, and every scan has ended."""
        requests = sys.stdin.fileno()
        signal.signal(signal.SIGTERM, self._stop)
        self._waiting.register(requests, selectors.EVENT_READ)
        while self._waiting.get_map():
            for key, _ in self._waiting.select():
                if key.fd == requests:
                    self._receive(requests)
                else:
                    self._end(key.fd, key.data)

    def _receive(self, requests: int) -> None:
        data = os.read(requests, SIZE)
        if not data:
            self._waiting.unregister(requests)
        *lines, self._read = (self._read + data).split(b"\n")
        for line in lines:
            self._start(json.loads(line))

    def _start(self, request: dict[str, Any]) -> None:
        reads, writes = os.pipe()
        # Told to end in between, it would not know of this scan.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        process = os.fork()
        if process == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            os.close(reads)
            os.close(self._answers)
            self._scan(request)
        os.close(writes)
        self._running[process] = request["number"]
        self._waiting.register(reads, selectors.EVENT_READ, process)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def _end(self, pipe: int, process: int) -> None:
        self._waiting.unregister(pipe)
        os.close(pipe)
        _, status = os.waitpid(process, 0)
        answer = {"number": self._running.pop(process), "exit": os.waitstatus_to_exitcode(status)}
        os.write(self._answers, json.dumps(answer).encode() + b"\n")

    def _stop(self, *_: object) -> None:
        """End with every scan that runs."""
        for process in list(self._running):
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(process, signal.SIGTERM)
                os.waitpid(process, 0)
        os._exit(128 + signal.SIGTERM)

    def _scan(self, request: dict[str, Any]) -> NoReturn:
        """Be checkov, as its own script is, and end."""
        code = 1
        try:
            for name, stream in (("output", 1), ("errors", 2)):
                file = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                os.dup2(file, stream)
                os.close(file)
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, 0)
            code = _exit_code(lambda: self._checkov(argv=request["arguments"]).run())
            sys.stdout.flush()
        finally:
            sys.stderr.flush()
            os._exit(code)


def _exit_code(run: Any) -> int:
    """Return the exit code that Python would end with after `sys.exit(run())`."""
    try:
        ended: object = run()
    except SystemExit as error:
        ended = error.code
    except BaseException:  # noqa: BLE001 - whatever it is, it ends the scan and is said
        traceback.print_exc()
        return 1
    if ended is None or isinstance(ended, int):
        return ended or 0
    sys.stderr.write(f"{ended}\n")
    return 1


def main() -> None:
    """Load checkov and serve."""
    warnings.simplefilter("ignore", category=SyntaxWarning)
    from checkov.main import Checkov  # noqa: PLC0415

    # What is there now is never freed: copies share it as long as nobody touches it.
    gc.freeze()
    Scans(Checkov).serve()


if __name__ == "__main__":
    main()

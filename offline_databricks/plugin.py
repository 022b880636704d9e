"""What makes a process a plugin of Terraform's: handshake, encrypted calls on a local socket, a clean end."""

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any, Final, TypeAlias

import grpc

from offline_databricks.certificate import Certificate

COOKIE: Final = ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
"""What Terraform sets for the plugins it starts. Source: plugin/serve.go of hashicorp/terraform."""

UNLIMITED: Final = (("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1))
"""Options of gRPC: schemas and values are larger than its four megabytes."""

SOCKETS: Final = "PLUGIN_UNIX_SOCKET_DIR"
"""The variable with the folder of the sockets of plugins. Source: constants.go of hashicorp/go-plugin."""

Call: TypeAlias = Callable[[bytes], bytes]

_LONGEST_SOCKET: Final = 90
"""Characters: a path of a socket holds some hundred."""
_WATCH: Final = 1.0
"""Seconds between two looks whether Terraform still runs."""
_GRACE: Final = 0.5


def serve_plugin(
    *,
    protocol: str,
    certificate: Certificate,
    answers: Callable[[str], Call | None],
    environment: Mapping[str, str],
    calls_at_once: int,
) -> int:
    """Serve until Terraform is done with it; return the exit status.

    `answers` returns what answers a call by the name of gRPC, such as `/tfplugin6.Provider/ReadResource`, None
    for one that is not known. An answer that raises RpcError is given to Terraform as that error.
    """
    versions = environment.get("PLUGIN_PROTOCOL_VERSIONS", protocol).split(",")
    if protocol not in versions:
        print(f"This provider speaks protocol {protocol}, Terraform only {versions}.", file=sys.stderr)  # noqa: T201
        return 1
    done = threading.Event()
    _end_on_signals(done)
    folder = socket_folder(environment)
    try:
        socket = folder / "plugin"
        # Terraform's own certificate is not asked for: it is of a curve that gRPC's Python build does not take.
        # The folder of the socket is open to this user only.
        pair = (certificate.key.encode(), certificate.certificate.encode())
        credentials = grpc.ssl_server_credentials([pair])
        server = start_server(
            socket, answers, calls_at_once=calls_at_once, done=done, credentials=credentials
        )
        # Before the handshake: Terraform may be killed right after it.
        parent = os.getppid()
        print(f"1|{protocol}|unix|{socket}|grpc|{certificate.handshake}", flush=True)  # noqa: T201 - the handshake
        while not done.wait(_WATCH):
            if os.getppid() != parent:  # Terraform was killed and could say nothing
                break
        server.stop(_GRACE).wait(2 * _GRACE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def start_server(
    socket: Path,
    answers: Callable[[str], Call | None],
    *,
    calls_at_once: int,
    done: threading.Event,
    credentials: Any = None,
) -> Any:
    """Start a server of gRPC on a local socket and return it; `done` is set where Terraform says that it needs no more.

    Without credentials it speaks plainly.
    """
    server = grpc.server(ThreadPoolExecutor(max_workers=calls_at_once), options=UNLIMITED)
    server.add_generic_rpc_handlers((_Handlers(answers, done),))
    if credentials is None:
        server.add_insecure_port(f"unix:{socket}")
    else:
        server.add_secure_port(f"unix:{socket}", credentials)
    server.start()
    return server


def socket_folder(environment: Mapping[str, str]) -> Path:
    """Return a new folder for a socket, open to this user only; whoever asks for it removes it."""
    base = environment.get(SOCKETS) or tempfile.gettempdir()
    if len(base) > _LONGEST_SOCKET - len("/plugin-12345678/plugin"):
        base = "/tmp"  # noqa: S108 - the folder made in it is open to this user only
    return Path(tempfile.mkdtemp(prefix="plugin-", dir=base))


def _end_on_signals(done: threading.Event) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        done.set()

    # Ctrl-C reaches the whole group of processes: Terraform handles it and tells its plugins.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)


class _Handlers(grpc.GenericRpcHandler):
    def __init__(self, answers: Callable[[str], Call | None], done: threading.Event) -> None:
        self._answers = answers
        self._done = done

    def service(self, handler_call_details: Any) -> Any:
        method = handler_call_details.method
        if method == "/plugin.GRPCController/Shutdown":
            return _unary(lambda _request: self._shutdown())
        if method == "/plugin.GRPCStdio/StreamStdio":
            # It must end at once: a stream that stays open keeps a thread for each connection.
            return grpc.unary_stream_rpc_method_handler(_no_output)
        answer = self._answers(method)
        return _unary(answer) if answer else None

    def _shutdown(self) -> bytes:
        self._done.set()
        return b""


def _unary(answer: Call) -> Any:
    def handle(request: bytes, context: Any) -> bytes:
        try:
            return answer(request)
        except grpc.RpcError as error:
            told: Any = error
            return context.abort(told.code(), told.details())

    return grpc.unary_unary_rpc_method_handler(handle)


def _no_output(_request: bytes, _context: Any) -> Iterator[bytes]:
    return iter(())

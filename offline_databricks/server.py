"""The process that Terraform starts: handshake, encrypted connection on a local socket, clean end."""

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
from typing import Any, Final

import grpc

from offline_databricks.cache import Bodies, Cache, cache_folder
from offline_databricks.provider import Provider
from offline_databricks.service import Call, calls

COOKIE: Final = ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
"""What Terraform sets for the plugins it starts. Source: plugin/serve.go of hashicorp/terraform."""

_PROTOCOL: Final = "6"
_LONGEST_SOCKET: Final = 90
"""Characters: a path of a socket holds some hundred."""
_WATCH: Final = 1.0
"""Seconds between two looks whether Terraform still runs."""
_GRACE: Final = 0.5


def serve(environment: Mapping[str, str]) -> int:
    """Serve one provider until Terraform is done with it; return the exit status."""
    versions = environment.get("PLUGIN_PROTOCOL_VERSIONS", _PROTOCOL).split(",")
    if _PROTOCOL not in versions:
        print(f"This provider speaks protocol {_PROTOCOL}, Terraform only {versions}.", file=sys.stderr)  # noqa: T201
        return 1
    done = threading.Event()
    _end_on_signals(done)
    folder = _socket_folder(environment)
    try:
        cache = Cache(cache_folder(environment))
        server = _server(Provider(Bodies(cache), environment), cache, done)
        own = cache.certificate()
        socket = folder / "plugin"
        # Terraform's own certificate is not asked for: it is of a curve that gRPC's Python build does not take.
        # The folder of the socket is open to this user only.
        pair = (own.key.encode(), own.certificate.encode())
        server.add_secure_port(f"unix:{socket}", grpc.ssl_server_credentials([pair]))
        server.start()
        # Before the handshake: Terraform may be killed right after it.
        parent = os.getppid()
        print(f"1|{_PROTOCOL}|unix|{socket}|grpc|{own.handshake}", flush=True)  # noqa: T201 - the handshake
        while not done.wait(_WATCH):
            if os.getppid() != parent:  # Terraform was killed and could say nothing
                break
        server.stop(_GRACE).wait(2 * _GRACE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _end_on_signals(done: threading.Event) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        done.set()

    # Ctrl-C reaches the whole group of processes: Terraform handles it and tells its plugins.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)


def _socket_folder(environment: Mapping[str, str]) -> Path:
    base = environment.get("PLUGIN_UNIX_SOCKET_DIR") or tempfile.gettempdir()
    if len(base) > _LONGEST_SOCKET - len("/plugin-databricks-12345678/plugin"):
        base = "/tmp"  # noqa: S108 - the folder made in it is open to this user only
    return Path(tempfile.mkdtemp(prefix="plugin-databricks-", dir=base))


def _server(provider: Provider, cache: Cache, done: threading.Event) -> grpc.Server:
    server = grpc.server(
        ThreadPoolExecutor(max_workers=16),
        options=[("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)],
    )
    server.add_generic_rpc_handlers((_Handlers(calls(provider, cache), done),))
    return server


class _Handlers(grpc.GenericRpcHandler):
    def __init__(self, answers: Mapping[str, Call], done: threading.Event) -> None:
        self._handlers: dict[str, Any] = {
            f"/tfplugin6.Provider/{name}": _unary(answer) for name, answer in answers.items()
        }
        self._handlers["/plugin.GRPCController/Shutdown"] = _unary(lambda _request: self._shutdown())
        # It must end at once: a stream that stays open keeps a thread for each connection.
        self._handlers["/plugin.GRPCStdio/StreamStdio"] = grpc.unary_stream_rpc_method_handler(_no_output)
        self._done = done

    def service(self, handler_call_details: Any) -> Any:
        return self._handlers.get(handler_call_details.method)

    def _shutdown(self) -> bytes:
        self._done.set()
        return b""


def _unary(answer: Callable[[bytes], bytes]) -> Any:
    def handle(request: bytes, _context: object) -> bytes:
        return answer(request)

    return grpc.unary_unary_rpc_method_handler(handle)


def _no_output(_request: bytes, _context: Any) -> Iterator[bytes]:
    return iter(())

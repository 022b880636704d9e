"""The provider that Terraform installed, started when it is first needed."""

import functools
import os
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import grpc

from offline_databricks.files import write_whole
from offline_databricks.plugin import UNLIMITED, Call

INSTALLED: Final = ".terraform/providers/registry.terraform.io/hashicorp/aws/*/*/terraform-provider-aws*"
PARTS: Final = 5
"""Of the line that a plugin says first: core protocol, protocol, network, address, kind."""
END_SECONDS: Final = 2.0


class RealProvider:
    """The provider of a stack's folder.

    What does not change with it is kept in a file beside others: the protocol it speaks and its schema.
    Raises FileNotFoundError if none is installed there.
    """

    def __init__(self, folder: Path, cache: Path, environment: Mapping[str, str]) -> None:
        found = sorted(folder.glob(INSTALLED))
        if not found:
            raise FileNotFoundError(f"{folder} has no AWS provider: run terraform init")
        self._binary = found[-1].resolve()
        stat = self._binary.stat()
        self._kept = cache / f"{self._binary.name}-{stat.st_size}-{stat.st_mtime_ns}.schema"
        self._environment = environment
        self._starting = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._channel: Any = None
        self._spoken = ""

    @functools.cached_property
    def _kept_parts(self) -> tuple[str, bytes]:
        try:
            protocol, _, schema = self._kept.read_bytes().partition(b"\n")
        except OSError:
            self._start()
            method = "GetSchema" if self._spoken == "5" else "GetProviderSchema"
            schema = self.call(f"/tfplugin{self._spoken}.Provider/{method}")(b"")
            protocol = self._spoken.encode()
            write_whole(self._kept, protocol + b"\n" + schema)
        return protocol.decode(), schema

    @property
    def protocol(self) -> str:
        """The version of Terraform's plugin protocol."""
        return self._kept_parts[0]

    @property
    def schema(self) -> bytes:
        """The whole schema, as it answers GetProviderSchema."""
        return self._kept_parts[1]

    @property
    def runs(self) -> bool:
        """Whether it was needed."""
        return self._process is not None

    def call(self, method: str) -> Call:
        """Return what hands a call on; it raises RpcError where the provider fails."""

        def relayed(request: bytes) -> bytes:
            self._start()
            return self._channel.unary_unary(method)(request)

        return relayed

    def end(self) -> None:
        """End it, if it was started."""
        if self._process is None:
            return
        self._channel.close()
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        with self._starting:
            if self._channel is not None:
                return
            # Without the certificate of Terraform it speaks plainly, on a socket that is this user's own.
            environment = {k: v for k, v in self._environment.items() if k != "PLUGIN_CLIENT_CERT"}
            self._process = subprocess.Popen(
                [self._binary], stdout=subprocess.PIPE, text=True, cwd=os.curdir, env=environment
            )
            assert self._process.stdout  # noqa: S101 - it was asked for
            parts = self._process.stdout.readline().strip().split("|")
            if len(parts) < PARTS:
                raise OSError(f"{self._binary} does not start as a plugin: it said {parts}")
            self._spoken, network, address = parts[1:4]
            target = f"unix:{address}" if network == "unix" else address
            self._channel = grpc.insecure_channel(target, options=UNLIMITED)

"""The provider that Terraform installed, started when it is first needed."""

import contextlib
import functools
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import grpc

from offline_databricks.files import write_whole
from offline_databricks.plugin import SOCKETS, UNLIMITED, Call, socket_folder

INSTALLED: Final = ".terraform/providers/registry.terraform.io/hashicorp/aws/*/*/terraform-provider-aws*"
ENDS_WITH_US: Final = (
    (
        sys.executable,
        "-ISc",
        "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15); os.execv(sys.argv[1], sys.argv[1:])",
    )
    if sys.platform == "linux"
    else ()
)
"""What starts a program that ends with us even if we are killed: PR_SET_PDEATHSIG of prctl(2), SIGTERM.

The thread that starts it must live as long.
"""

LOCK: Final = ".terraform.lock.hcl"
_LOCKED: Final = re.compile(
    r'^provider "registry\.terraform\.io/hashicorp/aws" \{\s*version\s*=\s*"(?P<version>[^"]+)"', re.MULTILINE
)
CRASHED: Final = ("panic: ", "fatal error: ")
"""How a program in Go begins to say that it crashed; Terraform tells it too, of what it has started itself."""
PARTS: Final = 5
"""Of the line that a plugin says first: core protocol, protocol, network, address, kind."""
END_SECONDS: Final = 2.0


class RealProvider:
    """The provider of a stack's folder.

    What does not change with it is kept in a file beside others: the protocol it speaks and its schema.
    With a file for what it tells, it is started by the main thread and ends with this process in any case. Raises
    FileNotFoundError if none is installed there.
    """

    def __init__(
        self, folder: Path, cache: Path, environment: Mapping[str, str], *, told: Path | None = None
    ) -> None:
        self._told = told
        self._cwd = folder
        self._binary = installed(folder).resolve()
        stat = self._binary.stat()
        self._kept = cache / f"{self._binary.name}-{stat.st_size}-{stat.st_mtime_ns}.schema"
        self._environment = environment
        self._starting = threading.Lock()
        self._folder: Path | None = None
        self._process: subprocess.Popen[str] | None = None
        self._channel: Any = None
        self._spoken = ""
        self.socket: Path | None = None
        """Where it listens once it was started, if that is a local socket."""

    @functools.cached_property
    def _kept_parts(self) -> tuple[str, bytes]:
        try:
            protocol, _, schema = self._kept.read_bytes().partition(b"\n")
        except OSError:
            self.start()
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

    @property
    def lost(self) -> bool:
        """Whether it ended by itself."""
        return self._process is not None and self._process.poll() is not None

    @property
    def last_words(self) -> str:
        """What it said of its own crash, nothing if it did not crash."""
        text = self._told.read_text(encoding="utf-8", errors="replace") if self._told else ""
        begins = [place for words in CRASHED if (place := text.find(words)) >= 0]
        return text[min(begins) :] if begins else ""

    def call(self, method: str) -> Call:
        """Return what hands a call on; it raises RpcError where the provider fails."""
        asked: Any = None

        def relayed(request: bytes) -> bytes:
            nonlocal asked
            if asked is None:
                self.start()
                asked = self._channel.unary_unary(method)
            return asked(request)

        return relayed

    def end(self) -> None:
        """End it, if it was started."""
        if self._process is None:
            return
        if self._channel is not None:
            self._channel.close()
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, unless it runs. Raises OSError if it does not start as a plugin."""
        with self._starting:
            if self._channel is not None:
                return
            # Without the certificate of Terraform it speaks plainly, on a socket that is this user's own.
            environment = {k: v for k, v in self._environment.items() if k != "PLUGIN_CLIENT_CERT"}
            # It leaves its socket where it was.
            self._folder = socket_folder(environment)
            environment[SOCKETS] = str(self._folder)
            with contextlib.ExitStack() as opened:
                told = opened.enter_context(self._told.open("wb")) if self._told else None
                self._process = subprocess.Popen(
                    [*(ENDS_WITH_US if self._told else ()), self._binary],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=told,
                    text=True,
                    cwd=self._cwd,
                    env=environment,
                )
            assert self._process.stdout  # noqa: S101 - it was asked for
            parts = self._process.stdout.readline().strip().split("|")
            if len(parts) < PARTS:
                raise OSError(f"{self._binary} does not start as a plugin: it said {parts}")
            self._spoken, network, address = parts[1:4]
            target = f"unix:{address}" if network == "unix" else address
            self.socket = Path(address) if network == "unix" else None
            self._channel = grpc.insecure_channel(target, options=UNLIMITED)


def installed(folder: Path) -> Path:
    """Return the provider that Terraform takes in a folder: the one that is locked, of several.

    Raises FileNotFoundError if none is installed there.
    """
    found = sorted(folder.glob(INSTALLED))
    if len(found) > 1:
        locked = _LOCKED.search((folder / LOCK).read_text(encoding="utf-8"))
        found = [each for each in found if locked and each.parent.parent.name == locked["version"]]
    if not found:
        raise FileNotFoundError(f"{folder} has no AWS provider: run terraform init")
    return found[0]

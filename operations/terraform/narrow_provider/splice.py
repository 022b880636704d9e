"""Connections handed on byte by byte, each to the socket that is chosen for it once it says something."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

_AT_ONCE: Final = 262144
_WAITING: Final = 128


class Splice:
    """Hands on every connection to a local socket until it is closed.

    `target` is asked for each that sends anything, for Terraform also connects to see whether somebody is there. It
    returns the socket that the connection is handed on to; what raises OSError there closes the connection.
    """

    def __init__(self, path: Path, target: Callable[[], Path]) -> None:
        self._target = target
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen(_WAITING)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._others: dict[socket.socket, socket.socket | None] = {}
        self._woken, self._wake = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close it and every connection."""
        self._wake.send(b".")
        self._thread.join()
        self._wake.close()

    def _serve(self) -> None:
        try:
            self._hand_on_all()
        finally:
            # Whoever is at the other end must not wait for what never comes.
            for each in (*self._others, self._listening, self._woken):
                each.close()
            self._selector.close()

    def _hand_on_all(self) -> None:
        while True:
            for key, _ in self._selector.select():
                ready: socket.socket = key.fileobj  # type: ignore[assignment]
                if ready is self._woken:
                    return
                if ready is self._listening:
                    self._add(self._listening.accept()[0], None)
                elif ready in self._others:
                    self._hand_on(ready)

    def _add(self, new: socket.socket, other: socket.socket | None) -> None:
        self._others[new] = other
        self._selector.register(new, selectors.EVENT_READ)

    def _hand_on(self, ready: socket.socket) -> None:
        try:
            said = ready.recv(_AT_ONCE)
            if not said:
                raise ConnectionResetError
            other = self._others[ready]
            if other is None:
                other = socket.socket(socket.AF_UNIX)
                self._others[ready] = other
                other.connect(str(self._target()))
                self._add(other, ready)
            other.sendall(said)
        except OSError:
            self._drop(ready)

    def _drop(self, one: socket.socket) -> None:
        for each in (one, self._others.pop(one, None)):
            if each is not None:
                self._others.pop(each, None)
                with contextlib.suppress(KeyError):
                    self._selector.unregister(each)
                each.close()

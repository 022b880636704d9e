"""The whole answer of a WSGI application."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, such as `200 OK`, headers in order, and body."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status.partition(" ")[0])

    def sent(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer with it, as WSGI calls an application."""
        start_response(self.status, list(self.headers))
        return [self.body]


def answer_of(application: Application, environ: dict[str, Any]) -> Answer:
    """Return what an application answers to a request."""
    begun: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], None]:
        begun[:] = [(status, tuple(headers))]
        return written.append

    parts = application(environ, start_response)
    try:
        written.extend(parts)
    finally:
        if (close := getattr(parts, "close", None)) is not None:
            close()
    status, headers = begun[0]
    return Answer(status, headers, b"".join(written))

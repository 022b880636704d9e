"""What the provider says to the person at the terminal."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from offline_databricks.protobuf import Message
from offline_databricks.sensitive import may_be_secret
from offline_databricks.values import Value

ERROR: Final = 1
WARNING: Final = 2
HIDDEN: Final = "(hidden)"

_SHORTEST_SECRET: Final = 4
"""What is shorter stands in any text by chance."""

Path: TypeAlias = tuple[str | int, ...]
"""Where in a resource: names of attributes and blocks, positions in lists."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing said, about the whole resource where it has no path."""

    summary: str
    detail: str = ""
    path: Path = ()
    severity: int = ERROR


class RefusedError(Exception):
    """An operation is refused; the diagnostics say why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(one.summary for one in diagnostics))
        self.diagnostics = diagnostics


def refuse(summary: str, detail: str = "", path: Path = ()) -> RefusedError:
    """Return the refusal with one thing said."""
    return RefusedError(Diagnostic(summary, detail, path))


def dotted(path: Path) -> str:
    """Return a path as people write it: `task[0].name`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def diagnostic_message(diagnostic: Diagnostic) -> Message:
    """Return a diagnostic as Terraform reads it."""
    message: Message = {
        "severity": diagnostic.severity,
        "summary": diagnostic.summary,
        "detail": diagnostic.detail,
    }
    return message | {"attribute": path_message(diagnostic.path)} if diagnostic.path else message


def path_message(path: Path) -> Message:
    """Return a path as Terraform reads it."""
    return {"steps": [{"index": step} if isinstance(step, int) else {"attribute": step} for step in path]}


def unexpected(error: Exception, *values: Value) -> Diagnostic:
    """Return what to say of a fault in this program, without the secrets that `values` hold."""
    found = {secret for value in values for secret in _secrets(value) if len(secret) >= _SHORTEST_SECRET}
    longest_first = sorted(map(re.escape, found), key=len, reverse=True)
    text = re.sub("|".join(longest_first), HIDDEN, str(error)) if found else str(error)
    return Diagnostic(
        "The offline stand-in for the Databricks provider has a fault",
        f"{type(error).__name__}: {text}",
    )


def _secrets(value: Value, *, secret: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, below in cast("Mapping[str, Value]", value).items():
            yield from _secrets(below, secret=secret or may_be_secret(name))
    elif isinstance(value, list):
        for below in cast("list[Value]", value):
            yield from _secrets(below, secret=secret)
    elif secret and isinstance(value, str) and value:
        yield value

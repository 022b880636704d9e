"""Where a delivery stream of Firehose puts its objects at a time."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from operations.common.errors import OperationError

TIMES: Final[Mapping[str, str]] = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
"""The parts of a pattern in a prefix, which are Java's DateTimeFormatter's (Firehose developer guide, "Custom
prefixes for Amazon S3 objects")."""
EXPRESSION: Final = re.compile(r"!\{([^}]*)\}")


def prefix(name: str, pattern: str, at: datetime) -> str:
    """Return the prefix of an object that a stream of this name delivers at a time.

    Raises OperationError for an expression other than of a time.
    """

    def expanded(found: re.Match[str]) -> str:
        namespace, _, text = found[1].partition(":")
        if namespace != "timestamp":
            raise unknown(name, "expression", found[0], ("!{timestamp:...}",))
        parts = re.findall(r"[A-Za-z]+|[^A-Za-z]+", text)
        strange = [part for part in parts if part.isalpha() and part not in TIMES]
        if strange:
            raise unknown(name, "part of a time", strange[0], TIMES)
        return at.strftime("".join(TIMES.get(part) or part.replace("%", "%%") for part in parts))

    return EXPRESSION.sub(expanded, pattern)


def unknown(name: str, what: str, given: object, known: Iterable[str]) -> OperationError:
    """Return the error about a setting of a delivery stream that is none of the known ones."""
    return OperationError(
        f"delivery stream {name} has {what} {given!r}, which can't be followed here; known: {', '.join(known)}"
    )

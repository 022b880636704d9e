"""The arguments of a resource as a review may show them: what is secret, and what is known only after the apply."""

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from operations.common.files import sha256
from operations.synthesis.differences import UNKNOWN, Argument, decoded, differences

__all__ = ["SENSITIVE", "UNKNOWN", "Argument", "decoded", "differences", "masked", "with_unknown"]

SENSITIVE: Final = "(sensitive)"
SECRET_WORDS: Final = ("password", "secret_string", "private_key", "access_token", "client_secret")
"""Arguments whose values are never shown, whatever the provider's schema says of them."""


class _Unreadable(str):
    """A text that reads `(sensitive)`; it differs from another where the values behind them do."""

    __slots__ = ("_digest",)

    def __new__(cls, value: Any = None) -> "_Unreadable":
        """Return the text for a value, of which only a digest is kept."""
        made = super().__new__(cls, SENSITIVE)
        made._digest = sha256(json.dumps(value, sort_keys=True).encode())
        return made

    def __eq__(self, other: object) -> bool:
        return self._digest == other._digest if isinstance(other, _Unreadable) else str(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def masked(value: Any, sensitive: Any, name: str = "") -> Any:
    """Return a value with everything that the mask, or its name, calls sensitive made unreadable.

    Two of them are still equal only where the values are: that a secret changes is no secret.
    """
    if value is None or value == "":
        return value
    if sensitive is True or any(word in name for word in SECRET_WORDS):
        return _Unreadable(value) if value != UNKNOWN else value
    if isinstance(value, Mapping):
        marks = sensitive if isinstance(sensitive, Mapping) else {}
        return {key: masked(held, marks.get(key), str(key)) for key, held in value.items()}
    if isinstance(value, list):
        marks = sensitive if isinstance(sensitive, list) else []
        return [
            masked(held, marks[index] if index < len(marks) else None, name)
            for index, held in enumerate(cast("list[Any]", value))
        ]
    return value


def with_unknown(value: Any, unknown: Any) -> Any:
    """Return a planned value with what is known only after the apply said so."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, Mapping) and isinstance(value, Mapping | None):
        held = dict(value or {})
        for key, mark in unknown.items():
            if mark:
                held[key] = with_unknown(held.get(key), mark)
        return held
    if isinstance(unknown, list) and isinstance(value, list):
        return [
            with_unknown(value[index] if index < len(value) else None, mark)
            for index, mark in enumerate(cast("list[Any]", unknown))
        ] or value
    return value

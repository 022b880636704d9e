"""What differs between the arguments of a resource, argument by argument."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from operations.common.files import sha256

SENSITIVE: Final = "(sensitive)"
UNKNOWN: Final = "(known after apply)"
SECRET_WORDS: Final = ("password", "secret_string", "private_key", "access_token", "client_secret")
"""Arguments whose values are never shown, whatever the provider's schema says of them."""

NAMING: Final = ("Sid", "principal", "name", "key", "id", "group_name")
"""Arguments that name an entry of a list, so that one more entry does not make all that follow look changed."""

_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument that differs, with its values as whole texts; None where a side does not have it."""

    path: str
    before: str | None
    after: str | None


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


def differences(before: Any, after: Any) -> tuple[Argument, ...]:
    """Return what differs, in the order of the paths; JSON in texts is compared by its content.

    What is within something that is known only after the apply is not told: nobody knows that it goes.
    """
    new = _by_path(after)
    later = tuple(path for path, value in new.items() if value == UNKNOWN)
    within = tuple(f"{path}{mark}" for path in later for mark in ".[")
    old = {path: value for path, value in _by_path(before).items() if not path.startswith(within)}
    return tuple(
        Argument(path, _text(old.get(path, _MISSING)), _text(new.get(path, _MISSING)))
        for path in sorted(old.keys() | new.keys())
        if old.get(path, _MISSING) != new.get(path, _MISSING)
    )


def decoded(value: Any) -> Any:
    """Return the document of a JSON text, or the value itself.

    A text that says something twice stays a text: which of the two is meant depends on who reads it.
    """
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value, object_pairs_hook=_once)
        except ValueError:
            return value
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _by_path(value: Any) -> dict[str, Any]:
    """Return what is at each path; of two that read the same, such as `a.b` and `b` within `a`, both stay."""
    found: dict[str, Any] = {}
    for path, held in _leaves(value):
        number = 2
        free = path
        while free in found:
            free, number = f"{path} ({number})", number + 1
        found[free] = held
    return found


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    value = decoded(value)
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield from _leaves(held, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        held_values = cast("list[Any]", value)
        if all(not isinstance(decoded(held), Mapping | list) for held in held_values):
            yield path, held_values
        else:
            for name, held in zip(_names(held_values), held_values, strict=True):
                yield from _leaves(held, f"{path}[{name}]")
    elif value is not None:
        yield path, value


def _names(entries: list[Any]) -> list[str]:
    """Return what tells entries of a list apart: an argument that names each, else their positions."""
    for key in NAMING:
        names = [str(entry[key]) for entry in entries if isinstance(entry, Mapping) and key in entry]
        if len(set(names)) == len(entries):
            return names
    return [str(index) for index in range(len(entries))]


def _text(value: Any) -> str | None:
    if value is _MISSING:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())

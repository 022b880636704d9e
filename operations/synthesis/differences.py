"""What differs between two values of JSON, path by path: one comparer for reviews and for the canary."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

UNKNOWN: Final = "(known after apply)"

NAMING: Final = ("Sid", "principal", "name", "key", "id", "group_name")
"""Arguments that name an entry of a list, so that one more entry does not make all that follow look changed."""

_MISSING: Final = object()
_PLAIN: Final = re.compile(r"[\w/-]+")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument that differs, with its values as whole texts; None where a side does not have it."""

    path: str
    before: str | None
    after: str | None


def differences(before: Any, after: Any, *, strict: bool = False) -> tuple[Argument, ...]:
    """Return what differs, in the order of the paths.

    JSON in texts is compared by its content, entries of a list by what names them, and what is within something that
    is known only after the apply is left out: nobody knows that it goes. With `strict` every byte counts instead, as
    `by_path` says.
    """
    old, new = by_path(before, strict=strict), by_path(after, strict=strict)
    if not strict:
        later = tuple(f"{path}{mark}" for path, value in new.items() if value == UNKNOWN for mark in ".[")
        old = {path: value for path, value in old.items() if not path.startswith(later)}
    text = _exact if strict else _readable
    return tuple(
        Argument(path, text(old.get(path, _MISSING)), text(new.get(path, _MISSING)))
        for path in sorted(old.keys() | new.keys())
        if old.get(path, _MISSING) != new.get(path, _MISSING)
    )


def by_path(value: Any, *, strict: bool = False) -> dict[str, Any]:
    """Return what is at each path; of two that read the same, such as `a.b` and `b` within `a`, both stay.

    With `strict` each value is its JSON text, so that 1, 1.0 and true differ; entries of a list have their position,
    what is empty or null is a value, and a text that holds JSON stays a text.
    """
    if strict:
        return dict(_exact_leaves(value, ""))
    found: dict[str, Any] = {}
    for path, held in _leaves(value):
        number = 2
        free = path
        while free in found:
            free, number = f"{path} ({number})", number + 1
        found[free] = held
    return found


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
    """Return what identifies entries of a list: an argument that names each, else their positions."""
    for key in NAMING:
        names = [str(entry[key]) for entry in entries if isinstance(entry, Mapping) and key in entry]
        if len(set(names)) == len(entries):
            return names
    return [str(index) for index in range(len(entries))]


def _exact_leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, held in cast("dict[str, Any]", value).items():
            step = key if _PLAIN.fullmatch(key) else json.dumps([key], ensure_ascii=False)
            yield from _exact_leaves(held, f"{path}.{step}" if path and step == key else f"{path}{step}")
    elif isinstance(value, list) and value:
        for index, held in enumerate(cast("list[Any]", value)):
            yield from _exact_leaves(held, f"{path}[{index}]")
    else:
        yield path, json.dumps(value, ensure_ascii=False)


def _exact(value: Any) -> str | None:
    return None if value is _MISSING else value


def _readable(value: Any) -> str | None:
    if value is _MISSING:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())

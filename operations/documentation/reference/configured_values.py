"""The values of every field in every environment."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple, cast

from pydantic import BaseModel

NAMING: Final = ("name", "resource_type", "environment", "kind", "storage_class", "on", "principal")
"""Fields that identify entries of a list, tried in turn until all are distinct."""


class Field(NamedTuple):
    """A field of a model; `entry` says of which one where an environment has several."""

    model: str
    entry: str
    name: str


Values = Mapping[Field, Mapping[str, str]]
"""The text of each value by the name of its environment."""


def values_of(configured: Mapping[str, BaseModel]) -> Values:
    """Return the values of every field of some configurations."""
    found: dict[Field, dict[str, str]] = {}
    for owner, model in configured.items():
        for field, value in _fields(model, ()):
            found.setdefault(field, {})[owner] = value
    return found


def _fields(model: BaseModel, entry: tuple[str, ...]) -> Iterator[tuple[Field, str]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _fields(value, entry)
        elif _is_list_of_models(value):
            for label, each in zip(_labels(value), value, strict=True):
                yield from _fields(each, (*entry, label))
        else:
            yield Field(type(model).__name__, " ".join(entry), name), as_text(value)


def _is_list_of_models(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], BaseModel)


def _labels(models: Iterable[BaseModel]) -> list[str]:
    given = list(models)
    for name in NAMING:
        labels = [as_text(getattr(model, name, None)) for model in given]
        if len(set(labels)) == len(given) and "none" not in labels:
            return labels
    return [str(number) for number in range(1, len(given) + 1)]


def as_text(value: Any) -> str:
    """Return a value as configuration says it."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case Enum():
            return str(value.value)
        case tuple() | list():
            return ", ".join(as_text(each) for each in cast("tuple[Any, ...]", value)) or "none"
        case _:
            return str(value)

"""An environment as lines for people."""

from collections.abc import Iterator
from typing import Any, cast

from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.tags import tag_set


def as_lines(config: EnvironmentConfig) -> Iterator[str]:
    """Return the configuration field by field, then the subnets, names and tags that follow from it."""
    names = Names.of(config)
    yield from _section("configuration", flat_fields(config))
    yield from _section(
        "subnets", {f"{subnet.tier} {subnet.zone}": str(subnet.cidr) for subnet in config.network.subnets}
    )
    yield from _section("buckets", {layer.name: names.s3_bucket(layer.name) for layer in config.lake.layers})
    yield from _section("tags", tag_set(config))


def flat_fields(config: EnvironmentConfig) -> dict[str, str]:
    """Return the text of every value of the configuration by its path."""
    return dict(_flat(config.model_dump(mode="json")))


def _section(title: str, rows: dict[str, str]) -> Iterator[str]:
    width = max(map(len, rows))
    yield title
    yield from (f"  {key:<{width}}  {value}" for key, value in rows.items())
    yield ""


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Return path and text of each leaf; entries of lists are called by what tells them apart."""
    if isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(entry, dict) for entry in cast("list[Any]", value)):
        for index, entry in enumerate(cast("list[dict[str, Any]]", value)):
            yield from _flat(entry, f"{path}[{_called(entry, index)}]")
    else:
        yield path, "for ever" if value is None and path.endswith("retention_days") else _leaf(value)


def _called(entry: dict[str, Any], index: int) -> str:
    """Return what tells an entry of a list from the others, wherever it stands."""
    if {"principal", "on"} <= entry.keys():
        return f"{entry['principal']} on {entry['on']}"
    return str(entry.get("name", index))


def _leaf(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(map(str, cast("list[Any]", value))) or "none"
        case _:
            return str(value)

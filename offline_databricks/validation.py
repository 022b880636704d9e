"""The checks of a configuration that need nothing but the configuration, at `terraform validate` and before."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

from offline_databricks.access import check_access
from offline_databricks.diagnostics import Diagnostic, Path
from offline_databricks.schema import Attribute, Body
from offline_databricks.sensitive import may_be_secret
from offline_databricks.values import UNKNOWN, Object, Value, given
from provider_facts.databricks import EVERY_ARGUMENT, Enumeration, Limit, ResourceRules


def check_resource(rules: ResourceRules, body: Body, config: Object) -> list[Diagnostic]:
    """Return what is wrong with a resource; what is not known yet is not judged."""
    found = list(_read_only(body, config, ()))
    if body.legacy and config.get("id") is not None:
        found.append(_read_only_diagnostic(("id",)))
    found += _required(rules, config)
    found += [one for group in rules.conflicts for one in _conflict(group, config)]
    found += [one for group in rules.exactly_one_of for one in _exactly_one(group, config)]
    found += [one for group in rules.at_least_one_of for one in _at_least_one(group, config)]
    found += [one for pair in rules.required_with for one in _needs(pair, config)]
    for pattern, enumeration in rules.enums.items():
        found += [
            one for path, value in _all(config, pattern) for one in _enumerated(path, value, enumeration)
        ]
    for pattern, limit in rules.limits.items():
        found += [one for path, value in _all(config, pattern) for one in _bounded(path, value, limit)]
    for pattern, values in rules.forbidden.items():
        found += [
            Diagnostic("Value not allowed", f"{path[-1]} may not be {value!r}.", path)
            for path, value in _all(config, pattern)
            if value in values
        ]
    return [*found, *check_access(rules.type, config)]


def check_read_only(body: Body, config: Object) -> list[Diagnostic]:
    """Return an error for every attribute that is set though only the provider sets it."""
    return list(_read_only(body, config, ()))


def _read_only(body: Body, config: Object, path: Path) -> Iterator[Diagnostic]:
    for name, attribute in body.attributes.items():
        yield from _read_only_attribute(attribute, config.get(name), (*path, name))
    for name, block in body.blocks.items():
        for below, one in _objects(config.get(name), (*path, name)):
            yield from _read_only(block.body, one, below)


def _read_only_attribute(attribute: Attribute, value: Value, path: Path) -> Iterator[Diagnostic]:
    if value is None:
        return
    if attribute.read_only:
        yield _read_only_diagnostic(path)
    elif attribute.nested is not None:
        for below, one in _objects(value, path):
            yield from _read_only(Body(attribute.nested.attributes, {}), one, below)


def _read_only_diagnostic(path: Path) -> Diagnostic:
    return Diagnostic(
        "Read-only argument", f"{path[-1]} is set by Databricks and cannot be set in a configuration.", path
    )


def _objects(value: Value, path: Path) -> Iterator[tuple[Path, Object]]:
    if isinstance(value, list):
        for index, one in enumerate(cast("list[Value]", value)):
            if isinstance(one, dict):
                yield (*path, index), cast("Object", one)
    elif isinstance(value, dict):
        yield path, cast("Object", value)


def _all(value: Value, pattern: str, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Yield what a pattern names that is set, or not known yet."""
    first, _, rest = pattern.partition(".")
    for place, one in _objects(value, path) if path else [((), cast("Object", value))]:
        for name in list(one) if first == EVERY_ARGUMENT else [first]:
            below = one.get(name)
            if not given(below):
                continue
            if rest:
                yield from _all(below, rest, (*place, name))
            else:
                yield (*place, name), below


def _required(rules: ResourceRules, config: Object) -> Iterator[Diagnostic]:
    for required in rules.required_on_aws:
        if required.unless and config.get(required.unless[0]) in {required.unless[1], UNKNOWN}:
            continue
        for place, one in _parents(config, required.path):
            name = required.path.rpartition(".")[2]
            if not given(one.get(name)):
                yield Diagnostic(
                    "Missing required argument",
                    f"{required.path} is required on AWS: the schema does not say so, Databricks refuses it.",
                    place,
                )


def _parents(config: Object, path: str) -> Iterator[tuple[Path, Object]]:
    parent = path.rpartition(".")[0]
    if not parent:
        yield (), config
        return
    for place, value in _all(config, parent):
        yield from _objects(value, place)


def _groups(group: Sequence[str], config: Object) -> Iterator[tuple[Path, Mapping[str, Value]]]:
    """Yield, for each block that holds a group, which of its members are set to what."""
    parents = {member.rpartition(".")[0] for member in group}
    if len(parents) == 1:
        for place, one in _parents(config, group[0]):
            names = [member.rpartition(".")[2] for member in group]
            yield place, {name: one.get(name) for name in names if given(one.get(name))}
    else:
        found = {member: [value for _, value in _all(config, member)] for member in group}
        yield (), {member: values[0] for member, values in found.items() if values}


def _sure(present: Mapping[str, Value]) -> list[str]:
    return [name for name, value in present.items() if value is not UNKNOWN]


def _conflict(group: Sequence[str], config: Object) -> Iterator[Diagnostic]:
    for place, present in _groups(group, config):
        if len(sure := _sure(present)) > 1:
            yield Diagnostic(
                "Conflicting configuration arguments", f"{_and(sure)} cannot be used together.", place
            )


def _exactly_one(group: Sequence[str], config: Object) -> Iterator[Diagnostic]:
    for place, present in _groups(group, config):
        if len(sure := _sure(present)) > 1:
            yield Diagnostic(
                "Invalid combination of arguments",
                f"only one of {_or(group)} can be set, found {_and(sure)}.",
                place,
            )
        elif not present:
            yield Diagnostic("Invalid combination of arguments", f"one of {_or(group)} must be set.", place)


def _at_least_one(group: Sequence[str], config: Object) -> Iterator[Diagnostic]:
    for place, present in _groups(group, config):
        if not present:
            yield Diagnostic("Missing required argument", f"one of {_or(group)} must be set.", place)


def _needs(pair: tuple[str, str], config: Object) -> Iterator[Diagnostic]:
    when, needed = pair
    for path, _ in _all(config, when):
        if not any(True for _ in _all(config, needed)):
            yield Diagnostic("Missing required argument", f"{when} needs {needed}.", path)


def _enumerated(path: Path, value: Value, enumeration: Enumeration) -> Iterator[Diagnostic]:
    for one in cast("list[Value]", value) if isinstance(value, list) else [value]:
        if one is UNKNOWN or not isinstance(one, str):
            continue
        allowed: Iterable[str] = enumeration.values
        same = (
            one.casefold() in {name.casefold() for name in allowed}
            if enumeration.ignore_case
            else one in allowed
        )
        if not same:
            yield Diagnostic(
                "Value not allowed",
                f"expected {path[-1]} to be one of {', '.join(allowed)}, got {one!r}.",
                path,
            )


def _bounded(path: Path, value: Value, limit: Limit) -> Iterator[Diagnostic]:
    if value is UNKNOWN:
        return
    if wrong := _beyond(value, limit):
        shown = "" if may_be_secret(str(path[-1])) else f", got {value!r}"
        yield Diagnostic("Value out of bounds", f"{path[-1]} must be {limit.meaning or wrong}{shown}.", path)


def _beyond(value: Value, limit: Limit) -> str:
    if isinstance(value, str):
        if limit.pattern is not None and not re.fullmatch(limit.pattern, value):
            return f"like {limit.pattern}"
        return _outside(len(value), limit.min_length, limit.max_length, "characters long")
    if isinstance(value, list):
        return _outside(len(cast("list[Value]", value)), limit.min_items, limit.max_items, "in number")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _outside(value, limit.minimum, limit.maximum, "in value")
    return ""


def _outside(size: float, least: int | None, most: int | None, unit: str) -> str:
    if least is not None and size < least:
        return f"at least {least} {unit}"
    return f"at most {most} {unit}" if most is not None and size > most else ""


_SEVERAL: Final = 2


def _or(names: Sequence[str]) -> str:
    return " or ".join(names) if len(names) <= _SEVERAL else ", ".join(names)


def _and(names: Sequence[str]) -> str:
    return " and ".join(names)

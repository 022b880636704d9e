"""What the Databricks provider checks on AWS beyond its schema, as typed facts.

Of the types in use the facts are those of the pinned version, which `databricks.json` names; the others are of 1.99.0,
from which the bindings are made, and each `source` says so.

The facts are in `databricks.json`, beside this file: each type says where its entry comes from. A path is
dotted from the resource's root (`config.slack`); a path below a block holds for each of its blocks, and only
where the block is present. `*` stands for every name at its level.
"""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

FACTS: Final = Path(__file__).with_suffix(".json")

EVERY_ARGUMENT: Final = "*"
"""In `replace_on`: the provider has no update for this type, so any change replaces it."""

Scalar: TypeAlias = str | int | float | bool


class Level(StrEnum):
    """Which configuration of the provider a type belongs to: by its host."""

    ACCOUNT = "account"
    WORKSPACE = "workspace"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """An argument that the schema calls optional and AWS cannot do without.

    `unless` names an argument and a value that lift the requirement.
    """

    path: str
    unless: tuple[str, Scalar] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration:
    """The only values an argument takes."""

    values: tuple[str, ...]
    ignore_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The bounds of an argument; lengths in characters, both ends allowed."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    """A regular expression that the whole text matches."""
    minimum: int | None = None
    maximum: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    meaning: str = ""
    """The bounds in words, for messages; empty where the numbers say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToSet:
    """A text that the schema calls optional and that a configuration sets all the same.

    The plugin framework fails an apply whose answer has a value where the plan has none, and leaves the object
    tainted. `filled` is a template of what Databricks answers where the text is left out, None where no public
    run shows it.
    """

    source: str
    filled: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRules:
    """What is known of one resource type beyond its schema.

    `conflicts`: sets of arguments of which at most one may be given. `required_with`: pairs, the first needs
    the second. `replace_on`: arguments whose change replaces the object, but for `in_place`.
    `replace_verified` is False where the list is from the documentation or memory and not from the source.
    `on_by_default` are switches that Databricks has on where they are left out, and of which it answers what holds
    as `effective_` and their name, each with its source. `texts_to_set` and `texts_left_out` are all optional texts
    of a type of the plugin framework that only the configuration sets, by path, the second with why they may be left
    out; both are empty for a type that is not in use, which nobody has looked at.
    """

    type: str
    level: Level
    framework: bool = False
    """Whether the provider serves it with the plugin framework, in which an empty list is not the same as none."""
    required_on_aws: tuple[Required, ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    exactly_one_of: tuple[tuple[str, ...], ...] = ()
    at_least_one_of: tuple[tuple[str, ...], ...] = ()
    required_with: tuple[tuple[str, str], ...] = ()
    enums: Mapping[str, Enumeration] = field(default_factory=dict[str, Enumeration])
    limits: Mapping[str, Limit] = field(default_factory=dict[str, Limit])
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    defaults: Mapping[str, Scalar] = field(default_factory=dict[str, Scalar])
    replace_on: tuple[str, ...] = ()
    in_place: tuple[str, ...] = ()
    replace_verified: bool = False
    on_by_default: Mapping[str, str] = field(default_factory=dict[str, str])
    texts_to_set: Mapping[str, TextToSet] = field(default_factory=dict[str, TextToSet])
    texts_left_out: Mapping[str, str] = field(default_factory=dict[str, str])
    source: str = ""


Json: TypeAlias = Mapping[str, Any]


def _groups(entry: Json, key: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in entry.get(key, ()))


def _names(entry: Json, key: str) -> tuple[str, ...]:
    return tuple(cast("Sequence[str]", entry.get(key, ())))


def _required(entry: str | Json) -> Required:
    if isinstance(entry, str):
        return Required(path=entry)
    argument, value = entry["unless"]
    return Required(path=entry["path"], unless=(argument, value))


def _enumeration(entry: Sequence[str] | Json) -> Enumeration:
    if isinstance(entry, Mapping):
        return Enumeration(values=tuple(entry["values"]), ignore_case=True)
    return Enumeration(values=tuple(entry))


def _rules(name: str, entry: Json) -> ResourceRules:
    return ResourceRules(
        type=name,
        level=Level(entry["level"]),
        framework=entry.get("framework", False),
        required_on_aws=tuple(map(_required, entry.get("required_on_aws", ()))),
        conflicts=_groups(entry, "conflicts"),
        exactly_one_of=_groups(entry, "exactly_one_of"),
        at_least_one_of=_groups(entry, "at_least_one_of"),
        required_with=tuple((when, needs) for when, needs in entry.get("required_with", ())),
        enums={path: _enumeration(values) for path, values in entry.get("enums", {}).items()},
        limits={path: Limit(**bounds) for path, bounds in entry.get("limits", {}).items()},
        forbidden={path: tuple(values) for path, values in entry.get("forbidden", {}).items()},
        defaults=entry.get("defaults", {}),
        replace_on=_names(entry, "replace_on"),
        in_place=_names(entry, "in_place"),
        replace_verified=entry.get("replace_verified", False),
        on_by_default=entry.get("on_by_default", {}),
        texts_to_set={path: TextToSet(**text) for path, text in entry.get("texts_to_set", {}).items()},
        texts_left_out=entry.get("texts_left_out", {}),
        source=entry.get("source", ""),
    )


@functools.cache
def _document() -> Json:
    return cast("Json", json.loads(FACTS.read_bytes()))


@functools.cache
def rules(resource_type: str) -> ResourceRules:
    """Return what is known of a type; raise KeyError for a type the provider does not have."""
    try:
        entry = _document()["resources"][resource_type]
    except KeyError:
        raise KeyError(f"provider_facts/databricks.json has no resource type {resource_type!r}") from None
    return _rules(resource_type, entry)


@functools.cache
def permission_levels() -> Mapping[str, tuple[str, ...]]:
    """Return the levels that `databricks_permissions` accepts, by the argument that names the object."""
    return MappingProxyType(
        {name: tuple(levels) for name, levels in _document()["permission_levels"].items()}
    )


def _levels() -> Mapping[str, Level]:
    resources = cast("Mapping[str, Json]", _document()["resources"])
    return MappingProxyType({name: Level(entry["level"]) for name, entry in resources.items()})


LEVELS: Final = _levels()
"""The level of every resource type of the provider."""

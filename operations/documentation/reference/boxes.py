"""The boxes of an architecture picture: constructs that belong together, and what they need of each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain
from typing import Final

from configuration.model import EnvironmentConfig
from configuration.sources.source import SourceKind
from operations.review.graph import references
from operations.review.layers import construct_of, layer_of
from operations.synthesis.stacks import Synthesised

TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "Customer keys": ("lake_key", "ingestion_key", "logs_key"),
    "Audit trail": ("audit", "audit/*"),
    "Guard rails": ("account",),
    "Private network": ("network", "network/*"),
    "Endpoints": ("endpoints",),
    "Flow logs": ("flow_logs", "flow_logs/*"),
    "Security group": ("workspace_security_group",),
    "APIs": ("ingestion/marks",),
    "Streams": ("ingestion/stream_reader",),
    "Databases": ("ingestion/replication_account_roles",),
    "Files": ("ingestion/sftp", "ingestion/partners"),
    "Shared": ("ingestion",),
    "Network, link": ("databricks/network", "databricks/private_link"),
    "Compute role": ("databricks/compute",),
    "Root, keys": ("databricks/root", "databricks/managed_services_key", "databricks/storage_key"),
    "Serverless": ("databricks/serverless",),
    "Settings": ("databricks/settings", "databricks/members"),
    "Lake credential": ("governance/lake",),
    "Catalogue": ("governance/catalog", "governance/sharing"),
    "Tags, hiding": ("governance/tags", "governance/schema_tags", "governance/hiding"),
    "Privileges": ("access",),
    "Policies": ("policies/*",),
    "Pools": ("pools/*",),
    "Warehouses": ("warehouses/*",),
    "Models": ("consumption/*_model",),
    "Secret scopes": ("consumption/*_secrets",),
    "Federation": ("consumption/*_database",),
    "Alarm topics": ("alarms",),
    "AWS Config": ("monitoring/configuration",),
    "Security alarms": ("monitoring/security",),
    "Cost watch": ("monitoring/cost",),
    "Detectors": ("monitoring/detection",),
}
"""Constructs that are one box, as patterns; each of the others is a box of its own, named by its id."""

KINDS: Final[Mapping[SourceKind, str]] = {
    SourceKind.API: "APIs",
    SourceKind.STREAM: "Streams",
    SourceKind.DATABASE: "Databases",
    SourceKind.FILE: "Files",
}
"""The box of each kind of source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box: its layer, its constructs, how many resources they hold, and how many sources."""

    name: str
    layer: str
    constructs: tuple[str, ...]
    resources: int
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The boxes of a stack and its arrows, each from who refers to who is referred to.

    `between` are how many resources of one layer refer to one of another, or of the same.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]
    between: Mapping[tuple[str, str], int]


def picture_of(stack: Synthesised, config: EnvironmentConfig) -> Picture:
    """Return the picture of an environment's stack; arrows that others imply are left out."""
    sources = _sources(config)
    of = {address: _box(construct_of(path), sources) for address, path in stack.paths.items()}
    boxes: dict[str, Box] = {}
    for name, held in _by_box(stack, of).items():
        constructs = tuple(sorted({construct_of(stack.paths[address]) for address in held}))
        boxes[name] = Box(
            name=name,
            layer=layer_of(stack.paths[held[0]]),
            constructs=constructs,
            resources=len(held),
            sources=sum(construct in sources for construct in constructs),
        )
    found = list(_references(stack))
    between: dict[tuple[str, str], int] = {}
    for start, end in found:
        pair = (layer_of(stack.paths[start]), layer_of(stack.paths[end]))
        between[pair] = between.get(pair, 0) + 1
    arrows = {(of[start], of[end]) for start, end in found if of[start] != of[end]}
    return Picture(boxes=tuple(boxes.values()), arrows=without_implied(arrows), between=between)


def box_of(path: str, config: EnvironmentConfig) -> str:
    """Return the name of the box that a construct path, which begins below the stack, is in."""
    return _box(construct_of(f"/{path}"), _sources(config))


def _sources(config: EnvironmentConfig) -> dict[str, str]:
    return {f"ingestion/{each.identifier}": KINDS[each.kind] for each in config.sources.all}


def without_implied(arrows: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the arrows without those that lead where a way over others leads too."""
    kept = set(arrows)
    for start, end in sorted(arrows):
        if end in _reached(start, kept - {(start, end)}):
            kept.remove((start, end))
    return tuple(sorted(kept))


def _reached(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    new = {start}
    while new:
        new = {end for begin, end in arrows if begin in new} - found
        found |= new
    return found


def _references(stack: Synthesised) -> Iterator[tuple[str, str]]:
    return chain.from_iterable(
        ((address, target) for target in sorted(targets)) for address, targets in references(stack).items()
    )


def _by_box(stack: Synthesised, of: Mapping[str, str]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for address in stack.resources:
        held.setdefault(of[address], []).append(address)
    return held


def _box(construct: str, sources: Mapping[str, str]) -> str:
    if construct in sources:
        return sources[construct]
    for name, patterns in TOGETHER.items():
        if any(fnmatchcase(construct, pattern) for pattern in patterns):
            return name
    return construct.rpartition("/")[2].replace("_", " ").capitalize()

"""The compute of an environment: what teams may start, what waits warm, what answers SQL."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from configuration.base import Model, repeated
from configuration.databricks.groups import Principal, Robot
from configuration.errors import Problem
from configuration.instance_types import EC2_TYPES

NodeType = Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9]+$", max_length=40)]
ResourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]

LARGEST_CLUSTER = 100
LONGEST_IDLE_MINUTES = 240


class PolicyKind(StrEnum):
    """What a cluster is for."""

    JOB = "job"
    INTERACTIVE = "interactive"
    ML = "ml"


class PolicyConfig(Model):
    """What clusters of one kind a team may start. Tags, runtime and access mode are never theirs."""

    team: ResourceName
    """Whose clusters they are: part of the policy's name, and a tag of the clusters."""
    kind: PolicyKind
    users: Annotated[tuple[Principal, ...], Field(min_length=1)]
    """The groups and service principals that may use the policy."""
    node_types: Annotated[tuple[NodeType, ...], Field(min_length=1)]
    """The first is the default."""
    max_workers: Annotated[int, Field(ge=0, le=LARGEST_CLUSTER)]
    """The most workers of one cluster."""
    max_dbus_per_hour: Annotated[int, Field(ge=1, le=1000)]
    """The most DBU that one cluster may use in an hour."""
    idle_minutes: Annotated[int, Field(ge=10, le=LONGEST_IDLE_MINUTES)] = 30
    """After so long without work an interactive cluster ends; job clusters end with their job."""
    spot: bool = False
    """Whether workers are spot instances, with on-demand ones where there is none; drivers never are."""
    pool: ResourceName | None = None
    """The pool that its machines come from; it then has the pool's node type."""

    @property
    def name(self) -> str:
        """Team and kind."""
        return f"{self.team}-{self.kind}"

    def problems(self) -> Iterator[Problem]:
        """Return users and node types that are named twice."""
        yield from repeated("users", self.users)
        yield from repeated("node_types", self.node_types)
        for index, node_type in enumerate(self.node_types):
            yield from _unknown_type(f"node_types[{index}]", node_type)


class PoolConfig(Model):
    """Machines that wait between jobs; they cost EC2 but no DBU while they wait."""

    name: ResourceName
    """By which policies name it."""
    node_type: NodeType
    """The type of its machines."""
    max_capacity: Annotated[int, Field(ge=1, le=500)]
    """The most machines, waiting and in use."""
    min_idle: Annotated[int, Field(ge=0, le=50)] = 0
    """Machines that always wait."""
    idle_minutes: Annotated[int, Field(ge=1, le=LONGEST_IDLE_MINUTES)] = 15
    """Minutes after which a waiting machine beyond `min_idle` is given back."""

    def problems(self) -> Iterator[Problem]:
        """Return a type of machine that EC2 does not have, and more idle machines than there may be."""
        yield from _unknown_type("node_type", self.node_type)
        if self.min_idle > self.max_capacity:
            yield Problem(
                field="min_idle",
                what="is above max_capacity",
                given=str(self.min_idle),
                allowed=f"up to {self.max_capacity}",
                fix="lower it or raise max_capacity",
            )


def _unknown_type(field: str, node_type: str) -> Iterator[Problem]:
    if node_type not in EC2_TYPES:
        family = node_type.partition(".")[0]
        known = sorted(each for each in EC2_TYPES if each.startswith(f"{family}."))
        yield Problem(
            field=field,
            what="is no type of machine of EC2",
            given=node_type,
            allowed=", ".join(known) or "a type of EC2, such as m6gd.xlarge",
            fix="choose one that exists, or add a new one to configuration/instance_types.py",
        )


class WarehouseConfig(Model):
    """A serverless SQL warehouse."""

    name: ResourceName
    """Names it in the workspace."""
    size: Literal["2X-Small", "X-Small", "Small", "Medium", "Large", "X-Large", "2X-Large"]
    """The size of each of its clusters."""
    max_clusters: Annotated[int, Field(ge=1, le=30)] = 1
    """The most clusters, for queries side by side."""
    auto_stop_minutes: Annotated[int, Field(ge=1, le=120)] = 10
    """Idle minutes after which it stops; never without an end."""
    users: Annotated[tuple[Principal, ...], Field(min_length=1)]
    """The groups and service principals that may run queries on it."""

    def problems(self) -> Iterator[Problem]:
        """Return the users that are named twice."""
        yield from repeated("users", self.users)


class ComputeConfig(Model):
    """The compute of an environment; exactly one warehouse serves Power BI."""

    policies: tuple[PolicyConfig, ...]
    pools: tuple[PoolConfig, ...] = ()
    warehouses: Annotated[tuple[WarehouseConfig, ...], Field(min_length=1)]

    @property
    def power_bi_warehouse(self) -> WarehouseConfig:
        """The warehouse that Power BI reads gold through."""
        return next(warehouse for warehouse in self.warehouses if Robot.POWER_BI in warehouse.users)

    @property
    def platform_warehouse(self) -> WarehouseConfig:
        """The warehouse that alerts run on: the first."""
        return self.warehouses[0]

    def problems(self) -> Iterator[Problem]:
        """Return names used twice, unknown pools, and none or several warehouses of Power BI."""
        yield from repeated("policies", (policy.name for policy in self.policies))
        yield from repeated("pools", (pool.name for pool in self.pools))
        yield from repeated("warehouses", (warehouse.name for warehouse in self.warehouses))
        known = {pool.name for pool in self.pools}
        for index, policy in enumerate(self.policies):
            if policy.pool is not None and policy.pool not in known:
                yield Problem(
                    field=f"policies[{index}].pool",
                    what="is no declared pool",
                    given=policy.pool,
                    allowed=", ".join(sorted(known)) or "none is declared",
                    fix="declare it in pools, or leave it out",
                )
        serving = [each.name for each in self.warehouses if Robot.POWER_BI in each.users]
        if len(serving) != 1:
            yield Problem(
                field="warehouses",
                what=f"Power BI has {len(serving)} warehouses",
                given=", ".join(serving) or "none",
                allowed="power-bi among the users of exactly one warehouse",
                fix="name it there",
            )
        for kind in PolicyKind:
            if not any(policy.kind is kind for policy in self.policies):
                yield Problem(
                    field="policies",
                    what=f"nobody has a policy for {kind} clusters",
                    given=", ".join(policy.name for policy in self.policies) or "none",
                    allowed=f"at least one policy of kind {kind}",
                    fix="add one: without it the team has no compute",
                )

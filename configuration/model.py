"""One environment."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from configuration.account import AccountConfig, DataProtection, EnvironmentName, KeyConfig, StateConfig
from configuration.base import Model
from configuration.databricks.config import DatabricksConfig
from configuration.databricks.placement import placement_problems
from configuration.databricks.registration_rules import registration_problems
from configuration.delivery import DeliveryConfig, delivery_problems
from configuration.errors import Problem
from configuration.github import GithubConfig
from configuration.lake import LakeConfig
from configuration.monitoring import MonitoringConfig
from configuration.network import InterfaceEndpoint, NatStrategy, NetworkConfig
from configuration.regions import REGIONS, partition_of, zones_of
from configuration.security import AuditConfig, EmulatorGap, GuardRails
from configuration.sources.catalogue import Sources, layer_of
from configuration.sources.quotas import Quotas, quota_problems
from configuration.tagging import TagConfig

UNSAFE_LOCAL_REGION: Final = "us-east-1"
"""There the emulator answers 200 to S3 calls that it does not implement, and hides mistakes."""

Region = Annotated[str, Field(json_schema_extra={"enum": list(REGIONS)})]


class EnvironmentConfig(Model):
    """Everything in which environments differ."""

    name: EnvironmentName
    account: AccountConfig
    region: Region
    """The AWS region of everything in it; none moves to another."""
    delivery: DeliveryConfig | None = None
    """How releases come to it; none come to the local environment."""
    state: StateConfig
    network: NetworkConfig
    lake: LakeConfig
    keys: KeyConfig
    data_protection: DataProtection
    audit: AuditConfig
    guard_rails: GuardRails
    tags: TagConfig
    databricks: DatabricksConfig
    monitoring: MonitoringConfig
    sources: Sources = Sources()
    quotas: Quotas = Quotas()
    github: GithubConfig | None = None
    """The repository that deploys it; the local environment has none."""
    emulator_gaps: tuple[EmulatorGap, ...] = ()
    """What the embedded AWS cannot hold; only the local environment may leave anything out."""

    @property
    def partition(self) -> str:
        """The AWS partition of the region."""
        return partition_of(self.region)

    @property
    def is_local(self) -> bool:
        """Whether this is the environment in the embedded AWS."""
        return self.name is EnvironmentName.LOCAL

    @property
    def is_offline(self) -> bool:
        """Whether its Databricks is the stand-in, which calls nothing, and its state a file."""
        return self.state.backend == "local"

    def problems(self) -> Iterator[Problem]:
        """Return the rules that the parts of the environment break between them."""
        yield from _placement(self)
        yield from _administrators(self)
        yield from _local_is_apart(self)
        yield from _sources(self)
        yield from _runner(self)
        yield from quota_problems(self.sources, self.quotas)
        yield from _registration(self)
        yield from placement_problems(
            self.databricks,
            environment=self.name,
            region=self.region,
            isolated=self.network.nat is NatStrategy.NONE,
        )
        yield from delivery_problems(self.delivery, self.name)
        if self.name is EnvironmentName.PROD and self.data_protection is not DataProtection.RETAIN:
            yield Problem(
                field="data_protection",
                what="prod never destroys data",
                given=self.data_protection.value,
                allowed=DataProtection.RETAIN.value,
                fix="set it to retain",
            )


def _placement(config: EnvironmentConfig) -> Iterator[Problem]:
    allowed = [region for region in REGIONS if not (config.is_local and region == UNSAFE_LOCAL_REGION)]
    if config.region not in allowed:
        yield Problem(
            field="region",
            what="hides mistakes in the emulator" if config.region in REGIONS else "is not a known region",
            given=config.region,
            allowed=", ".join(allowed),
            fix="choose one of them, or add a new region to configuration/regions.py",
        )
    if config.region in REGIONS:
        zones = zones_of(config.region)
        for index, zone in enumerate(config.network.availability_zones):
            if zone not in zones:
                yield Problem(
                    field=f"network.availability_zones[{index}]",
                    what=f"is not a zone of {config.region}",
                    given=zone,
                    allowed=", ".join(zones),
                    fix="choose zones of the region",
                )


def _registration(config: EnvironmentConfig) -> Iterator[Problem]:
    if config.region in REGIONS:
        keys = f"arn:{config.partition}:kms:{config.region}:{config.account.id}:key/"
        yield from registration_problems(config.databricks, environment=config.name, keys_of=keys)


def _administrators(config: EnvironmentConfig) -> Iterator[Problem]:
    if config.region not in REGIONS:
        return
    home = f"arn:{config.partition}:iam::{config.account.id}:"
    for index, arn in enumerate(config.keys.administrators):
        if not arn.startswith(home):
            yield Problem(
                field=f"keys.administrators[{index}]",
                what="is of another account or partition",
                given=arn,
                allowed=f"{home}role/... and {home}user/...",
                fix="name a role or user of the environment's own account",
            )


def _runner(config: EnvironmentConfig) -> Iterator[Problem]:
    """Return a runner whose address no list of the workspace can hold, and which it would shut out."""
    admitted = config.databricks.workspace.allowed_cidrs
    if config.github is not None and admitted and config.github.runner_is_shared:
        yield Problem(
            field="github.runner",
            what="cannot reach the workspace: GitHub shares it, and its addresses are in no databricks.workspace."
            "allowed_cidrs",
            given=config.github.runner,
            allowed="a runner of your own, or a larger one of GitHub's with addresses of your own",
            fix="set one up (docs/how-to/run-the-pipelines-from-known-addresses.md) and name its label here and in "
            "the variable ANTHILL_RUNNER, or admit every address (no allowed_cidrs)",
        )


def _sources(config: EnvironmentConfig) -> Iterator[Problem]:
    needs_internet = [*config.sources.apis, *config.sources.partners]
    if needs_internet and config.network.nat is NatStrategy.NONE:
        yield Problem(
            field="network.nat",
            what=f"APIs and SFTP partners ({', '.join(each.name for each in needs_internet)}) need the internet",
            given=config.network.nat.value,
            allowed="single, one_per_zone",
            fix="give the network a way out, or remove these sources and partners",
        )
    reaches_dms = (
        config.network.nat is not NatStrategy.NONE
        or InterfaceEndpoint.DMS in config.network.interface_endpoints
    )
    if config.sources.databases and not reaches_dms:
        yield Problem(
            field="network.interface_endpoints",
            what="nothing can start the replications of "
            + ", ".join(each.name for each in config.sources.databases),
            given=", ".join(config.network.interface_endpoints) or "none",
            allowed=f"with {InterfaceEndpoint.DMS}, in a network without a way out",
            fix="add it, or give the network a way out",
        )
    for index, source in enumerate(config.sources.files):
        for place, writer in enumerate(source.writers):
            if config.region in REGIONS and not writer.startswith(f"arn:{config.partition}:"):
                yield Problem(
                    field=f"sources.files[{index}].writers[{place}]",
                    what="is of another partition, whose principals reach nothing here",
                    given=writer,
                    allowed=f"arn:{config.partition}:iam::...",
                    fix="name one of this partition",
                )
    for source in config.sources.all:
        name = layer_of(source)
        layer = config.lake.layer(name).retention_days
        if source.retention_days is not None and layer is not None and source.retention_days >= layer:
            yield Problem(
                field="sources",
                what=f"{source.name} would be kept no longer: the shorter of two life cycles wins",
                given=f"retention_days {source.retention_days}",
                allowed=f"less than {layer} days, the retention of {name}",
                fix="shorten it, leave it out, or let the layer keep objects longer",
            )


def _local_is_apart(config: EnvironmentConfig) -> Iterator[Problem]:
    backend = "local" if config.is_local else "s3"
    if config.state.backend != backend:
        yield Problem(
            field="state.backend",
            what=f"is not for {config.name}",
            given=config.state.backend,
            allowed=backend,
            fix=f"set it to {backend}",
        )
    if config.is_local and config.github is not None:
        yield Problem(
            field="github",
            what="no pipeline deploys local",
            given=f"{config.github.owner}/{config.github.repository}",
            allowed="none",
            fix="remove it",
        )
    if not config.is_local and config.github is None:
        yield Problem(
            field="github",
            what=f"no repository may deploy {config.name}",
            given="none",
            allowed=f"an object with {', '.join(GithubConfig.model_fields)}",
            fix="name the repository whose pipelines deploy it",
        )
    budget = config.monitoring.cost.databricks_monthly_usd
    if config.is_local is (budget is not None):
        yield Problem(
            field="monitoring.cost.databricks_monthly_usd",
            what="local is in no Databricks account" if config.is_local else f"{config.name} has no budget",
            given=str(budget or "nothing"),
            allowed="nothing" if config.is_local else "US dollars of a month, at list prices",
            fix="remove it" if config.is_local else "add it",
        )
    if config.emulator_gaps and not config.is_local:
        yield Problem(
            field="emulator_gaps",
            what=f"{config.name} must hold everything",
            given=", ".join(gap.resource_type for gap in config.emulator_gaps),
            allowed="none; only local may have gaps",
            fix="remove them",
        )

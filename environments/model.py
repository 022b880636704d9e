"""One environment."""

from pydantic import model_validator

from environments.account import (
    AccountConfig,
    DatabricksConfig,
    DataProtection,
    EnvironmentName,
    KeyConfig,
    StateConfig,
)
from environments.base import Model
from environments.github import GithubConfig
from environments.lake import LakeConfig
from environments.network import NetworkConfig
from environments.regions import REGIONS, partition_of, zones_of
from environments.security import AuditConfig, EmulatorGap, GuardRails
from environments.tagging import TagConfig

UNSAFE_LOCAL_REGION = "us-east-1"
"""There the emulator answers 200 to S3 calls that it does not implement, and hides mistakes."""


class EnvironmentConfig(Model):
    """Defines everything in which environments differ."""

    name: EnvironmentName
    account: AccountConfig
    region: str
    state: StateConfig
    network: NetworkConfig
    lake: LakeConfig
    keys: KeyConfig
    data_protection: DataProtection
    audit: AuditConfig
    guard_rails: GuardRails
    tags: TagConfig
    databricks: DatabricksConfig
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

    @model_validator(mode="after")
    def _region_is_known(self) -> "EnvironmentConfig":
        if self.region not in REGIONS:
            raise ValueError(f"region {self.region!r} is not known; known are {', '.join(REGIONS)}")
        if self.is_local and self.region == UNSAFE_LOCAL_REGION:
            raise ValueError(
                f"region {self.region!r} is not safe for local: the emulator accepts unsupported calls there; "
                f"allowed are {', '.join(region for region in REGIONS if region != UNSAFE_LOCAL_REGION)}"
            )
        foreign = [zone for zone in self.network.availability_zones if zone not in zones_of(self.region)]
        if foreign:
            raise ValueError(
                f"network.availability_zones {', '.join(foreign)} are not in {self.region}; "
                f"allowed are {', '.join(zones_of(self.region))}"
            )
        return self

    @model_validator(mode="after")
    def _administrators_are_of_the_account(self) -> "EnvironmentConfig":
        foreign = [arn for arn in self.keys.administrators if arn.split(":")[4] != self.account.id]
        if foreign:
            raise ValueError(
                f"keys.administrators {', '.join(foreign)} are of another account; allowed is account {self.account.id}"
            )
        return self

    @model_validator(mode="after")
    def _local_is_apart(self) -> "EnvironmentConfig":
        if self.is_local != (self.state.backend == "local"):
            wanted = "local" if self.is_local else "s3"
            raise ValueError(
                f"state.backend {self.state.backend!r} is not for {self.name}; allowed is {wanted!r}"
            )
        if self.is_local != (self.github is None):
            wanted = "none" if self.is_local else "a repository"
            raise ValueError(
                f"github of {self.name} must be {wanted}; given {self.github and self.github.repository}"
            )
        if self.emulator_gaps and not self.is_local:
            gaps = ", ".join(gap.resource_type for gap in self.emulator_gaps)
            raise ValueError(f"emulator_gaps {gaps} are for local only; {self.name} must hold everything")
        return self

    @model_validator(mode="after")
    def _prod_retains(self) -> "EnvironmentConfig":
        if self.name is EnvironmentName.PROD and self.data_protection is not DataProtection.RETAIN:
            raise ValueError(
                f"data_protection {self.data_protection.value!r} is not for prod; allowed is 'retain'"
            )
        return self

"""The network of an environment: zones, subnets, ways out."""

from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from configuration.base import Model, repeated
from configuration.errors import Problem

PRIVATE_RANGES: Final = tuple(IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""RFC 1918."""

LARGEST_VPC_PREFIX: Final = 16
"""Amazon VPC user guide, "VPC CIDR blocks"."""

ZONE_SLOTS: Final = 3
"""Every tier keeps room for three zones, so that a third zone never moves a subnet of the first two."""


def no_boolean(value: object) -> object:
    """Return the value unless it is a boolean; raise ValueError then."""
    # Pydantic takes true for the literal 1 even in strict mode, as Python holds them equal.
    if isinstance(value, bool):
        raise ValueError("true and false are not numbers")
    return value


LogRetention = Annotated[
    Literal[
        1,
        3,
        5,
        7,
        14,
        30,
        60,
        90,
        120,
        150,
        180,
        365,
        400,
        545,
        731,
        1096,
        1827,
        2192,
        2557,
        2922,
        3288,
        3653,
    ],
    BeforeValidator(no_boolean),
]
"""The periods that CloudWatch Logs knows, in days (API reference, PutRetentionPolicy)."""

SubnetPrefix = Annotated[int, Field(ge=17, le=25)]
"""What Databricks admits for a workspace's subnets ("Configure a customer-managed VPC")."""


class NatStrategy(StrEnum):
    """How private subnets reach the internet."""

    NONE = "none"
    SINGLE = "single"
    ONE_PER_ZONE = "one_per_zone"


class Tier(StrEnum):
    """What a subnet is for."""

    PUBLIC = "public"
    PRIVATE = "private"
    INTRA = "intra"


class GatewayEndpoint(StrEnum):
    """Services with a gateway endpoint."""

    S3 = "s3"
    DYNAMODB = "dynamodb"


class InterfaceEndpoint(StrEnum):
    """Services that may be reached by an interface endpoint."""

    DMS = "dms"
    EC2 = "ec2"
    GLUE = "glue"
    KINESIS = "kinesis-streams"
    KMS = "kms"
    LOGS = "logs"
    MONITORING = "monitoring"
    SECRETS_MANAGER = "secretsmanager"
    SNS = "sns"
    SQS = "sqs"
    STS = "sts"


class SubnetPlan(Model):
    """One subnet of the plan."""

    tier: Tier
    zone: str
    cidr: IPv4Network


class NetworkConfig(Model):
    """The VPC of an environment and how it is divided."""

    cidr: IPv4Network
    """The block of the VPC: private (RFC 1918), at most a /16, with room for the subnets."""
    availability_zones: Annotated[tuple[str, ...], Field(min_length=2, max_length=3)]
    """Two or three zones of the region, in order; new ones go to the end."""
    nat: NatStrategy
    private_prefix: SubnetPrefix
    """Prefix length of the subnets that compute and functions run in."""
    public_prefix: SubnetPrefix
    """Prefix length of the subnets of NAT gateways and of the SFTP server."""
    intra_prefix: SubnetPrefix
    """Prefix length of the subnets without a way out, for endpoints."""
    gateway_endpoints: tuple[GatewayEndpoint, ...]
    interface_endpoints: tuple[InterfaceEndpoint, ...]
    flow_log_retention_days: LogRetention
    """Days that flow logs are kept."""

    @property
    def prefixes(self) -> dict[Tier, int]:
        """The prefix length of each tier, the largest subnets first."""
        sizes = {
            Tier.PRIVATE: self.private_prefix,
            Tier.PUBLIC: self.public_prefix,
            Tier.INTRA: self.intra_prefix,
        }
        return dict(sorted(sizes.items(), key=lambda item: item[1]))

    @property
    def subnets(self) -> tuple[SubnetPlan, ...]:
        """One subnet per tier and zone; larger tiers lie first, so that each block is aligned."""
        start = int(self.cidr.network_address)
        plans: list[SubnetPlan] = []
        for tier, prefix in self.prefixes.items():
            size = 2 ** (32 - prefix)
            plans += [
                SubnetPlan(tier=tier, zone=zone, cidr=IPv4Network((start + slot * size, prefix)))
                for slot, zone in enumerate(self.availability_zones)
            ]
            start += ZONE_SLOTS * size
        return tuple(plans)

    def problems(self) -> Iterator[Problem]:
        """Return the rules that the network breaks: private, not too large, room for every subnet."""
        if not any(self.cidr.subnet_of(private) for private in PRIVATE_RANGES):
            yield Problem(
                field="cidr",
                what="is not private (RFC 1918)",
                given=str(self.cidr),
                allowed=f"a block inside {', '.join(map(str, PRIVATE_RANGES))}",
                fix="take a private block",
            )
        if self.cidr.prefixlen < LARGEST_VPC_PREFIX:
            yield Problem(
                field="cidr",
                what="is larger than AWS admits for a VPC",
                given=str(self.cidr),
                allowed=f"a prefix of /{LARGEST_VPC_PREFIX} or longer",
                fix="take a smaller block",
            )
        needed = sum(ZONE_SLOTS * 2 ** (32 - prefix) for prefix in self.prefixes.values())
        if needed > self.cidr.num_addresses:
            sizes = ", ".join(f"{ZONE_SLOTS} x {tier} /{prefix}" for tier, prefix in self.prefixes.items())
            yield Problem(
                field="cidr",
                what=f"has {self.cidr.num_addresses} addresses, the subnets ({sizes}) need {needed}",
                given=str(self.cidr),
                allowed=f"at least {needed} addresses, or prefixes up to /25",
                fix="take a larger cidr or longer private_prefix, public_prefix, intra_prefix",
            )
        for field in ("availability_zones", "gateway_endpoints", "interface_endpoints"):
            yield from repeated(field, getattr(self, field))

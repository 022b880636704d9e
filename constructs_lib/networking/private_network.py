"""A VPC of public, private and intra subnets over two or three zones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cdktf_cdktf_provider_aws.default_security_group import DefaultSecurityGroup
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.route_table_association import RouteTableAssociation
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from constructs_lib.networking.internet_egress import InternetEgress

Tier = Literal["public", "private", "intra"]
Nat = Literal["none", "single", "one_per_zone"]

MINIMUM_ZONES: Final = 2
"""Databricks needs two subnets in different zones (Databricks docs, "Configure a customer-managed VPC")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubnetSpec:
    """A subnet: its tier, its availability zone and its CIDR block."""

    tier: Tier
    """What it holds."""
    zone: str
    """The name of the zone."""
    cidr: str
    """Its block, inside that of the network."""

    @property
    def id(self) -> str:
        """The construct id: tier and zone letter, stable when another zone comes or goes."""
        return f"{self.tier}_{self.zone[-1]}"


class PrivateNetwork(Construct):
    """A VPC in which compute has no public address.

    Private subnets hold compute, intra subnets hold endpoints and have no route out, public subnets hold
    only NAT gateways and exist only with a NAT strategy. Always on: DNS, a default security group that
    admits nothing, no public addresses on launch. Raises ValueError for fewer than two zones, or two
    private or intra subnets in one zone.

    `cidr` is its block, `subnets` are cut out of it. `nat` says how many ways out there are.

    Attributes:
        vpc: The VPC resource.
        cidr: Its CIDR block as given.
        public_subnets: The public subnets by zone; none in an isolated network.
        private_subnets: The private subnets by zone.
        intra_subnets: The intra subnets by zone.
        route_tables: The route tables of private and intra subnets, by subnet id.
        egress: The way to the internet, None for an isolated network.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        cidr: str,
        subnets: Sequence[SubnetSpec],
        nat: Nat,
    ) -> None:
        super().__init__(scope, id_)
        by_tier = {tier: _by_zone(tier, subnets) for tier in ("public", "private", "intra")}
        self.cidr = cidr
        self.vpc = Vpc(
            self,
            "vpc",
            cidr_block=cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags={"Name": name},
        )
        vpc_id = self.vpc.id
        DefaultSecurityGroup(self, "default_security_group", vpc_id=vpc_id, tags={"Name": f"{name}-locked"})
        gateway = InternetGateway(self, "internet_gateway", vpc_id=vpc_id) if nat != "none" else None

        built: dict[str, Subnet] = {}
        self.route_tables: dict[str, RouteTable] = {}
        for spec in subnets:
            if spec.tier == "public" and gateway is None:
                continue
            label = f"{name}-{spec.id.replace('_', '-')}"
            subnet = Subnet(
                self,
                spec.id,
                vpc_id=vpc_id,
                availability_zone=spec.zone,
                cidr_block=spec.cidr,
                map_public_ip_on_launch=False,
                tags={"Name": label, "tier": spec.tier},
            )
            table = RouteTable(self, f"{spec.id}_routes", vpc_id=vpc_id, tags={"Name": label})
            RouteTableAssociation(
                self, f"{spec.id}_association", subnet_id=subnet.id, route_table_id=table.id
            )
            built[spec.id] = subnet
            self.route_tables[spec.id] = table

        def in_zones(tier: Tier) -> dict[str, Subnet]:
            return {zone: built[spec.id] for zone, spec in by_tier[tier].items() if spec.id in built}

        self.private_subnets = in_zones("private")
        self.intra_subnets = in_zones("intra")
        self.public_subnets = in_zones("public")
        self.egress = (
            InternetEgress(
                self,
                "egress",
                name=name,
                gateway=gateway,
                public_subnets=self.public_subnets,
                public_route_tables=self._tables("public"),
                private_route_tables=self._tables("private"),
                one_per_zone=nat == "one_per_zone",
            )
            if gateway is not None
            else None
        )

    def _tables(self, *tiers: Tier) -> dict[str, RouteTable]:
        return {id_: table for id_, table in self.route_tables.items() if id_.split("_")[0] in tiers}

    @property
    def endpoint_route_tables(self) -> dict[str, RouteTable]:
        """The route tables that gateway endpoints belong in: private and intra."""
        return self._tables("private", "intra")


def _by_zone(tier: Tier, subnets: Sequence[SubnetSpec]) -> dict[str, SubnetSpec]:
    chosen = [spec for spec in subnets if spec.tier == tier]
    zones = {spec.zone: spec for spec in chosen}
    if len(zones) != len(chosen):
        raise ValueError(f"one {tier} subnet per zone; given {[spec.zone for spec in chosen]}")
    if len(zones) < MINIMUM_ZONES:
        raise ValueError(f"at least {MINIMUM_ZONES} zones with a {tier} subnet; given {sorted(zones)}")
    return zones

"""The way from private subnets to the internet."""

from collections.abc import Mapping

from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway
from cdktf_cdktf_provider_aws.route import Route
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.subnet import Subnet
from constructs import Construct

ANYWHERE = "0.0.0.0/0"


class InternetEgress(Construct):
    """NAT gateways and the routes to them.

    With one gateway per zone a zone's failure leaves the others their way out; with a single one the first
    zone carries all, which costs less.

    `gateway` is the network's way out. `public_subnets` hold NAT gateways, by zone. `public_route_tables` and
    `private_route_tables` get routes, by the id of their subnet. `one_per_zone` says whether each zone has a
    gateway.

    Attributes:
        nat_gateways: The NAT gateways by zone.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        gateway: InternetGateway,
        public_subnets: Mapping[str, Subnet],
        public_route_tables: Mapping[str, RouteTable],
        private_route_tables: Mapping[str, RouteTable],
        one_per_zone: bool,
    ) -> None:
        super().__init__(scope, id_)
        gateway_id = gateway.id
        for subnet_id, table in public_route_tables.items():
            Route(
                self,
                subnet_id,
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                gateway_id=gateway_id,
            )

        zones = list(public_subnets) if one_per_zone else list(public_subnets)[:1]
        self.nat_gateways: dict[str, NatGateway] = {}
        for zone in zones:
            letter = zone[-1]
            address = Eip(self, f"address_{letter}", domain="vpc", tags={"Name": f"{name}-nat-{letter}"})
            self.nat_gateways[zone] = NatGateway(
                self,
                f"nat_{letter}",
                allocation_id=address.id,
                subnet_id=public_subnets[zone].id,
                tags={"Name": f"{name}-nat-{letter}"},
                # AWS creates the gateway at once but it fails without a route out of its VPC.
                depends_on=[gateway],
            )
        nat_of_letter = {zone[-1]: nat for zone, nat in self.nat_gateways.items()}
        fallback = self.nat_gateways[zones[0]]
        for subnet_id, table in private_route_tables.items():
            nat = nat_of_letter.get(subnet_id[-1], fallback)
            Route(
                self,
                subnet_id,
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=nat.id,
            )

"""Classic compute reaches the control plane inside AWS's network."""

from dataclasses import dataclass

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.networking.workspace_security_group import CONTROL_PLANE_PORTS
from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateLinkServices:
    """The two endpoint services of a region, by full name."""

    workspace: str
    """That of the workspace's pages and API."""
    relay: str
    """That of the connection of clusters to the control plane."""


def endpoint_label(name: str, use: str) -> str:
    """Return what people read of an endpoint, in AWS and in the Databricks account."""
    return f"{name}-{use.replace('_', '-')}"


class PrivateLink(Construct):
    """The two endpoints of back-end PrivateLink, in the intra subnets.

    Always on: private DNS, and a security group that admits the VPC on the control plane's ports alone.

    Attributes:
        endpoints: The endpoints by use, `rest_api` and `dataplane_relay`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        network: PrivateNetwork,
        services: PrivateLinkServices,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        group_name = place.name_of("security_group", "private-link")
        group = SecurityGroup(
            self,
            "security_group",
            name=group_name,
            description="Databricks compute to the endpoints of the control plane",
            vpc_id=network.vpc.id,
            tags={"Name": group_name},
        )
        group_id = group.id
        for port_name, (first, last, purpose) in CONTROL_PLANE_PORTS.items():
            VpcSecurityGroupIngressRule(
                self,
                port_name,
                security_group_id=group_id,
                description=f"From inside the VPC: {purpose}",
                ip_protocol="tcp",
                from_port=first,
                to_port=last,
                cidr_ipv4=network.cidr,
            )
        subnets = [subnet.id for subnet in network.intra_subnets.values()]
        self.endpoints: dict[str, VpcEndpoint] = {}
        for use, service in (("rest_api", services.workspace), ("dataplane_relay", services.relay)):
            self.endpoints[use] = VpcEndpoint(
                self,
                use,
                vpc_id=network.vpc.id,
                service_name=service,
                vpc_endpoint_type="Interface",
                subnet_ids=subnets,
                security_group_ids=[group_id],
                private_dns_enabled=True,
                tags={"Name": endpoint_label(place.name_prefix, use)},
            )

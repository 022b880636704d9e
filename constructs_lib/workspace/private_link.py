"""Classic compute reaches the control plane inside AWS's network."""

from dataclasses import dataclass
from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from cdktf_cdktf_provider_databricks.mws_private_access_settings import MwsPrivateAccessSettings
from cdktf_cdktf_provider_databricks.mws_vpc_endpoint import MwsVpcEndpoint
from constructs import Construct

from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.networking.workspace_security_group import CONTROL_PLANE_PORTS
from constructs_lib.place import Place

ACCESS_LEVEL: Final = "ACCOUNT"
"""Endpoints registered in the Databricks account may connect, and no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateLinkServices:
    """Defines the two endpoint services of a region, by full name."""

    workspace: str
    """That of the workspace's pages and API."""
    relay: str
    """That of the connection of clusters to the control plane."""


class PrivateLink(Construct):
    """Defines back-end PrivateLink: two endpoints in the intra subnets, registered with the Databricks account.

    Always on: private DNS, a security group that admits the VPC on the control plane's ports alone, and the
    access level of the account. People still sign in over the internet, where IP access lists guard the
    workspace: a workspace that nobody can reach would lock the pipeline out too.

    Attributes:
        endpoints: The AWS endpoints by use, `rest_api` and `dataplane_relay`.
        registrations: Their registrations, likewise.
        settings: The private access settings of a workspace.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        place: Place,
        name: str,
        network: PrivateNetwork,
        services: PrivateLinkServices,
        databricks_account_id: str,
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
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
        self.registrations: dict[str, MwsVpcEndpoint] = {}
        for use, service in (("rest_api", services.workspace), ("dataplane_relay", services.relay)):
            label = f"{name}-{use.replace('_', '-')}"
            self.endpoints[use] = endpoint = VpcEndpoint(
                self,
                use,
                vpc_id=network.vpc.id,
                service_name=service,
                vpc_endpoint_type="Interface",
                subnet_ids=subnets,
                security_group_ids=[group_id],
                private_dns_enabled=True,
                tags={"Name": label},
            )
            self.registrations[use] = MwsVpcEndpoint(
                self,
                f"{use}_registration",
                provider=account,
                account_id=databricks_account_id,
                vpc_endpoint_name=label,
                aws_vpc_endpoint_id=endpoint.id,
                region=place.region,
            )
        self.settings = MwsPrivateAccessSettings(
            self,
            "settings",
            provider=account,
            private_access_settings_name=name,
            region=place.region,
            private_access_level=ACCESS_LEVEL,
            public_access_enabled=True,
        )

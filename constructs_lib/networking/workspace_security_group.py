"""The security group of Databricks compute."""

from collections.abc import Sequence
from typing import Final

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.place import Place

CONTROL_PLANE_PORTS: Final = {
    "https": (443, 443, "workspace, AWS and package endpoints"),
    "fips": (2443, 2443, "FIPS encryption of the compliance security profile"),
    "lakebase": (5432, 5432, "Lakebase PostgreSQL"),
    "relay": (6666, 6666, "secure cluster connectivity relay"),
    "internal": (8443, 8451, "control plane, Unity Catalog lineage and future use"),
}
"""TCP ports that compute opens outwards (Databricks docs, "Configure a customer-managed VPC")."""


class WorkspaceSecurityGroup(Construct):
    """The security group of Databricks compute with exactly the ports that Databricks documents.

    Inside the group all TCP and UDP is open both ways, as Spark needs. Outwards go only the control-plane
    ports, to `control_plane_cidrs`, and HTTPS to the prefix lists of gateway endpoints. Nothing comes in.
    Raises ValueError if no control plane is named.

    `prefix_list_ids` are the lists of addresses of AWS' own services that compute may reach.

    Attributes:
        group: The security group resource.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        network: PrivateNetwork,
        control_plane_cidrs: Sequence[str],
        prefix_list_ids: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        if not control_plane_cidrs:
            raise ValueError("compute must reach a control plane; control_plane_cidrs is empty")
        name = Place.of(scope).name_of("security_group", "workspace")
        self.group = SecurityGroup(
            self,
            "group",
            name=name,
            description="Databricks compute",
            vpc_id=network.vpc.id,
            tags={"Name": name},
        )
        group_id = self.group.id
        for protocol in ("tcp", "udp"):
            for rule, direction in ((VpcSecurityGroupIngressRule, "in"), (VpcSecurityGroupEgressRule, "out")):
                rule(
                    self,
                    f"{protocol}_{direction}",
                    security_group_id=group_id,
                    description=f"Spark traffic inside the group, {protocol} {direction}",
                    ip_protocol=protocol,
                    from_port=0,
                    to_port=65535,
                    referenced_security_group_id=group_id,
                )
        for id_suffix, (first, last, purpose) in CONTROL_PLANE_PORTS.items():
            for index, cidr in enumerate(control_plane_cidrs):
                VpcSecurityGroupEgressRule(
                    self,
                    f"{id_suffix}_{index}",
                    security_group_id=group_id,
                    description=purpose,
                    ip_protocol="tcp",
                    from_port=first,
                    to_port=last,
                    cidr_ipv4=cidr,
                )
        for index, prefix_list_id in enumerate(prefix_list_ids):
            VpcSecurityGroupEgressRule(
                self,
                f"gateway_endpoint_{index}",
                security_group_id=group_id,
                description="HTTPS to a gateway endpoint",
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                prefix_list_id=prefix_list_id,
            )

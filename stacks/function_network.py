"""The network that the functions of sources run in."""

from typing import Final

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from constructs import Construct

from constructs_lib.ingestion.source_function import FunctionNetwork
from constructs_lib.networking.internet_egress import ANYWHERE
from constructs_lib.place import Place
from stacks.network_layer import NetworkLayer

HTTPS: Final = 443


def function_network(scope: Construct, network: NetworkLayer) -> FunctionNetwork:
    """Build the security group of functions, and return it with the private subnets."""
    name = Place.of(scope).name_of("security_group", "functions")
    group = SecurityGroup(
        scope,
        "functions_security_group",
        name=name,
        description="HTTPS from the functions of sources",
        vpc_id=network.private.vpc.id,
        tags={"Name": name},
    )
    group_id = group.id
    VpcSecurityGroupEgressRule(
        scope,
        "functions_https",
        security_group_id=group_id,
        description="HTTPS to APIs and AWS",
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
        cidr_ipv4=ANYWHERE,
    )
    return FunctionNetwork(
        subnet_ids=[subnet.id for subnet in network.private.private_subnets.values()],
        security_group_id=group_id,
    )

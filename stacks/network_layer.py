"""The network of an environment."""

from dataclasses import dataclass

from cdktf import TerraformStack

from configuration.model import EnvironmentConfig
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.networking.flow_logs import FlowLogs
from constructs_lib.networking.internet_egress import ANYWHERE
from constructs_lib.networking.private_network import PrivateNetwork, SubnetSpec
from constructs_lib.networking.service_endpoints import ServiceEndpoints
from constructs_lib.networking.workspace_security_group import WorkspaceSecurityGroup
from constructs_lib.place import Place
from stacks.databricks_admissions import databricks_admissions


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkLayer:
    """What the network offers to the layers above."""

    private: PrivateNetwork
    endpoints: ServiceEndpoints
    workspace_security_group: WorkspaceSecurityGroup


def build_network(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    logs_key: CustomerKey,
) -> NetworkLayer:
    """Build the network, its endpoints, its flow logs and the security group of compute."""
    place = Place.of(stack)
    private = PrivateNetwork(
        stack,
        "network",
        name=place.name_prefix,
        cidr=str(config.network.cidr),
        subnets=[
            SubnetSpec(tier=plan.tier.value, zone=plan.zone, cidr=str(plan.cidr))
            for plan in config.network.subnets
        ],
        nat=config.network.nat.value,
    )
    endpoints = ServiceEndpoints(
        stack,
        "endpoints",
        name=place.name_prefix,
        network=private,
        gateway_services=[service.value for service in config.network.gateway_endpoints],
        interface_services=[service.value for service in config.network.interface_endpoints],
        admissions=databricks_admissions(place),
    )
    FlowLogs(
        stack,
        "flow_logs",
        network=private,
        key=logs_key,
        retention_days=config.network.flow_log_retention_days,
    )
    workspace_security_group = WorkspaceSecurityGroup(
        stack,
        "workspace_security_group",
        network=private,
        # Without a way out the control plane is reached by PrivateLink, inside the VPC.
        control_plane_cidrs=[ANYWHERE if private.egress else private.cidr],
        prefix_list_ids=[endpoint.prefix_list_id for endpoint in endpoints.gateways.values()],
    )
    return NetworkLayer(
        private=private, endpoints=endpoints, workspace_security_group=workspace_security_group
    )

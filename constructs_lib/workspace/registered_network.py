"""The network of a workspace, as the Databricks account knows it."""

from typing import Final

from cdktf import Fn, TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_databricks.mws_networks import MwsNetworks, MwsNetworksVpcEndpoints
from constructs import Construct

from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.networking.workspace_security_group import WorkspaceSecurityGroup
from constructs_lib.workspace.private_link import PrivateLink

HASH_LENGTH: Final = 8
FEWEST_SUBNETS: Final = 2


class RegisteredNetwork(Construct):
    """Defines the registration of the private subnets and of compute's security group.

    A registration cannot be changed, and a running workspace cannot be without one: a new one is made first,
    the workspace moves over, then the old one goes. Two at a time need two names, so the name ends in a hash of
    what is registered (databricks/terraform-provider-databricks#732). Raises ValueError for fewer than two
    private subnets, which Databricks refuses.

    `private_link` is None where compute reaches the control plane over the internet.

    Attributes:
        network: The registration.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        network: PrivateNetwork,
        security_group: WorkspaceSecurityGroup,
        private_link: PrivateLink | None,
        databricks_account_id: str,
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        subnets = [subnet.id for subnet in network.private_subnets.values()]
        if len(subnets) < FEWEST_SUBNETS:
            raise ValueError(
                f"a workspace needs at least {FEWEST_SUBNETS} private subnets, each in a zone of its own; "
                f"given {len(subnets)}"
            )
        registrations = private_link.registrations if private_link else {}
        endpoints = {use: each.vpc_endpoint_id for use, each in registrations.items()}
        parts = [network.vpc.id, *subnets, security_group.group.id, *endpoints.values()]
        self.network = MwsNetworks(
            self,
            "network",
            provider=account,
            account_id=databricks_account_id,
            network_name=f"{name}-{Fn.substr(Fn.sha1(Fn.join(',', parts)), 0, HASH_LENGTH)}",
            vpc_id=network.vpc.id,
            subnet_ids=subnets,
            security_group_ids=[security_group.group.id],
            vpc_endpoints=MwsNetworksVpcEndpoints(
                rest_api=[endpoints["rest_api"]], dataplane_relay=[endpoints["dataplane_relay"]]
            )
            if endpoints
            else None,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )

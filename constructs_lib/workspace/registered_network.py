"""The network of a workspace, as the Databricks account knows it."""

from typing import Final

from cdktf import Fn, TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_databricks.mws_networks import MwsNetworks, MwsNetworksVpcEndpoints
from constructs import Construct

from constructs_lib.place import Place
from constructs_lib.workspace.registered_private_link import RegisteredPrivateLink
from constructs_lib.workspace.workspace_parts import WorkspaceParts

HASH_LENGTH: Final = 8
FEWEST_SUBNETS: Final = 2


class RegisteredNetwork(Construct):
    """The registration of the private subnets and of compute's security group.

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
        parts: WorkspaceParts,
        private_link: RegisteredPrivateLink | None,
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        subnets = list(parts.subnet_ids)
        if len(subnets) < FEWEST_SUBNETS:
            raise ValueError(
                f"a workspace needs at least {FEWEST_SUBNETS} private subnets, each in a zone of its own; "
                f"given {len(subnets)}"
            )
        registrations = private_link.registrations if private_link else {}
        endpoints = {use: each.vpc_endpoint_id for use, each in registrations.items()}
        registered = [parts.vpc_id, *subnets, parts.security_group_id, *endpoints.values()]
        place = Place.of(scope)
        name, content = place.name_prefix, Fn.substr(Fn.sha1(Fn.join(",", registered)), 0, HASH_LENGTH)
        self.network = MwsNetworks(
            self,
            "network",
            provider=account,
            account_id=place.databricks_account_id,
            network_name=f"{name}-{content}",
            vpc_id=parts.vpc_id,
            subnet_ids=subnets,
            security_group_ids=[parts.security_group_id],
            vpc_endpoints=MwsNetworksVpcEndpoints(
                rest_api=[endpoints["rest_api"]], dataplane_relay=[endpoints["dataplane_relay"]]
            )
            if endpoints
            else None,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )

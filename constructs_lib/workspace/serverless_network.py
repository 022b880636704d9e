"""What serverless compute of a workspace may reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.account_network_policy import (
    AccountNetworkPolicy,
    AccountNetworkPolicyEgress,
    AccountNetworkPolicyEgressNetworkAccess,
    AccountNetworkPolicyEgressNetworkAccessAllowedInternetDestinations,
    AccountNetworkPolicyEgressNetworkAccessAllowedStorageDestinations,
    AccountNetworkPolicyEgressNetworkAccessPolicyEnforcement,
)
from cdktf_cdktf_provider_databricks.mws_ncc_binding import MwsNccBinding
from cdktf_cdktf_provider_databricks.mws_network_connectivity_config import MwsNetworkConnectivityConfig
from cdktf_cdktf_provider_databricks.workspace_network_option import WorkspaceNetworkOption
from constructs import Construct

from constructs_lib.place import Place
from constructs_lib.workspace.databricks_workspace import DatabricksWorkspace

FULL: Final = "FULL_ACCESS"
RESTRICTED: Final = "RESTRICTED_ACCESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """What serverless compute may reach; catalogues' own locations it always may.

    `domains` and `buckets` count only where `restricted`. With `enforced` False breaches are only reported.
    """

    restricted: bool
    domains: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    enforced: bool = True


class ServerlessNetwork(Construct):
    """The network connectivity configuration of a workspace and the egress policy of its serverless compute.

    Databricks can neither unbind a configuration nor leave a workspace without a policy: both end with the
    workspace (databricks/terraform-provider-databricks#3741).

    Attributes:
        connectivity: The configuration; its stable addresses are what other networks admit.
        policy: The egress policy.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workspace: DatabricksWorkspace,
        egress: Egress,
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.connectivity = MwsNetworkConnectivityConfig(
            self,
            "connectivity",
            provider=account,
            name=place.name_of("network_connectivity_config", "serverless"),
            region=place.region,
        )
        MwsNccBinding(
            self,
            "binding",
            provider=account,
            network_connectivity_config_id=self.connectivity.network_connectivity_config_id,
            workspace_id=workspace.id,
        )
        access = AccountNetworkPolicyEgressNetworkAccess
        self.policy = AccountNetworkPolicy(
            self,
            "policy",
            provider=account,
            account_id=place.databricks_account_id,
            network_policy_id=place.name_of("network_policy", "serverless"),
            egress=AccountNetworkPolicyEgress(
                network_access=access(
                    restriction_mode=RESTRICTED,
                    allowed_internet_destinations=_domains(egress.domains),
                    allowed_storage_destinations=_buckets(egress.buckets, place.region),
                    policy_enforcement=AccountNetworkPolicyEgressNetworkAccessPolicyEnforcement(
                        enforcement_mode="ENFORCED" if egress.enforced else "DRY_RUN"
                    ),
                )
                if egress.restricted
                else access(restriction_mode=FULL)
            ),
        )
        WorkspaceNetworkOption(
            self,
            "option",
            provider=account,
            workspace_id=workspace.id,
            network_policy_id=self.policy.network_policy_id,
        )


def _domains(
    domains: Sequence[str],
) -> list[AccountNetworkPolicyEgressNetworkAccessAllowedInternetDestinations] | None:
    # An empty list is not what the provider reads back: none is.
    return [
        AccountNetworkPolicyEgressNetworkAccessAllowedInternetDestinations(
            destination=domain, internet_destination_type="DNS_NAME"
        )
        for domain in domains
    ] or None


def _buckets(
    buckets: Sequence[str], region: str
) -> list[AccountNetworkPolicyEgressNetworkAccessAllowedStorageDestinations] | None:
    return [
        AccountNetworkPolicyEgressNetworkAccessAllowedStorageDestinations(
            bucket_name=bucket, region=region, storage_destination_type="AWS_S3"
        )
        for bucket in buckets
    ] or None

"""A workspace, ready to be worked in."""

from collections.abc import Mapping

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.metastore_assignment import MetastoreAssignment
from cdktf_cdktf_provider_databricks.mws_credentials import MwsCredentials
from cdktf_cdktf_provider_databricks.mws_customer_managed_keys import (
    MwsCustomerManagedKeys,
    MwsCustomerManagedKeysAwsKeyInfo,
)
from cdktf_cdktf_provider_databricks.mws_storage_configurations import MwsStorageConfigurations
from cdktf_cdktf_provider_databricks.mws_workspaces import MwsWorkspaces
from constructs import Construct

from constructs_lib.place import Place
from constructs_lib.settling_time import SettlingTime
from constructs_lib.workspace.registered_network import RegisteredNetwork
from constructs_lib.workspace.registered_private_link import RegisteredPrivateLink
from constructs_lib.workspace.workspace_parts import NamedKey


class DatabricksWorkspace(Construct):
    """A workspace in a network of its own, encrypted with customer keys, on a metastore.

    Always on: no public addresses on clusters, a customer key for managed services and one for storage, the
    metastore's assignment, and a settling time after it: workspace resources, whose API answers only then,
    depend on `ready`.

    `credentials`, `storage` and `network` are what was registered for it. `private_link` is None where the workspace
    is reached over the internet, from allowed addresses. `metastore_id` is that of the region's metastore.

    Attributes:
        workspace: The workspace resource.
        id: Its number, as a token of a number.
        id_text: The same as text.
        url: Its address, known after apply.
        ready: What every resource on the workspace's own provider depends on.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        credentials: MwsCredentials,
        storage: MwsStorageConfigurations,
        network: RegisteredNetwork,
        private_link: RegisteredPrivateLink | None,
        managed_services_key: NamedKey,
        storage_key: NamedKey,
        metastore_id: str,
        tags: Mapping[str, str],
        account: TerraformProvider,
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        registered = {
            use_case: MwsCustomerManagedKeys(
                self,
                f"{use_case.lower()}_key",
                provider=account,
                account_id=place.databricks_account_id,
                use_cases=[use_case],
                aws_key_info=MwsCustomerManagedKeysAwsKeyInfo(key_arn=key.arn, key_alias=key.alias),
                lifecycle=place.protection.lifecycle,
            )
            for use_case, key in (("MANAGED_SERVICES", managed_services_key), ("STORAGE", storage_key))
        }
        self.workspace = MwsWorkspaces(
            self,
            "workspace",
            provider=account,
            account_id=place.databricks_account_id,
            workspace_name=place.name_prefix,
            aws_region=place.region,
            pricing_tier="ENTERPRISE",
            is_no_public_ip_enabled=True,
            credentials_id=credentials.credentials_id,
            storage_configuration_id=storage.storage_configuration_id,
            network_id=network.network.network_id,
            private_access_settings_id=private_link.settings.private_access_settings_id
            if private_link
            else None,
            managed_services_customer_managed_key_id=registered["MANAGED_SERVICES"].customer_managed_key_id,
            storage_customer_managed_key_id=registered["STORAGE"].customer_managed_key_id,
            custom_tags=dict(tags),
            lifecycle=place.protection.lifecycle,
        )
        self.id = self.workspace.workspace_id
        self.id_text = self.workspace.get_string_attribute("workspace_id")
        self.url = self.workspace.workspace_url
        assignment = MetastoreAssignment(
            self,
            "metastore",
            provider=account,
            metastore_id=metastore_id,
            workspace_id=self.id,
            lifecycle=place.protection.lifecycle,
        )
        settling = SettlingTime(
            self,
            "settling",
            after=[assignment],
            triggers={"metastore": metastore_id},
            seconds=settle_seconds,
        )
        self.ready = settling.settled

"""Back-end PrivateLink, as the Databricks account knows it."""

from collections.abc import Mapping
from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.mws_private_access_settings import MwsPrivateAccessSettings
from cdktf_cdktf_provider_databricks.mws_vpc_endpoint import MwsVpcEndpoint
from constructs import Construct

from constructs_lib.place import Place
from constructs_lib.workspace.private_link import endpoint_label

ACCESS_LEVEL: Final = "ACCOUNT"
"""Endpoints registered in the Databricks account may connect, and no others."""


class RegisteredPrivateLink(Construct):
    """The registration of a workspace's endpoints, and its private access settings.

    Always on: the access level of the account. People still sign in over the internet, where IP access lists guard
    the workspace: a workspace that nobody can reach would lock the pipeline out too.

    `endpoints` are the ids of the endpoints in AWS by use, `rest_api` and `dataplane_relay`.

    Attributes:
        registrations: The registrations by use.
        settings: The private access settings of a workspace.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        endpoints: Mapping[str, str],
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.registrations = {
            use: MwsVpcEndpoint(
                self,
                f"{use}_registration",
                provider=account,
                account_id=place.databricks_account_id,
                vpc_endpoint_name=endpoint_label(place.name_prefix, use),
                aws_vpc_endpoint_id=endpoint_id,
                region=place.region,
            )
            for use, endpoint_id in endpoints.items()
        }
        self.settings = MwsPrivateAccessSettings(
            self,
            "settings",
            provider=account,
            private_access_settings_name=place.name_prefix,
            region=place.region,
            private_access_level=ACCESS_LEVEL,
            public_access_enabled=True,
        )

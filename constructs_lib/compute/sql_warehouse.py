"""What answers SQL."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.sql_endpoint import (
    SqlEndpoint,
    SqlEndpointTags,
    SqlEndpointTagsCustomTags,
)
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.object_permissions import object_permissions


class SqlWarehouse(Construct):
    """A serverless SQL warehouse and who uses it.

    Always on: serverless and PRO, said outright because the defaults depend on the account; the end after
    `auto_stop_minutes` without a query; the tags of the environment.

    `size` is Databricks' word for one cluster, such as `2X-Small`. `max_clusters` bounds how many there are
    for many queries at once.

    Attributes:
        warehouse: The warehouse.
        id: Its id.
        hostname: What Power BI and JDBC connect to.
        http_path: The path that they ask for.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        size: str,
        max_clusters: int,
        auto_stop_minutes: int,
        users: Sequence[DatabricksPrincipal],
        tags: Mapping[str, str],
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self.warehouse = SqlEndpoint(
            self,
            "warehouse",
            provider=workspace,
            name=name,
            cluster_size=size,
            min_num_clusters=1,
            max_num_clusters=max_clusters,
            auto_stop_mins=auto_stop_minutes,
            warehouse_type="PRO",
            enable_serverless_compute=True,
            tags=SqlEndpointTags(
                custom_tags=[SqlEndpointTagsCustomTags(key=key, value=value) for key, value in tags.items()]
            ),
            depends_on=ready,
        )
        self.id = self.warehouse.id
        odbc = self.warehouse.odbc_params.get(0)
        self.hostname = odbc.hostname
        self.http_path = odbc.path
        object_permissions(
            self,
            "permissions",
            kind="sql_endpoint_id",
            object_id=self.id,
            level="CAN_USE",
            principals=users,
            workspace=workspace,
        )

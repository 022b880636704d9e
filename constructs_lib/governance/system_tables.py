"""Lineage, audit and cost as tables."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.grant import Grant
from constructs import Construct

from constructs_lib.databricks_principal import DatabricksPrincipal

SYSTEM: Final = "system"

SYSTEM_SCHEMAS: Final = ("access", "billing", "compute", "lakeflow", "query", "storage")
"""Lineage and audit are in `access`, usage and prices in `billing`, job runs in `lakeflow`."""


class SystemTableReaders(Construct):
    """Who reads the system tables of a metastore, in all of its workspaces.

    The schemas are on by themselves: `databricks_system_schema` is not used, for it breaks on the next apply
    (databricks/terraform-provider-databricks#4539). Each grant covers one principal and leaves those of others
    alone, for Databricks grants here too.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        readers: Sequence[DatabricksPrincipal],
        workspace: TerraformProvider,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        for reader in readers:
            label = reader.label.replace("-", "_")
            Grant(
                self,
                f"{label}_catalog",
                provider=workspace,
                catalog=SYSTEM,
                principal=reader.identity,
                privileges=["USE_CATALOG"],
                depends_on=after,
            )
            for schema in SYSTEM_SCHEMAS:
                Grant(
                    self,
                    f"{label}_{schema}",
                    provider=workspace,
                    schema=f"{SYSTEM}.{schema}",
                    principal=reader.identity,
                    privileges=["SELECT", "USE_SCHEMA"],
                    depends_on=after,
                )

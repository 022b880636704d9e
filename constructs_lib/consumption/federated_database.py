"""A database that is queried where it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_databricks.catalog import Catalog
from cdktf_cdktf_provider_databricks.connection import Connection
from constructs import Construct

from constructs_lib.networking.workspace_security_group import WorkspaceSecurityGroup

CONNECTION_TYPES: Final = {"mysql": "MYSQL", "postgres": "POSTGRESQL"}

UNSET: Final = "set-by-an-operator"
"""Never a value that could work: the connection is filled by SQL, so that no state ever holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSpec:
    """A database by its engine, name, and the block and port that its server is in."""

    name: str
    """What the connection and the catalogue are called after."""
    engine: str
    """`postgres` or `mysql`."""
    database: str
    """The name of the database on its server."""
    server_cidr: str
    """The block that the server is in."""
    server_port: int
    """The port that it listens on."""


class FederatedDatabase(Construct):
    """A connection to a database, a foreign catalogue over it, and compute's way to its server.

    Host, user and password are placeholders until an operator runs `ALTER CONNECTION … OPTIONS (…)`; Terraform
    never looks at them again, and its state never holds them. Always on: read only, and isolated in its
    workspace. Raises ValueError for an engine that Lakehouse Federation does not know here.

    `catalog_name` is that of the foreign catalogue.

    Attributes:
        connection: The connection.
        catalog: The foreign catalogue.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        catalog_name: str,
        database: DatabaseSpec,
        security_group: WorkspaceSecurityGroup,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        if database.engine not in CONNECTION_TYPES:
            raise ValueError(
                f"database {database.name!r}: no connection for engine {database.engine!r}; "
                f"allowed: {', '.join(CONNECTION_TYPES)}"
            )
        VpcSecurityGroupEgressRule(
            self,
            "to_server",
            security_group_id=security_group.group.id,
            description=f"Queries to {database.name}",
            ip_protocol="tcp",
            from_port=database.server_port,
            to_port=database.server_port,
            cidr_ipv4=database.server_cidr,
        )
        self.connection = Connection(
            self,
            "connection",
            provider=workspace,
            name=name,
            connection_type=CONNECTION_TYPES[database.engine],
            comment=f"Read-only queries to {database.name}",
            options={
                "host": f"{UNSET}.invalid",
                "port": str(database.server_port),
                "user": UNSET,
                "password": UNSET,
            },
            lifecycle=TerraformResourceLifecycle(ignore_changes=["options"]),
            depends_on=ready,
        )
        self.catalog = Catalog(
            self,
            "catalog",
            provider=workspace,
            name=catalog_name,
            comment=f"{database.name}, where it is",
            connection_name=self.connection.name,
            # MySQL has no databases above its schemas.
            options={"database": database.database} if database.engine == "postgres" else None,
            isolation_mode="ISOLATED",
        )

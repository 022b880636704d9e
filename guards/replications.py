"""Databases are captured as DMS can capture them, and nothing starts before it has what it needs."""

from collections.abc import Iterator
from typing import Final

from guards.rule import Violation, violation
from guards.synthesized import Json, resources

MYSQL_ENGINES: Final = ("aurora", "aurora-serverless", "gcp-mysql", "mariadb", "mysql")

SSL_MODES: Final = {
    **dict.fromkeys(MYSQL_ENGINES, ("none", "verify-ca", "verify-full")),
    **dict.fromkeys(
        ("aurora-postgresql", "aurora-postgresql-serverless", "postgres"),
        ("none", "require", "verify-ca", "verify-full"),
    ),
    "azure-sql-managed-instance": ("none", "require", "verify-full"),
    "babelfish": ("none", "require", "verify-full"),
    "db2": ("none", "verify-ca"),
    "mongodb": ("none", "require", "verify-full"),
    "oracle": ("none", "verify-ca"),
    "sqlserver": ("none", "require", "verify-full"),
    "sybase": ("none", "verify-full"),
}
"""The modes of TLS that DMS has for each engine (DMS user guide, "Using SSL with AWS DMS")."""

STARTING: Final = {
    "aws_dms_replication_config": "start_replication",
    "aws_dms_replication_task": "start_replication_task",
}
"""The argument by which Terraform starts a replication, by type of resource."""

VERIFIED: Final = ("verify-ca", "verify-full")


def reachable_databases(stack: Json) -> Iterator[Violation]:
    """ANT-DMS-01: the endpoint of a database is one that DMS accepts.

    It has a mode of TLS that DMS has for the engine, never none of them, and the certificate that a verified
    mode needs. One of MySQL names no database: DMS would put every table into that one, and with a secret the
    provider never reads it back (DMS API reference, CreateEndpoint and MySQLSettings).
    """
    for resource in resources(stack, {"aws_dms_endpoint"}):
        engine = str(resource.arguments.get("engine_name"))
        if engine not in SSL_MODES:
            continue
        mode = str(resource.arguments.get("ssl_mode", "none"))
        encrypted = [known for known in SSL_MODES[engine] if known != "none"]
        if mode not in encrypted:
            yield violation(
                "ANT-DMS-01",
                resource,
                f"has ssl_mode {mode} for engine {engine}",
                f"choose one of {', '.join(encrypted)}",
            )
        if mode in VERIFIED and not resource.arguments.get("certificate_arn"):
            yield violation(
                "ANT-DMS-01",
                resource,
                f"has ssl_mode {mode} and no certificate",
                "give the certificate of the authority that signed the server's",
            )
        if engine in MYSQL_ENGINES and resource.arguments.get("database_name"):
            yield violation(
                "ANT-DMS-01", resource, f"names a database for engine {engine}", "leave database_name out"
            )


def started_by_nobody(stack: Json) -> Iterator[Violation]:
    """ANT-DMS-02: Terraform starts no replication: what starts it looks at its state first.

    Terraform would start it before its secret has a value, and after each change while DMS is still modifying
    it (hashicorp/terraform-provider-aws#35650).
    """
    for resource in resources(stack, STARTING):
        argument = STARTING[resource.type]
        if resource.arguments.get(argument) is True:
            yield violation(
                "ANT-DMS-02", resource, f"sets {argument}", "leave it to the function that starts by state"
            )

"""Sources that are tables of a database."""

from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from configuration.addresses import no_host
from configuration.base import Model, repeated
from configuration.errors import Problem
from configuration.instance_types import DMS_CLASSES
from configuration.network import no_boolean
from configuration.sources.schedule import Schedule
from configuration.sources.source import Mode, SecretSource, SourceKind
from contracts.arrival import Format

CapacityUnits = Annotated[Literal[1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384], BeforeValidator(no_boolean)]
"""2 GiB of memory each (DMS user guide, "AWS DMS Serverless components")."""

LARGEST_OPEN_PREFIX: Final = 16
"""The security group lets the replication reach no wider block than a whole VPC."""

CERTIFICATES: Final = r"^(-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----\n?)+$"
"""A bundle as PEM, which DMS takes for every engine but Oracle (DMS user guide, "Using SSL with AWS DMS")."""

TableName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_$]*$", max_length=63)]


class DatabaseEngine(StrEnum):
    """The databases that are captured."""

    MYSQL = "mysql"
    POSTGRESQL = "postgres"


class Table(Model):
    """One table to read."""

    database_schema: TableName
    """The schema that it is in; of MySQL, the database."""
    name: TableName
    """The table's own name."""


class ServerlessReplication(Model):
    """A replication that grows and shrinks between two capacities."""

    minimum_units: CapacityUnits = 1
    """Capacity that it never goes below, in DMS capacity units."""
    maximum_units: CapacityUnits
    """Capacity that it never goes above, in DMS capacity units."""

    def problems(self) -> Iterator[Problem]:
        """Return whether the bounds are the wrong way round."""
        if self.minimum_units > self.maximum_units:
            yield Problem(
                field="minimum_units",
                what="is above maximum_units",
                given=str(self.minimum_units),
                allowed=f"up to {self.maximum_units}",
                fix="lower it or raise maximum_units",
            )


class InstanceReplication(Model):
    """A replication on an instance of its own, for regions and engines without serverless."""

    instance_class: Annotated[str, Field(pattern=r"^dms\.[a-z0-9]+\.[a-z0-9]+$")]
    """Such as `dms.t3.medium`."""
    storage_gb: Annotated[int, Field(ge=5, le=6144)] = 50
    """Storage for logs and changes that wait, in GiB."""
    multi_az: bool = False
    """Whether a second instance stands by in another zone."""

    def problems(self) -> Iterator[Problem]:
        """Return a class that DMS does not have."""
        if self.instance_class not in DMS_CLASSES:
            yield Problem(
                field="instance_class",
                what="is no class of AWS DMS",
                given=self.instance_class,
                allowed=", ".join(DMS_CLASSES),
                fix="choose one of them, or add a new one to configuration/instance_types.py",
            )


class DatabaseSource(SecretSource):
    """Tables that DMS copies to landing: whole in mode batch, then every change in mode real_time.

    Host, port, user and password are in the source's secret, never here.
    """

    kind: ClassVar[SourceKind] = SourceKind.DATABASE
    formats: ClassVar[tuple[Format, ...]] = (Format.PARQUET,)
    changes: ClassVar[bool] = True

    engine: DatabaseEngine
    database: TableName
    """The name of the database on its server."""
    server_cidr: IPv4Network
    """The block that the server's address is in: the only one that the replication may reach."""
    server_port: Annotated[int, Field(ge=1, le=65535)]
    """The only port that the replication may reach."""
    certificate_authority: Annotated[str, Field(pattern=CERTIFICATES, max_length=200_000)] | None = None
    """Certificates, as PEM, of the authority that signed the server's, up to the root: the server is then verified by
    them and by its host name. MySQL needs it; PostgreSQL is encrypted without it too."""
    tables: Annotated[tuple[Table, ...], Field(min_length=1, max_length=100)]
    schedule: Schedule | None = None
    """When a batch source is read again; real_time sources have none."""
    serverless: ServerlessReplication | None = None
    instance: InstanceReplication | None = None
    """Exactly one of `serverless` and `instance` is given."""
    federated: bool = False
    """Whether it can also be queried in place, by Lakehouse Federation: compute may then reach its server."""

    def problems(self) -> Iterator[Problem]:
        """Return the rules of any source, and choices that do not go together."""
        yield from super().problems()
        yield from repeated("tables", (f"{table.database_schema}.{table.name}" for table in self.tables))
        if (self.serverless is None) == (self.instance is None):
            yield Problem(
                field="serverless",
                what="a replication is either serverless or on an instance",
                given="both" if self.serverless else "neither",
                allowed="one of serverless and instance",
                fix="give one of them",
            )
        if (self.mode is Mode.BATCH) != (self.schedule is not None):
            yield Problem(
                field="schedule",
                what=f"does not fit mode {self.mode}",
                given=self.schedule or "none",
                allowed="a schedule for batch, none for real_time",
                fix="change the schedule or the mode",
            )
        if self.engine is DatabaseEngine.MYSQL and self.certificate_authority is None:
            yield Problem(
                field="certificate_authority",
                what="is missing: DMS encrypts connections to MySQL only if it can verify the server",
                given="none",
                allowed="the certificates, as PEM, of the authority that signed the server's",
                fix="give them; for Amazon RDS, its bundle of the region",
            )
        if wrong := no_host(self.server_cidr):
            yield Problem(
                field="server_cidr",
                what=wrong,
                given=str(self.server_cidr),
                allowed="a block in which a server can have its address",
                fix="name the server's subnet or address",
            )
        yield from self._certificate_problems()
        if self.server_cidr.prefixlen < LARGEST_OPEN_PREFIX:
            yield Problem(
                field="server_cidr",
                what="opens the network too widely",
                given=str(self.server_cidr),
                allowed=f"a prefix of /{LARGEST_OPEN_PREFIX} or longer",
                fix="name the server's subnet or address",
            )

    def _certificate_problems(self) -> Iterator[Problem]:
        if self.certificate_authority is None:
            return
        from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - most sources have none

        try:
            load_pem_x509_certificates(self.certificate_authority.encode())
        except ValueError:
            yield Problem(
                field="certificate_authority",
                what="has the form of certificates and holds none",
                given=f"{len(self.certificate_authority)} characters",
                allowed="certificates, as PEM",
                fix="copy them again from the authority, whole",
            )

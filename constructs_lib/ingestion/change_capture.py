"""Tables of a database, whole or change by change."""

from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.ingestion.capture_endpoints import database_endpoint, landing_endpoint
from constructs_lib.ingestion.landing_events import LandingEvents
from constructs_lib.ingestion.replication import Instance, Serverless, replication
from constructs_lib.ingestion.replication_start import ReplicationStart, StartSpec
from constructs_lib.ingestion.schedule import SourceSchedule
from constructs_lib.ingestion.source_alarms import source_unhealthy
from constructs_lib.ingestion.source_function import FunctionCode, FunctionNetwork
from constructs_lib.ingestion.source_secret import source_secret
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.place import Place

HTTPS: Final = 443

KEEP_RUNNING: Final = "rate(15 minutes)"
"""How often a replication that follows changes is looked at, and started again if it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSpec:
    """What is read of a database: the server's block and port, the tables as schema and name.

    With a `schedule` the tables are read whole each time; without, once whole and then change by change.
    """

    engine: str
    """What DMS calls the engine, such as `postgres`."""
    database: str
    """The name of the database on its server."""
    server_cidr: str
    """The block that the server is in."""
    server_port: int
    """The port that it listens on."""
    tables: tuple[tuple[str, str], ...]
    """Schema and name of each."""
    schedule: str | None
    started: bool
    """Whether it runs; not before the secret has a value."""
    certificate_authority: str | None
    """Certificates as PEM that the server's certificate is verified with."""
    capacity: Serverless | Instance
    """What replicates: serverless, or an instance."""


class ChangeCapture(Construct):
    """The DMS replication of some tables to landing as Parquet, with all that it needs.

    Always on: TLS to the database, credentials from a secret that a person fills, private subnets, a
    security group that reaches the server and AWS and nothing else, encryption, a queue of arrivals, a function
    that starts it. Nothing runs before it is said to be started, for until then its secret has no value.

    `subnet_group_id` is the group of subnets in which DMS runs. `aws_prefix_list_ids` are the
    lists of addresses of AWS' own services that it may reach.

    Attributes:
        events: The announcements of what has landed.
        secret: The secret of host, port, user and password.
        start: What starts it.
        alarm: The composite alarm.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        capture: CaptureSpec,
        surroundings: Surroundings,
        network: PrivateNetwork,
        subnet_group_id: str,
        aws_prefix_list_ids: tuple[str, ...],
        code: FunctionCode,
        functions: FunctionNetwork,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.events = LandingEvents(
            self, "events", source=source, surroundings=surroundings, target=surroundings.landing
        )
        dead_letters_arn = self.events.dead_letters.arn
        self.secret = source_secret(
            self, "secret", source=source, surroundings=surroundings, holds="Host, port, user and password"
        )
        endpoints = (
            database_endpoint(
                self,
                source=source,
                surroundings=surroundings,
                secret_arn=self.secret.arn,
                engine=capture.engine,
                database=capture.database,
                certificate_authority=capture.certificate_authority,
            ).endpoint_arn,
            landing_endpoint(self, source=source, surroundings=surroundings).endpoint_arn,
        )
        group_id = self._security_group(
            source,
            capture,
            place.name_of("security_group", f"capture-{source.name}"),
            network,
            aws_prefix_list_ids,
        )
        changes = capture.schedule is None
        arn = replication(
            self,
            source=source,
            surroundings=surroundings,
            subnet_group_id=subnet_group_id,
            security_group_id=group_id,
            capacity=capture.capacity,
            endpoints=endpoints,
            tables=capture.tables,
            changes=changes,
        )
        self.start = ReplicationStart(
            self,
            "start",
            source=source,
            start=StartSpec(
                arn=arn,
                serverless=isinstance(capture.capacity, Serverless),
                changes=changes,
            ),
            surroundings=surroundings,
            code=code,
            network=functions,
            dead_letters_arn=dead_letters_arn,
        )
        starts = self.start.function.arn
        SourceSchedule(
            self,
            "schedule",
            source=source,
            surroundings=surroundings,
            expression=capture.schedule or KEEP_RUNNING,
            enabled=capture.started,
            target_arn=starts,
            target_input=None,
            statements=[
                Statement(sid="StartReplication", actions=("lambda:InvokeFunction",), resources=(starts,))
            ],
            dead_letters_arn=dead_letters_arn,
        )
        self.alarm = source_unhealthy(
            self,
            source=source,
            surroundings=surroundings,
            alarms=[*self.events.alarms, *self.start.function.alarms],
        )

    def _security_group(
        self,
        source: SourceSpec,
        capture: CaptureSpec,
        name: str,
        network: PrivateNetwork,
        prefix_lists: tuple[str, ...],
    ) -> str:
        group = SecurityGroup(
            self,
            "security_group",
            name=name,
            description=f"Replication of source {source.name}",
            vpc_id=network.vpc.id,
            tags={**source.tags, "Name": name},
        )
        group_id = group.id
        ways = [
            ("server", "The database server", capture.server_port, capture.server_cidr, None),
            ("endpoints", "AWS by endpoints of the VPC", HTTPS, network.cidr, None),
            *(
                (f"aws_{n}", "AWS by gateway endpoint", HTTPS, None, id_)
                for n, id_ in enumerate(prefix_lists)
            ),
        ]
        for id_, description, port, cidr, prefix_list in ways:
            VpcSecurityGroupEgressRule(
                self,
                id_,
                security_group_id=group_id,
                description=description,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4=cidr,
                prefix_list_id=prefix_list,
                tags=source.tags,
            )
        return group_id

"""How many sources an account, a region and one Terraform state can hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from configuration.base import Model
from configuration.errors import Problem
from configuration.sources.catalogue import Sources

Raised = Annotated[int, Field(ge=1)] | None


class Quotas(Model):
    """The quotas that AWS has raised for the account; one that is not named has AWS's default.

    Each counts what the sources alone use: leave room for what else is in the account.
    """

    event_rules: Raised = None
    """EventBridge: rules on the default bus."""
    alarms: Raised = None
    """CloudWatch: alarms."""
    iam_roles: Annotated[int, Field(ge=1, le=5000)] | None = None
    """IAM: roles in the account."""
    on_demand_streams: Raised = None
    """Kinesis: data streams on demand."""
    provisioned_shards: Raised = None
    """Kinesis: provisioned shards."""
    delivery_streams: Raised = None
    """Firehose: streams."""
    serverless_replications: Raised = None
    """DMS: serverless replications."""
    replication_instances: Raised = None
    """DMS: replication instances."""
    replication_endpoints: Raised = None
    """DMS: endpoints."""
    sftp_address_rules: Annotated[int, Field(ge=1, le=1000)] | None = None
    """VPC: rules of the security group of the SFTP server, one per block of a partner."""
    state_resources: Raised = None
    """Resources of the sources in one Terraform state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit: how the sources use it, its default and where that is written.

    `raised_by` is the field of `Quotas`, None where AWS raises it for nobody.
    """

    of: str
    used: Callable[[Sources], int]
    default: int
    source: str
    raised_by: str | None


def _count(sources: Sources, *, api: int, stream: int, database: int, file: int, partner: int = 0) -> int:
    return (
        api * len(sources.apis)
        + stream * len(sources.streams)
        + database * len(sources.databases)
        + file * len(sources.files)
        + partner * len(sources.partners)
    )


LIMITS: Final = (
    Limit(
        of="event rules on the default bus",
        used=lambda sources: _count(sources, api=1, stream=1, database=1, file=3),
        default=300,
        source="EventBridge quotas, Rules",
        raised_by="event_rules",
    ),
    Limit(
        of="alarms",
        used=lambda sources: _count(sources, api=5, stream=6, database=5, file=6),
        default=5000,
        source="CloudWatch quotas, Number of alarms",
        raised_by="alarms",
    ),
    Limit(
        of="IAM roles",
        used=lambda sources: _count(sources, api=2, stream=1, database=4, file=2, partner=1),
        default=1000,
        source="IAM quotas, Roles in an AWS account",
        raised_by="iam_roles",
    ),
    Limit(
        of="on-demand data streams",
        used=lambda sources: sum(stream.shards is None for stream in sources.streams),
        default=50,
        source="Kinesis Data Streams quotas, On-demand data streams",
        raised_by="on_demand_streams",
    ),
    Limit(
        of="provisioned shards",
        used=lambda sources: sum(stream.shards or 0 for stream in sources.streams),
        default=200,
        source="Kinesis Data Streams quotas, Shards per region (500 in some)",
        raised_by="provisioned_shards",
    ),
    Limit(
        of="Firehose streams",
        used=lambda sources: len(sources.streams),
        default=2000,
        source="Amazon Data Firehose quotas, Firehose streams (5,000 in some regions)",
        raised_by="delivery_streams",
    ),
    Limit(
        of="serverless replications",
        used=lambda sources: sum(database.serverless is not None for database in sources.databases),
        default=100,
        source="AWS DMS quotas, Serverless replications",
        raised_by="serverless_replications",
    ),
    Limit(
        of="replication instances",
        used=lambda sources: sum(database.instance is not None for database in sources.databases),
        default=60,
        source="AWS DMS quotas, Replication instances",
        raised_by="replication_instances",
    ),
    Limit(
        of="replication endpoints",
        used=lambda sources: 2 * len(sources.databases),
        default=1000,
        source="AWS DMS quotas, Endpoints per account",
        raised_by="replication_endpoints",
    ),
    Limit(
        of="SFTP users",
        used=lambda sources: len(sources.partners),
        default=10_000,
        source="AWS Transfer Family quotas, Service-managed users per server",
        raised_by=None,
    ),
    Limit(
        of="address rules of the SFTP server's security group",
        used=lambda sources: len({cidr for partner in sources.partners for cidr in partner.allowed_cidrs}),
        default=60,
        source="Amazon VPC quotas, Inbound rules per security group",
        raised_by="sftp_address_rules",
    ),
    Limit(
        of="retention rules of one bucket, beside the layer's own",
        used=lambda sources: sum(source.retention_days is not None for source in sources.all),
        default=999,
        source="Amazon S3 quotas, Lifecycle rules per bucket: 1,000",
        raised_by=None,
    ),
    Limit(
        of="resources in one Terraform state",
        used=lambda sources: _count(sources, api=20, stream=18, database=29, file=20, partner=6),
        default=10_000,
        source="docs/scale.md: a plan reads each resource, ten at a time",
        raised_by="state_resources",
    ),
)
"""The limits that a growing list of sources meets, with AWS's defaults as of November 2026."""


def quota_problems(sources: Sources, quotas: Quotas) -> Iterator[Problem]:
    """Return each limit that the sources exceed."""
    for limit in LIMITS:
        raised = getattr(quotas, limit.raised_by) if limit.raised_by else None
        most = limit.default if raised is None else raised
        used = limit.used(sources)
        if used > most:
            yield Problem(
                field="sources",
                what=f"need more {limit.of} than there are",
                given=f"{used} for {len(sources.all)} sources",
                allowed=f"{most} ({limit.source})",
                fix=f"have it raised, then set quotas.{limit.raised_by}, or use fewer"
                if limit.raised_by
                else "use fewer: it cannot be raised",
            )

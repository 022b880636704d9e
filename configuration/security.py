"""What is recorded and what the account forbids."""

from typing import Annotated

from pydantic import Field

from configuration.base import Model
from configuration.lake import Days
from configuration.network import LogRetention


class AuditConfig(Model):
    """How long the audit trail is kept."""

    trail_retention_days: Days
    """Days that trail files stay in their bucket."""
    log_group_retention_days: LogRetention
    """Days that the trail's log group, which alarms watch, keeps events."""
    insights: bool
    """Whether CloudTrail looks for unusual rates of calls and errors; costs per event."""


class GuardRails(Model):
    """The choices among the account's guard rails; the others are always on."""

    access_analyzer: bool
    """Whether the account has an analyzer of its own; off where the organization has one."""
    password_minimum_length: Annotated[int, Field(ge=14, le=128)]
    """At least 14 characters (CIS AWS Foundations, "Ensure IAM password policy requires minimum length")."""
    password_maximum_age_days: Annotated[int, Field(ge=1, le=90)]
    """Days after which an IAM user must choose another password."""


class EmulatorGap(Model):
    """Something that the embedded AWS cannot hold: a resource type, or one argument of it."""

    resource_type: Annotated[str, Field(pattern=r"^aws_[a-z0-9_]+$")]
    """The type that the embedded AWS lacks."""
    argument: str | None = None
    """The one argument that it lacks; without it the whole type is left out."""
    reason: Annotated[str, Field(min_length=20)]
    """What fails, and in which version."""

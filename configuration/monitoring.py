"""Who is notified, what is watched besides the platform's own alarms, and what it may cost."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from configuration.base import Model, repeated
from configuration.errors import Problem
from configuration.network import LogRetention

EMAIL = r"^[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$"
"""No dot begins, ends or follows another, before the sign and behind it (RFC 5321, section 4.1.2)."""

Email = Annotated[str, Field(pattern=EMAIL, max_length=254)]


class SlackConfig(Model):
    """A Slack channel; a person has authorised AWS Chatbot for its workspace once."""

    workspace_id: Annotated[str, Field(pattern=r"^T[A-Z0-9]{7,}$")]
    """Id of the workspace, from its address."""
    channel_id: Annotated[str, Field(pattern=r"^C[A-Z0-9]{7,}$")]
    """Id of the channel, from its details."""


class SubscriberConfig(Model):
    """Who is notified of one severity."""

    emails: tuple[Email, ...] = ()
    """Each must confirm its subscription once."""
    slack: SlackConfig | None = None

    def problems(self) -> Iterator[Problem]:
        """Return the addresses that are named twice."""
        yield from repeated("emails", self.emails)


class DetectionConfig(Model):
    """Which of the account's detectors this environment runs; off where the organization runs them."""

    config_rules: bool
    """AWS Config with the platform's rules; costs per recorded change."""
    creates_config_role: bool = True
    """False where the account has the role `AWSServiceRoleForConfig` already; IAM makes it once per account."""
    guardduty: bool
    """Looks for threats in calls, flows and S3 data events; costs per event."""
    security_hub: bool
    """Gathers findings and checks the account against AWS's foundational standard; costs per check."""


class AnomalyScope(StrEnum):
    """What is watched for unusual cost (AWS Cost Management user guide, "Getting started" with anomalies)."""

    NONE = "none"
    """Nothing: the organization does it, or AWS already made a monitor of the account's services."""
    SERVICES = "services"
    """Every service of the account. An account has one such monitor, which AWS itself makes in accounts that are newer
    than March 2023 (Default-Services-Monitor): delete that one first, or the apply stops at "Limit exceeded on
    dimensional spend monitor creation". Only the environment that owns the account makes it. The embedded AWS has no
    such monitors: declare them as gaps of the local environment (tests/e2e/test_coverage.py asks for it)."""
    ENVIRONMENT_TAG = "environment_tag"
    """Everything with the environment's tag. Only the account that pays for the organization may make it."""


class CostConfig(Model):
    """The budgets of an environment in US dollars.

    The budget and the reports of AWS count by the tags `environment` and `source`. They count nothing until these are
    activated for cost allocation in the account that pays, at the earliest a day after the first deployment, by a
    person or by `activate_tags`.
    """

    monthly_usd: Annotated[int, Field(ge=1, le=10_000_000)]
    """The budget of a month for everything with the environment's tag."""
    anomaly_usd: Annotated[int, Field(ge=1, le=1_000_000)]
    """The impact in US dollars from which an unusual cost is reported."""
    databricks_monthly_usd: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """The budget of a month for Databricks usage with the environment's tag, at list prices. Every environment in the
    Databricks account has one."""
    anomalies: AnomalyScope = AnomalyScope.NONE
    """What is watched for unusual cost."""
    activate_tags: bool = False
    """Whether the tags are activated for cost allocation. Only the account that pays may, and only tags that AWS has
    billed for: not before the day after the first deployment."""

    def problems(self) -> Iterator[Problem]:
        """Return a watch by a tag that nobody activates where only this account could."""
        if self.anomalies is AnomalyScope.ENVIRONMENT_TAG and not self.activate_tags:
            yield Problem(
                field="activate_tags",
                what="is off, so a monitor of the environment's tag would see nothing",
                given="false",
                allowed=f"true with anomalies {AnomalyScope.ENVIRONMENT_TAG}",
                fix="activate the tags in this account, or watch its services",
            )


class MonitoringConfig(Model):
    """Who is notified by severity, the detectors, the budget and where the runbooks are."""

    critical: SubscriberConfig
    high: SubscriberConfig
    low: SubscriberConfig = SubscriberConfig()
    detection: DetectionConfig
    cost: CostConfig
    log_retention_days: LogRetention
    """Of the logs that sources and monitoring write."""
    runbooks_url: Annotated[str, Field(pattern=r"^https://\S+[^/\s]$", max_length=200)]
    """Where people read `docs/runbooks`, without a slash at the end."""

    def problems(self) -> Iterator[Problem]:
        """Return a problem if critical alarms have no recipient."""
        for severity in ("critical", "high"):
            subscribers: SubscriberConfig = getattr(self, severity)
            if not subscribers.emails and subscribers.slack is None:
                yield Problem(
                    field=severity,
                    what="has no recipient",
                    given="no e-mail address and no Slack channel",
                    allowed="at least one of emails and slack",
                    fix="add one",
                )

"""Who is told of what, what is watched beside the platform's own alarms, and what it may cost."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from environments.base import Model, repeated
from environments.errors import Problem
from environments.network import LogRetention

Email = Annotated[str, Field(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254)]


class SlackConfig(Model):
    """Defines a Slack channel; a person has authorised AWS Chatbot for its workspace once."""

    workspace_id: Annotated[str, Field(pattern=r"^T[A-Z0-9]{7,}$")]
    """Id of the workspace, from its address."""
    channel_id: Annotated[str, Field(pattern=r"^C[A-Z0-9]{7,}$")]
    """Id of the channel, from its details."""


class SubscriberConfig(Model):
    """Defines who is told about one severity."""

    emails: tuple[Email, ...] = ()
    """Each must confirm its subscription once."""
    slack: SlackConfig | None = None

    def problems(self) -> Iterator[Problem]:
        """Return the addresses that are named twice."""
        yield from repeated("emails", self.emails)


class DetectionConfig(Model):
    """Defines which of the account's detectors this environment runs; off where the organization runs them."""

    config_rules: bool
    """AWS Config with the platform's rules; costs per recorded change."""
    guardduty: bool
    """Looks for threats in calls, flows and S3 data events; costs per event."""
    security_hub: bool
    """Gathers findings and checks the account against AWS's foundational standard; costs per check."""


class CostConfig(Model):
    """Defines the budget of an environment in US dollars."""

    monthly_usd: Annotated[int, Field(ge=1, le=10_000_000)]
    """The budget of a month for everything with the environment's tag."""
    anomaly_usd: Annotated[int, Field(ge=1, le=1_000_000)]
    """The impact from which an unusual cost is told."""


class MonitoringConfig(Model):
    """Defines who is told by severity, the detectors, the budget and where the runbooks are."""

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
        """Return whether nobody is told of what cannot wait."""
        for severity in ("critical", "high"):
            subscribers: SubscriberConfig = getattr(self, severity)
            if not subscribers.emails and subscribers.slack is None:
                yield Problem(
                    field=severity,
                    what="nobody is told",
                    given="no e-mail address and no Slack channel",
                    allowed="at least one of emails and slack",
                    mend="name who is to be told",
                )

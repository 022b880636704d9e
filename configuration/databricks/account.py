"""The Databricks account: what exists once for all environments."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from configuration.account import EnvironmentName
from configuration.base import Model, repeated
from configuration.databricks.compute import ResourceName
from configuration.errors import Problem
from configuration.github import GithubConfig
from configuration.lake import Days
from configuration.monitoring import Email

ACCOUNT_HOST: Final = "https://accounts.cloud.databricks.com"
"""Where the account's own resources are registered and made."""


class MetastoreMode(StrEnum):
    """Where the metastore of the region comes from: an account has at most one per region."""

    CREATE = "create"
    REUSE = "reuse"
    """It exists; its id is known."""
    LOOKUP = "lookup"
    """It exists (Databricks makes one in accounts newer than November 2023) and is found by its region."""


class MetastoreConfig(Model):
    """The metastore of the region."""

    mode: MetastoreMode
    name: ResourceName = "anthill"
    """The name of a new one, or of the one that is there."""
    id: UUID | None = None
    """Of the one that is there."""

    def problems(self) -> Iterator[Problem]:
        """Return an id without its mode, or the mode without an id."""
        if (self.mode is MetastoreMode.REUSE) != (self.id is not None):
            yield Problem(
                field="id",
                what=f"does not fit mode {self.mode}",
                given=str(self.id or "none"),
                allowed="an id with reuse, none with create and lookup",
                fix="change the id or the mode",
            )


class GroupOrigin(StrEnum):
    """Who makes the groups."""

    CREATED = "created"
    PROVISIONED = "provisioned"
    """The identity provider does (SCIM): they exist, and this platform only names them."""


class PowerBiIdentity(Model):
    """How Power BI proves who it is: a token of the company's identity provider, and no secret."""

    issuer: Annotated[str, Field(pattern=r"^https://\S+$", max_length=200)]
    """Such as `https://login.microsoftonline.com/<tenant>/v2.0`."""
    audience: Annotated[str, Field(min_length=1, max_length=200)]
    """Whom its tokens are for: the `aud` claim."""
    subject: Annotated[str, Field(min_length=1, max_length=200)]
    """Whom they are of: the `sub` claim."""


class BudgetConfig(Model):
    """What an environment's Databricks usage may cost a month, at list prices."""

    environment: EnvironmentName
    monthly_usd: Annotated[int, Field(ge=1, le=10_000_000)]
    """The budget of a month, in US dollars at list prices."""


class DatabricksAccountSettings(Model):
    """What a company decides about its Databricks account, of which it has one per region."""

    account_id: UUID
    """Of the Databricks account: the console shows it at the top right."""
    hosted_by: EnvironmentName
    """Whose AWS account and state bucket it uses."""
    github: GithubConfig
    metastore: MetastoreConfig
    groups: GroupOrigin
    power_bi: PowerBiIdentity | None = None
    """Without it Power BI's service principal exists but cannot sign in."""
    audit_log_delivery: bool = True
    """False where the account delivers its logs already: there are at most two deliveries, for ever."""
    audit_log_days: Days
    """Days that audit logs are kept in their bucket."""
    disable_legacy_features: bool = True
    """Whether every workspace that anyone makes in the account later begins without DBFS and Hive."""
    budget_emails: Annotated[tuple[Email, ...], Field(min_length=1)]
    """Who gets a mail when a budget is used up."""

    def problems(self) -> Iterator[Problem]:
        """Return the addresses that are named twice."""
        yield from repeated("budget_emails", self.budget_emails)


class DatabricksAccountConfig(DatabricksAccountSettings):
    """The account with the environments in it: one per company and region."""

    environments: tuple[EnvironmentName, ...]
    """Those that have a workspace in it, each with its service principals: every environment that releases come to."""
    budgets: tuple[BudgetConfig, ...]
    """One for each environment: the `databricks_monthly_usd` of its `monitoring.cost`."""

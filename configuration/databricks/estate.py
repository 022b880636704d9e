"""What must hold between the Databricks account and the environments in it."""

from collections.abc import Iterator, Sequence

from configuration.databricks.account import (
    BudgetConfig,
    DatabricksAccountConfig,
    DatabricksAccountSettings,
)
from configuration.errors import ConfigurationError, Problem
from configuration.model import EnvironmentConfig


def check_account(
    account: DatabricksAccountSettings, environments: Sequence[EnvironmentConfig]
) -> DatabricksAccountConfig:
    """Return the account with the environments in it; raise ConfigurationError with every problem between them."""
    found = tuple(account_problems(account, environments))
    if found:
        raise ConfigurationError("\n".join(map(str, found)), found)
    budgets = {config.name: config.monitoring.cost.databricks_monthly_usd for config in environments}
    return DatabricksAccountConfig(
        # Not dumped: its parts stay what they are.
        **{name: getattr(account, name) for name in DatabricksAccountSettings.model_fields},
        environments=tuple(config.name for config in environments if config.delivery is not None),
        budgets=tuple(
            BudgetConfig(environment=name, monthly_usd=usd)
            for name, usd in budgets.items()
            if usd is not None
        ),
    )


def account_problems(
    account: DatabricksAccountSettings, environments: Sequence[EnvironmentConfig]
) -> Iterator[Problem]:
    """Return a host that is no environment, and environments of another account or region, or that govern together."""
    real = [config for config in environments if not config.is_local]
    named = {config.name for config in real}
    if account.hosted_by not in named:
        yield Problem(
            field="account.hosted_by",
            what="has no workspace in the account",
            given=account.hosted_by.value,
            allowed=", ".join(config.name for config in real) or "an environment that is deployed",
            fix="choose one of them",
        )
    yield from _registered_twice(real)
    workspaces = {config.name: config.databricks.registered_workspace for config in real}
    regions = {config.name: config.region for config in real}
    for config in real:
        if config.databricks.account_id != account.account_id:
            yield Problem(
                field=f"{config.name}.databricks.account_id",
                what="is of another Databricks account",
                given=str(config.databricks.account_id),
                allowed=str(account.account_id),
                fix="take the one of environments/databricks_account.py",
            )
        if account.hosted_by in regions and config.region != regions[account.hosted_by]:
            yield Problem(
                field=f"{config.name}.region",
                what=f"is not that of the metastore, which lies in the region of {account.hosted_by}",
                given=config.region,
                allowed=regions[account.hosted_by],
                fix="put the environments of an account into one region",
            )
        for index, share in enumerate(config.databricks.governance.shares):
            reader = workspaces.get(share.environment)
            if reader is not None and reader.id != share.workspace_id:
                yield Problem(
                    field=f"{config.name}.databricks.governance.shares[{index}].workspace_id",
                    what=f"is not the workspace of {share.environment}",
                    given=str(share.workspace_id),
                    allowed=str(reader.id),
                    fix=f"take databricks.registration.workspace.id of {share.environment}",
                )
            if share.environment not in named:
                yield Problem(
                    field=f"{config.name}.databricks.governance.shares[{index}].environment",
                    what="has no workspace on this metastore",
                    given=share.environment.value,
                    allowed=", ".join(sorted(named - {config.name})),
                    fix="name another environment",
                )
    governing = [config.name for config in real if config.databricks.governs_metastore]
    if real and len(governing) != 1:
        yield Problem(
            field="databricks.governs_metastore",
            what=f"{len(governing)} environments hold what all workspaces of the metastore share",
            given=", ".join(governing) or "none",
            allowed="true in exactly one environment",
            fix="set it in prod alone",
        )


def _registered_twice(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    """Return what two environments took from one: with the handle of prod's workspace dev would deploy to it."""
    seen: dict[str, str] = {}
    for config in environments:
        registration = config.databricks.registration
        parts, workspace = (registration.parts, registration.workspace) if registration else (None, None)
        for field, value in (
            ("parts.vpc_id", parts and parts.vpc_id),
            ("parts.security_group_id", parts and parts.security_group_id),
            ("workspace.id", workspace and str(workspace.id)),
            ("workspace.url", workspace and workspace.url),
        ):
            if value and value in seen:
                yield Problem(
                    field=f"{config.name}.databricks.registration.{field}",
                    what=f"is that of {seen[value]}",
                    given=value,
                    allowed="one that no other environment has",
                    fix="copy the outputs of the environment's own stacks",
                )
            elif value:
                seen[value] = config.name.value

"""The service principals of the Databricks account, and what each may do in it."""

from collections.abc import Callable, Mapping
from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.group import Group as DatabricksGroup
from cdktf_cdktf_provider_databricks.group_member import GroupMember
from cdktf_cdktf_provider_databricks.service_principal_role import ServicePrincipalRole
from constructs import Construct

from configuration.account import EnvironmentName
from configuration.databricks.account import DatabricksAccountConfig
from configuration.databricks.groups import DEPLOYERS, Robot
from configuration.names import PROJECT
from constructs_lib.account.account_groups import AccountGroup
from constructs_lib.account.federated_identity import FederatedIdentity, TrustedToken
from constructs_lib.delivery_identity.github_environments import (
    REGISTRATION,
    drift_environment,
    plan_environment,
)
from constructs_lib.delivery_identity.github_trust import ISSUER
from constructs_lib.place import Place
from stacks.github import github_repository

ACCOUNT_ADMINISTRATOR: Final = "account_admin"

PIPELINES: Final[dict[Robot, dict[str, Callable[[str], str]]]] = {
    Robot.DEPLOY: {"pipeline": str},
    Robot.PLAN: {"plan": plan_environment, "drift": drift_environment},
}
"""Whom runs of GitHub sign in as, and in which of its environments, by label."""


def environment_identities(
    scope: Construct,
    environment: EnvironmentName,
    *,
    account: DatabricksAccountConfig,
    administrators: AccountGroup,
    provider: TerraformProvider,
) -> dict[Robot, FederatedIdentity]:
    """Build the service principals of an environment; none has a role in the account.

    Each is managed by the administrators of the platform, who are people.
    """
    identities = {
        robot: FederatedIdentity(
            scope,
            robot.name.lower(),
            display_name=f"{PROJECT}-{environment}-{robot}",
            tokens=_tokens(account, environment, robot),
            account=provider,
        )
        for robot in Robot
    }
    for robot, identity in identities.items():
        identity.allow(
            managers=[administrators.principal],
            users=[identities[Robot.DEPLOY].principal] if robot is Robot.JOBS else [],
            account=provider,
        )
    return identities


def build_registrar(
    scope: Construct,
    *,
    account: DatabricksAccountConfig,
    provider: TerraformProvider,
) -> FederatedIdentity:
    """Build who registers workspaces, networks and credentials: administrators of the account alone may.

    It has no rule set: so only administrators of the account manage it, and nobody becomes one through it.
    """
    registrar = FederatedIdentity(
        scope,
        "registrar",
        display_name=f"{PROJECT}-registration",
        tokens=_github_tokens(account, {"pipeline": REGISTRATION}),
        account=provider,
    )
    ServicePrincipalRole(
        registrar,
        "administrator",
        provider=provider,
        service_principal_id=registrar.service_principal.id,
        role=ACCOUNT_ADMINISTRATOR,
    )
    return registrar


def build_deployers(
    scope: Construct,
    identities: Mapping[EnvironmentName, Mapping[Robot, FederatedIdentity]],
    *,
    provider: TerraformProvider,
) -> None:
    """Build the group by which every environment may assign the tags that one of them governs."""
    group = DatabricksGroup(
        scope,
        "group",
        provider=provider,
        display_name=DEPLOYERS,
        lifecycle=Place.of(scope).protection.lifecycle,
    )
    for environment, robots in identities.items():
        GroupMember(
            scope,
            environment.value,
            provider=provider,
            group_id=group.id,
            member_id=robots[Robot.DEPLOY].service_principal.id,
        )


def _tokens(
    account: DatabricksAccountConfig, environment: EnvironmentName, robot: Robot
) -> dict[str, TrustedToken]:
    runs = PIPELINES.get(robot, {})
    if runs:
        return _github_tokens(account, {label: named(environment) for label, named in runs.items()})
    if robot is Robot.POWER_BI and account.power_bi is not None:
        return {
            "power_bi": TrustedToken(
                issuer=account.power_bi.issuer,
                audience=account.power_bi.audience,
                subject=account.power_bi.subject,
            )
        }
    return {}


def _github_tokens(
    account: DatabricksAccountConfig, environments: Mapping[str, str]
) -> dict[str, TrustedToken]:
    """Return the tokens of runs in GitHub's environments, given by label."""
    repository = github_repository(account.github)
    return {
        f"{label}{suffix}": TrustedToken(
            issuer=f"https://{ISSUER}", audience=str(account.account_id), subject=subject
        )
        for label, github_environment in environments.items()
        for suffix, subject in zip(("", "_by_ids"), repository.subjects(github_environment), strict=True)
    }

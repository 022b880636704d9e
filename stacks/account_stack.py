"""What the Databricks account has once, for all environments."""

from collections.abc import Callable
from typing import Final

from cdktf import TerraformProvider, TerraformStack
from cdktf_cdktf_provider_databricks.disable_legacy_features_setting import (
    DisableLegacyFeaturesSetting,
    DisableLegacyFeaturesSettingDisableLegacyFeatures,
)
from cdktf_cdktf_provider_databricks.group_member import GroupMember
from cdktf_cdktf_provider_databricks.service_principal_role import ServicePrincipalRole
from constructs import Construct

from constructs_lib.account.account_groups import AccountGroups
from constructs_lib.account.audit_log_delivery import AuditLogDelivery
from constructs_lib.account.federated_identity import FederatedIdentity, TrustedToken
from constructs_lib.account.regional_metastore import RegionalMetastore
from constructs_lib.account.usage_budget import UsageBudget
from constructs_lib.protection import Protection
from constructs_lib.security.github_environments import drift_environment, plan_environment
from constructs_lib.security.github_trust import ISSUER
from environments.account import EnvironmentName
from environments.databricks.account import DatabricksAccountConfig, GroupOrigin, MetastoreMode
from environments.databricks.groups import Group, Robot
from environments.model import EnvironmentConfig
from environments.names import PROJECT, Names
from environments.tags import TagKey
from stacks.databricks_providers import account_provider
from stacks.foundation import attach_guard, aws_provider, remote_state
from stacks.github import github_repository
from stacks.outputs import export
from stacks.place import place_of
from stacks.security_layer import customer_key

ACCOUNT_ADMINISTRATOR: Final = "account_admin"
AUDIT: Final = "databricks-audit"

PIPELINES: Final[dict[Robot, dict[str, Callable[[str], str]]]] = {
    Robot.DEPLOY: {"pipeline": str},
    Robot.PLAN: {"plan": plan_environment, "drift": drift_environment},
}
"""Whom runs of GitHub sign in as, and in which of its environments, by label."""


class AccountStack(TerraformStack):
    """Defines metastore, groups, service principals, audit logs and budgets of a Databricks account and region.

    It is deployed before any environment, by an administrator of the account; its outputs are the handles that
    each environment's configuration repeats. Its bucket, key and state lie in the AWS account of the
    environment that hosts it. Always on: nothing stateful in it can be destroyed by Terraform.

    Attributes:
        groups: The groups.
        identities: The service principals by environment and robot.
        metastore: The metastore.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        account: DatabricksAccountConfig,
        host: EnvironmentConfig,
        names: Names,
    ) -> None:
        super().__init__(scope, id_)
        protection = Protection(retained=True)
        remote_state(self, config=host, names=names)
        aws_provider(self, config=host)
        attach_guard(self, config=host, retained=True)
        provider = account_provider(self, account_id=str(account.account_id), offline=False)

        self.groups = AccountGroups(
            self,
            "groups",
            names=[group.value for group in Group],
            create=account.groups is GroupOrigin.CREATED,
            account=provider,
            protection=protection,
        )
        self.identities = {
            environment: self._identities(account, environment, provider, protection)
            for environment in account.environments
        }
        self.metastore = RegionalMetastore(
            self,
            "metastore",
            region=host.region,
            name=account.metastore.name,
            owner=Group.PLATFORM_ADMINS.value,
            known_id=str(account.metastore.id) if account.metastore.id else None,
            look_up=account.metastore.mode is MetastoreMode.LOOKUP,
            account=provider,
            after=self.groups.made,
            protection=protection,
        )
        if account.audit_log_delivery:
            self._audit_logs(account, host, names, provider=provider, protection=protection)
        budgets = {
            budget.environment.value: UsageBudget(
                Construct(self, f"{budget.environment}_usage"),
                "budget",
                name=f"{PROJECT}-{budget.environment}",
                monthly_usd=budget.monthly_usd,
                emails=account.budget_emails,
                tags={TagKey.PROJECT.value: PROJECT, TagKey.ENVIRONMENT.value: budget.environment.value},
                managers=[self.groups.groups[Group.PLATFORM_ADMINS.value].principal],
                # The pipeline makes endpoints and deploys jobs that name the policy; jobs run under it.
                users=[
                    self.identities[budget.environment][robot].principal
                    for robot in (Robot.DEPLOY, Robot.JOBS)
                ],
                databricks_account_id=str(account.account_id),
                account=provider,
            )
            for budget in account.budgets
        }
        if account.disable_legacy_features:
            DisableLegacyFeaturesSetting(
                self,
                "no_legacy_features",
                provider=provider,
                disable_legacy_features=DisableLegacyFeaturesSettingDisableLegacyFeatures(value=True),
            )
        export(
            self,
            metastore_id=self.metastore.id,
            principals={
                environment.value: {
                    robot.value: identity.application_id for robot, identity in identities.items()
                }
                for environment, identities in self.identities.items()
            },
            budget_policy_ids={name: budget.policy.policy_id for name, budget in budgets.items()},
        )

    def _identities(
        self,
        account: DatabricksAccountConfig,
        environment: EnvironmentName,
        provider: TerraformProvider,
        protection: Protection,
    ) -> dict[Robot, FederatedIdentity]:
        scope = Construct(self, environment.value)
        identities = {
            robot: FederatedIdentity(
                scope,
                robot.name.lower(),
                display_name=f"{PROJECT}-{environment}-{robot}",
                tokens=_tokens(account, environment, robot),
                account=provider,
                protection=protection,
            )
            for robot in Robot
        }
        deploy = identities[Robot.DEPLOY]
        administrators = self.groups.groups[Group.PLATFORM_ADMINS.value]
        # Workspaces, networks and credentials are made by administrators of the account alone.
        ServicePrincipalRole(
            scope,
            "deploys_workspaces",
            provider=provider,
            service_principal_id=deploy.service_principal.id,
            role=ACCOUNT_ADMINISTRATOR,
        )
        # The group owns the metastore: its members make catalogues, credentials and locations.
        GroupMember(
            scope,
            "deploys_catalogues",
            provider=provider,
            group_id=administrators.id,
            member_id=deploy.service_principal.id,
        )
        for robot, identity in identities.items():
            identity.allow(
                managers=[administrators.principal],
                users=[deploy.principal] if robot is Robot.JOBS else [],
                databricks_account_id=str(account.account_id),
                account=provider,
            )
        return identities

    def _audit_logs(
        self,
        account: DatabricksAccountConfig,
        host: EnvironmentConfig,
        names: Names,
        *,
        provider: TerraformProvider,
        protection: Protection,
    ) -> None:
        scope = Construct(self, "audit")
        AuditLogDelivery(
            scope,
            "logs",
            place=place_of(host, names, names.boundary_arn),
            name=PROJECT,
            purpose=AUDIT,
            key=customer_key(
                scope,
                "key",
                AUDIT,
                "Audit logs of the Databricks account",
                ("s3",),
                config=host,
                names=names,
                protection=protection,
            ),
            retention_days=account.audit_log_days,
            databricks_account_id=str(account.account_id),
            account=provider,
            settle_seconds=host.databricks.workspace.settle_seconds,
            protection=protection,
        )


def _tokens(
    account: DatabricksAccountConfig, environment: EnvironmentName, robot: Robot
) -> dict[str, TrustedToken]:
    runs = PIPELINES.get(robot, {})
    if runs:
        repository = github_repository(account.github)
        return {
            f"{label}{suffix}": TrustedToken(
                issuer=f"https://{ISSUER}", audience=str(account.account_id), subject=subject
            )
            for label, github_environment in runs.items()
            for suffix, subject in zip(
                ("", "_by_ids"), repository.subjects(github_environment(environment)), strict=True
            )
        }
    if robot is Robot.POWER_BI and account.power_bi is not None:
        return {
            "power_bi": TrustedToken(
                issuer=account.power_bi.issuer,
                audience=account.power_bi.audience,
                subject=account.power_bi.subject,
            )
        }
    return {}

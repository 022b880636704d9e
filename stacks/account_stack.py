"""What the Databricks account has once, for all environments."""

from typing import Final

from cdktf import TerraformProvider, TerraformStack
from cdktf_cdktf_provider_databricks.disable_legacy_features_setting import (
    DisableLegacyFeaturesSetting,
    DisableLegacyFeaturesSettingDisableLegacyFeatures,
)
from constructs import Construct

from configuration.databricks.account import DatabricksAccountConfig, GroupOrigin, MetastoreMode
from configuration.databricks.groups import Group, Robot
from configuration.model import EnvironmentConfig
from configuration.names import PROJECT
from configuration.tags import TagKey
from constructs_lib.account.account_groups import AccountGroups
from constructs_lib.account.audit_log_delivery import AuditLogDelivery
from constructs_lib.account.regional_metastore import RegionalMetastore
from constructs_lib.account.usage_budget import UsageBudget
from constructs_lib.protection import RETAINED
from stacks.account_identities import build_deployers, build_registrar, environment_identities
from stacks.databricks_providers import account_provider
from stacks.foundation import aws_provider, place_and_guard, remote_state
from stacks.outputs import export
from stacks.security_layer import customer_key

AUDIT: Final = "databricks-audit"


class AccountStack(TerraformStack):
    """Metastore, groups, service principals, audit logs and budgets of a Databricks account and region.

    It is deployed before any environment, by an administrator of the account; its outputs are the handles that
    each environment's configuration repeats. No service principal of an environment has a role in the account or
    belongs to a group of people: what one environment's pipeline may do reaches no other. The one that
    registers workspaces has such a role, and signs in from a GitHub environment of its own.

    The stack's bucket, key and state lie in the AWS account of the environment that hosts it. Always on: nothing
    stateful in it can be destroyed by Terraform.

    Attributes:
        groups: The groups.
        identities: The service principals by environment and robot.
        registrar: The service principal that deploys the registrations of all environments.
        metastore: The metastore.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        account: DatabricksAccountConfig,
        host: EnvironmentConfig,
    ) -> None:
        super().__init__(scope, id_)
        remote_state(self, config=host)
        aws_provider(self, config=host)
        place_and_guard(self, config=host, protection=RETAINED)
        provider = account_provider(self, account_id=str(account.account_id), offline=False)

        self.groups = AccountGroups(
            self,
            "groups",
            names=[group.value for group in Group],
            create=account.groups is GroupOrigin.CREATED,
            account=provider,
        )
        self.identities = {
            environment: environment_identities(
                Construct(self, environment.value),
                environment,
                account=account,
                administrators=self.groups.groups[Group.PLATFORM_ADMINS.value],
                provider=provider,
            )
            for environment in account.environments
        }
        self.registrar = build_registrar(Construct(self, "registration"), account=account, provider=provider)
        build_deployers(Construct(self, "deployers"), self.identities, provider=provider)
        self.metastore = RegionalMetastore(
            self,
            "metastore",
            name=account.metastore.name,
            owner=Group.PLATFORM_ADMINS.value,
            known_id=str(account.metastore.id) if account.metastore.id else None,
            look_up=account.metastore.mode is MetastoreMode.LOOKUP,
            account=provider,
            after=self.groups.made,
        )
        if account.audit_log_delivery:
            self._audit_logs(account, host, provider=provider)
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
            registration_principal=self.registrar.application_id,
            principals={
                environment.value: {
                    robot.value: identity.application_id for robot, identity in identities.items()
                }
                for environment, identities in self.identities.items()
            },
            budget_policy_ids={name: budget.policy.policy_id for name, budget in budgets.items()},
        )

    def _audit_logs(
        self,
        account: DatabricksAccountConfig,
        host: EnvironmentConfig,
        *,
        provider: TerraformProvider,
    ) -> None:
        scope = Construct(self, "audit")
        AuditLogDelivery(
            scope,
            "logs",
            name=PROJECT,
            purpose=AUDIT,
            key=customer_key(
                scope,
                "key",
                AUDIT,
                "Audit logs of the Databricks account",
                ("s3",),
                config=host,
            ),
            retention_days=account.audit_log_days,
            account=provider,
            settle_seconds=host.databricks.workspace.settle_seconds,
        )

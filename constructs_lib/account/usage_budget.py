"""What the Databricks usage of an environment may cost, and which tag identifies it."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.access_control_rule_set import (
    AccessControlRuleSet,
    AccessControlRuleSetGrantRules,
)
from cdktf_cdktf_provider_databricks.budget import (
    Budget,
    BudgetAlertConfigurations,
    BudgetAlertConfigurationsActionConfigurations,
    BudgetFilter,
    BudgetFilterTags,
    BudgetFilterTagsValue,
)
from cdktf_cdktf_provider_databricks.budget_policy import BudgetPolicy, BudgetPolicyCustomTags
from constructs import Construct

from constructs_lib.place import Place

MANAGER: Final = "roles/budgetPolicy.manager"
USER: Final = "roles/budgetPolicy.user"
"""Source: the provider's page of databricks_access_control_rule_set, version 1.99."""


class UsageBudget(Construct):
    """A monthly budget over all usage with some tags, and the policy that puts them on serverless usage.

    Clusters, pools and warehouses carry the tags by their own definitions; serverless jobs and endpoints name
    the policy. Amounts are list prices in US dollars; a budget notifies, it stops nothing.

    Without rules only who made the policy and administrators of billing may name it. They are written whole:
    others lose their rights on it.

    `monthly_usd` is what a month may cost. `emails` are notified when it is reached. `managers` change the policy and
    `users` name it, both as rule sets call them.

    Attributes:
        budget: The budget.
        policy: The budget policy of serverless usage.
        rules: Who manages the policy and who uses it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        monthly_usd: int,
        emails: Sequence[str],
        tags: Mapping[str, str],
        managers: Sequence[str],
        users: Sequence[str],
        account: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        account_id = Place.of(scope).databricks_account_id
        self.budget = Budget(
            self,
            "budget",
            provider=account,
            display_name=name,
            alert_configurations=[
                BudgetAlertConfigurations(
                    time_period="MONTH",
                    trigger_type="CUMULATIVE_SPENDING_EXCEEDED",
                    quantity_type="LIST_PRICE_DOLLARS_USD",
                    quantity_threshold=str(monthly_usd),
                    action_configurations=[
                        BudgetAlertConfigurationsActionConfigurations(
                            action_type="EMAIL_NOTIFICATION", target=email
                        )
                        for email in emails
                    ],
                )
            ],
            filter=BudgetFilter(
                tags=[
                    BudgetFilterTags(key=key, value=BudgetFilterTagsValue(operator="IN", values=[value]))
                    for key, value in tags.items()
                ]
            ),
        )
        self.policy = BudgetPolicy(
            self,
            "policy",
            provider=account,
            policy_name=name,
            custom_tags=[BudgetPolicyCustomTags(key=key, value=value) for key, value in tags.items()],
        )
        self.rules = AccessControlRuleSet(
            self,
            "rules",
            provider=account,
            name=f"accounts/{account_id}/budgetPolicies/{self.policy.policy_id}/ruleSets/default",
            grant_rules=[
                AccessControlRuleSetGrantRules(role=MANAGER, principals=list(managers)),
                AccessControlRuleSetGrantRules(role=USER, principals=list(users)),
            ],
        )

"""A budget, and the policy by which serverless usage is told apart."""

import re
from collections.abc import Callable

from cdktf import TerraformStack

from constructs_lib.account.usage_budget import UsageBudget
from tests.constructs_lib.conftest import Build
from tests.constructs_lib.databricks import DATABRICKS_ACCOUNT, account_provider
from tests.support.template import Template

Synth = Callable[[Build], Template]


def test_a_budget_counts_in_text_and_its_policy_has_the_same_tags(synth: Synth) -> None:
    def build(stack: TerraformStack) -> None:
        UsageBudget(
            stack,
            "usage",
            name="sample",
            monthly_usd=500,
            emails=["a@example.com", "b@example.com"],
            tags={"project": "sample"},
            managers=["groups/platform-admins"],
            users=["servicePrincipals/deployer-id", "servicePrincipals/robot-id"],
            account=account_provider(stack),
        )

    template = synth(build)
    (alert,) = template.one("databricks_budget")["alert_configurations"]
    assert alert["quantity_threshold"] == "500"
    assert [each["target"] for each in alert["action_configurations"]] == ["a@example.com", "b@example.com"]
    assert template.one("databricks_budget_policy")["custom_tags"] == [{"key": "project", "value": "sample"}]
    rules = template.one("databricks_access_control_rule_set")
    assert re.fullmatch(
        rf"accounts/{DATABRICKS_ACCOUNT}/budgetPolicies/\$\{{databricks_budget_policy\.\w+\.policy_id\}}"
        "/ruleSets/default",
        rules["name"],
    )
    assert {each["role"]: each["principals"] for each in rules["grant_rules"]} == {
        "roles/budgetPolicy.manager": ["groups/platform-admins"],
        "roles/budgetPolicy.user": ["servicePrincipals/deployer-id", "servicePrincipals/robot-id"],
    }

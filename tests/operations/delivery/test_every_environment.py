"""What delivery keeps by environment has an entry for each: a missing one would be found at a deployment."""

from environments.account import EnvironmentName
from operations.delivery.approval_rules import rule_for


def test_every_environment_has_a_rule_of_approval() -> None:
    assert all(rule_for(environment).approvals for environment in EnvironmentName)

"""Whom an environment asks for approval is what its `delivery` says."""

import pytest

from configuration.account import EnvironmentName
from operations.common.errors import InputError
from operations.delivery.approval_rules import ApprovalRule, rule_for

RULES = {"dev": (1, False), "test": (1, False), "prod": (1, True)}


def test_every_environment_that_is_deployed_has_its_rule() -> None:
    deployed = [name for name in EnvironmentName if name is not EnvironmentName.LOCAL]
    assert all(rule_for(name).approvals for name in deployed)
    for name, (approvals, owner) in RULES.items():
        rule = ApprovalRule(approvals=approvals, owner_always=owner)
        assert rule_for(EnvironmentName(name)) == rule


def test_nobody_approves_for_the_environment_that_no_pipeline_deploys() -> None:
    with pytest.raises(InputError, match=r"local: no pipeline deploys it.*allowed are dev, .*prod"):
        rule_for(EnvironmentName.LOCAL)

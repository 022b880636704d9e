"""Whom an environment asks for approval is what its `delivery` says."""

import pytest

from environments.account import EnvironmentName
from operations.delivery.approval_rules import ApprovalRule, rule_for
from operations.toolchain.errors import InputError

RULES = {"dev": (1, False), "test": (1, False), "prod": (1, True)}


def test_every_environment_that_is_deployed_has_its_rule() -> None:
    deployed = [name for name in EnvironmentName if name is not EnvironmentName.LOCAL]
    assert {name.value for name in deployed} == RULES.keys()
    for name in deployed:
        approvals, owner = RULES[name.value]
        assert rule_for(name) == ApprovalRule(approvals=approvals, owner_always=owner)


def test_nobody_approves_for_the_environment_that_no_pipeline_deploys() -> None:
    with pytest.raises(InputError, match=r"local: no pipeline deploys it.*allowed are dev, test, prod"):
        rule_for(EnvironmentName.LOCAL)

"""Every resource type of the environments is applied here or declared with a reason."""

from collections.abc import Mapping

import pytest

from environments.catalogue import ENVIRONMENTS
from tests.e2e.conftest import Deployment
from tests.support.template import Template

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]


def test_every_type_is_applied_or_declared(deployment: Deployment, stacks: Mapping[str, Template]) -> None:
    resources = deployment.terraform.plan()["prior_state"]["values"]["root_module"]["resources"]
    applied = {resource["type"] for resource in resources}
    declared = {gap.resource_type for gap in LOCAL.emulator_gaps if gap.argument is None}
    wanted = {
        type_ for config in ENVIRONMENTS for type_ in stacks[f"anthill-{config.name.value}"].json["resource"]
    }
    print(f"\nresource types: {len(applied)} applied, {len(declared)} declared as beyond the emulator")
    assert wanted - applied - declared == set()
    assert declared & applied == set(), "declared as a gap, but applied"
    assert declared <= wanted, "declared, but in no environment"

"""What keeps the workflow that registers workspaces from its role, its sign-in or its variables is found."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from operations.conformance.pipelines import PipelineMaterial, pipeline_violations, read_material
from tests.operations.conformance.test_pipelines import ROOT, policies, spoiled

FILE = "registration.yml"
BOTH = {f"{FILE}:jobs.{job}" for job in ("plan", "apply")}
FAULTS: list[tuple[str, str, str, set[tuple[str, str]]]] = [
    # what would be wrong, what is there, what would be there; where which check finds it
    (
        "another environment of GitHub is asked",
        "environment: registration\n",
        "environment: prod\n",
        {(check, job) for check in ("trust", "variable") for job in BOTH},
    ),
    (
        "it is planned where each environment is deployed",
        "    timeout-minutes: 30\n    environment: registration\n",
        "    timeout-minutes: 30\n    environment: ${{ inputs.environment }}\n",
        {(check, f"{FILE}:jobs.plan") for check in ("role", "trust", "variable")},
    ),
    (
        "a role that deploys",
        "vars.ANTHILL_REGISTRATION_ROLE_ARN",
        "vars.ANTHILL_DEPLOY_ROLE_ARN",
        {(check, job) for check in ("trust", "variable") for job in BOTH},
    ),
    (
        "a state dies with the runner",
        "anthill state keep",
        "anthill state list",
        {("unsent-state", f"{FILE}:jobs.apply")},
    ),
]


@pytest.fixture(scope="module")
def material(synthesised: Path) -> PipelineMaterial:
    return read_material(ROOT, synthesised)


@pytest.mark.parametrize(
    ("now", "before", "found"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS]
)
def test_a_fault_of_the_workflow_is_found(
    material: PipelineMaterial, now: str, before: str, found: set[tuple[str, str]]
) -> None:
    text = material.workflows[FILE]
    assert now in text
    changed = replace(material, workflows={**material.workflows, FILE: text.replace(now, before)})
    assert {(each.check, each.address) for each in pipeline_violations(changed)} == found


def without_the_output(stack: dict[str, Any]) -> None:
    del stack["output"]["registration_role_arn"]


def without_a_policy(account: dict[str, Any]) -> None:
    for id_, policy in list(policies(account).items()):
        if policy["oidc_policy"]["subject"].endswith(":environment:registration"):
            del policies(account)[id_]


@pytest.mark.parametrize(
    ("stack", "spoil", "checks"),
    [
        # AWS knows no subject of that environment then, with which Databricks' could be compared.
        ("anthill-prod-bootstrap", without_the_output, {"role", "federation"}),
        ("anthill-account", without_a_policy, {"federation"}),
    ],
)
def test_a_role_or_a_policy_that_is_not_there_is_found(
    material: PipelineMaterial, stack: str, spoil: Callable[[dict[str, Any]], None], checks: set[str]
) -> None:
    assert spoiled(material, stack, spoil) == {(check, job) for check in checks for job in BOTH}

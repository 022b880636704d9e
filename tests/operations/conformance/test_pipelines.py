"""Every fault that was found in the workflows, put back, with neighbours of each: all are found, and nothing else."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from operations.common.errors import InputError
from operations.conformance.pipeline_tools import Constraint, Tool, meets, npm_alternatives
from operations.conformance.pipelines import PipelineMaterial, pipeline_violations, read_material
from tests.operations.conformance.workflow_faults import FAULTS, OWN_RUNNER

ROOT = Path(__file__).resolve().parents[3]
OIDC = "token.actions.githubusercontent.com"


@pytest.fixture(scope="module")
def material(synthesised: Path) -> PipelineMaterial:
    return read_material(ROOT, synthesised)


def test_the_workflows_get_all_that_they_need(material: PipelineMaterial) -> None:
    assert pipeline_violations(material) == []
    assert len(material.workflows) == len(list((ROOT / ".github/workflows").iterdir()))
    assert {tool.name for tool in material.tools} == {
        "databricks",
        "node",
        "python",
        "terraform",
        "uv",
        "uv on PATH",
    }
    asked = {constraint.tool for constraint in material.constraints}
    assert asked == {tool.name for tool in material.tools}


@pytest.mark.parametrize(
    ("file", "now", "before", "found"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS]
)
def test_a_fault_of_a_workflow_is_found_where_it_is(
    material: PipelineMaterial, file: str, now: str, before: str, found: set[tuple[str, str]]
) -> None:
    text = material.workflows[file]
    assert now in text
    changed = replace(material, workflows={**material.workflows, file: text.replace(now, before)})
    violations = pipeline_violations(changed)
    assert {(each.check, each.address) for each in violations} == found
    for each in violations:
        assert all((each.given, each.allowed, each.fix, each.source))


def spoiled(
    material: PipelineMaterial, stack: str, spoil: Callable[[dict[str, Any]], None]
) -> set[tuple[str, str]]:
    copy = json.loads(json.dumps(material.stacks[stack]))
    spoil(copy)
    changed = replace(material, stacks={**material.stacks, stack: copy})
    return {(each.check, each.address) for each in pipeline_violations(changed)}


def policies(account: dict[str, Any]) -> dict[str, Any]:
    return account["resource"]["databricks_service_principal_federation_policy"]


def test_a_subject_that_no_policy_has_is_found(material: PipelineMaterial) -> None:
    for subject, jobs in (
        ("repo:example-company/anthill:environment:test-plan", {"plan.yml:jobs.plan"}),
        ("repo:example-company@1000001/anthill@2000002:environment:prod-drift", {"drift.yml:jobs.look"}),
        (
            "repo:example-company/anthill:environment:dev",
            {"_stage.yml:jobs.deploy", "_stage.yml:jobs.rollback", "databricks.yml:jobs.bundle"},
        ),
    ):

        def without(account: dict[str, Any], subject: str = subject) -> None:
            for id_, policy in list(policies(account).items()):
                if policy["oidc_policy"]["subject"] == subject:
                    del policies(account)[id_]

        assert spoiled(material, "anthill-account", without) == {("federation", job) for job in jobs}


def test_an_audience_that_is_not_the_account_is_found(material: PipelineMaterial) -> None:
    def other(account: dict[str, Any]) -> None:
        for policy in policies(account).values():
            if policy["oidc_policy"]["subject"].endswith(":environment:dev-plan"):
                policy["oidc_policy"]["audiences"] = ["https://accounts.cloud.databricks.com"]

    assert spoiled(material, "anthill-account", other) == {("federation", "plan.yml:jobs.plan")}


@pytest.mark.parametrize(
    ("claim", "value", "check"),
    [
        ("environment", "test", "trust"),
        ("sub", "repo:example-company/anthill:ref:refs/heads/main", "trust"),
        ("aud", "sts.example.com", "trust"),
    ],
)
def test_a_trust_that_does_not_fit_is_found(
    material: PipelineMaterial, claim: str, value: str, check: str
) -> None:
    def other(stack: dict[str, Any]) -> None:
        (role,) = [
            role for role in stack["resource"]["aws_iam_role"].values() if role["name"].endswith("-notify")
        ]
        trust = json.loads(role["assume_role_policy"])
        trust["Statement"][0]["Condition"]["StringEquals"][f"{OIDC}:{claim}"] = value
        role["assume_role_policy"] = json.dumps(trust)

    assert spoiled(material, "anthill-dev-bootstrap", other) == {(check, "notify.yml:jobs.notify")}


def test_a_role_whose_sessions_are_shorter_than_what_is_asked_for_is_found(
    material: PipelineMaterial,
) -> None:
    def shorter(stack: dict[str, Any]) -> None:
        for role in stack["resource"]["aws_iam_role"].values():
            role["max_session_duration"] = 3600

    assert spoiled(material, "anthill-prod-bootstrap", shorter) == {
        ("session", "_stage.yml:jobs.deploy"),
        ("session", "_stage.yml:jobs.rollback"),
        ("session", "registration.yml:jobs.apply"),
    }


def test_without_an_access_list_any_runner_will_do(material: PipelineMaterial) -> None:
    open_to_all = {
        name: {
            **stack,
            "resource": {k: v for k, v in stack.get("resource", {}).items() if "ip_access" not in k},
        }
        for name, stack in material.stacks.items()
    }
    texts = {
        name: text.replace(OWN_RUNNER, "runs-on: ubuntu-24.04") for name, text in material.workflows.items()
    }
    assert pipeline_violations(replace(material, stacks=open_to_all, workflows=texts)) == []
    assert len(pipeline_violations(replace(material, workflows=texts))) == 7


@pytest.mark.parametrize(
    ("tool", "version", "asked_by"),
    [
        ("databricks", None, {"lakehouse/databricks.yml", "uv.lock"}),
        ("databricks", "1.13.0", {"lakehouse/databricks.yml", "uv.lock"}),
        ("databricks", "1.22.2", {"uv.lock"}),
        ("databricks", "2.0.0", {"lakehouse/databricks.yml", "uv.lock"}),
        ("uv", "0.14.0", {"pyproject.toml"}),
        ("uv on PATH", "0.8.9", {"pyproject.toml"}),
        ("python", "3.10", {"pyproject.toml", "lakehouse/pyproject.toml", "canary/pyproject.toml"}),
        ("node", "24.1.0", {"package-lock.json"}),
        ("node", "18.20.0", {"package-lock.json"}),
        ("terraform", "1.9", {"anthill-dev", "anthill-account"}),
    ],
)
def test_a_tool_that_is_too_old_or_too_new_is_found(
    material: PipelineMaterial, tool: str, version: str | None, asked_by: set[str]
) -> None:
    tools = tuple(replace(each, version=version) if each.name == tool else each for each in material.tools)
    violations = pipeline_violations(replace(material, tools=tools))
    assert {each.check for each in violations} == {"tool-version"}
    named = " ".join(each.allowed for each in violations)
    assert all(f"({who}:" in named for who in asked_by)


def test_what_npm_writes_is_read_as_npm_reads_it() -> None:
    node = "22.20.0"
    for wanted in (
        ">=20 <24",
        "^22.17.0 || >=24.0.0",
        "6.* || 8.* || >= 10.*",
        "*",
        "22.x",
        "~22.20.0",
        "22",
        ">= 0.8",
    ):
        assert meets(node, npm_alternatives(wanted)), wanted
    for wanted in (
        ">=20 <22",
        "^20.9.0 || ^21",
        "~22.19.0",
        "22.19",
        "14 >=14.17 || 16",
        "<22.20.0",
        "^22.21.0",
    ):
        assert not meets(node, npm_alternatives(wanted)), wanted


def test_a_version_that_nobody_names_meets_nothing(material: PipelineMaterial) -> None:
    constraint = Constraint(tool="x", alternatives=(">=0",), where="here", source="there")
    tools = (Tool(name="x", version=None, where="a"), Tool(name="x", version="1", where="b"))
    violations = pipeline_violations(replace(material, tools=tools, constraints=(constraint,)))
    assert [each.address for each in violations] == ["a"]


def test_a_page_without_the_variables_leaves_every_one_to_be_found(material: PipelineMaterial) -> None:
    named = {each.given for each in pipeline_violations(replace(material, docs=""))}
    assert "vars.ANTHILL_DATABRICKS_CLIENT_ID" in named
    assert "secrets.ANTHILL_PUBLISH_TOKEN" in named
    assert "secrets.webhook" not in named
    assert len(named) == 16


@pytest.mark.parametrize(
    ("name", "before", "after", "job"),
    [
        ("ANTHILL_PLAN_ROLE_ARN", "`<env>-plan`, `<env>-drift`", "`<env>-plan`", "drift.yml:jobs.look"),
        ("ANTHILL_NOTIFY_ROLE_ARN", "`<env>-notify`", "`<env>`", "notify.yml:jobs.notify"),
        ("ANTHILL_PUBLISH_TOKEN", "`packages`", "`<env>`", "release.yml:jobs.package"),
    ],
)
def test_a_variable_that_is_set_for_other_jobs_is_found(
    material: PipelineMaterial, name: str, before: str, after: str, job: str
) -> None:
    rows = [
        row.replace(before, after, 1) if f"`{name}` |" in row else row for row in material.docs.splitlines()
    ]
    violations = pipeline_violations(replace(material, docs="\n".join(rows)))
    assert [(each.check, each.address, name in each.given) for each in violations] == [
        ("variable", job, True)
    ]


@pytest.mark.parametrize("text", ["a: [", "a", "jobs: []", "jobs: {a: b}", ""])
def test_what_is_no_workflow_is_bad_input(material: PipelineMaterial, text: str) -> None:
    with pytest.raises(InputError, match=r"\.github/workflows/extra\.yml (is not YAML|has no jobs)"):
        pipeline_violations(replace(material, workflows={**material.workflows, "extra.yml": text}))

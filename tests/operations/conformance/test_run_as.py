"""What somebody runs and may not use: nothing in the stacks, and each fault that is put into them."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import pytest

from operations.conformance.run_as import run_as_violations
from operations.conformance.violation import Violation
from tests.support.template import Template

Stacks = Mapping[str, Template]
Json = dict[str, Any]
Plant = Callable[[Json], None]

JOBS = "00000000-0000-4000-8000-0000000000a2"
DEPLOY = "00000000-0000-4000-8000-0000000000a1"


def found(stack: str, given: Json) -> list[Violation]:
    return run_as_violations({stack: given})


def instances(given: Json, type_: str) -> dict[str, Json]:
    return given["resource"][f"databricks_{type_}"]


def one(given: Json, type_: str, ending: str) -> Json:
    (match,) = [
        each for each in instances(given, type_).values() if each["//"]["metadata"]["path"].endswith(ending)
    ]
    return match


def test_nothing_runs_without_what_it_names(stacks: Stacks) -> None:
    given = {name: template.json for name, template in stacks.items()}
    assert run_as_violations(given) == []
    # There is something to judge.
    local = stacks["anthill-local"].json["resource"]
    assert local["databricks_model_serving"]
    assert local["databricks_registered_model"]
    assert stacks["anthill-account"].json["resource"]["databricks_budget_policy"]


def no_owner(given: Json) -> None:
    del one(given, "registered_model", "/volatility_model/model")["owner"]


def another_owner(given: Json) -> None:
    one(given, "registered_model", "/volatility_model/model")["owner"] = DEPLOY


def no_volume(given: Json) -> None:
    grants = one(given, "grants", "/access/landing_volume")
    grants["grant"] = [each for each in grants["grant"] if each["principal"] != JOBS]


def no_schema(given: Json) -> None:
    for entry in one(given, "grants", "/access/gold")["grant"]:
        if entry["principal"] == JOBS:
            entry["privileges"].remove("USE_SCHEMA")


def experiment_to_look_at(given: Json) -> None:
    permissions = one(given, "permissions", "/volatility_model/experiment_permissions")
    for entry in permissions["access_control"]:
        entry["permission_level"] = "CAN_READ"


def no_endpoint(given: Json) -> None:
    permissions = one(given, "permissions", "/volatility_model/endpoint_permissions")
    permissions["access_control"] = [
        entry for entry in permissions["access_control"] if "service_principal_name" not in entry
    ]


def no_secrets(given: Json) -> None:
    acls = instances(given, "secret_acl")
    for id_ in [id_ for id_, acl in acls.items() if acl["principal"] == JOBS]:
        del acls[id_]


def endpoint_of_a_foreign_model(given: Json) -> None:
    for entry in one(given, "grants", "/access/models")["grant"]:
        if entry["principal"] == DEPLOY:
            entry["privileges"] = ["MANAGE"]


def pool_for_nobody(given: Json) -> None:
    one(given, "permissions", "/pools/jobs/permissions")["access_control"] = []


def job_with_a_foreign_policy(given: Json) -> None:
    policy = next(id_ for id_ in instances(given, "cluster_policy") if "interactive" in id_)
    given["resource"]["databricks_job"] = {
        "planted": {
            "run_as": {"service_principal_name": JOBS},
            "job_cluster": [{"new_cluster": {"policy_id": f"${{databricks_cluster_policy.{policy}.id}}"}}],
        }
    }


def alert_on_a_foreign_warehouse(given: Json) -> None:
    alert = next(iter(instances(given, "alert_v2").values()))
    alert["run_as"] = {"service_principal_name": "somebody"}


def no_assigners(given: Json) -> None:
    given["resource"]["databricks_access_control_rule_set"] = {}


IN_AN_ENVIRONMENT: dict[str, tuple[Plant, str, str]] = {
    "no owner": (no_owner, "databricks_registered_model", "owner the deployer"),
    "another owner": (another_owner, "databricks_registered_model", f"owner {DEPLOY}"),
    "no volume": (no_volume, "databricks_volume", f"no READ_VOLUME for {JOBS}"),
    "no schema": (no_schema, "databricks_schema", f"no USE_SCHEMA for {JOBS}"),
    "experiment": (experiment_to_look_at, "databricks_mlflow_experiment", f"no level for {JOBS}"),
    "no endpoint": (no_endpoint, "databricks_model_serving", f"no level for {JOBS}"),
    "no secrets": (no_secrets, "databricks_secret_scope", f"no ACL for {JOBS}"),
    "model": (endpoint_of_a_foreign_model, "databricks_model_serving", "no EXECUTE on databricks_registered"),
    "pool": (pool_for_nobody, "databricks_cluster_policy", "databricks_instance_pool"),
    "job": (job_with_a_foreign_policy, "databricks_job", "policy_id databricks_cluster_policy"),
    "alert": (alert_on_a_foreign_warehouse, "databricks_alert_v2", "warehouse_id databricks_sql_endpoint"),
    "tags": (no_assigners, "databricks_tag_policy", "no rule set names an assigner"),
}


@pytest.mark.parametrize("fault", IN_AN_ENVIRONMENT)
def test_what_is_put_into_an_environment_is_found(stacks: Stacks, fault: str) -> None:
    plant, type_, given = IN_AN_ENVIRONMENT[fault]
    stack = deepcopy(stacks["anthill-local"].json)
    plant(stack)
    violations = found("anthill-local", stack)
    assert violations
    assert all(each.address.startswith(f"{type_}.") for each in violations), violations
    assert all(given in each.given for each in violations), violations
    assert all(each.check == "run-as" and each.stack == "anthill-local" for each in violations)
    assert all(each.source.startswith("https://") and each.fix and each.allowed for each in violations)


def no_rules(given: Json) -> None:
    rule_sets = instances(given, "access_control_rule_set")
    for id_ in [id_ for id_, each in rule_sets.items() if "/budgetPolicies/" in each["name"]]:
        del rule_sets[id_]


def managers_alone(given: Json) -> None:
    for each in instances(given, "access_control_rule_set").values():
        each["grant_rules"] = [rule for rule in each["grant_rules"] if not rule["role"].endswith(".user")]


def jobs_left_out(given: Json) -> None:
    for each in instances(given, "access_control_rule_set").values():
        for rule in each["grant_rules"]:
            if rule["role"] == "roles/budgetPolicy.user":
                rule["principals"] = [who for who in rule["principals"] if "_jobs_" not in who]


@pytest.mark.parametrize(("plant", "count"), [(no_rules, 6), (managers_alone, 6), (jobs_left_out, 3)])
def test_a_budget_policy_that_its_users_may_not_name_is_found(
    stacks: Stacks, plant: Plant, count: int
) -> None:
    stack = deepcopy(stacks["anthill-account"].json)
    plant(stack)
    violations = found("anthill-account", stack)
    assert len(violations) == count
    assert {each.address.partition(".")[0] for each in violations} == {"databricks_budget_policy"}
    assert all("no rule set makes databricks_service_principal." in each.given for each in violations)


def test_a_budget_policy_that_no_output_names_needs_some_user() -> None:
    stack: Json = {"resource": {"databricks_budget_policy": {"it": {"policy_name": "p"}}}}
    (violation,) = found("other", stack)
    assert violation.given == "no rule set makes anybody its user"
    rules = [{"role": "roles/budgetPolicy.user", "principals": ["groups/engineers"]}]
    name = "accounts/a/budgetPolicies/${databricks_budget_policy.it.policy_id}/ruleSets/default"
    stack["resource"]["databricks_access_control_rule_set"] = {"r": {"name": name, "grant_rules": rules}}
    assert found("other", stack) == []


@pytest.mark.parametrize("given", [{}, {"resource": {}}, {"resource": {"aws_s3_bucket": {"b": {}}}}])
def test_a_stack_without_databricks_has_nothing_to_find(given: Json) -> None:
    assert found("other", json.loads(json.dumps(given))) == []

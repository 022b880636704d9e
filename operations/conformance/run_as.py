"""Whether who runs a job, a query or an endpoint may use what it names: by owner, by grant or by rule set.

The deployer makes everything, and so owns it; what runs is somebody else. Databricks refuses at the first run.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from operations.conformance.violation import Violation
from operations.conformance.workspace_access import CLOUD_DOCS, PROVIDER_DOCS, WorkspaceAccess

Json = Mapping[str, Any]

CHECK: Final = "run-as"

RULE_SETS: Final = f"{PROVIDER_DOCS}/access_control_rule_set.md"
PERMISSIONS: Final = f"{PROVIDER_DOCS}/permissions.md"
MODELS: Final = f"{CLOUD_DOCS}/machine-learning/manage-model-lifecycle"
SERVING: Final = f"{CLOUD_DOCS}/machine-learning/model-serving/create-manage-serving-endpoints"
PRIVILEGES: Final = f"{CLOUD_DOCS}/data-governance/unity-catalog/manage-privileges/privileges"
SECRETS: Final = f"{CLOUD_DOCS}/security/auth/access-control/#secret-acls"

_USES: Final = {
    "cluster_policy_id": ("CAN_USE",),
    "experiment_id": ("CAN_EDIT", "CAN_MANAGE"),
    "instance_pool_id": ("CAN_ATTACH_TO", "CAN_MANAGE"),
    "serving_endpoint_id": ("CAN_QUERY", "CAN_MANAGE"),
    "sql_endpoint_id": ("CAN_USE", "CAN_MANAGE", "IS_OWNER"),
}
"""The levels that let somebody use an object, by the argument of `databricks_permissions` that names it."""

_NAMED: Final = {
    "existing_cluster_id": "cluster_id",
    "instance_pool_id": "instance_pool_id",
    "policy_id": "cluster_policy_id",
    "warehouse_id": "sql_endpoint_id",
}
"""Arguments of what runs that name an object, and what `databricks_permissions` calls it."""

_RUNNING: Final = ("databricks_alert_v2", "databricks_job", "databricks_pipeline", "databricks_query")


def run_as_violations(stacks: Mapping[str, Json]) -> list[Violation]:
    """Return what somebody runs in the stacks, given by name, and may not use."""
    found: list[Violation] = []
    for name, stack in stacks.items():
        access = WorkspaceAccess(stack)
        for check in (_handed_over, _endpoints, _running, _pools, _budget_policies, _tags):
            found += (
                Violation(
                    check=CHECK,
                    stack=name,
                    address=address,
                    given=given,
                    allowed=allowed,
                    fix=fix,
                    source=source,
                )
                for address, given, allowed, fix, source in check(access)
            )
    return sorted(found)


_Fault = tuple[str, str, str, str, str]
"""Address, given, allowed, fix and source."""


def _handed_over(access: WorkspaceAccess) -> Iterator[_Fault]:
    """Yield what the jobs of the bundle are given and may not use: they run as the principal that they are given."""
    runner = access.output("run_as_service_principal")
    if not isinstance(runner, str):
        return
    for address in access.told("registered_models"):
        if not access.owns(runner, address):
            owner = access.arguments(address).get("owner", "the deployer")
            yield (address, f"owner {owner}", f"owner {runner}",
                   "let the principal that registers versions own it", MODELS)  # fmt: skip
    for output, kind, privilege in (
        ("volumes", "volume", "READ_VOLUME"),
        ("schemas", "schema", "USE_SCHEMA"),
    ):
        for address in access.told(output):
            if not access.granted(runner, kind, address, privilege):
                yield (address, f"no {privilege} for {runner}", f"{privilege} for {runner}",
                       "grant it to the principal that jobs run as", PRIVILEGES)  # fmt: skip
    for address in access.told("experiments"):
        yield from _not_permitted(access, runner, "experiment_id", address)
    for address in access.told("serving_endpoints"):
        yield from _not_permitted(access, runner, "serving_endpoint_id", address)
    for address in access.told("secret_scopes"):
        if not access.reads_secrets(runner, address):
            yield (address, f"no ACL for {runner}", f"READ for {runner}",
                   "add a databricks_secret_acl for the principal that jobs run as", SECRETS)  # fmt: skip


def _not_permitted(access: WorkspaceAccess, who: str, kind: str, address: str) -> Iterator[_Fault]:
    levels = _USES.get(kind, ("CAN_MANAGE",))
    if not access.permitted(who, kind, address, levels):
        yield (address, f"no level for {who}", f"{levels[0]} for {who}",
               f"name it in the databricks_permissions of the {kind}", PERMISSIONS)  # fmt: skip


def _endpoints(access: WorkspaceAccess) -> Iterator[_Fault]:
    """Yield endpoints whose maker, who deploys, may not run the model that it serves."""
    for address, arguments in access.of_type("databricks_model_serving"):
        entities = cast("Json", arguments.get("config", {})).get("served_entities", [])
        for entity in cast("Sequence[Json]", entities if isinstance(entities, list) else [entities]):
            model = access.address(entity.get("entity_name"))
            if model is None or not access.arguments(model).get("owner"):
                continue  # made, and so owned, by who deploys
            makers = access.deployers
            if not any(access.owns(who, model) or access.executes(who, model) for who in makers):
                given = f"no EXECUTE on {model} for {', '.join(sorted(makers)) or 'the deployer'}"
                yield (address, given,
                       "EXECUTE on the model, its schema or catalogue", "grant it to who deploys", SERVING)  # fmt: skip


def _running(access: WorkspaceAccess) -> Iterator[_Fault]:
    """Yield what runs as another than who deploys, and names what that one may not use."""
    for type_ in _RUNNING:
        for address, arguments in access.of_type(type_):
            run_as = arguments.get("run_as", {})
            entries = cast("Sequence[Json]", run_as if isinstance(run_as, list) else [run_as])
            names = [entry.get("service_principal_name") or entry.get("user_name") for entry in entries]
            for who in (str(name) for name in names if name and name not in access.deployers):
                for argument, value in access.named(arguments, _NAMED):
                    used = access.address(value)
                    if used is not None:
                        for _, *rest in _not_permitted(access, who, _NAMED[argument], used):
                            given, allowed, fix, source = rest
                            yield (address, f"{argument} {used}: {given}", allowed, fix, source)


def _pools(access: WorkspaceAccess) -> Iterator[_Fault]:
    """Yield policies with a pool that who may use the policy may not attach to."""
    for address, arguments in access.of_type("databricks_cluster_policy"):
        try:
            definition = json.loads(str(arguments.get("definition") or "{}"))
        except ValueError:
            continue
        pool = access.address(definition.get("instance_pool_id", {}).get("value"))
        if pool is None:
            continue
        for who in access.users("cluster_policy_id", address, _USES["cluster_policy_id"]):
            for _, given, allowed, fix, source in _not_permitted(access, who, "instance_pool_id", pool):
                yield (address, f"{pool}: {given}", allowed, fix, source)


def _budget_policies(access: WorkspaceAccess) -> Iterator[_Fault]:
    """Yield budget policies that those who bill to them may not name."""
    by_environment = {policy: name for name, policy in access.told_by_name("budget_policy_ids").items()}
    for address, _ in access.of_type("databricks_budget_policy"):
        users = access.in_role("budgetPolicies", address, "roles/budgetPolicy.user")
        needed = access.principals_of(by_environment.get(address, ""), ("deploy", "jobs"))
        missing = sorted(needed - users) if needed else [] if users else ["anybody"]
        for who in missing:
            yield (address, f"no rule set makes {who} its user", f"roles/budgetPolicy.user for {who}",
                   "add it to the databricks_access_control_rule_set of the policy", RULE_SETS)  # fmt: skip


def _tags(access: WorkspaceAccess) -> Iterator[_Fault]:
    """Yield governed tags that nobody but who made them may assign."""
    for address, _ in access.of_type("databricks_tag_policy"):
        if not access.in_role("tagPolicies", address, "roles/tagPolicy.assigner"):
            yield (address, "no rule set names an assigner", "roles/tagPolicy.assigner for who tags",
                   "add a databricks_access_control_rule_set for the tag policy", RULE_SETS)  # fmt: skip

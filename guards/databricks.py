"""What the Databricks provider finds out at apply, or never, is found at synthesis."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guards.rule import Violation, violation
from guards.synthesized import Json, Resource, resources
from provider_facts.databricks import LEVELS, Level, rules

PREFIX: Final = "databricks_"

PURE_DATA: Final = frozenset(
    {
        "databricks_aws_assume_role_policy",
        "databricks_aws_bucket_policy",
        "databricks_aws_crossaccount_policy",
        "databricks_aws_unity_catalog_assume_role_policy",
        "databricks_aws_unity_catalog_policy",
    }
)
"""Data sources that compute and call nothing."""

AVOIDED: Final = {
    "databricks_artifact_allowlist": "it is one per metastore, so environments overwrite each other's",
    "databricks_dbfs_file": "DBFS is off; use a volume",
    "databricks_git_credential": "it takes a token of the pipeline into the state; use the workspace's own",
    "databricks_metastore_data_access": "it cannot be deleted once it is the default; use a storage credential",
    "databricks_mount": "mounts escape the catalogue; use an external location",
    "databricks_obo_token": "its value lies in the state; use a federation policy",
    "databricks_secret": "its value lies in the state; let its owner put it into the scope",
    "databricks_system_schema": "it breaks on the next apply; the schemas are on, grant on system.* instead",
    "databricks_token": "its value lies in the state; use a federation policy",
}
"""Types with a trap that no argument avoids (each one's page and issues in the provider's repository)."""

SECURABLE_TYPES: Final = ("databricks_grant", "databricks_grants")
NO_SECURABLE: Final = frozenset(
    {"//", "depends_on", "grant", "lifecycle", "principal", "privileges", "provider"}
)


def databricks(stack: Json) -> Iterator[Resource]:
    """Yield the Databricks resources of a stack."""
    return (resource for resource in resources(stack) if resource.type.startswith(PREFIX))


def own_level(stack: Json) -> Iterator[Violation]:
    """ANT-DBX-01: every Databricks resource names a provider, and one of its own level."""
    providers = _levels_of_providers(stack)
    for resource in databricks(stack):
        name = str(resource.arguments.get("provider", ""))
        level, needed = providers.get(name), LEVELS.get(resource.type)
        if needed is None:
            yield violation("ANT-DBX-01", resource, "is no type of provider 1.99", "correct the type")
        elif level is None:
            known = ", ".join(providers) or "none"
            yield violation("ANT-DBX-01", resource, f"names provider {name!r}", f"name one of: {known}")
        elif needed not in {level, Level.BOTH}:
            yield violation(
                "ANT-DBX-01", resource, f"is for the {needed} and names that of the {level}", "name the other"
            )


def _levels_of_providers(stack: Json) -> dict[str, Level]:
    return {
        f"databricks.{provider['alias']}": Level.ACCOUNT if "account_id" in provider else Level.WORKSPACE
        for provider in stack.get("provider", {}).get("databricks", [])
        if "alias" in provider
    }


def no_empty_blocks(stack: Json) -> Iterator[Violation]:
    """ANT-DBX-02: no block is empty: cdktf drops the snake_case keys of a dict in a list without a word."""
    for resource in databricks(stack):
        empty = sorted(_empty(resource.arguments))
        if empty:
            yield violation(
                "ANT-DBX-02", resource, f"has empty {empty}", "build them with the binding's classes"
            )


def _empty(arguments: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, value in arguments.items():
        if name == "//":
            continue
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                if not entry:
                    yield f"{path}{name}"
                yield from _empty(entry, f"{path}{name}.")


def one_list_of_privileges(stack: Json) -> Iterator[Violation]:
    """ANT-DBX-03: a securable has one list of privileges, and each list one securable: each removes all others."""
    whole: dict[tuple[str, str], str] = {}
    single: dict[tuple[str, str, str], str] = {}
    for resource in resources(stack, SECURABLE_TYPES):
        named = {key: str(value) for key, value in resource.arguments.items() if key not in NO_SECURABLE}
        if len(named) != 1:
            yield violation(
                "ANT-DBX-03", resource, f"names securables {sorted(named)}", "name exactly one in each"
            )
            continue
        (securable,) = named.items()
        principal = str(resource.arguments.get("principal", ""))
        other = whole.get(securable) or single.get((*securable, principal))
        if other:
            yield violation(
                "ANT-DBX-03", resource, f"fights {other} over {' '.join(securable)}", "join the two"
            )
        if resource.type == "databricks_grants":
            whole[securable] = resource.address
        else:
            single[*securable, principal] = resource.address
            # A whole list names no principal: it fights any single grant, also one that comes before it.
            single.setdefault((*securable, ""), resource.address)


def no_trapped_types(stack: Json) -> Iterator[Violation]:
    """ANT-DBX-04: none of the types whose trap no argument avoids."""
    for resource in resources(stack, AVOIDED):
        yield violation("ANT-DBX-04", resource, "is not used here", AVOIDED[resource.type])


def no_calls_at_plan(stack: Json) -> Iterator[Violation]:
    """ANT-DBX-05: where a workspace is made, nothing asks it at plan: it is not there yet."""
    if not stack.get("resource", {}).get("databricks_mws_workspaces"):
        return
    for type_ in stack.get("data", {}):
        if type_.startswith(PREFIX) and type_ not in PURE_DATA:
            yield Violation(
                "ANT-DBX-05",
                f"data.{type_}",
                "calls the Databricks API at plan",
                "take the value as configuration",
            )


def texts_as_databricks_answers(stack: Json) -> Iterator[Violation]:
    """ANT-DBX-06: the texts are set that Databricks fills in, or may: the apply would fail and taint the object.

    Source: `provider_facts/databricks.json`, which names an issue of the provider for each, or a run in which the
    text was left out and nothing came back.
    """
    for resource in databricks(stack):
        if resource.type not in LEVELS or not (known := rules(resource.type)).framework:
            continue
        if not (known.texts_to_set or known.texts_left_out):
            yield violation(
                "ANT-DBX-06",
                resource,
                "is of the plugin framework, and nobody has looked at which optional texts Databricks fills in",
                "list them in provider_facts/databricks.json, each with its source",
            )
        for path, text in known.texts_to_set.items():
            if _left_out(resource.arguments, path.split(".")):
                yield violation(
                    "ANT-DBX-06",
                    resource,
                    f"leaves out {path}",
                    f"set it, or the apply fails ({text.source})",
                )


def _left_out(value: Any, steps: list[str]) -> bool:
    """Return whether an object on the way lacks the last step; a step that is not there is no object."""
    entries = value if isinstance(value, list) else [value]
    objects = [entry for entry in entries if isinstance(entry, Mapping)]
    if len(steps) == 1:
        return any(entry.get(steps[0]) is None for entry in objects)
    return any(_left_out(entry[steps[0]], steps[1:]) for entry in objects if steps[0] in entry)

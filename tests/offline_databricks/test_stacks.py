"""What the pinned provider checks at plan and apply holds for every Databricks resource of every stack, real ones too.

The rules are those of the offline provider, which Terraform asks only for the local stack.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from offline_databricks.cache import Bodies, Cache
from offline_databricks.diagnostics import dotted
from offline_databricks.lifecycle import conform
from offline_databricks.schema import Body
from offline_databricks.validation import check_resource
from provider_facts.databricks import rules
from tests.constructs_lib.databricks import databricks_resources
from tests.stacks.test_databricks_providers import REGISTRATION_STACKS, each_stack
from tests.support.template import Template

Stacks = Mapping[str, Template]
META = {"//", "provider", "depends_on", "lifecycle"}


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Bodies:
    return Bodies(Cache(tmp_path_factory.mktemp("schema")))


def as_applied(value: Any) -> Any:
    """Return a value with a text for each reference: an unknown value might be none, and is not judged."""
    if isinstance(value, str):
        return "known-after-apply" if "${" in value else value
    if isinstance(value, list):
        return [as_applied(one) for one in value]
    if isinstance(value, dict):
        return {name: as_applied(one) for name, one in value.items()}
    return value


def wrong(bodies: Bodies, address: str, arguments: Mapping[str, Any]) -> list[str]:
    type_ = address.split(".", maxsplit=1)[0]
    body: Body = bodies.resource(type_)
    given = {name: as_applied(value) for name, value in arguments.items() if name not in META}
    strange = sorted(set(given) - set(body.attributes) - set(body.blocks))
    found = check_resource(rules(type_), body, conform(body, given))
    missing = [name for name, each in body.attributes.items() if each.required and name not in given]
    return [
        *(f"{address} has no argument {name}" for name in strange),
        *(f"{address} needs {name}" for name in missing),
        *(f"{address}: {dotted(one.path)}: {one.detail}" for one in found),
    ]


@each_stack
def test_no_resource_breaks_a_rule_of_the_provider(stacks: Stacks, bodies: Bodies, stack: str) -> None:
    resources = databricks_resources(stacks[stack])
    assert len(resources) > (10 if stack in REGISTRATION_STACKS else 40)
    told = [text for address, arguments in resources.items() for text in wrong(bodies, address, arguments)]
    assert told == []


SPOILT: list[tuple[str, Callable[[Any], object], str]] = [
    ("databricks_mws_networks", lambda each: each.update(network_name="abc"), "at least 4 characters"),
    ("databricks_mws_networks", lambda each: each.update(subnet_ids=["subnet-1"]), "at least 2"),
    ("databricks_mws_workspaces", lambda each: each.pop("aws_region"), "aws_region is required"),
    (
        "databricks_mws_private_access_settings",
        lambda each: each.update(private_access_level="ANY"),
        "one of ACCOUNT, ENDPOINT",
    ),
    (
        "databricks_mws_network_connectivity_config",
        lambda each: each.update(name="n" * 31),
        "at most 30 characters",
    ),
    (
        "databricks_permissions",
        lambda each: each["access_control"][0].update(permission_level="CAN_RULE"),
        "CAN_RULE is not supported",
    ),
    ("databricks_permissions", lambda each: each.update(job_id="1"), "cannot be used together"),
    (
        "databricks_permissions",
        lambda each: each.update(access_control=[{"group_name": "admins", "permission_level": "CAN_USE"}]),
        "not possible to modify admin permissions",
    ),
    (
        "databricks_grants",
        lambda each: each["grant"][0].update(privileges=["RULE"]),
        "'RULE' is no privilege",
    ),
    ("databricks_sql_endpoint", lambda each: each.update(cluster_size="6X-Large"), "one of 2X-Small"),
    (
        "databricks_catalog",
        lambda each: each.update(connection_name="c", share_name="s"),
        "cannot be used together",
    ),
    (
        "databricks_instance_pool",
        lambda each: each["aws_attributes"].update(availability="CHEAP"),
        "one of ON_DEMAND, SPOT",
    ),
]


@pytest.mark.parametrize(
    ("type_", "spoil", "text"), SPOILT, ids=[f"{type_}: {text}" for type_, _, text in SPOILT]
)
def test_the_check_tells_what_is_spoilt(
    stacks: Stacks, bodies: Bodies, type_: str, spoil: Callable[[Any], object], text: str
) -> None:
    resources = [
        *databricks_resources(stacks["anthill-prod"]).items(),
        *databricks_resources(stacks["anthill-prod-registration"]).items(),
    ]
    address, good = next(each for each in resources if each[0].startswith(f"{type_}."))
    spoilt = copy.deepcopy(good)
    spoil(spoilt)
    assert wrong(bodies, address, good) == []
    assert text in "\n".join(wrong(bodies, address, spoilt))

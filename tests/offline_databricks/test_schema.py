"""The derived schema against what is known of the real one."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from offline_databricks.bindings import sources, tarball
from offline_databricks.cache import Bodies, Cache
from offline_databricks.derive import GapError, derive
from offline_databricks.schema import (
    Attribute,
    Body,
    Nesting,
    Schema,
    attributes_of,
    body_from_json,
    body_to_json,
)
from provider_facts.databricks import LEVELS, permission_levels, rules


@pytest.fixture(scope="module")
def bodies(cache: Cache) -> Bodies:
    return Bodies(cache)


def attribute(body: Body, path: str) -> Attribute:
    first, *rest = path.split(".")
    if first in body.blocks:
        return attribute(body.blocks[first].body, ".".join(rest))
    found = body.attributes[first]
    for name in rest:
        assert found.nested is not None
        found = found.nested.attributes[name]
    return found


def flags(found: Attribute) -> str:
    return "".join(flag[0] for flag in ("required", "optional", "computed") if getattr(found, flag))


def test_everything_is_derived(cache: Cache):
    assert (len(cache.schema.resources), len(cache.schema.data_sources)) == (136, 112)


def test_every_type_has_rules(cache: Cache):
    assert set(LEVELS) == set(cache.schema.resources)
    permissions = body_from_json(cache.schema.resources["databricks_permissions"])
    assert set(permission_levels()) == set(permissions.attributes) - {"id", "object_type"}


# Sources: the provider's documentation page of each type at version 1.99.0.
@pytest.mark.parametrize(
    ("type_", "path", "wanted", "of_type"),
    [
        ("catalog", "name", "o", "string"),
        ("catalog", "storage_root", "o", "string"),
        ("catalog", "properties", "o", ["map", "string"]),
        ("catalog", "isolation_mode", "oc", "string"),
        ("schema", "catalog_name", "r", "string"),
        ("volume", "volume_path", "c", "string"),
        ("grants", "grant.principal", "r", "string"),
        ("grants", "grant.privileges", "r", ["set", "string"]),
        ("account_network_policy", "egress.network_access.restriction_mode", "r", "string"),
        ("cluster_policy", "definition", "oc", "string"),
        ("mws_workspaces", "workspace_url", "oc", "string"),
        ("mws_workspaces", "workspace_id", "oc", "number"),
        ("mws_workspaces", "custom_tags", "o", ["map", "string"]),
        ("mws_networks", "subnet_ids", "o", ["set", "string"]),
        ("mws_storage_configurations", "storage_configuration_id", "c", "string"),
        ("storage_credential", "aws_iam_role.external_id", "oc", "string"),
        ("storage_credential", "read_only", "o", "bool"),
        ("metastore_assignment", "workspace_id", "r", "number"),
        ("sql_endpoint", "jdbc_url", "c", "string"),
        ("job", "task.task_key", "r", "string"),
        ("connection", "options", "o", ["map", "string"]),
        ("mws_permission_assignment", "permissions", "r", ["set", "string"]),
    ],
)
def test_attributes(bodies: Bodies, type_: str, path: str, wanted: str, of_type: object):
    found = attribute(bodies.resource(f"databricks_{type_}"), path)
    assert (flags(found), found.type) == (wanted, of_type)


@pytest.mark.parametrize(
    ("type_", "block", "nesting", "least", "most"),
    [
        ("grants", "grant", Nesting.SET, 1, 0),
        ("permissions", "access_control", Nesting.SET, 1, 0),
        ("storage_credential", "aws_iam_role", Nesting.LIST, 0, 1),
        ("mws_networks", "vpc_endpoints", Nesting.LIST, 0, 1),
        ("job", "task", Nesting.LIST, 0, 0),
        ("sql_endpoint", "timeouts", Nesting.SINGLE, 0, 0),
    ],
)
def test_blocks(bodies: Bodies, type_: str, block: str, nesting: Nesting, least: int, most: int):
    found = bodies.resource(f"databricks_{type_}").blocks[block]
    assert (found.nesting, found.min_items, found.max_items) == (nesting, least, most)


def test_nested_attributes(bodies: Bodies):
    egress = bodies.resource("databricks_account_network_policy").attributes["egress"]
    assert egress.nested is not None
    assert egress.nested.nesting is Nesting.SINGLE
    health = bodies.resource("databricks_sql_endpoint").attributes["health"]
    assert health.nested is not None
    assert health.read_only


def test_two_ways_to_serve_a_type(bodies: Bodies):
    assert bodies.resource("databricks_catalog").legacy
    assert not bodies.resource("databricks_account_network_policy").legacy


def test_provider_and_data_sources(bodies: Bodies):
    assert {"host", "account_id", "token", "workspace_id"} <= set(bodies.provider.attributes)
    assert flags(bodies.data_source("databricks_catalog").attributes["name"]) == "r"


def test_json_round_trip(cache: Cache):
    schema = Schema.from_json(json.loads(json.dumps(cache.schema.to_json())))
    for document in (*schema.resources.values(), *schema.data_sources.values()):
        body = body_from_json(document)
        assert body_to_json(body) == document
        assert all(found.type or found.nested for found in attributes_of(body))


def test_a_part_not_understood_is_an_error():
    text = next(source for source in sources(tarball()) if 'tfResourceType = "databricks_group"' in source)
    for old, new in (("getStringAttribute('display_name')", "getOddAttribute('display_name')"),
                     ("  // display_name - computed: ", "  //display_name - computed: ")):  # fmt: skip
        assert old in text
        with pytest.raises(GapError):
            derive([text.replace(old, new)])


def test_summary():
    command = [sys.executable, "-m", "offline_databricks", "schema"]
    counts = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert (counts["resources"], counts["data_sources"]) == (136, 112)
    one = json.loads(subprocess.run([*command, "databricks_group"], capture_output=True, check=True).stdout)
    assert set(one["databricks_group"]) == {"resource", "data_source"}
    assert subprocess.run([*command, "databricks_lake"], capture_output=True, check=False).returncode == 1


def test_rules_name_what_the_schema_has(bodies: Bodies):
    for type_ in LEVELS:
        known, body = rules(type_), bodies.resource(type_)
        named = {
            *known.enums,
            *known.limits,
            *known.forbidden,
            *known.defaults,
            *known.replace_on,
            *known.in_place,
        }
        named |= {required.path for required in known.required_on_aws}
        groups = (*known.conflicts, *known.exactly_one_of, *known.at_least_one_of, *known.required_with)
        named |= {member for group in groups for member in group}
        for path in named:
            first = path.split(".")[0]
            assert first == "*" or first in body.attributes or first in body.blocks, (type_, path)


def optional_texts(attributes: Mapping[str, Attribute], prefix: str = "") -> Iterator[str]:
    """Yield the texts that only a configuration sets, and may leave out."""
    for name, one in attributes.items():
        if one.nested is not None and not one.read_only:
            yield from optional_texts(one.nested.attributes, f"{prefix}{name}.")
        elif one.type == "string" and one.optional and not one.computed:
            yield f"{prefix}{name}"


@pytest.mark.parametrize("type_name", [name for name in LEVELS if rules(name).framework])
def test_each_optional_text_of_a_type_in_use_is_to_be_set_or_may_be_left_out(bodies: Bodies, type_name: str):
    known = rules(type_name)
    decided = [*known.texts_to_set, *known.texts_left_out]
    assert len(decided) == len(set(decided))
    # Nobody has looked at the others: no stack may use them (rule ANT-DBX-06).
    if decided:
        assert set(decided) == set(optional_texts(bodies.resource(type_name).attributes))
    for source in (*(text.source for text in known.texts_to_set.values()), *known.texts_left_out.values()):
        assert source

"""Unity Catalog of every environment: what lies where, who is bound to it, who may do what."""

from collections.abc import Mapping
from itertools import permutations

import pytest

from configuration.databricks.access import SCHEMAS
from configuration.databricks.groups import Robot
from configuration.model import EnvironmentConfig
from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from provider_facts.privileges import PRIVILEGES
from tests.constructs_lib.databricks import at, databricks_resources, waits
from tests.stacks.test_foreign_roles import each_config, of, registration_of
from tests.support.template import Arguments, Template

Stacks = Mapping[str, Template]
NO_SECURABLE = {"//", "provider", "depends_on", "grant", "principal", "privileges"}


def securable(grants: Arguments) -> tuple[str, str]:
    ((kind, name),) = [(key, value) for key, value in grants.items() if key not in NO_SECURABLE]
    return kind, name


@each_config
def test_the_catalogue_is_isolated_and_has_storage_of_its_own(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    catalog = template.by_path("databricks_catalog", "/governance/catalog/catalog")
    names = Names.of(config)
    assert catalog["name"] == names.catalog
    assert "-" not in catalog["name"]
    assert catalog["isolation_mode"] == "ISOLATED"
    assert catalog["storage_root"].startswith(f"s3://{names.s3_bucket('artifacts')}/tables/")
    assert catalog["force_destroy"] is False


@each_config
def test_every_schema_has_storage_of_its_own_in_its_layer(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    names = Names.of(config)
    roots = {each["name"]: each["storage_root"] for each in template.resources("databricks_schema").values()}
    assert set(roots) == {schema.value for schema in SCHEMAS}
    for name, root in roots.items():
        layer = name if name in {"bronze", "silver", "gold"} else "artifacts"
        assert root == f"s3://{names.s3_bucket(layer)}/tables/{name}"


@each_config
def test_no_two_locations_and_no_two_managed_places_overlap(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    locations = [each["url"] for each in template.resources("databricks_external_location").values()]
    managed = [each["storage_root"] for each in template.resources("databricks_schema").values()]
    managed += [
        each["storage_root"]
        for each in template.resources("databricks_catalog").values()
        if "storage_root" in each
    ]
    managed += [each["storage_location"] for each in template.resources("databricks_volume").values()]
    assert (len(locations), len(managed)) == (6, 9)
    for places in (locations, managed):
        assert not [
            (outer, inner) for outer, inner in permutations(places, 2) if f"{inner}/".startswith(f"{outer}/")
        ]
    # Everything lies in a location that is declared, or Databricks refuses it.
    assert all(any(f"{place}/".startswith(f"{url}/") for url in locations) for place in managed)


@each_config
def test_locations_are_isolated_read_by_nobody_else_and_announce_nothing(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    for location in of(stacks, config).resources("databricks_external_location").values():
        assert location["isolation_mode"] == "ISOLATION_MODE_ISOLATED"
        assert location["fallback"] is False
        assert location["enable_file_events"] is False
        assert "file_event_queue" not in location
        assert location["read_only"] == ("tables" not in location["url"])


@each_config
def test_what_lies_in_a_location_waits_for_it(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    for type_ in ("databricks_schema", "databricks_volume", "databricks_registered_model"):
        for id_ in template.resources(type_):
            assert waits(template, f"{type_}.{id_}", "aws_iam_role_policy", "/governance/lake/role/policy")


@each_config
def test_only_others_are_bound_only_to_the_catalogue_and_only_to_read(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    bindings = of(stacks, config).resources("databricks_workspace_binding")
    shares = config.databricks.governance.shares
    assert len(bindings) == len(shares)
    assert {each["workspace_id"] for each in bindings.values()} == {share.workspace_id for share in shares}
    for binding in bindings.values():
        # A number: the own workspace, which isolation binds, is only known as a reference.
        assert isinstance(binding["workspace_id"], int)
        assert binding["securable_type"] == "catalog"
        assert binding["binding_type"] == "BINDING_TYPE_READ_ONLY"


def test_some_environment_tries_a_share(stacks: Stacks) -> None:
    assert stacks["anthill-local"].one("databricks_workspace_binding")


@each_config
def test_each_securable_has_one_list_of_privileges_with_the_deployers_own(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    lists = list(template.resources("databricks_grants").values())
    named = [securable(each) for each in lists]
    assert len(named) == len(set(named)) == 19
    deployer = config.databricks.handles.principals.of(Robot.DEPLOY)
    planner = config.databricks.handles.principals.of(Robot.PLAN)
    for each, (kind, name) in zip(lists, named, strict=True):
        rights = {entry["principal"]: entry["privileges"] for entry in each["grant"]}
        assert len(rights) == len(each["grant"]), name
        # Managing brings no use: an endpoint is made by who may run its model, and models are the jobs' own.
        serves = kind == "schema" and "_models_" in name
        assert rights[deployer] == (["MANAGE", "EXECUTE"] if serves else ["MANAGE"]), name
        # Without it whoever plans sees no privilege but the own ones, and every plan would give them anew.
        assert "MANAGE" in rights[planner], name
        assert set(rights[planner]) <= {"MANAGE", "USE_CATALOG", "USE_SCHEMA"}, name
        assert all(set(given) <= set(PRIVILEGES[kind]) for given in rights.values()), name


@each_config
def test_no_securable_is_left_without_a_list(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    listed = " ".join(name for _, name in map(securable, template.resources("databricks_grants").values()))
    for type_ in ("catalog", "schema", "volume", "storage_credential", "external_location", "connection"):
        for id_ in template.resources(f"databricks_{type_}"):
            assert f"databricks_{type_}.{id_}." in listed
    assert "databricks_credential." in listed


@each_config
def test_system_tables_are_granted_one_by_one_in_the_governing_environment_alone(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = registration_of(stacks, config)
    every = template.resources("databricks_grant").values()
    singles = [each for each in every if "/deployer/" not in each["//"]["metadata"]["path"]]
    assert bool(singles) == config.databricks.governs_metastore
    assert config.is_local or not of(stacks, config).resources("databricks_grant")
    for single in singles:
        kind, name = securable(single)
        assert name == "system" or (kind == "schema" and name.startswith("system."))
    # A whole list would take away what Databricks itself grants there.
    lists = map(securable, template.resources("databricks_grants").values())
    assert not [name for _, name in lists if name.startswith("system")]
    assert "databricks_system_schema" not in template.json["resource"]


@each_config
def test_governed_tags_are_declared_in_the_governing_environment_alone(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    assert bool(template.resources("databricks_tag_policy")) == config.databricks.governs_metastore
    values = {each["tag_value"] for each in template.resources("databricks_entity_tag_assignment").values()}
    assert values == {schema.value for schema in SCHEMAS}
    assert {each["tag_key"] for each in template.resources("databricks_entity_tag_assignment").values()} == {
        "layer"
    }


def test_exactly_one_real_environment_governs() -> None:
    governing = [config.name.value for config in ENVIRONMENTS if config.databricks.governs_metastore]
    assert governing == ["local", "prod"]


@each_config
@pytest.mark.parametrize(
    "type_",
    ["databricks_permissions", "databricks_grants", "databricks_secret_acl"],
)
def test_who_is_named_is_known_in_the_workspace_by_then(
    stacks: Stacks, config: EnvironmentConfig, type_: str
) -> None:
    template = of(stacks, config)
    for id_ in template.resources(type_):
        assert waits(template, f"{type_}.{id_}", "terraform_data", "/databricks/members/settling/wait"), id_
    assert template.resources(type_)


@each_config
def test_whatever_is_made_in_the_workspace_waits_until_it_is_ready(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    # Elsewhere the workspace was there before anything could be planned in it.
    template = registration_of(stacks, config)
    inside = [
        address
        for address, arguments in databricks_resources(template).items()
        if arguments["provider"] == "databricks.workspace"
    ]
    late = "/databricks/workspace/settling/wait"
    assert [each for each in inside if not waits(template, each, "terraform_data", late)] == []
    (wait,) = [
        f"terraform_data.{id_}"
        for id_, arguments in template.resources("terraform_data").items()
        if arguments["//"]["metadata"]["path"].endswith(late)
    ]
    (assigned,) = at(template, wait)["depends_on"]
    assert assigned.startswith("databricks_metastore_assignment.")
